"""The query bank, completion index and correction of a snapshot: from logged queries with counts, and from the catalogue's own names.

Where the catalogue is large enough, a process of its own does this work: it reads logged queries, then cuts products for the publishing one
(`publish.sharing`) until all are indexed, mines names while that one writes its arrays, and writes what it made while that one learns names.
Correction reads the bank as it is written, so the publishing process writes it where it is done first; what tells categories is written by who has
time for it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from searchrank.publish.categories import write_categories
from searchrank.publish.correction import write_correction
from searchrank.publish.cut import ProductCutter
from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.logged import Logged, write_neighbours
from searchrank.publish.sharing import Shared, help_cutting
from searchrank.query.words import Cutter, cutter
from searchrank.recall.supplies import Supplies
from searchrank.settings import SuggestSettings
from searchrank.store.arrays import read_strings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import BankEntry, Form, Forms, gathered, logged_forms, supplied
from searchrank.suggest.index import write_completion
from searchrank.suggest.names import surveyed_names
from searchrank.suggest.survey import Cut, Survey

WORTH_A_PROCESS = 20_000
"""Products below which starting a process costs more than it brings."""


@dataclass(frozen=True, slots=True)
class Bank:
    """The entries of the query bank, best first, and the supply of each."""

    entries: Sequence[BankEntry]
    supply: Supplies


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made: `suggest.*`, `related.*`, `class.*` and `correct.*` of the draft of a version, in its folder."""

    folder: Path
    version: str
    products: int
    logged: Logged
    settings: SuggestSettings

    def cutter(self) -> Cutter:
        """The cutter of this version; the draft must hold its lexicon."""
        return cutter(read_strings(self.folder, "lexicon"))

    def logged_forms(self, cut: Cut) -> list[Form]:
        """Every logged query that could be suggested."""
        return logged_forms(self.logged.counts, cut)

    def forms(self, logged: Iterable[Form], survey: Survey, cut: Cut) -> Forms:
        """Everything that the products surveyed and the logged queries could suggest."""
        return gathered(logged, surveyed_names(survey, cut, self.settings), cut)

    def write_bank(self, forms: Forms) -> Bank:
        """Write the bank and its completion; the draft must hold its units and columns, from which supply is counted."""
        supply = Supplies.of(self._written(), (form.key for form in forms.forms))
        entries = supplied(forms, supply, self.settings)
        write_completion(self._draft(), entries, self.settings)
        return Bank(entries, supply)

    def write_neighbours(self, bank: Bank, cut: Cut) -> None:
        """Write what is searched together with the bank's entries; the draft must hold its columns."""
        write_neighbours(self._draft(), bank.entries, self.logged, bank.supply, cut, self.settings)

    def write_categories(self) -> None:
        """Write what tells the categories of queries; the draft must hold its tokens and columns."""
        write_categories(self._draft(), self._written())

    def write_correction(self) -> None:
        """Write correction; the draft must hold its bank."""
        write_correction(self._draft(), self.products)

    def write(self, survey: Survey) -> None:
        """All of it."""
        cut = self.cutter().all_words
        self.write_neighbours(self.write_bank(self.forms(self.logged_forms(cut), survey, cut)), cut)
        self.write_categories()
        self.write_correction()

    def _draft(self) -> Draft:
        return Draft(self.folder.parent, self.version, self.folder)

    def _written(self) -> Snapshot:
        return Snapshot(self.folder, {"version": self.version, "products": self.products})


@dataclass(slots=True)
class Suggesting:
    """A task under way: `begin_naming` once all products are cut, `begin_writing` once the draft holds its arrays, then `finish`. Without a process,
    `finish` does all of it.

    `shared` says which products the process cuts. A process that dies is done without.
    """

    task: Task
    process: Connection | None = None
    shared: Shared | None = None
    survey: Survey = field(default_factory=Survey)

    def begin_naming(self, survey: Survey) -> None:
        """Give what names are mined from."""
        self.survey = survey
        self.send(survey)

    def begin_writing(self) -> None:
        """Say that the draft holds its arrays."""
        self.send(None)

    def send(self, said: Task | Survey | bool | None) -> None:
        """Tell the process, where there is one still."""
        if self.process is not None:
            try:
                self.process.send(said)
            except OSError:
                self.process = None

    def finish(self) -> None:
        """Return when all is written; raises what went wrong."""
        self._share_categories()
        if self._has_done():
            # The bank is written: the process goes on with its neighbours.
            self.task.write_correction()
            if self._has_done():
                return
        self.task.write(self.survey)

    def _share_categories(self) -> None:
        """Write categories while the bank is waited for; where it is there already, the process has time for them."""
        waiting = self.process is not None and not self.process.poll()
        self.send(not waiting)
        if waiting:
            self.task.write_categories()

    def _has_done(self) -> bool:
        """Whether the process has done its next step, waited for; False where it is gone. Raises what went wrong there."""
        if self.process is not None:
            try:
                failed = self.process.recv()
            except (EOFError, OSError):
                self.process = None
            else:
                if failed is not None:
                    raise failed
        return self.process is not None


@dataclass(frozen=True, slots=True)
class Helper:
    """A process that waits for a task; `blocks` is where it is told what to cut."""

    process: Connection
    blocks: Connection

    def begin(self, task: Task, fresh: Sequence[int]) -> Suggesting:
        """Give it the task; `fresh` are the rows to be cut."""
        suggesting = Suggesting(task, self.process)
        suggesting.send(task)
        suggesting.shared = Shared(fresh, self.blocks)
        return suggesting


@contextmanager
def helper(products: int) -> Iterator[Helper | None]:
    """A process of its own for so many products, where they are enough; it comes up while this one reads, and ends with the block."""
    if products < WORTH_A_PROCESS:
        yield None
        return
    # A fresh interpreter: forking beside the threads of the index could leave the child with a lock that nobody holds.
    context = get_context("spawn")
    (ours, theirs), (blocks, their_blocks) = context.Pipe(), context.Pipe()
    process = context.Process(target=_work, args=(theirs, their_blocks), daemon=True)
    process.start()
    theirs.close()
    their_blocks.close()
    try:
        yield Helper(ours, blocks)
    finally:
        ours.close()
        process.join(timeout=1)
        process.kill()
        process.join()


def _work(publishing: Connection, blocks: Connection) -> None:
    """The other process: does its steps one after the other, and says so; ends silently where the publishing one is gone."""
    # It lives for a minute and makes no cycles; looking for them among a million values costs seconds.
    gc.disable()
    try:
        task: Task = publishing.recv()
        cut = task.cutter()
        logged = task.logged_forms(cut.all_words)
        help_cutting(blocks, read_strings(task.folder, "document"), BlockCutter(ProductCutter(cut)))
        forms = task.forms(logged, publishing.recv(), cut.all_words)
        publishing.recv()
        bank = task.write_bank(forms)
        publishing.send(None)
        task.write_neighbours(bank, cut.all_words)
        if publishing.recv():
            task.write_categories()
        publishing.send(None)
    except EOFError:
        return
    except Exception as error:
        with suppress(OSError):
            publishing.send(error)
