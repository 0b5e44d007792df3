"""What a shopper sees before a search: categories, newest and best-selling products. Takes a view, gives a Front; opens a view for its shoppers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.query.category import Classifier
from searchrank.query.correct.correct import open_correction
from searchrank.query.endings import endings
from searchrank.query.lexicon import lexicon
from searchrank.query.names import Names
from searchrank.query.sellers import Sellers
from searchrank.query.understand import snapshot_cutter
from searchrank.query.values import Values
from searchrank.rank.features import all_features
from searchrank.rank.stages import Fine
from searchrank.recall.engines import Engines
from searchrank.recall.filters import ATTRIBUTES, STOCK, by_field, passing
from searchrank.recall.sort import sorted_rows
from searchrank.records import Document, Filter, Hit
from searchrank.rerank.promotions import Promotions
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View
from searchrank.suggest.scenes import warm

SHOWN = 12
MOST_CATEGORIES = 24
MOST_ATTRIBUTES = 5
LEAST_SHARE = 0.02
"""An attribute that fewer products have is no filter for a whole page."""


@dataclass(frozen=True, slots=True)
class Front:
    """Leaf categories with their products, largest first; the newest and the best-selling products in stock."""

    categories: tuple[tuple[str, int], ...]
    newest: tuple[Hit, ...]
    best_selling: tuple[Hit, ...]


def open_up(view: View, engines: Engines) -> None:
    """Open what a request would otherwise wait for; a part that is away now is tried again by the requests."""
    view.snapshot.kept("cutter", snapshot_cutter)
    view.snapshot.kept("names", Names.open)
    view.snapshot.kept("classifier", Classifier.open)
    view.snapshot.kept("values", Values.open)
    endings(view.snapshot)
    lexicon()
    open_correction(view.snapshot)
    view.snapshot.kept("sellers", Sellers.open)
    warm(view.snapshot)
    view.snapshot.kept("promotions", Promotions.open)
    Fine(all_features()).model_of(view)
    engines.of(view.snapshot)
    view.snapshot.kept("facet_fields", facet_fields)


def front(view: View) -> Front:
    """The front page of this view."""
    in_stock = passing(view, view.every(), by_field([Filter(STOCK, "in")]))
    newest, best = (_hits(view, sorted_rows(view, in_stock, sort)[:SHOWN].tolist()) for sort in ("newest", "sales"))
    return Front(_leaf_categories(view.snapshot), newest, best)


def _leaf_categories(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    products = snapshot.array("category.products")
    leaves = np.flatnonzero(snapshot.array("category.end") == np.arange(len(products)) + 1)
    largest = leaves[np.lexsort((leaves, -products[leaves]))][:MOST_CATEGORIES]
    names = snapshot.vocabulary("category").texts
    return tuple((names[int(row)], int(products[row])) for row in largest)


def _hits(view: View, rows: Sequence[int]) -> tuple[Hit, ...]:
    shown = np.array(rows, np.int32)
    named = zip(view.ids(shown), view.documents(shown), strict=True)
    return tuple(Hit(product, Document(document), 0.0, rank) for rank, (product, document) in enumerate(named, 1))


def facet_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """brand, category, price, and the attributes that most products have."""
    names = snapshot.vocabulary("attribute.name").texts
    groups, products = snapshot.ragged("attribute.values"), snapshot.array("attribute.products")
    carried = {name: int(products[groups[row]].sum()) for row, name in enumerate(names)}
    common = sorted((name for name, count in carried.items() if count >= LEAST_SHARE * snapshot.count), key=lambda name: (-carried[name], name))
    return ("brand", "category", "price", *(ATTRIBUTES + name for name in common[:MOST_ATTRIBUTES]))
