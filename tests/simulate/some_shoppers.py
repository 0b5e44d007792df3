"""What tests of shoppers and typing say: a few thousand shoppers of the fixtures, their needs of a day, and a typist for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np

from searchrank.simulate.shopper.needs import PastOrders, draw_needs
from searchrank.simulate.shopper.population import Population, draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.typing.mentions import Wording
from searchrank.simulate.typing.typist import Typist, Utterance, typist
from searchrank.simulate.wants import Needs
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import Lexicon

SUMMER, WINTER = date(2026, 7, 1), date(2026, 1, 10)


@dataclass(frozen=True)
class Town:
    """Shoppers of one seed."""

    lexicon: Lexicon
    places: Places
    population: Population

    def needs(self, count: int, day: date = SUMMER, *, seed: int = 5, trends: Trends | None = None, history: PastOrders | None = None) -> Needs:
        """One need each of the first shoppers, who come round again where there are too few."""
        rows = np.arange(count, dtype=np.int32) % len(self.population)
        trends = trends or Trends.none(self.places, day)
        return draw_needs(self.population, rows, self.places, day, trends, np.random.default_rng(seed), history)

    def typist(self, wording: Wording | None = None) -> Typist:
        return typist(self.lexicon, self.places, self.population, wording)

    def say(self, needs: Needs, *, seed: int = 3, keys: bool = False) -> list[Utterance]:
        return self.typist().say_all(needs, Random(seed), keys=keys)

    def leaf(self, key: str) -> int:
        return self.places.leaf[key]


def town(lexicon: Lexicon, count: int = 6000, seed: int = 1, change: Callable[[Population], Population] | None = None) -> Town:
    places = Places.of(lexicon)
    population = draw_population(places, count, seed)
    return Town(lexicon, places, change(population) if change else population)
