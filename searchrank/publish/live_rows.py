"""Changed products become live rows: takes products, gives the values of the arrays that publishing would have made of them, behind one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.features.context import all_idf
from searchrank.publish.columns import completeness
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.publish.live_numbers import Numbers
from searchrank.query.ngrams import WORDS, ngram_bytes
from searchrank.query.normalise import has_han
from searchrank.recall.terms import inverse_frequency
from searchrank.records import FIELDS, Product
from searchrank.store.live import LISTS, NAMES, NUMBERS, RETOLD, shapes_by_row, shapes_of_lists
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

LONGEST = 65535


Listed = tuple[npt.NDArray[np.int64], npt.NDArray[Any]]
"""The lengths of the lists of a row, and their values one after another."""
TEXT = ("title", "brand", "category", "attributes", "description")
CUT_ROWS = ("title.ngrams", "title.squared", "units.lengths", "words.lengths", "bigrams.lengths", "column.brand", "column.category")
"""What follows from the text of a product alone, as `store.live.LISTS` does."""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One row: what stands in its arrays, by name; `units` are those that its text holds, each once."""

    values: dict[str, Any]
    lists: dict[str, Listed]
    units: npt.NDArray[np.int32]


def empty_row(product_id: str, *, retold: bool = False) -> LiveRow:
    """The row of a removal, or of a change that a later one of the same batch overtook."""
    values: dict[str, Any] = {RETOLD: retold} | {f"column.{name}": np.nan for name in NUMBERS} | {f"column.{name}": NONE for name in NAMES}
    lists = {name: listed([()] * (len(FIELDS) if name in ("units.tokens", "words.tokens") else 1)) for name in LISTS}
    return LiveRow(values, {**lists, "product": _bytes(product_id.encode()), "document": _bytes(b"")}, np.empty(0, np.int32))


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one snapshot's live part."""

    numbers: Numbers
    cutter: ProductCutter
    idf: npt.NDArray[np.float32]
    new_idf: tuple[float, float]

    @staticmethod
    def of(numbers: Numbers, cutter: ProductCutter) -> RowMaker:
        """A maker that weighs tokens as published."""
        snapshot: Snapshot = numbers.snapshot
        once = inverse_frequency(np.ones(2, np.int32), snapshot.array("units.products"))
        return RowMaker(numbers, cutter, snapshot.kept("units.idf", all_idf), (float(once[0]), float(once[1])))

    def row(self, product: Product, origin: int, *, retold: bool = False) -> LiveRow:
        """The row of a product; where its text is that of the published row `origin`, what was cut then is taken over.

        `retold` says that an earlier version had another text, or was a removal.
        """
        same = origin >= 0 and _told(product.document) == _told(self.numbers.snapshot.strings("document").raw(origin))
        made = self._published(origin) if same else self._cut(product)
        values = {**self._columns(product), **made.values, RETOLD: retold or not same}
        return LiveRow(values, {**made.lists, "product": _bytes(product.id.encode()), "document": _bytes(product.document)}, made.units)

    def _published(self, origin: int) -> LiveRow:
        snapshot = self.numbers.snapshot
        values = {name: snapshot.array(name)[origin] for name in CUT_ROWS if name in snapshot.kept("live.by_row", shapes_by_row)}
        lists = {}
        for name, (_, width) in snapshot.kept("live.lists", shapes_of_lists).items():
            if name not in LISTS:
                continue
            ragged = snapshot.ragged(name)
            edges = ragged.offsets[origin * width : (origin + 1) * width + 1]
            lists[name] = (edges[1:] - edges[:-1], ragged.values[edges[0] : edges[-1]])
        return LiveRow(values, lists, np.unique(lists["units.tokens"][1]))

    def _cut(self, product: Product) -> LiveRow:
        tokens = self.cutter.product(product)
        units = [self.numbers.tokens("units", (*unit.main, *unit.extra)) for unit in tokens.units]
        values = {**_lengths(tokens), "column.category": self.numbers.category(product.category)}
        values["column.brand"] = self.numbers.name("brand", product.brand)
        values["title.ngrams"] = np.frombuffer(ngram_bytes(tokens.texts[0]), "<u8").reshape(WORDS)
        values["title.squared"] = self._squared(tokens.units[0].main, units[0])
        lists = {
            "units.tokens": listed(units),
            "words.tokens": listed([self.numbers.tokens("words", words) for words in tokens.words]),
            "bigrams.tokens": listed([self.numbers.tokens("bigrams", tokens.bigrams)]),
            "attributes": listed([self.numbers.attributes(product)]),
            **_sizes(tokens),
        }
        return LiveRow(values, lists, np.unique(lists["units.tokens"][1]).astype(np.int32))

    def _columns(self, product: Product) -> dict[str, Any]:
        given = {name: getattr(product, name) for name in NUMBERS if name != "completeness"}
        columns: dict[str, Any] = {f"column.{name}": np.nan if value is None else value for name, value in given.items()}
        columns |= {f"column.{name}": self.numbers.name(name, getattr(product, name)) for name in ("shop", "region", "style")}
        return {**columns, "column.completeness": completeness(product)}

    def _squared(self, main: Sequence[str], ids: Sequence[int]) -> float:
        """The squared length of the title's idf vector (see `features.context.squared_lengths`)."""
        said = Counter(zip(main, ids, strict=False))
        return sum((times * self._weight(text, unit)) ** 2 for (text, unit), times in said.items())

    def _weight(self, text: str, unit: int) -> float:
        return float(self.idf[unit]) if unit < len(self.idf) else self.new_idf[has_han(text)]


