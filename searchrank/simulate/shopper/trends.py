"""What is suddenly wanted: takes the places of a world, days and a seed, gives bursts of demand by leaf category and brand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from searchrank.simulate.shopper.demand import Floats
from searchrank.simulate.world.catalogue import NONE, Places

BURSTS_A_DAY = 0.35
"""How many bursts begin a day. An assumption, like the other numbers here: no published log tells."""
STRONGEST = 12.0
RISE_DAYS = 1.0
BRANDED = 0.45
"""Share of bursts that are about one brand's things."""


@dataclass(frozen=True, slots=True, eq=False)
class Trends:
    """Bursts of demand, one a row (b): it begins on day `start` (counted from `first`, may lie before it), climbs for a day and halves every
    `half_days`.

    start float32 (b,); leaf int16; brand int16 or -1 for all brands; peak float32 what demand is multiplied by at the height; half_days float32.
    `shape` (leaves, brands) of the world.
    """

    first: date
    shape: tuple[int, int]
    start: Floats
    leaf: npt.NDArray[np.int16]
    brand: npt.NDArray[np.int16]
    peak: Floats
    half_days: Floats

    @staticmethod
    def draw(places: Places, first: date, days: int, seed: int) -> Trends:
        """The bursts of these days from `first`, some of which began in the ten days before. The same seed gives the same bursts."""
        chance = np.random.default_rng([seed, 72])
        count = int(chance.poisson(BURSTS_A_DAY * (days + 10)))
        share = np.array([leaf.share for leaf in places.leaves])
        leaf = chance.choice(len(share), count, p=share / share.sum()).astype(np.int16)
        return Trends(
            first=first,
            shape=(len(places.leaves), len(places.brands)),
            start=chance.uniform(-10, days, count).astype(np.float32),
            leaf=leaf,
            brand=_brands(places, leaf, chance),
            peak=(1 + (STRONGEST - 1) * chance.beta(1.2, 3.0, count)).astype(np.float32),
            half_days=np.exp(chance.normal(0.9, 0.5, count)).astype(np.float32),
        )

    @staticmethod
    def none(places: Places, first: date) -> Trends:
        """No burst at all."""
        ints, floats = np.zeros(0, np.int16), np.zeros(0, np.float32)
        return Trends(first, (len(places.leaves), len(places.brands)), floats, ints, ints, floats, floats)

    def factors(self, day: date) -> tuple[Floats, Floats]:
        """What demand is multiplied by on this day: (leaves,) and, within a leaf, (leaves, brands); 1 where nothing happens."""
        leaves, brands = np.ones(self.shape[0], np.float32), np.ones(self.shape, np.float32)
        extra = self.extra(day)
        np.add.at(leaves, self.leaf, extra)
        named = self.brand != NONE
        np.add.at(brands, (self.leaf[named], self.brand[named]), 3 * extra[named])
        return leaves, brands

    def extra(self, day: date) -> Floats:
        """How much each burst adds on this day, 0 before it begins."""
        age = (day - self.first).days + 0.5 - self.start
        fading = 0.5 ** (np.maximum(age - RISE_DAYS, 0) / self.half_days)
        return np.asarray((self.peak - 1) * np.clip(age / RISE_DAYS, 0, 1) * fading, np.float32)


def _brands(places: Places, leaf: npt.NDArray[np.int16], chance: np.random.Generator) -> npt.NDArray[np.int16]:
    makers = [[number for number, brand in enumerate(places.brands) if one.key in brand.leaves] for one in places.leaves]
    picked = [_one(makers[place], chance) if chance.random() < BRANDED else NONE for place in leaf.tolist()]
    return np.array(picked, np.int16)


def _one(makers: list[int], chance: np.random.Generator) -> int:
    return makers[int(chance.random() * len(makers))] if makers else NONE
