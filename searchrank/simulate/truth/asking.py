"""Queries to judge and to label: takes the words of a world and a seed, gives what simulated shoppers type, without end, and what followed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np

from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.shopper.population import Population, draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.truth.labels import Label, labels, next_label
from searchrank.simulate.typing.typist import Typist, Utterance, typist
from searchrank.simulate.wants import Needs, Want
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import Lexicon

SHOPPERS = 2000
AT_ONCE = 500
"""Needs drawn at once: the number is part of what a seed means."""
_ASKING = 76
"""What tells this stream of chance from others of the same seed."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """Draws queries. Made by `asking`."""

    places: Places
    population: Population
    typist: Typist
    trends: Trends
    today: date
    seed: int

    def utterances(self) -> Iterator[tuple[Utterance, Utterance]]:
        """A query and the one by which the same shopper went on, without end; the same each time."""
        number = 0
        while True:
            chance = Random(f"asking/{self.seed}/{number}")
            needs = self._needs(number)
            for row, said in enumerate(self.typist.say_all(needs, chance)):
                yield said, self.typist.refine(needs, row, said, chance, keys=False)
            number += 1

    def queries(self) -> Iterator[tuple[str, Want]]:
        """What was meant to be typed, and what it says, without end."""
        return ((said.typed.intended, said.want) for said, _ in self.utterances())

    def labels(self, count: int) -> Iterator[Label]:
        """The labels of the first `count` queries that differ as typed."""
        seen = set[str]()
        for said, after in self.utterances():
            if len(seen) == count:
                return
            if said.typed.text not in seen:
                seen.add(said.typed.text)
                yield from labels(said.typed, said.want, self.places)
                if after.typed.intended != said.typed.intended or after.step == "corrected":
                    yield next_label(said.typed, after.typed, after.step)

    def _needs(self, number: int) -> Needs:
        chance = np.random.default_rng([self.seed, _ASKING, number])
        shoppers = chance.integers(0, len(self.population), AT_ONCE).astype(np.int32)
        return draw_needs(self.population, shoppers, self.places, self.today, self.trends, chance)


def asking(lexicon: Lexicon, places: Places, today: date, seed: int) -> Asking:
    """What draws queries of the shoppers of this seed on this day; `places` are those of the lexicon."""
    population = draw_population(places, SHOPPERS, seed)
    return Asking(places, population, typist(lexicon, places, population), Trends.draw(places, today, 1, seed), today, seed)
