"""What things look like, as numbers that stand for taste: takes a department, a brand and a price, gives the unit vector of a style's look.

Every department has a few looks that go together (`Fashions`); a brand leans to some of them, so what a shopper likes can be learned from what
was looked at and bought.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from searchrank.simulate.chance import Weighted
from searchrank.simulate.world.catalogue import TASTES
from searchrank.simulate.world.lexicon import Brand, Leaf

LOOKS = 5
"""Looks of a department."""
LEANING = (0.55, 0.25, 0.1, 0.06, 0.04)
"""How a brand's styles fall on the looks of a department, its own order of them; looks of things without a brand are equally likely."""
WANDER = 0.22
"""Sigma of a style around the look it belongs to, in each dimension."""
DEARNESS = 0.12
"""What a doubled price moves a style along the direction that dear things have in common."""

Look = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fashions:
    """The looks of every department, and which of them each brand leans to. Made by `fashions`; the same for every seed."""

    looks: Mapping[str, tuple[Look, ...]]
    leanings: Mapping[tuple[str, str], Weighted[Look]]
    dear: Look

    def draw(self, leaf: Leaf, brand: Brand | None, price: float, chance: Random) -> Look:
        """The look of one style, a unit vector of TASTES numbers."""
        if brand is None:
            centre = self.looks[leaf.department][int(chance.random() * LOOKS)]
        else:
            centre = self.leanings[leaf.department, brand.latin].pick(chance)
        shift = DEARNESS * math.log2(price / leaf.median)
        gauss = chance.gauss
        return unit([one + gauss(0.0, WANDER) + shift * dear for one, dear in zip(centre, self.dear, strict=True)])


def fashions(leaves: Mapping[str, Leaf], brands: Mapping[str, Weighted[Brand]]) -> Fashions:
    """The looks of these categories' departments, and the leaning of every brand that sells there."""
    looks = {key: _looks(key) for key in dict.fromkeys(leaf.department for leaf in leaves.values())}
    sold = dict.fromkeys((leaves[key].department, brand.latin) for key, choice in brands.items() for brand in choice.values)
    leanings = {(department, brand): _leaning(looks[department], department, brand) for department, brand in sold}
    return Fashions(looks, leanings, _direction(Random("look/dear")))


def unit(numbers: Sequence[float]) -> Look:
    """The numbers scaled to length 1.

    >>> unit((3.0, 4.0))
    (0.6, 0.8)
    """
    length = math.sqrt(sum(one * one for one in numbers)) or 1.0
    return tuple(one / length for one in numbers)


def _looks(department: str) -> tuple[Look, ...]:
    chance = Random(f"look/{department}")
    return tuple(_direction(chance) for _ in range(LOOKS))


def _direction(chance: Random) -> Look:
    return unit([chance.gauss(0, 1) for _ in range(TASTES)])


def _leaning(looks: Sequence[Look], department: str, brand: str) -> Weighted[Look]:
    ordered = list(looks)
    Random(f"look/{department}/{brand}").shuffle(ordered)
    return Weighted.of(zip(ordered, LEANING, strict=True))
