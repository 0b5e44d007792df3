"""The supply of very many texts at once: takes a snapshot and texts, gives how many products in stock have all words of each.

The same counts as `Supply` gives one by one, at a quarter of the price: units are looked up for thousands of texts together, and one compiled loop
intersects their lists. Texts with a unit that something else of the catalogue may stand for (one in ten)
are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.loops import in_every
from searchrank.recall.supply import Supply
from searchrank.recall.terms import token_ids
from searchrank.records import Rows, Token
from searchrank.store.arrays import distinct
from searchrank.store.catalogue import batches
from searchrank.store.compiled import F32, I32, I64, U64, U64_2, compiled
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
TOGETHER = 10_000
"""Texts that are looked up together."""
COMMON = 128
"""A unit that one product of so many holds, or more, is looked up in a row of bits: its list would be walked for each text anew."""
APART = -2
"""Stands for the units of a text some of which may be said otherwise."""


@compiled(I64, I32, I64, F32)
def _in_stock(offsets: Ints, values: Rows, units: Ints, stock: npt.NDArray[np.float32]) -> Rows:
    """The products in stock (or of unknown stock) that hold all of these units, ascending; none where there is no unit, or one that none has."""
    if not len(units) or units.min() < 0:
        return values[:0].copy()
    found, kept = in_every(offsets, values, units, 0), 0
    for row in found:
        if not stock[row] <= 0:
            found[kept] = row
            kept += 1
    return found[:kept]


@compiled()
def _shortest(offsets: Ints, values: Rows, lists: Ints) -> Rows:
    """The shortest of these lists."""
    least = lists[0]
    for one in lists:
        if offsets[one + 1] - offsets[one] < offsets[least + 1] - offsets[least]:
            least = one
    return values[offsets[least] : offsets[least + 1]].copy()


@compiled()
def _has(marks: Bits, mark: int, row: int) -> bool:
    """Whether a row of marks has this product."""
    return bool(marks[mark, row >> 6] >> np.uint64(row & 63) & np.uint64(1))


@compiled()
def _has_all(marks: Bits, wanted: Rows, row: int) -> bool:
    """Whether each of these rows of marks has it."""
    met = 0
    while met < len(wanted) and _has(marks, wanted[met], row):
        met += 1
    return met == len(wanted)


@compiled(I64, I32, I64, I64, U64_2, I32)
def _counts(offsets: Ints, values: Rows, edges: Ints, units: Ints, marks: Bits, marked: Rows) -> Ints:
    """How many products `_in_stock` gives for each text, whose units are `units[edges[i]:edges[i + 1]]`.

    `marked` is the row of `marks` of each unit that many products hold, 0 of the others; row 0 marks what is in stock. What holds all the rare units
    is looked for in their lists, the rest is one look a unit and product.
    """
    counts = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(counts)):
        asked = units[edges[text] : edges[text + 1]]
        if not len(asked) or asked.min() < 0:
            continue
        looked = marked[asked]
        rare, common = asked[looked == 0], looked[looked > 0]
        for row in in_every(offsets, values, rare, 0) if len(rare) else _shortest(offsets, values, asked):
            counts[text] += _has(marks, 0, row) and _has_all(marks, common, row)
    return counts


@compiled(I64, I32, I64, U64)
def _mark(offsets: Ints, values: Rows, lists: Ints, first: Bits) -> Bits:
    """A row of bits for each of these lists, behind the first one: set for each of its values."""
    marks = np.zeros((len(lists) + 1, len(first)), np.uint64)
    marks[0] = first
    for place in range(len(lists)):
        for row in values[offsets[lists[place]] : offsets[lists[place] + 1]]:
            marks[place + 1, row >> 6] |= np.uint64(1) << np.uint64(row & 63)
    return marks


def _marks(snapshot: Snapshot, units: Ints) -> tuple[Bits, Rows]:
    """`marks` and `marked` as `_counts` takes them, of these units."""
    (offsets, values), stock = _lists(snapshot), snapshot.array("column.stock")
    lengths = np.diff(offsets)
    many = distinct(units[(units >= 0) & (lengths[units] * COMMON >= len(stock))]) if len(lengths) else units[:0]
    buyable, marked = np.zeros(64 * (len(stock) // 64 + 1), bool), np.zeros(len(lengths), np.int32)
    buyable[: len(stock)] = ~(stock <= 0)
    marked[many] = np.arange(1, len(many) + 1, dtype=np.int32)
    return _mark(offsets, values, many, np.packbits(buyable, bitorder="little").view("<u8")), marked


@dataclass(frozen=True, slots=True)
class Supplies:
    """What `Supply` says of texts that are named beforehand: `places` of each, its units as a row of `edges` and `units`, its count."""

    supply: Supply
    places: Mapping[str, int]
    edges: Ints
    units: Ints
    counts: Ints

    @staticmethod
    def of(snapshot: Snapshot, texts: Iterable[str]) -> Supplies:
        """The supply of these texts, counted."""
        asked = _Asked(Supply(snapshot))
        different = list(dict.fromkeys(texts))
        for some in batches(different, TOGETHER):
            asked.add(some)
        edges = np.cumsum([0, *map(len, asked.units)], dtype=np.int64)
        units = np.fromiter(chain.from_iterable(asked.units), np.int64, int(edges[-1]))
        counts = _counts(*_lists(snapshot), edges, units, *_marks(snapshot, units))
        counts[list(asked.apart)] = list(asked.apart.values())
        return Supplies(asked.supply, dict(zip(different, range(len(different)), strict=True)), edges, units, counts)

    @property
    def snapshot(self) -> Snapshot:
        """What is counted."""
        return self.supply.snapshot

    def __call__(self, text: str) -> int:
        """The number of products in stock that have every word of one of the texts in some field."""
        return int(self.counts[self.places[text]])

    def rows(self, text: str) -> Rows:
        """Those products, ascending."""
        place = self.places[text]
        units = self.units[self.edges[place] : self.edges[place + 1]]
        if len(units) and units[0] == APART:
            return self.supply.rows(text)
        return _in_stock(*_lists(self.snapshot), units, self.snapshot.array("column.stock"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The texts so far: the units of each, or [APART]; by place the counts of those."""

    supply: Supply
    units: list[list[int]] = field(default_factory=list)
    apart: dict[int, int] = field(default_factory=dict)

    def add(self, texts: Sequence[str]) -> None:
        """Look up the units of some more."""
        asked = [query_units(normalise(text)) for text in texts]
        different = list({text for tokens in asked for token in tokens for text in _texts(token)})
        known = dict(zip(different, token_ids(self.supply.snapshot, "units", different), strict=True))
        for text, tokens in zip(texts, asked, strict=True):
            if _may_differ(tokens, known):
                # At once, while the snapshot remembers what its units are.
                self.apart[len(self.units)] = len(self.supply.rows(text))
                self.units.append([APART])
            else:
                self.units.append([known[token.text] for token in tokens])


def _lists(snapshot: Snapshot) -> tuple[Ints, Rows]:
    lists = snapshot.ragged("units.postings")
    return lists.offsets, lists.values


def _texts(token: Token) -> Iterable[str]:
    return chain((token.text,), *token.alternatives) if token.alternatives else (token.text,)


def _may_differ(tokens: Iterable[Token], known: Mapping[str, int]) -> bool:
    """Whether the catalogue has all of what may stand for one of the tokens."""
    ways = (way for token in tokens for way in token.alternatives)
    return any(all(known[text] >= 0 for text in way) for way in ways)
