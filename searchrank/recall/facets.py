"""Counts of values over a match set, from our own columns. Takes rows, gives {value: count}, most frequent first, ties by value."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from searchrank.errors import UnknownName
from searchrank.query.normalise import normalise
from searchrank.recall.filters import ATTRIBUTES, NAMES, PRICE, known_fields
from searchrank.records import Rows
from searchrank.store.grown import Grown
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

MOST_VALUES = 50
PRICE_STEPS = (1.0, 2.0, 5.0)


def check_facets(names: Sequence[str], snapshot: Snapshot) -> tuple[str, ...]:
    """The facet names as columns know them; raises UnknownName with the known ones."""
    return tuple(_checked(name, snapshot) for name in names)


def _checked(name: str, snapshot: Snapshot) -> str:
    if name in (*NAMES, PRICE):
        return name
    key = normalise(name.removeprefix(ATTRIBUTES))
    if snapshot.vocabulary("attribute.name").ids([key])[0] < 0:
        raise UnknownName("facet", name, [field for field in known_fields(snapshot) if field != "stock"], field="facets")
    return ATTRIBUTES + key


def count_values(view: View, rows: Rows, field: str) -> Mapping[str, int]:
    """How many of the rows have each value; of prices, ranges `lo..hi` of equal shares; of categories, every path with all below it."""
    if field == PRICE:
        return _price_ranges(view, rows)
    table = field if field in NAMES else "attribute"
    values = view.take(field, rows) if field in NAMES else _attribute_values(view, rows, field)
    counts = np.bincount(values[values >= 0])
    if field == "category":
        counts = _with_subtrees(view, counts)
    found = np.flatnonzero(counts)
    best = found[np.lexsort((found, -counts[found]))][:MOST_VALUES]
    return {_label(view, table, int(row)): int(counts[row]) for row in best}


def _with_subtrees(view: View, counts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Counts of every category with all below it, as the filter takes them; rows are in preorder, so a subtree is a range."""
    ends = view.snapshot.array("category.end")
    total = np.concatenate(([0], np.cumsum(np.pad(counts, (0, max(len(ends) - len(counts), 0)))[: len(ends)])))
    whole = np.asarray(total[ends] - total[:-1], np.intp)
    return _with_new_categories(view.snapshot, whole, counts) if isinstance(view.snapshot, Grown) else whole


def _with_new_categories(snapshot: Grown, whole: npt.NDArray[np.intp], counts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Categories that came since stand behind the others: each counts for itself and for those that it lies below."""
    size = len(snapshot.vocabulary("category"))
    plain, total = np.pad(counts, (0, max(size - len(counts), 0))), np.pad(whole, (0, size - len(whole)))
    for category, since in snapshot.new_below().items():
        total[category] += plain[since].sum()
    return total


def _label(view: View, table: str, row: int) -> str:
    name = view.table(table, row)
    return name.partition(":")[2] if table == "attribute" else name


def _attribute_values(view: View, rows: Rows, field: str) -> Rows:
    snapshot = view.snapshot
    name = int(snapshot.vocabulary("attribute.name").ids([field.removeprefix(ATTRIBUTES)])[0])
    values, _ = view.take_ragged("attributes", rows)
    return values[np.isin(values, snapshot.ragged("attribute.values")[name])]


def _price_ranges(view: View, rows: Rows, shares: int = 5) -> Mapping[str, int]:
    price = view.take(PRICE, rows)
    price = price[price >= 0]
    if not len(price):
        return {}
    edges = sorted({nice(float(edge)) for edge in np.quantile(price, np.linspace(0, 1, shares + 1)[1:-1])})
    bounds = [0.0, *(edge for edge in edges if edge > 0), float("inf")]
    counts = [int(((price >= low) & (price < high)).sum()) for low, high in itertools.pairwise(bounds)]
    labels = [_range_label(low, high) for low, high in itertools.pairwise(bounds)]
    return {label: count for label, count in zip(labels, counts, strict=True) if count}


def nice(value: float) -> float:
    """The nearest number of 1, 2, 5, 10, 20, 50, ...; 0 stays.

    >>> [nice(value) for value in (0.0, 3.9, 37.0, 820.0)]
    [0.0, 5.0, 50.0, 1000.0]
    """
    if value <= 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = [step * power for step in (*PRICE_STEPS, 10.0)]
    return float(min(steps, key=lambda step: abs(step - value)))


def _range_label(low: float, high: float) -> str:
    # Filters include both ends, so a range ends just below the next.
    top = "" if high == float("inf") else f"{high - 0.01:.2f}"
    return f"{low:g}..{top}"
