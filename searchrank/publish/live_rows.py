"""Changed products become live rows: takes products, gives the values of the arrays that publishing would have made of them, behind one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.features.context import all_idf
from searchrank.publish.block import completeness
from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.publish.live_numbers import Numbers
from searchrank.query.ngrams import WORDS, ngram_bytes
from searchrank.query.normalise import has_han
from searchrank.query.worth import inverse_frequency
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


def listed(lists: Sequence[Sequence[Any]]) -> Listed:
    """These lists as lengths and values.

    >>> listed([[3, 4], []])
    (array([2, 0]), array([3, 4]))
    """
    return np.array([len(one) for one in lists], np.int64), np.array([value for one in lists for value in one])


@dataclass(frozen=True, slots=True)
class Said:
    """What is made of a text: what stands in the arrays by row and in the lists, by name; `units` are those that it holds, each once."""

    values: dict[str, Any]
    lists: dict[str, Listed]
    units: npt.NDArray[np.int32]


UNTOLD = Said({}, {name: listed([()] * (len(FIELDS) if name in ("units.tokens", "words.tokens") else 1)) for name in LISTS}, np.empty(0, np.int32))
"""What a row has of a text that lies elsewhere."""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One row: what stands in its columns by name, beside its `text`; `like` is the visible row with which it shares the columns that it does not
    name, -1 where it names all."""

    product: bytes
    document: bytes
    values: dict[str, Any]
    said: Said = UNTOLD
    like: int = NONE


def empty_row(product_id: str, text: int) -> LiveRow:
    """The row of a removal, or of a change that a later one of the same batch overtook; `text` is as in `RowMaker.row`."""
    values = {TEXT: text} | {f"column.{name}": np.nan for name in NUMBERS} | {f"column.{name}": NONE for name in NAMES}
    return LiveRow(product_id.encode(), b"", values)


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

    def row(self, product: Product, text: int, *, new: bool, like: int = NONE) -> LiveRow:
        """The row of a product whose text lies at row `text`: it is cut where that is `new`, and lies there already otherwise. The row that it is
        `like` has the same names: to look them up costs as much as all other columns."""
        values = {TEXT: text, **self._numbers(product), **(self._names(product) if like == NONE else {})}
        return LiveRow(product.id.encode(), product.document, values, self._cut(product) if new else UNTOLD, like)

    def sold(self, change: Change, same: Same, text: int, like: int) -> LiveRow:
        """The row of a product that is only sold otherwise than at the row that it is `like`: its text lies at row `text`."""
        assert change.document is not None
        fields, before = same.fields, same.before
        values = {f"column.{name}": _number(name, fields.get(name)) for name in SOLD if fields.get(name) != before.get(name)}
        return LiveRow(change.product_id.encode(), change.document, {TEXT: text, **values}, like=like)

    def _cut(self, product: Product) -> Said:
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
        return Said(values, lists, np.unique(lists["units.tokens"][1]).astype(np.int32))

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
    product is `sold` for. `fields` are those of the newer one, `before` of the other.
    """

    fields: Mapping[str, Any]
    before: Mapping[str, Any]
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
    text = [*map(fields.get, SAID)] == [*map(known.get, SAID)]
    names = text and [*map(fields.get, NAMES)] == [*map(known.get, NAMES)]
    priced = (fields.get("price") is None) == (known.get("price") is None)
    return Same(fields, known, text, names, names and priced and fields.get("image_url") == known.get("image_url"))


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


def column(rows: Sequence[LiveRow], name: str, kept: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """`kept` with what the rows themselves say of a column in its place."""
    for place, row in enumerate(rows):
        if (value := row.values.get(name)) is not None:
            kept[place] = value
    return kept


def stacked(texts: Sequence[Said], name: str, dtype: np.dtype[Any], tail: tuple[int, ...]) -> npt.NDArray[Any]:
    """One array of what was made of these texts; zero where there is nothing under this name."""
    values = np.zeros((len(texts), *tail), dtype)
    for place, said in enumerate(texts):
        if name in said.values:
            values[place] = said.values[name]
    return values


def joined_lists(texts: Sequence[Said], name: str, dtype: np.dtype[Any]) -> Listed:
    """The length of every list of these texts, and all their values."""
    told = [said.lists[name] for said in texts if said is not UNTOLD]
    if not told:
        return np.zeros(len(texts) * len(UNTOLD.lists[name][0]), np.int64), np.empty(0, dtype)
    lists = [said.lists[name] for said in texts]
    return np.concatenate([lengths for lengths, _ in lists]), np.concatenate([values for _, values in told]).astype(dtype)


def joined_texts(texts: Sequence[bytes]) -> Listed:
    """The length of each of these texts, and their bytes one after another."""
    return np.fromiter(map(len, texts), np.int64, len(texts)), np.frombuffer(b"".join(texts), np.uint8)
