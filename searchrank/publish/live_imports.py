"""Small imports become live too: when there is nothing else to follow, what a finished one changed is put into the live part, some rows a turn.

An import of more than `live.import_rows` changes waits for publishing, which is made for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from searchrank.publish.live_folder import LiveWriter
from searchrank.settings import LiveSettings
from searchrank.store.catalogue import Catalogue

LOOK_SECONDS = 0.5
PORTION = 80
"""Rows of one turn: new changes wait for them, 10 to 40 ms."""
SHARE_SECONDS = 0.25
"""How long an import waits for its next portion at most, where changes come without a pause."""


@dataclass(slots=True)
class Course:
    """How far one live part is with imports: those that wait, the change after which the first of them goes on, and when it looked and took some."""

    waiting: list[int] = field(default_factory=list)
    after: int | None = None
    looked_at: float = float("-inf")
    took_at: float = float("-inf")


@dataclass(slots=True)
class ImportFollower:
    """Follows the finished imports of one catalogue into live parts. What it has put in is noted in the part; what it was about is begun again."""

    catalogue: Catalogue
    settings: LiveSettings
    clock: Callable[[], float] = time.monotonic
    moment: Callable[[], float] = time.time
    courses: dict[str, Course] = field(default_factory=dict)
    """By version."""

    def advance(self, writer: LiveWriter, shown: float = 0.0) -> int:
        """Put some rows of the next import into this part; gives how many. Others show imports up to the moment `shown`: the part says once it has
        all of those."""
        course = self.courses.setdefault(writer.snapshot.version, Course())
        while not course.waiting or not (taken := self._take(writer, course)):
            if not course.waiting and not self._look(writer, course, shown):
                return 0
        return taken

    def due(self, writer: LiveWriter) -> bool:
        """Whether this part had no rows of an import for so long that other changes should wait for some."""
        course = self.courses.get(writer.snapshot.version)
        return course is None or self.clock() - max(course.took_at, course.looked_at) >= SHARE_SECONDS + LOOK_SECONDS * (not course.waiting)

    def keep(self, versions: Collection[str]) -> None:
        """Forget all other parts."""
        self.courses = {version: course for version, course in self.courses.items() if version in versions}

    def _look(self, writer: LiveWriter, course: Course, shown: float) -> bool:
        """Whether some import waits, as far as it is time to look."""
        if self.clock() - course.looked_at < LOOK_SECONDS:
            return False
        first, moment = course.looked_at == float("-inf"), self.moment()
        course.looked_at = self.clock()
        if self.settings.import_rows:
            course.waiting = self.catalogue.finished_imports(float(writer.snapshot.manifest["as_of"]), writer.generation.imports)
        # Every note makes all workers look: only where somebody may wait for it.
        if not course.waiting and (first or writer.generation.settled < shown):
            writer.note_settled(moment)
        return bool(course.waiting)

    def _take(self, writer: LiveWriter, course: Course) -> int:
        first, number = int(writer.snapshot.manifest["as_of_change"]), course.waiting[0]
        if course.after is None and not self.catalogue.imported_at_most(number, first, self.settings.import_rows):
            return self._done(writer, course)
        changes = self.catalogue.imported(number, first if course.after is None else course.after, PORTION)
        course.took_at = self.clock()
        if changes:
            writer.add_imported(changes, self.moment())
            course.after = changes[-1].number
        return len(changes) + (self._done(writer, course) if len(changes) < PORTION else 0)

    def _done(self, writer: LiveWriter, course: Course) -> int:
        """The first that waits is in, or left to publishing; gives 0 rows."""
        writer.note_import(course.waiting.pop(0))
        course.after, course.looked_at = None, course.looked_at if course.waiting else self.clock() - LOOK_SECONDS
        return 0
