"""A day's visits before they happen: takes a population and a day, gives who comes when with what in mind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.after import tasks_of_visits
from searchrank.simulate.live.arrivals import Arrivals, arrivals, midnight
from searchrank.simulate.live.memory import Memory, past_orders
from searchrank.simulate.live.town import Town
from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.wants import Needs


@dataclass(frozen=True, slots=True, eq=False)
class Agenda:
    """The visits of a day: `needs` has, visit by visit, a row for everything that would be looked for; those of visit v begin at `first[v]`."""

    day: date
    visits: Arrivals
    needs: Needs
    first: npt.NDArray[np.int64]

    def needs_of(self, visit: int) -> Needs:
        """What is looked for in a visit, in this order."""
        return self.needs.take(np.arange(self.first[visit], self.first[visit + 1]))


def agenda(town: Town, day: date, seed: int, memories: Mapping[int, Memory], *, at_least: int = 0) -> Agenda:
    """The visits of this day; every shopper comes `at_least` so many times. Needs follow from orders up to midnight."""
    visits = arrivals(town.population, day, seed, at_least=at_least)
    chance = np.random.default_rng([seed, 59, day.toordinal()])
    tasks = tasks_of_visits(town.behaviour, len(visits), chance)
    shoppers = np.repeat(visits.shopper, tasks)
    history = past_orders(memories, shoppers.tolist(), midnight(day))
    needs = draw_needs(town.population, shoppers, town.places, day, town.trends, chance, history)
    return Agenda(day, visits, needs, np.r_[0, np.cumsum(tasks)])
