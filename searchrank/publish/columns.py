"""Columns and tables of a snapshot: takes products in row order, writes what filters, facets and item features read.

Names are one where their normal forms are one (`Nike`, `NIKE`); the table keeps the most frequent spelling. Category rows are in preorder: the
subtree of row r is r .. `category.end[r]` (exclusive).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.publish.block import CATEGORY_SEPARATOR, NAMES, NUMBERS, Block
from searchrank.publish.stated import attribute_key
from searchrank.query.normal_loops import normalise_all
from searchrank.query.normalise import normalise_name
from searchrank.recall.filters import LISTED
from searchrank.store.arrays import ascending, distinct, numbered
from searchrank.store.piles import Lists, Names, Numbers, Pile
from searchrank.store.snapshot import Draft
from searchrank.store.spelled import category_path, name_and_value
from searchrank.store.view import NONE


@dataclass(frozen=True, slots=True, eq=False)
class NameTable:
    """Names by normal form: `keys` in the order in which they first came, `shown` as most of the `products` of each write it; `numbers` int32, the
    place of each spelling among them, NONE for one without a normal form."""

    keys: Sequence[str]
    shown: Sequence[str]
    products: np.ndarray
    numbers: np.ndarray

    @staticmethod
    def of(spelled: Names, read: Iterable[tuple[str, str]]) -> NameTable:
        """The table of these spellings; `read` is what to show of each, and its normal form."""
        written, forms = (list(texts) for texts in zip(*read, strict=True)) if spelled.places else ([], [])
        counts, places = np.bincount(spelled.array(), minlength=len(written)), {"": 0}
        numbers = np.array(numbered(forms, places), np.int32) + np.int32(NONE)
        products = np.bincount(numbers - NONE, weights=counts, minlength=len(places))[1:].astype(np.int32)
        # Those without a form are put behind the others, and left out.
        shown = np.empty(len(places), object)
        shown[numbers] = written
        for place, spellings in _written_otherwise(numbers, written, counts).items():
            shown[place] = _most_frequent(spellings)
        return NameTable(list(places)[1:], shown.tolist()[:-1], products, numbers)

    def write(self, draft: Draft, table: str) -> np.ndarray:
        """The table under `table` (display) and `table.key`; gives the final row of every provisional number, and behind them NONE."""
        order = sorted(range(len(self.keys)), key=self.keys.__getitem__)
        draft.vocabulary(table, [self.shown[place] for place in order])
        draft.vocabulary(f"{table}.key", [self.keys[place] for place in order])
        draft.array(f"{table}.products", self.products[order])
        return _inverse(order)


def _written_otherwise(numbers: np.ndarray, written: Sequence[str], counts: np.ndarray) -> Mapping[int, Mapping[str, int]]:
    """How often each name that has several spellings is written how: nearly all have one."""
    several = np.bincount(numbers - NONE)[numbers - NONE] > 1
    met: dict[int, Counter[str]] = defaultdict(Counter)
    for spelling in np.flatnonzero(several & (numbers != NONE)).tolist():
        met[int(numbers[spelling])][written[spelling]] += int(counts[spelling])
    return met


def _most_frequent(spellings: Mapping[str, int]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _inverse(order: Sequence[int]) -> np.ndarray:
    rows = np.full(len(order) + 1, NONE, np.int32)
    rows[np.array(order, np.int64)] = np.arange(len(order), dtype=np.int32)
    return rows


class Columns:
    """Collects the columns of products, one by one, then writes them. Names are kept as they are spelled; normal forms are made of each spelling."""

    def __init__(self) -> None:
        self._numbers, self._released, self._completeness = Numbers("f", len(NUMBERS)), Numbers("d"), Numbers("f")
        self._names = {name: Names() for name in NAMES}
        self.category, self.attributes = Names(), Lists(Names())

    @property
    def brand(self) -> Names:
        """The brand of each product, as it is spelled."""
        return self._names["brand"]

    def add_all(self, block: Block) -> None:
        """The columns of the next products."""
        self._numbers.add_array(block.numbers)
        self._released.add_array(block.released_at)
        self._completeness.add_array(block.completeness)
        for name, spelled in self._names.items():
            spelled.extend(Names.of(block.names[name], block.read.names[name].texts))
        self.category.extend(Names.of(block.categories, block.read.categories.texts))
        numbers, counts = block.attributes
        self.attributes.counts.add_array(counts)
        self.attributes.values.extend(Names.of(numbers, block.read.attributes.texts))

    def piles(self) -> dict[str, Pile]:
        """What it holds, by name."""
        numbers = {"numbers": self._numbers, "released_at": self._released, "completeness": self._completeness}
        return {**numbers, **self._names, "category": self.category, "attributes": self.attributes}

    def write(self, draft: Draft) -> None:
        """All columns and tables."""
        numbers = self._numbers.array().reshape(-1, len(NUMBERS))
        for place, name in enumerate(NUMBERS):
            draft.array(f"column.{name}", numbers[:, place])
        draft.array("column.released_at", self._released.array())
        draft.array("column.completeness", self._completeness.array())
        for name, spelled in self._names.items():
            table = NameTable.of(spelled, zip(spelled.places, normalise_all(spelled.texts), strict=True))
            final = table.write(draft, name)
            column = final[table.numbers][spelled.array()]
            draft.array(f"column.{name}", column)
            if name in LISTED:
                _write_lists(draft, name, column, len(final) - 1)
        self._write_categories(draft)
        self._write_attributes(draft)

    def _write_categories(self, draft: Draft) -> None:
        spellings, keys = _paths(self.category.places)
        paths = sorted(spellings)
        rows = {path: row for row, path in enumerate(paths)}
        draft.vocabulary("category", [CATEGORY_SEPARATOR.join(spellings[path]) for path in paths])
        draft.vocabulary("category.key", [CATEGORY_SEPARATOR.join(path) for path in paths])
        draft.array("category.end", _subtree_ends(paths))
        draft.array("category.parent", np.array([rows.get(path[:-1], NONE) for path in paths], np.int32))
        column = np.array([rows.get(path, NONE) for path in keys], np.int32)[self.category.array()]
        draft.array("column.category", column)
        products = np.bincount(column[column >= 0], minlength=len(paths)).astype(np.int32)
        draft.array("category.products", products)
        _write_lists(draft, "category", column, len(paths))
        _write_leaf_names(draft, paths, products)

    def _write_attributes(self, draft: Draft) -> None:
        table = NameTable.of(self.attributes.values, map(_read_value, self.attributes.values.places))
        final, counts = table.write(draft, "attribute"), self.attributes.counts.array()
        # A product's values stand in the order in which the catalogue first named them, each once.
        owners, known = np.repeat(np.arange(len(counts)), counts), len(table.keys) + 1
        owners, numbers = np.divmod(distinct(owners * known + table.numbers[self.attributes.values.array()]), known)
        draft.ragged("attributes", np.bincount(owners, minlength=len(counts)), final[numbers])
        groups: dict[str, list[int]] = defaultdict(list)
        for row, key in enumerate(sorted(table.keys)):
            groups[key.partition(":")[0]].append(row)
        names = sorted(groups)
        draft.vocabulary("attribute.name", names)
        draft.ragged("attribute.values", np.array([len(groups[name]) for name in names], np.int64), _joined(groups, names))


def _write_lists(draft: Draft, field: str, column: np.ndarray, values: int) -> None:
    """The products of each value of a column, ascending, value after value."""
    having = ascending(column.astype(np.int64) + 1)[np.count_nonzero(column < 0) :]
    draft.ragged(f"{field}.rows", np.bincount(column[having], minlength=values), having.astype(np.int32))


def _read_value(spelled: str) -> tuple[str, str]:
    name, value = name_and_value(spelled)
    return f"{name}:{value}", attribute_key(name, value)


def _paths(spelled: Iterable[str]) -> tuple[dict[tuple[str, ...], tuple[str, ...]], list[tuple[str, ...]]]:
    """How each category and those above it are first spelled, by normal form; and the normal form of each spelled path."""
    spellings: dict[tuple[str, ...], tuple[str, ...]] = {}
    paths = [category_path(text) for text in spelled]
    forms = [tuple(key for key in map(normalise_name, path) if key) for path in paths]
    for path, keys in zip(paths, forms, strict=True):
        for depth in range(1, len(keys) + 1):
            spellings.setdefault(keys[:depth], path[:depth])
    return spellings, forms


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
