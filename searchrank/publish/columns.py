"""Columns and tables of a snapshot: takes products in row order, writes what filters, facets and item features read.

Names are one where their normal forms are one (`Nike`, `NIKE`); the table keeps the most frequent spelling. Category rows are in preorder: the
subtree of row r is r .. `category.end[r]` (exclusive).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from searchrank.publish.numbered import renumbered
from searchrank.query.normalise import normalise_name
from searchrank.recall.filters import LISTED
from searchrank.records import Product
from searchrank.store.snapshot import Draft
from searchrank.store.view import NONE

NUMBERS = ("price", "original_price", "stock", "sales", "rating", "reviews")
NAMES = ("brand", "shop", "region", "style")
CATEGORY_SEPARATOR = " > "
_LISTED = 6
"""Fields that a well-described product fills: brand, category, price, description, picture, attributes."""


@lru_cache(maxsize=1 << 16)
def attribute_key(name: str, value: str) -> str:
    """The normal form of an attribute value with its name; the first colon ends the name.

    >>> attribute_key("Colour", "Deep Red")
    'colour:deep red'
    """
    return f"{normalise_name(name).replace(':', ' ')}:{normalise_name(value)}"


@dataclass(slots=True)
class NameTable:
    """Names met so far, by normal form; `add` gives a provisional number, `write` sorts them."""

    places: dict[str, int] = field(default_factory=dict)
    spellings: list[dict[str, int]] = field(default_factory=list)

    def add(self, name: str, key: str) -> int:
        """The number of this normal form, NONE for an empty one; `name` is how it is spelled here."""
        place = self.places.get(key)
        if place is None:
            if not key:
                return NONE
            place = self.places[key] = len(self.spellings)
            self.spellings.append({})
        spellings = self.spellings[place]
        spellings[name] = spellings.get(name, 0) + 1
        return place

    def extend(self, others: NameTable, numbers: array[int]) -> np.ndarray:
        """Take in another table; gives these of its provisional numbers as the numbers here."""
        taken = renumbered(numbers, others.places, self.places)
        self.spellings += [{} for _ in range(len(self.places) - len(self.spellings))]
        for key, met in zip(others.places, others.spellings, strict=True):
            spellings = self.spellings[self.places[key]]
            for name, times in met.items():
                spellings[name] = spellings.get(name, 0) + times
        return taken

    def write(self, draft: Draft, table: str) -> np.ndarray:
        """The table under `table` (display) and `table.key`; gives the final row of every provisional number."""
        keys = sorted(self.places)
        order = [self.places[key] for key in keys]
        draft.vocabulary(table, [_most_frequent(self.spellings[place]) for place in order])
        draft.vocabulary(f"{table}.key", keys)
        draft.array(f"{table}.products", np.array([sum(self.spellings[place].values()) for place in order], np.int32))
        return _inverse(order)


def _most_frequent(spellings: Mapping[str, int]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _inverse(order: Sequence[int]) -> np.ndarray:
    rows = np.full(len(order) + 1, NONE, np.int32)
    rows[np.array(order, np.int64)] = np.arange(len(order), dtype=np.int32)
    return rows


class Columns:
    """Collects the columns of products, one by one, then writes them."""

    def __init__(self) -> None:
        self._numbers = {name: array("f") for name in NUMBERS}
        self._released = array("d")
        self._completeness = array("f")
        self._tables = {name: NameTable() for name in NAMES}
        self._names = {name: array("i") for name in NAMES}
        self._category = array("i")
        self._paths: dict[tuple[str, ...], int] = {}
        self._path_spelling: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._attributes = NameTable()
        self._attribute_values, self._attribute_counts = array("i"), array("i")

    def add(self, product: Product) -> None:
        """The columns of the next product."""
        for name in NUMBERS:
            value = getattr(product, name)
            self._numbers[name].append(np.nan if value is None else value)
        self._released.append(np.nan if product.released_at is None else product.released_at)
        self._completeness.append(completeness(product))
        for name in NAMES:
            spelled = getattr(product, name)
            self._names[name].append(self._tables[name].add(spelled, normalise_name(spelled)))
        self._category.append(self._category_place(product.category))
        self._add_attributes(product)

    def _add_attributes(self, product: Product) -> None:
        named = ((name, value) for name, values in product.attributes.items() for value in values)
        values = sorted({self._attributes.add(f"{name}:{value}", attribute_key(name, value)) for name, value in named} - {NONE})
        self._attribute_values.extend(values)
        self._attribute_counts.append(len(values))

    def extend(self, others: Columns) -> None:
        """The columns of the products behind, as another collected them."""
        for name in NUMBERS:
            self._numbers[name].extend(others._numbers[name])
        self._released.extend(others._released)
        self._completeness.extend(others._completeness)
        for name in NAMES:
            self._names[name].frombytes(self._tables[name].extend(others._tables[name], others._names[name]).tobytes())
        self._category.frombytes(renumbered(others._category, others._paths, self._paths).tobytes())
        for keys, path in others._path_spelling.items():
            self._path_spelling.setdefault(keys, path)
        values = self._attributes.extend(others._attributes, others._attribute_values)
        owners = np.repeat(np.arange(len(others._attribute_counts)), np.array(others._attribute_counts, np.int64))
        # A product's values stand in the order in which the catalogue first named them.
        self._attribute_values.frombytes(values[np.lexsort((values, owners))].tobytes())
        self._attribute_counts.extend(others._attribute_counts)

    def _category_place(self, path: tuple[str, ...]) -> int:
        keys = tuple(key for key in map(normalise_name, path) if key)
        if not keys:
            return NONE
        for depth in range(1, len(keys) + 1):
            self._path_spelling.setdefault(keys[:depth], path[:depth])
        return self._paths.setdefault(keys, len(self._paths))

    def write(self, draft: Draft) -> None:
        """All columns and tables."""
        for name in NUMBERS:
            draft.array(f"column.{name}", np.array(self._numbers[name], np.float32))
        draft.array("column.released_at", np.array(self._released, np.float64))
        draft.array("column.completeness", np.array(self._completeness, np.float32))
        for name in NAMES:
            final = self._tables[name].write(draft, name)
            column = final[np.array(self._names[name], np.int64)]
            draft.array(f"column.{name}", column)
            if name in LISTED:
                _write_lists(draft, name, column, len(final) - 1)
        self._write_categories(draft)
        self._write_attributes(draft)

    def _write_categories(self, draft: Draft) -> None:
        paths = sorted(self._path_spelling)
        rows = {path: row for row, path in enumerate(paths)}
        draft.vocabulary("category", [CATEGORY_SEPARATOR.join(self._path_spelling[path]) for path in paths])
        draft.vocabulary("category.key", [CATEGORY_SEPARATOR.join(path) for path in paths])
        draft.array("category.end", _subtree_ends(paths))
        draft.array("category.parent", np.array([rows.get(path[:-1], NONE) for path in paths], np.int32))
        final = np.array([rows[path] for path in self._paths] + [NONE], np.int32)
        column = final[np.array(self._category, np.int64)]
        draft.array("column.category", column)
        products = np.bincount(column[column >= 0], minlength=len(paths)).astype(np.int32)
        draft.array("category.products", products)
        _write_lists(draft, "category", column, len(paths))
        _write_leaf_names(draft, paths, products)

    def _write_attributes(self, draft: Draft) -> None:
        final = self._attributes.write(draft, "attribute")
        values = final[np.array(self._attribute_values, np.int64)] if self._attribute_values else np.empty(0, np.int32)
        draft.ragged("attributes", np.array(self._attribute_counts, np.int64), values)
        groups: dict[str, list[int]] = defaultdict(list)
        for row, key in enumerate(sorted(self._attributes.places)):
            groups[key.partition(":")[0]].append(row)
        names = sorted(groups)
        draft.vocabulary("attribute.name", names)
        draft.ragged("attribute.values", np.array([len(groups[name]) for name in names], np.int64), _joined(groups, names))


def _write_lists(draft: Draft, field: str, column: np.ndarray, values: int) -> None:
    """The products of each value of a column, ascending, value after value."""
    having = np.argsort(column, kind="stable")[np.count_nonzero(column < 0) :]
    draft.ragged(f"{field}.rows", np.bincount(column[having], minlength=values), having.astype(np.int32))


def _write_leaf_names(draft: Draft, paths: Sequence[tuple[str, ...]], products: np.ndarray) -> None:
    """The last name of every path, and the node with most products that bears it: what a query can name."""
    nodes: dict[str, int] = {}
    for row in sorted(range(len(paths)), key=lambda row: (-products[row], row)):
        nodes.setdefault(paths[row][-1], row)
    names = sorted(nodes)
    draft.vocabulary("category.leaf", names)
    draft.array("category.leaf.row", np.array([nodes[name] for name in names], np.int32))


def _joined(groups: dict[str, list[int]], names: Sequence[str]) -> np.ndarray:
    return np.array([row for name in names for row in groups[name]], np.int32)


def _subtree_ends(paths: Sequence[tuple[str, ...]]) -> np.ndarray:
    """For paths in preorder, the row behind the last descendant of each."""
    ends = np.full(len(paths), len(paths), np.int32)
    open_rows: list[int] = []
    for row, path in enumerate(paths):
        while open_rows and paths[open_rows[-1]] != path[: len(paths[open_rows[-1]])]:
            ends[open_rows.pop()] = row
        open_rows.append(row)
    return ends


def completeness(product: Product) -> float:
    """The share of the fields of a well-described product that this one fills."""
    named = bool(product.brand) + bool(product.category) + bool(product.description) + bool(product.image_url) + bool(product.attributes)
    return (named + (product.price is not None)) / _LISTED
