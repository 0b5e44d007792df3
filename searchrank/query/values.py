"""Which values of attributes a query's words ask for: takes what is named and the likely categories, gives attribute names with values.

A value is one where it is named, where it holds the named one as a word (`matte black` for black), and, for a number with a unit, where it lies
within TOLERANCE of it. Which attribute is meant is told by the category: 16 inch is the screen of a laptop and the length of a cable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from searchrank.query.kinds import AUDIENCE, KINDS, VALUES
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.normalise import has_han
from searchrank.query.quantities import meanings
from searchrank.store.arrays import Ragged, Strings
from searchrank.store.snapshot import Snapshot

TOLERANCE = 0.03
"""A number with a unit agrees with another within 3 % (SPEC 1.1.1)."""
_SIZE_WORDS = re.compile(r"码数|尺码|size|码|号")
_STATED_AS = {"size": ("size",), "audience": ("audience",), "colour": ("colour",), "material": ("material",), "model": ("model",)}
"""Kinds of attributes that state a value of a kind; others may stand in any."""
MOST_KNOWN = 20_000
OFTEN, FEWEST = 0.4, 10
"""What so large a share of a category's products state, and so many of them, tells what they are."""
Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Asked:
    """Values that a query asks for: `name` of their attribute, their `values` in normal form, the one that most products state first, and the share
    of the category's products that state any value of the attribute."""

    name: str
    values: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The values of one snapshot: `keys` (`name:value`) with the name's row and kind, unit and number of each; which values and names the products
    of each category state, and how many do."""

    keys: Strings
    names: Strings
    name: Rows
    kind: npt.NDArray[np.int8]
    unit: npt.NDArray[np.int16]
    number: npt.NDArray[np.float64]
    leaf: Ragged
    counts: Rows
    stated: Ragged
    stated_counts: Rows
    products: Rows
    known: dict[tuple[str, str, int], Asked | None] = field(default_factory=dict)
    often: dict[tuple[str, int], bool] = field(default_factory=dict)
    """Whether the products of a category state values of a kind often: known of as many categories as there are."""

    @staticmethod
    def open(snapshot: Snapshot) -> Values | None:
        """The values of a snapshot; None for one that was published without them."""
        if not snapshot.has("value.name"):
            return None
        keys, names = snapshot.vocabulary("attribute.key").texts, snapshot.vocabulary("attribute.name").texts
        name, kind, unit, number = (snapshot.array(f"value.{array}") for array in ("name", "kind", "unit", "number"))
        leaf, stated = snapshot.ragged("value.leaf"), snapshot.ragged("value.stated")
        counts = snapshot.array("value.leaf.count"), snapshot.array("value.stated.count")
        return Values(keys, names, name, kind, unit, number, leaf, counts[0], stated, counts[1], snapshot.array("category.products"))

    def asked(self, kind: str, said: str, leaf: int) -> Asked | None:
        """What words of this kind ask of the products of a category; None where they state nothing like it. Remembered: words come again."""
        key = (kind, said, leaf)
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = self._asked(kind, said, leaf)
        return self.known[key]

    def for_people(self, who: str, *, chinese: bool) -> Asked | None:
        """What is stated of products for these people of the lexicon, whatever they are, in values of this script where there are any; None where
        nothing is. `share` is that of all products with a category. Remembered."""
        key = (AUDIENCE, who, -1 - chinese)
        if key not in self.known:
            self.known[key] = self._for_people(who, chinese)
        return self.known[key]

    def _for_people(self, who: str, chinese: bool) -> Asked | None:
        counts = np.bincount(self.leaf.values, self.counts, len(self.name)).astype(np.int32)
        rows = np.flatnonzero((self.kind[self.name] == KINDS.index(AUDIENCE)) & (counts > 0))
        said, holds = {row: self._value(row) for row in rows.tolist()}, holding(lexicon().people[who], AUDIENCE)
        alike = [row for row, value in said.items() if holds(fold(value))]
        chosen = np.array([row for row in alike if has_han(said[row]) == chinese] or alike, np.int32)
        if not len(chosen):
            return None
        name, kept = self._of_one_name("", chosen, counts[chosen])
        return Asked(self.names[name], tuple(said[row] for row in kept.tolist()), float(counts[kept].sum() / max(self.products.sum(), 1)))

    def lacks(self, kind: str, said: str, leaf: int) -> bool:
        """Whether the products of a category state values of this kind often, and none that these words ask for."""
        often = self.often.get((kind, leaf))
        if often is None:
            often = self.often[kind, leaf] = self._states_often(kind, leaf)
        return often and self.asked(kind, said, leaf) is None

    def _states_often(self, kind: str, leaf: int) -> bool:
        begin, end = int(self.stated.offsets[leaf]), int(self.stated.offsets[leaf + 1])
        names, counts = self.stated.values[begin:end], self.stated_counts[begin:end]
        of_kind = [self.kind[name] == KINDS.index(kind) and not (kind == AUDIENCE and self._are_ages(name)) for name in names.tolist()]
        return int(counts[np.array(of_kind, bool)].max(initial=0)) >= max(OFTEN * int(self.products[leaf]), FEWEST)

    def _are_ages(self, name: int) -> bool:
        """Whether most values of an attribute are numbers: those say how old people are (3-6岁), not who."""
        rows = np.flatnonzero(self.name == name).tolist()
        return 2 * sum(any(map(str.isdecimal, self._value(row))) for row in rows) > len(rows)

    def _asked(self, kind: str, said: str, leaf: int) -> Asked | None:
        rows, counts = self._of(leaf)
        named = _named(kind, said)
        chosen = np.flatnonzero(self._alike(said, rows, kind, named))
        if kind == AUDIENCE and self._are_for_everyone(rows[chosen]).all():
            chosen = np.flatnonzero(self._alike(said, rows, kind, {*named, *lexicon().people_instead(fold(said))}))
        if not len(chosen):
            return None
        name, kept = self._of_one_name(said, rows[chosen], counts[chosen])
        return Asked(self.names[name], tuple(map(self._value, kept.tolist())), self._share(leaf, name))

    def _of_one_name(self, said: str, rows: Rows, counts: Rows) -> tuple[int, Rows]:
        """The attribute that most products state one of these values of, and its values: the nearest to a number that was said first, of people
        those who were named before everyone, then the one that most products state."""
        name = int(np.bincount(self.name[rows], counts).argmax())
        its = self.name[rows] == name
        return name, rows[its][np.lexsort((-counts[its], self._away(said, rows[its])))]

    def _away(self, said: str, rows: Rows) -> npt.NDArray[np.float64]:
        """How far each value is from what was said: by how much where that is a number, else 1 where it is for everyone, 0 where not."""
        away = [np.abs(self.number[rows] - value) for unit, value in meanings(said) if (self.unit[rows] == unit).all()]
        return away[0] if away else self._are_for_everyone(rows).astype(float)

    def _are_for_everyone(self, rows: Rows) -> npt.NDArray[np.bool_]:
        return np.array([fold(self._value(row)) in lexicon().people["anyone"] for row in rows.tolist()], bool)

    def _of(self, leaf: int) -> tuple[Rows, Rows]:
        edges = self.leaf.offsets
        begin, end = int(edges[leaf]), int(edges[leaf + 1])
        return self.leaf.values[begin:end], self.counts[begin:end]

    def _share(self, leaf: int, name: int) -> float:
        begin, end = int(self.stated.offsets[leaf]), int(self.stated.offsets[leaf + 1])
        at = begin + int(np.searchsorted(self.stated.values[begin:end], name))
        return float(self.stated_counts[at] / max(int(self.products[leaf]), 1))

    def _alike(self, said: str, rows: Rows, kind: str, named: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which of the values are the number that was said, or else hold one of those named."""
        for unit, value in meanings(said):
            near = (self.unit[rows] == unit) & (np.abs(self.number[rows] - value) <= TOLERANCE * value)
            if near.any():
                return np.asarray(near, bool)
        holds, same = holding(named, kind), np.zeros(len(rows), bool)
        places = np.flatnonzero(_states(kind)[self.kind[self.name[rows]]])
        same[places] = [holds(fold(self._value(row))) for row in rows[places].tolist()]
        return same

    def _value(self, row: int) -> str:
        return self.keys[row].partition(":")[2]


@cache
def _states(kind: str) -> npt.NDArray[np.bool_]:
    """Of each kind, whether values of it state what words of this kind ask for."""
    return np.isin(np.arange(len(KINDS)), [KINDS.index(one) for one in _STATED_AS.get(kind, VALUES)])


def _named(kind: str, said: str) -> Collection[str]:
    """The folded values that these words name: of people everyone of their kind, and what is for all."""
    if kind == "size":
        return fold(_SIZE_WORDS.sub("", said)), fold(said)
    word = fold(said)
    return lexicon().people_like(word) if kind == "audience" else (word,)


def holding(named: Collection[str], kind: str) -> Callable[[str], bool]:
    """Tells whether a folded value is one of those named, or says one among other words.

    >>> holding(["black"], "colour")("matte black"), holding(["男"], "audience")("男女通用"), holding(["l"], "size")("xl")
    (True, True, False)
    """
    whole = frozenset(named) - {""}
    if kind == "size":
        return whole.__contains__
    chinese = [one for one in whole if has_han(one)]
    latin = [f" {one} " for one in whole if not has_han(one)]

    def holds(value: str) -> bool:
        if value in whole:
            return True
        words = f" {value} "
        return any(one in value for one in chinese) or any(one in words for one in latin)

    return holds
