"""Small imports become live too: when there is nothing else to follow, what a finished one changed is put into the live part, some rows a turn.

An import of more than `live.import_rows` changes waits for publishing, which is made for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from searchrank.publish.live_folder import LiveWriter
from searchrank.settings import LiveSettings
from searchrank.store.catalogue import Catalogue

LOOK_SECONDS = 0.5
PORTION = 80
"""Rows of one turn: new changes wait for them, 10 to 40 ms."""


@dataclass(slots=True)
class ImportFollower:
    """Follows the finished imports of one catalogue into live parts. What it has put in is noted in the part; what it was about is begun again."""

    catalogue: Catalogue
    settings: LiveSettings
    clock: Callable[[], float] = time.monotonic
    _waiting: dict[str, list[int]] = field(default_factory=dict)
    _after: dict[str, int] = field(default_factory=dict)
    _looked: dict[str, float] = field(default_factory=dict)

    def advance(self, writer: LiveWriter) -> int:
        """Put some rows of the next import into this part; gives how many."""
        version = writer.snapshot.version
        if not self.settings.import_rows:
            return 0
        if not self._waiting.get(version):
            self._look(writer)
        waiting = self._waiting.get(version)
        return self._take(writer, waiting) if waiting else 0

    def _look(self, writer: LiveWriter) -> None:
        version, now = writer.snapshot.version, self.clock()
        if now - self._looked.get(version, float("-inf")) >= LOOK_SECONDS:
            self._looked[version] = now
            known = writer.generation.imports
            self._waiting[version] = self.catalogue.finished_imports(float(writer.snapshot.manifest["as_of"]), known)

    def _take(self, writer: LiveWriter, waiting: list[int]) -> int:
        version, first = writer.snapshot.version, int(writer.snapshot.manifest["as_of_change"])
        after = self._after.get(version, first)
        if after == first and not self.catalogue.imported_at_most(waiting[0], first, self.settings.import_rows):
            writer.note_import(waiting.pop(0))
            return 0
        changes = self.catalogue.imported(waiting[0], after, PORTION)
        if changes:
            writer.add(changes, writer.generation.change)
            self._after[version] = changes[-1].number
        if len(changes) < PORTION:
            writer.note_import(waiting.pop(0))
            self._after.pop(version, None)
        return len(changes)