def _told(document: bytes) -> tuple[Any, ...]:
    """What a document says of the text fields; whoever writes the same otherwise is cut again."""
    fields = orjson.loads(document)
    return tuple(fields.get(name) for name in TEXT)


def _lengths(tokens: ProductTokens) -> dict[str, Any]:
    """How many main tokens of each script the fields have."""
    counted = {"units": [unit.main for unit in tokens.units], "words": tokens.words, "bigrams": [tokens.bigrams]}
    return {f"{kind}.lengths": [_by_script(field) for field in fields] for kind, fields in counted.items()}


def _by_script(texts: Sequence[str]) -> tuple[int, int]:
    han = sum(map(has_han, texts))
    return min(len(texts) - han, LONGEST), min(han, LONGEST)


def _sizes(tokens: ProductTokens) -> dict[str, Listed]:
    stated = sorted(set(tokens.quantities))
    return {"quantity.unit": listed([[unit for unit, _ in stated]]), "quantity.value": listed([[value for _, value in stated]])}


def listed(lists: Sequence[Sequence[Any]]) -> Listed:
    """These lists as lengths and values.

    >>> listed([[3, 4], []])
    (array([2, 0]), array([3, 4]))
    """
    return np.array([len(one) for one in lists], np.int64), np.array([value for one in lists for value in one])


def _bytes(text: bytes) -> Listed:
    return np.array([len(text)], np.int64), np.frombuffer(text, np.uint8)


def stacked(rows: Sequence[LiveRow], name: str, dtype: np.dtype[Any], tail: tuple[int, ...]) -> npt.NDArray[Any]:
    """One array of these rows; zero where a row has nothing under this name."""
    if not tail:
        return np.array([row.values.get(name, 0) for row in rows], dtype)
    values = np.zeros((len(rows), *tail), dtype)
    for place, row in enumerate(rows):
        if name in row.values:
            values[place] = row.values[name]
    return values


def joined_lists(rows: Sequence[LiveRow], name: str, dtype: np.dtype[Any]) -> Listed:
    """The length of every list of these rows, and all their values."""
    lists = [row.lists[name] for row in rows]
    none: Listed = (np.empty(0, np.int64), np.empty(0, dtype))
    return np.concatenate([none[0], *(lengths for lengths, _ in lists)]), np.concatenate([none[1], *(values for _, values in lists)]).astype(dtype)
