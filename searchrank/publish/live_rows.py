"""Changed products become live rows: takes products, gives the values of the arrays that publishing would have made of them, behind one another."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.features.context import all_idf
from searchrank.publish.columns import completeness
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.publish.live_numbers import Numbers
from searchrank.query.ngrams import WORDS, ngram_bytes
from searchrank.query.normalise import has_han
from searchrank.recall.terms import inverse_frequency
from searchrank.records import FIELDS, Product
from searchrank.store.live import NUMBERS
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

LONGEST = 65535


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One row: what stands in its arrays, by name. `lists` one sequence a list of the array (5 fields, or one)."""

    values: dict[str, Any]
    lists: dict[str, Sequence[Sequence[Any]]]
    units: Sequence[int] = ()


def empty_row(product_id: str) -> LiveRow:
    """The row of a removal, or of a change that a later one of the same batch overtook."""
    empty: Sequence[Sequence[int]] = ((),) * len(FIELDS)
    none = {f"column.{name}": np.nan for name in NUMBERS} | {f"column.{name}": NONE for name in ("brand", "shop", "region", "style", "category")}
    lists: dict[str, Sequence[Sequence[Any]]] = {
        "units.tokens": empty,
        "words.tokens": empty,
        "bigrams.tokens": ((),),
        "product": (product_id.encode(),),
    }
    return LiveRow(none, {**lists, "attributes": ((),), "quantity.unit": ((),), "quantity.value": ((),), "document": (b"",)})


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one snapshot's live part."""

    numbers: Numbers
    cutter: ProductCutter
    _idf: npt.NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    _new_idf: tuple[float, float] = (0.0, 0.0)

    @staticmethod
    def of(numbers: Numbers, cutter: ProductCutter) -> RowMaker:
        """A maker that weighs tokens as published."""
        snapshot: Snapshot = numbers.snapshot
        once = inverse_frequency(np.ones(2, np.int32), snapshot.array("units.products"))
        return RowMaker(numbers, cutter, snapshot.kept("units.idf", all_idf), (float(once[0]), float(once[1])))

    def row(self, product: Product) -> LiveRow:
        """The row of a product."""
        tokens = self.cutter.product(product)
        units = [self.numbers.tokens("units", (*unit.main, *unit.extra)) for unit in tokens.units]
        words = [self.numbers.tokens("words", words) for words in tokens.words]
        values = {**self._columns(product), **_lengths(tokens)}
        values["title.ngrams"] = np.frombuffer(ngram_bytes(tokens.texts[0]), "<u8").reshape(WORDS)
        values["title.squared"] = self._squared(tokens.units[0].main, units[0])
        lists: dict[str, Sequence[Sequence[Any]]] = {
            "units.tokens": units,
            "words.tokens": words,
            "bigrams.tokens": [self.numbers.tokens("bigrams", tokens.bigrams)],
            "attributes": [self.numbers.attributes(product)],
            **_texts(product, tokens),
        }
        return LiveRow(values, lists, sorted({unit for ids in units for unit in ids}))

    def _columns(self, product: Product) -> dict[str, Any]:
        given = {name: getattr(product, name) for name in NUMBERS if name != "completeness"}
        columns: dict[str, Any] = {f"column.{name}": np.nan if value is None else value for name, value in given.items()}
        columns |= {f"column.{name}": self.numbers.name(name, getattr(product, name)) for name in ("brand", "shop", "region", "style")}
        return {**columns, "column.completeness": completeness(product), "column.category": self.numbers.category(product.category)}

    def _squared(self, main: Sequence[str], ids: Sequence[int]) -> float:
        """The squared length of the title's idf vector (see `features.context.squared_lengths`)."""
        said = Counter(zip(main, ids, strict=False))
        return sum((times * self._weight(text, unit)) ** 2 for (text, unit), times in said.items())

    def _weight(self, text: str, unit: int) -> float:
        return float(self._idf[unit]) if unit < len(self._idf) else self._new_idf[has_han(text)]


def _lengths(tokens: ProductTokens) -> dict[str, Any]:
    """How many main tokens of each script the fields have."""
    counted = {"units": [unit.main for unit in tokens.units], "words": tokens.words, "bigrams": [tokens.bigrams]}
    return {f"{kind}.lengths": [_by_script(field) for field in fields] for kind, fields in counted.items()}


def _by_script(texts: Sequence[str]) -> tuple[int, int]:
    han = sum(map(has_han, texts))
    return min(len(texts) - han, LONGEST), min(han, LONGEST)


def _texts(product: Product, tokens: ProductTokens) -> dict[str, Sequence[Sequence[Any]]]:
    stated = sorted(set(tokens.quantities))
    sizes: dict[str, Sequence[Sequence[Any]]] = {"quantity.unit": [[unit for unit, _ in stated]], "quantity.value": [[value for _, value in stated]]}
    return {**sizes, "product": (product.id.encode(),), "document": (product.document,)}


def stacked(rows: Sequence[LiveRow], name: str, dtype: np.dtype[Any], tail: tuple[int, ...]) -> npt.NDArray[Any]:
    """One array of these rows; zero where a row has nothing under this name."""
    values = np.zeros((len(rows), *tail), dtype)
    for place, row in enumerate(rows):
        if name in row.values:
            values[place] = row.values[name]
    return values


def joined_lists(rows: Sequence[LiveRow], name: str, dtype: np.dtype[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """The length of every list of these rows, and all their values."""
    lists = [one for row in rows for one in row.lists[name]]
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    if dtype == np.uint8:
        return lengths, np.frombuffer(b"".join(map(bytes, lists)), np.uint8)
    flat = array("d" if dtype.kind == "f" else "q")
    for one in lists:
        flat.extend(one)
    return lengths, np.array(flat, dtype)
