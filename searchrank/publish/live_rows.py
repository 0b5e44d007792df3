"""Changed products become live rows: takes products, gives the values of the arrays that publishing would have made of them, behind one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from searchrank.store.catalogue import Change
from searchrank.store.live import LISTS, NAMES, NUMBERS, TEXT
from searchrank.store.products import READERS
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

LONGEST = 65535


Listed = tuple[npt.NDArray[np.int64], npt.NDArray[Any]]
"""The lengths of the lists of a row, and their values one after another."""
SAID = ("title", "brand", "category", "attributes", "description")
SOLD = tuple(name for name in NUMBERS if name != "completeness")


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One row: what stands in its arrays, by name; `units` are those that its text holds, each once."""

    values: dict[str, Any]
    lists: dict[str, Listed]
    units: npt.NDArray[np.int32]


def empty_row(product_id: str, text: int) -> LiveRow:
    """The row of a removal, or of a change that a later one of the same batch overtook; `text` is as in `RowMaker.row`."""
    values = {TEXT: text} | {f"column.{name}": np.nan for name in NUMBERS} | {f"column.{name}": NONE for name in NAMES}
    return LiveRow(values, {**_untold(), "product": _bytes(product_id.encode()), "document": _bytes(b"")}, np.empty(0, np.int32))


def _untold() -> dict[str, Listed]:
    return {name: listed([()] * (len(FIELDS) if name in ("units.tokens", "words.tokens") else 1)) for name in LISTS}


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one snapshot's live part."""

    numbers: Numbers
    cutter: ProductCutter
    idf: npt.NDArray[np.float32]
    new_idf: tuple[float, float]
    untold: LiveRow = field(default_factory=lambda: LiveRow({}, _untold(), np.empty(0, np.int32)))
    """What a row has of a text that lies elsewhere."""

    @staticmethod
    def of(numbers: Numbers, cutter: ProductCutter) -> RowMaker:
        """A maker that weighs tokens as published."""
        snapshot: Snapshot = numbers.snapshot
        once = inverse_frequency(np.ones(2, np.int32), snapshot.array("units.products"))
        return RowMaker(numbers, cutter, snapshot.kept("units.idf", all_idf), (float(once[0]), float(once[1])))

    def row(self, product: Product, text: int, *, new: bool, names: Mapping[str, Any] | None = None) -> LiveRow:
        """The row of a product whose text lies at row `text`: it is cut where that is `new`, and lies there already otherwise. `names` are the values
        of the columns of names where they are known: to look them up costs as much as all other columns."""
        made = self._cut(product) if new else self.untold
        values = {**self._numbers(product), **(names or self._names(product)), **made.values, TEXT: text}
        return LiveRow(values, {**made.lists, "product": _bytes(product.id.encode()), "document": _bytes(product.document)}, made.units)

    def sold(self, change: Change, same: Same, text: int, kept: Mapping[str, Any]) -> LiveRow:
        """The row of a product that is only sold otherwise: its text lies at row `text`, and its other columns are `kept`."""
        assert change.document is not None
        numbers = {f"column.{name}": _number(name, same.fields.get(name)) for name in SOLD}
        lists = {**self.untold.lists, "product": _bytes(change.product_id.encode()), "document": _bytes(change.document)}
        return LiveRow({**numbers, **kept, TEXT: text}, lists, self.untold.units)

    def _cut(self, product: Product) -> LiveRow:
        tokens = self.cutter.product(product)
        units = [self.numbers.tokens("units", (*unit.main, *unit.extra)) for unit in tokens.units]
        values: dict[str, Any] = _lengths(tokens)
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

    def _numbers(self, product: Product) -> dict[str, Any]:
        given = {name: getattr(product, name) for name in NUMBERS if name != "completeness"}
        columns: dict[str, Any] = {f"column.{name}": np.nan if value is None else value for name, value in given.items()}
        return {**columns, "column.completeness": completeness(product)}

    def _names(self, product: Product) -> dict[str, int]:
        columns = {f"column.{name}": self.numbers.name(name, getattr(product, name)) for name in ("shop", "region", "style", "brand")}
        return {**columns, "column.category": self.numbers.category(product.category)}

    def _squared(self, main: Sequence[str], ids: Sequence[int]) -> float:
        """The squared length of the title's idf vector (see `features.context.squared_lengths`)."""
        said = Counter(zip(main, ids, strict=False))
        return sum((times * self._weight(text, unit)) ** 2 for (text, unit), times in said.items())

    def _weight(self, text: str, unit: int) -> float:
        return float(self.idf[unit]) if unit < len(self.idf) else self.new_idf[has_han(text)]


@dataclass(frozen=True, slots=True)
class Same:
    """What two documents share: the `text` in all text fields, written the same way; the `names` in all other fields too; everything but what the
    product is `sold` for. `fields` are those of the newer one.
    """

    fields: Mapping[str, Any]
    text: bool
    names: bool
    sold: bool


def alike(document: bytes, before: bytes) -> Same:
    """What a document shares with the one before.

    >>> same = alike(b'{"id": "a", "title": "shoe", "price": 5}', b'{"id": "a", "title": "shoe", "shop": "b"}')
    >>> same.text, same.names
    (True, False)
    """
    fields, known = orjson.loads(document), orjson.loads(before)
    text = all(fields.get(name) == known.get(name) for name in SAID)
    names = text and all(fields.get(name) == known.get(name) for name in NAMES)
    priced = (fields.get("price") is None) == (known.get("price") is None)
    return Same(fields, text, names, names and priced and fields.get("image_url") == known.get("image_url"))


def _number(name: str, value: Any) -> float:
    read = READERS[name](name, value)
    return np.nan if read is None else float(read)


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
