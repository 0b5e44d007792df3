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
from searchrank.store.catalogue import batches
from searchrank.store.compiled import F32, I32, I64, compiled
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
TOGETHER = 10_000
"""Texts that are looked up together."""
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


@compiled(I64, I32, I64, I64, F32)
def _counts(offsets: Ints, values: Rows, edges: Ints, units: Ints, stock: npt.NDArray[np.float32]) -> Ints:
    """How many products `_in_stock` gives for each text, whose units are `units[edges[i]:edges[i + 1]]`."""
    counts = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(counts)):
        counts[text] = len(_in_stock(offsets, values, units[edges[text] : edges[text + 1]], stock))
    return counts


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
        counts = _counts(*_lists(snapshot), edges, units, snapshot.array("column.stock"))
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
