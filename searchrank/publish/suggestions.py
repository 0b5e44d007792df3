"""The query bank and completion index of a snapshot: from logged queries with counts, and from the catalogue's own names.

What can be said without supply (names mined, forms made distinct) is worked out in a process of its own while this one cuts and indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from searchrank.publish.logged import Logged, write_neighbours
from searchrank.query.words import cutter
from searchrank.recall.supply import Supply
from searchrank.settings import SuggestSettings
from searchrank.store.arrays import read_strings
from searchrank.store.products import product_from_document
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import Forms, gather, supplied
from searchrank.suggest.index import write_completion
from searchrank.suggest.names import mine_names

Counts = Sequence[tuple[str, int]]
WORTH_A_PROCESS = 20_000
"""Products below which starting a process costs more than it brings."""


@contextmanager
def forming(draft: Draft, logged: Counts, settings: SuggestSettings, products: int) -> Iterator[Callable[[], Forms]]:
    """A call that waits for the forms; while the block runs they are made beside it, where the catalogue is large enough.

    The draft must hold its documents and lexicon. A process that dies is done without.
    """
    if products < WORTH_A_PROCESS:
        yield lambda: forms_of(draft.folder, logged, settings)
        return
    # A fresh interpreter: forking beside the threads of the index could leave the child with a lock that nobody holds.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        future = pool.submit(forms_of, draft.folder, logged, settings)

        def wait() -> Forms:
            try:
                return future.result()
            except BrokenProcessPool:
                return forms_of(draft.folder, logged, settings)

        yield wait


def forms_of(folder: Path, logged: Counts, settings: SuggestSettings) -> Forms:
    """Everything that the documents in this folder and the logged queries could suggest."""
    documents, cut = read_strings(folder, "document"), cutter(read_strings(folder, "lexicon")).all_words
    products = (product_from_document(documents.raw(row)) for row in range(len(documents)))
    return gather(logged, mine_names(products, cut, settings), cut)


def write_suggestions(draft: Draft, forms: Forms, logged: Logged, settings: SuggestSettings, products: int) -> None:
    """Write `suggest.*` and `related.*`; the draft must already hold its units and columns, from which supply is counted."""
    supply = Supply(Snapshot(draft.folder, {"version": draft.version, "products": products}))
    entries = supplied(forms, supply, settings)
    write_completion(draft, entries, settings)
    cut = cutter(read_strings(draft.folder, "lexicon")).all_words
    write_neighbours(draft, entries, logged, supply, cut, settings)
