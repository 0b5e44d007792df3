"""The query bank, completion index and correction of a snapshot: from logged queries with counts, and from the catalogue's own names.

Where the catalogue is large enough, a process of its own does this work: it mines names while the publishing one cuts and indexes, and writes what it
made while that one learns names and categories.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from searchrank.publish.correction import write_correction
from searchrank.publish.logged import Logged, write_neighbours
from searchrank.query.words import cutter
from searchrank.recall.supply import Supply
from searchrank.settings import SuggestSettings
from searchrank.store.arrays import read_strings
from searchrank.store.products import product_from_document
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import Forms, gather, supplied
from searchrank.suggest.index import write_completion
from searchrank.suggest.names import SURVEYED, mine_names

WORTH_A_PROCESS = 20_000
"""Products below which starting a process costs more than it brings."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made: `suggest.*`, `related.*` and `correct.*` of the draft of a version, in its folder."""

    folder: Path
    version: str
    products: int
    logged: Logged
    settings: SuggestSettings

    def forms(self) -> Forms:
        """Everything that the documents and the logged queries could suggest; the draft must hold its documents and lexicon."""
        documents, cut = read_strings(self.folder, "document"), cutter(read_strings(self.folder, "lexicon")).all_words
        products = (product_from_document(documents.raw(row), SURVEYED) for row in range(len(documents)))
        return gather(self.logged.counts, mine_names(products, cut, self.settings), cut)

    def write(self, forms: Forms) -> None:
        """Write all of it; the draft must hold its units, words and columns, from which supply is counted."""
        draft = Draft(self.folder.parent, self.version, self.folder)
        supply = Supply(Snapshot(self.folder, {"version": self.version, "products": self.products}))
        entries = supplied(forms, supply, self.settings)
        write_completion(draft, entries, self.settings)
        cut = cutter(read_strings(self.folder, "lexicon")).all_words
        write_neighbours(draft, entries, self.logged, supply, cut, self.settings)
        write_correction(draft, self.products)


@dataclass(slots=True)
class Suggesting:
    """A task under way: `begin_writing` once the draft holds its arrays, then `finish`. Without a process, `finish` does all of it.

    A process that dies is done without.
    """

    task: Task
    process: Connection | None = None

    def begin_writing(self) -> None:
        """Say that the draft holds its arrays."""
        if self.process is not None:
            try:
                self.process.send(None)
            except OSError:
                self.process = None

    def finish(self) -> None:
        """Return when all is written; raises what went wrong."""
        if (failed := self._waited()) is not None:
            raise failed

    def _waited(self) -> Exception | None:
        if self.process is not None:
            try:
                return self.process.recv()  # type: ignore[no-any-return]
            except (EOFError, OSError):
                self.process = None
        self.task.write(self.task.forms())
        return None


@contextmanager
def suggesting(task: Task) -> Iterator[Suggesting]:
    """The task, begun in a process of its own where the catalogue is large enough; the process ends with the block."""
    if task.products < WORTH_A_PROCESS:
        yield Suggesting(task)
        return
    # A fresh interpreter: forking beside the threads of the index could leave the child with a lock that nobody holds.
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Suggesting(task, ours)
    finally:
        ours.close()
        process.join(timeout=1)
        process.kill()
        process.join()


def _work(publishing: Connection, task: Task) -> None:
    """The other process: forms at once, the rest when it is told that the arrays are there; ends silently where the publishing one is gone."""
    try:
        made = _made(publishing, task)
        publishing.send(made)
    except (EOFError, OSError):
        return


def _made(publishing: Connection, task: Task) -> Exception | None:
    try:
        forms = task.forms()
        publishing.recv()
        task.write(forms)
    except EOFError:
        raise
    except Exception as error:
        return error
    return None
