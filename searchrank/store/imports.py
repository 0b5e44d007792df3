"""Imports: takes files, gives reports. A file is parsed and staged first, then applied in short transactions, so a kill at any moment loses nothing:

the same file again goes on where it stopped, and readers see its products only when all of them are in.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from searchrank.errors import InvalidInput, NotFound, UnknownName
from searchrank.store.catalogue import BATCH
from searchrank.store.database import Database
from searchrank.store.events import Events
from searchrank.store.fields import BadValue
from searchrank.store.judgments import Judgments
from searchrank.store.kinds import KINDS, Batch, Kind
from searchrank.store.products import checked_fields
from searchrank.store.staging import STAGED, BadLine, Begun, ImportState, Staged, Staging, Tally, begin, unfinished

Progress = Callable[[int, int | None], None]
"""Called with how many lines are done, of how many (None while the file is being read)."""
Checkpoint = Callable[[str], None]


def silent(done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def no_checkpoint(step: str) -> None:
    """Called after each step: begun, staging and applying (every batch), staged, applied, finished; tests put a kill in its place."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file.

    `lines` read, `kept` of them good, `changed` new or different from what was there; `bad` the first 1,000 of `bad_total` bad lines; `resumed`
    whether this finished an import that had been cut off.
    """

    import_id: int
    lines: int
    kept: int
    changed: int
    bad: tuple[BadLine, ...]
    bad_total: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class JudgmentsReport:
    """What became of a qrels file and its queries; the unknown ones are named by judgments and not known to the shop (they are kept all the same)."""

    queries: ImportReport
    judgments: ImportReport
    unknown_queries: int
    unknown_products: int


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of a shop; log lines go to `events`, everything else to `database`."""

    database: Database
    events: Events
    clock: Callable[[], float] = time.time

    def run(
        self,
        kind: str,
        path: Path,
        *,
        only: Collection[str] | None = None,
        progress: Progress | None = None,
        checkpoint: Checkpoint = no_checkpoint,
    ) -> ImportReport:
        """Import one file of a kind (see `kinds.KINDS`); `only` names the product fields to keep.

        Bad lines are reported and the good ones kept; of several lines with one id the last counts. Imported again, a file that was cut off is
        finished, and a finished one updates. Raises UnknownName, NotFound, or InvalidInput for a file that cannot be read at all (nothing of it
        is kept then), and Conflict where another process has taken the import over.
        """
        if kind not in KINDS:
            raise UnknownName("kind of import", kind, KINDS, field="kind")
        fields = None if only is None else checked_fields(",".join(only))
        begun = begin(self.database, kind, path.name, digest_of(kind, path, fields), uuid.uuid4().hex, self.clock())
        checkpoint("begun")
        if begun.state != STAGED:
            _stage(begun.staging, _Reading(KINDS[kind], path, fields), progress or silent, checkpoint)
        self._apply(begun.staging, KINDS[kind], progress or silent, checkpoint)
        return self._finish(begun, checkpoint)

    def import_judgments(
        self, qrels: Path, queries_tsv: Path, *, progress: Progress | None = None, checkpoint: Checkpoint = no_checkpoint
    ) -> JudgmentsReport:
        """Import judgments in TREC format (`query 0 product grade`) and the texts of their queries (`id <tab> text`); reports and raises as
        `run` does."""
        texts = self.run("judged_queries", queries_tsv, progress=progress, checkpoint=checkpoint)
        judged = self.run("judgments", qrels, progress=progress, checkpoint=checkpoint)
        return JudgmentsReport(texts, judged, *Judgments(self.database).unknown(judged.import_id))

    def unfinished(self) -> list[ImportState]:
        """The imports that were cut off and wait to be run again, oldest first; publishing does not read them."""
        return unfinished(self.database)

    def _apply(self, staging: Staging, kind: Kind, progress: Progress, checkpoint: Checkpoint) -> None:
        def keep(connection: Connection, lines: Sequence[Staged]) -> int:
            return kind.keep(Batch(connection, self.events, lines, self.clock(), staging.import_id))

        total, done = staging.left(), 0
        while done < total:
            done += staging.apply(BATCH, keep)
            progress(done, total)
            checkpoint("applying")
        checkpoint("applied")

    def _finish(self, begun: Begun, checkpoint: Checkpoint) -> ImportReport:
        state = begun.staging.finish(self.clock())
        checkpoint("finished")
        return ImportReport(state.id, state.lines, state.kept, state.changed, state.bad, state.bad_total, begun.resumed)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file as its kind reads it."""

    kind: Kind
    path: Path
    only: Collection[str] | None

    def good(self, tally: Tally) -> Iterator[tuple[int, str, bytes]]:
        """The good lines as (number, key, document); the tally counts all of them."""
        for number, given in self.kind.read(self.path):
            tally.lines += 1
            try:
                if isinstance(given, BadValue):
                    raise given
                key, document = self.kind.parse(given, self.only)
            except BadValue as fault:
                tally.refuse(number, fault)
                continue
            tally.kept += 1
            yield number, key, document


def digest_of(kind: str, path: Path, only: Collection[str] | None) -> str:
    """What two imports share that do the same: the kind, the fields kept, and the bytes of the file."""
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise NotFound(f"there is no file {str(path)!r}: check its name", field="file") from None
    except IsADirectoryError:
        raise InvalidInput(f"{str(path)!r} is a folder: name the files in it", field="file") from None
    fields = "all" if only is None else ",".join(sorted(only))
    return hashlib.sha256(f"{kind} {fields} {content}".encode()).hexdigest()


def _stage(staging: Staging, reading: _Reading, progress: Progress, checkpoint: Checkpoint) -> None:
    tally = Tally()
    good = reading.good(tally)
    try:
        while batch := list(islice(good, BATCH)):
            staging.add(batch)
            progress(tally.lines, None)
            checkpoint("staging")
    except (InvalidInput, NotFound):
        staging.drop()
        raise
    staging.close(tally)
    checkpoint("staged")
