"""Counts of values over a match set, from our own columns. Takes rows, gives {value: count}, most frequent first, ties by value."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchrank.errors import UnknownName
from searchrank.query.normalise import normalise
from searchrank.recall.filters import ATTRIBUTES, NAMES, PRICE, known_fields
from searchrank.records import Floats, Rows
from searchrank.store.compiled import I32, I64, INT, compiled
from searchrank.store.grown import Grown
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

Counts = npt.NDArray[np.int64]
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


@dataclass(frozen=True)
class Counting:
    """The facets of one match set; the values of all attributes are counted together, when one is asked for."""

    view: View
    rows: Rows

    def of(self, field: str) -> Mapping[str, int]:
        """How many of the rows have each value; of prices, ranges `lo..hi` of equal shares; of categories, every path with all below it."""
        if field == PRICE:
            return _price_ranges(self.view, self.rows)
        if field in NAMES:
            return _labelled(self.view.snapshot, field, self._names(field))
        name = int(self.view.snapshot.places("attribute.name", [field.removeprefix(ATTRIBUTES)])[0])
        values = self.view.snapshot.ragged("attribute.values")[name]
        return _labelled(self.view.snapshot, "attribute", self._attributes[values], values)

    def _names(self, field: str) -> Counts:
        values = self.view.take(field, self.rows)
        counts = np.bincount(values[values >= 0])
        return _with_subtrees(self.view, counts) if field == "category" else counts

    @cached_property
    def _attributes(self) -> Counts:
        """How many of the rows have each value of any attribute."""
        lists, places = self.view.lists_within("attributes", self.rows)
        return counted(lists.offsets, lists.values, places, len(self.view.snapshot.vocabulary("attribute")))


@compiled(I64, I32, I32, INT)
def counted(offsets: Counts, values: Rows, places: Rows, size: int) -> Counts:
    """How often each of `size` values is in the lists of these numbers."""
    counts = np.zeros(size, np.int64)
    for one in places:
        for at in range(offsets[one], offsets[one + 1]):
            counts[values[at]] += 1
    return counts


def _labelled(snapshot: Snapshot, table: str, counts: Counts, values: Rows | None = None) -> Mapping[str, int]:
    """The names of the most frequent values with their counts; `values` are the rows of the table that these counts are of, all if None."""
    found = np.flatnonzero(counts)
    best = found[np.lexsort((found, -counts[found]))][:MOST_VALUES]
    rows = best if values is None else values[best]
    texts = snapshot.vocabulary(table).texts
    names = (texts[row] for row in rows.tolist())
    labels = (name.partition(":")[2] for name in names) if table == "attribute" else names
    return dict(zip(labels, counts[best].tolist(), strict=True))


def _with_subtrees(view: View, counts: Counts) -> Counts:
    """Counts of every category with all below it, as the filter takes them; rows are in preorder, so a subtree is a range."""
    ends = view.snapshot.array("category.end")
    total = np.concatenate(([0], np.cumsum(np.pad(counts, (0, max(len(ends) - len(counts), 0)))[: len(ends)])))
    whole = np.asarray(total[ends] - total[:-1], np.int64)
    return _with_new_categories(view.snapshot, whole, counts) if isinstance(view.snapshot, Grown) else whole


def _with_new_categories(snapshot: Grown, whole: Counts, counts: Counts) -> Counts:
    """Categories that came since stand behind the others: each counts for itself and for those that it lies below."""
    size = len(snapshot.vocabulary("category"))
    plain, total = np.pad(counts, (0, max(size - len(counts), 0))), np.pad(whole, (0, size - len(whole)))
    for category, since in snapshot.new_below().items():
        total[category] += plain[since].sum()
    return total


def _price_ranges(view: View, rows: Rows, shares: int = 5) -> Mapping[str, int]:
    price = view.take(PRICE, rows)
    price = np.sort(price[price >= 0])
    if not len(price):
        return {}
    edges = sorted({nice(_share(price, share / shares)) for share in range(1, shares)})
    bounds = [0.0, *(edge for edge in edges if edge > 0), float("inf")]
    counts = np.diff(np.searchsorted(price, np.array(bounds, np.float32))).tolist()
    labels = [_range_label(low, high) for low, high in itertools.pairwise(bounds)]
    return {label: count for label, count in zip(labels, counts, strict=True) if count}


def _share(ascending: Floats, share: float) -> float:
    """The value below which this share of ascending values lies, between two neighbours in proportion."""
    place = share * (len(ascending) - 1)
    low, high = float(ascending[int(place)]), float(ascending[math.ceil(place)])
    return low + (high - low) * (place - int(place))


def nice(value: float) -> float:
    """The nearest number of 1, 2, 5, 10, 20, 50, ...; 0 stays.

    >>> [nice(value) for value in (0.0, 3.9, 37.0, 820.0)]
    [0.0, 5.0, 50.0, 1000.0]
    """
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = [step * power for step in (*PRICE_STEPS, 10.0)]
    return float(min(steps, key=lambda step: abs(step - value)))


def _range_label(low: float, high: float) -> str:
    # Filters include both ends, so a range ends just below the next.
    top = "" if high == float("inf") else f"{high - 0.01:.2f}"
    return f"{low:g}..{top}"
