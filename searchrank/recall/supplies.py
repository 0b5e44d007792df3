"""The supply of very many texts at once: takes a snapshot and texts, gives how many products in stock have all words of each.

The same counts as `Supply` gives one by one, at a tenth of the price: units are looked up for thousands of texts together, and compiled loops look
for what holds them. Texts with a unit that something else of the catalogue may stand for (one in ten) have a loop of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from searchrank.query.normal_loops import normalise_all
from searchrank.query.normalise import HAN
from searchrank.query.tokens import STOP_WORDS, unit_ways
from searchrank.recall import supply_loops as loops
from searchrank.recall.supply import Supply
from searchrank.recall.terms import token_ids
from searchrank.records import Rows
from searchrank.store.arrays import distinct
from searchrank.store.catalogue import batches
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Stock = npt.NDArray[np.float32]
Postings = tuple[Ints, Rows]
"""Where the products of each unit begin, and these."""
TOGETHER = 10_000
"""Texts that are looked up together."""
OFTEN = 2048
"""A unit that one product of so many holds, or more, is counted by bits."""
COMMON = 128
"""A unit that one product of so many holds, or more, is looked up in a row of bits: its list would be walked for each text anew."""
_CHINESE = re.compile(f"[{HAN}][{HAN} ]*")
APART = -2
"""Stands for the units of a text some of which may be said otherwise."""


def _many(postings: Postings, stock: Stock, units: Ints, share: int) -> tuple[Bits, Ints, Rows]:
    """`buyable`, `many` and `marked` as the loops take them, of those of the units that one product of `share` holds, or more."""
    lengths = np.diff(postings[0])
    many = distinct(units[(units >= 0) & (lengths[units] * share >= len(stock))]) if len(lengths) else units[:0]
    buyable, marked = np.zeros(64 * (len(stock) // 64 + 1), bool), np.zeros(len(lengths), np.int32)
    buyable[: len(stock)] = ~(stock <= 0)
    marked[many] = np.arange(1, len(many) + 1, dtype=np.int32)
    return np.packbits(buyable, bitorder="little").view("<u8"), many, marked


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
        edges, units = _behind(asked.units)
        said = [asked.apart.get(place, (plain, [])) for place, plain in enumerate(asked.units)]
        counts = counted(_lists(snapshot), snapshot.array("column.stock"), said)
        return Supplies(asked.supply, dict(zip(different, range(len(different)), strict=True)), edges, units, counts)

    @property
    def snapshot(self) -> Snapshot:
        """What is counted."""
        return self.supply.snapshot

    def __call__(self, text: str) -> int:
        """The number of products in stock that have every word of one of the texts in some field."""
        return int(self.counts[self.places[text]])

    def rows(self, texts: Sequence[str]) -> Iterator[Rows]:
        """Those products of each of these texts, ascending."""
        units = [self.units[self.edges[place] : self.edges[place + 1]] for place in map(self.places.__getitem__, texts)]
        lists = _marked(_lists(self.snapshot), self.snapshot.array("column.stock"), np.concatenate([self.units[:0], *units]))
        for text, asked in zip(texts, units, strict=True):
            yield self.supply.rows(text) if len(asked) and asked[0] == APART else loops.holding(lists, asked)


Asked = Mapping[str, Sequence[tuple[str, ...]]]
"""The units of a text, and what stands for each as well."""
Ways = Sequence[Sequence[int]]
"""Units by number, in all the ways in which one may be said."""
Text = tuple[Sequence[int], Sequence[Ways]]
"""The units that are said in one way alone, and those that may be said in several."""


def counted(postings: Postings, stock: Stock, texts: Sequence[Text], often: int = OFTEN) -> Ints:
    """How many products in stock (or of unknown stock) there are for each text; units that one of `often` holds are counted by bits."""
    edges, plain, groups, ways = _nested(texts)
    counts = loops.counts(postings, edges, plain, groups, ways, _many(postings, stock, np.concatenate((plain, ways[-1])), often))
    left = np.flatnonzero(counts < 0)
    edges, plain, groups, ways = _nested([texts[place] for place in left.tolist()])
    counts[left] = loops.counts_by_ways(_marked(postings, stock, np.concatenate((plain, ways[-1]))), edges, plain, groups, ways)
    return counts


def _marked(postings: Postings, stock: Stock, units: Ints) -> tuple[Ints, Rows, npt.NDArray[np.uint64], Rows]:
    """The lists of units with a row of bits for what is in stock and for each of these units that is common, as the loops take them."""
    buyable, many, marked = _many(postings, stock, units, COMMON)
    return *postings, loops.mark(*postings, many, buyable), marked


@dataclass(frozen=True, slots=True)
class _Asked:
    """The texts so far: the units of each, or [APART]; by place the units of those that are said in one way alone, and the ways of the others."""

    supply: Supply
    units: list[list[int]] = field(default_factory=list)
    apart: dict[int, tuple[list[int], list[Ways]]] = field(default_factory=dict)

    def add(self, texts: Sequence[str]) -> None:
        """Look up the units of some more."""
        asked = [_plain_units(text) or unit_ways(text) for text in normalise_all(texts)]
        different = list({*chain.from_iterable(asked), *(unit for some in asked for ways in some.values() for way in ways for unit in way)})
        known = dict(zip(different, token_ids(self.supply.snapshot, "units", different), strict=True))
        for some in asked:
            if _may_differ(some, known):
                self.apart[len(self.units)] = _ways(some, known)
                self.units.append([APART])
            else:
                self.units.append(list(map(known.__getitem__, some)))


def _plain_units(text: str) -> Asked:
    """The units of a normalised text that is all Chinese, as `unit_ways` has them; nothing for others."""
    if not _CHINESE.fullmatch(text):
        return {}
    characters: Asked = dict.fromkeys(text.replace(" ", ""), ())
    return {character: () for character in characters if character not in STOP_WORDS} or characters


def _ways(asked: Asked, known: Mapping[str, int]) -> tuple[list[int], list[Ways]]:
    """The units that are said in one way alone, -1 for one of which the catalogue has nothing; and the ways of the others."""
    every = [[way for way in ((unit,), *others) if all(known[text] >= 0 for text in way)] for unit, others in asked.items()]
    ways = [[[known[text] for text in way] for way in some] for some in every]
    one = [some[0] if some else [-1] for some in ways if len(some) < 2]
    return list(chain.from_iterable(one)), [some for some in ways if len(some) > 1]


def _behind(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Where each list begins behind the others, and all values."""
    edges = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    return edges, np.fromiter(chain.from_iterable(lists), np.int64, int(edges[-1]))


def _nested(texts: Sequence[Text]) -> tuple[Ints, Ints, Ints, tuple[Ints, Ints, Ints]]:
    """Texts as `loops.counts_by_ways` takes them."""
    groups = [ways for _, some in texts for ways in some]
    edges, group_edges = (np.cumsum([0, *map(len, lists)], dtype=np.int64) for lists in ([some for _, some in texts], groups))
    return *_behind([plain for plain, _ in texts]), edges, (group_edges, *_behind([way for ways in groups for way in ways]))


def _lists(snapshot: Snapshot) -> Postings:
    lists = snapshot.ragged("units.postings")
    return lists.offsets, lists.values


def _may_differ(asked: Asked, known: Mapping[str, int]) -> bool:
    """Whether the catalogue has all of what may stand for one of the units."""
    return any(all(known[text] >= 0 for text in way) for ways in asked.values() for way in ways)
