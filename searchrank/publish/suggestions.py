"""The query bank and completion index of a snapshot: from logged queries with counts, and from the catalogue's own names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from searchrank.query.words import Cutter
from searchrank.recall.supply import Supply
from searchrank.settings import Settings
from searchrank.store.products import product_from_document
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.store import Store
from searchrank.suggest.bank import build_bank
from searchrank.suggest.index import write_completion
from searchrank.suggest.names import mine_names


def write_suggestions(
    draft: Draft,
    store: Store,
    settings: Settings,
    documents: Sequence[bytes],
    cutter: Cutter,
    progress: Callable[[str, int, int | None], None],
) -> None:
    """Write `suggest.*`; the draft must already hold its units and columns, from which supply is counted."""
    progress("suggestions", 0, 1)
    names = mine_names(map(product_from_document, documents), cutter.all_words, settings.suggest)
    supply = Supply(Snapshot(draft.folder, {"version": draft.version, "products": len(documents)}))
    entries = build_bank(store.queries.read(), names, supply, settings.suggest, cutter.all_words)
    write_completion(draft, entries, settings.suggest)
    progress("suggestions", 1, 1)
