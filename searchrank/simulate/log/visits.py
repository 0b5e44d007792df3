"""Who comes when: takes a population, a day and chance, gives visits as columns, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.rank import ORDERLY, PAIRS_ODD, TOP
from searchrank.simulate.shopper.population import Population

ENTRIES = ("home", "link", "push")
HOME, LINK, PUSH = range(len(ENTRIES))
LINKED = 0.12
"""Share of visits that begin with a link from elsewhere; general knowledge."""
WEEKEND = 1.12
FESTIVALS = {(6, 18): 2.5, (11, 11): 3.0, (12, 12): 1.8}
"""What visits are multiplied by on promotion days: clicks x 3 to 10 are reported, of which more visits are a part."""

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """v visits: shopper int32 row; start float64 seconds of the day; entry int8 by `ENTRIES`; experiment int8 by `rank.EXPERIMENTS`."""

    shopper: Rows
    start: npt.NDArray[np.float64]
    entry: npt.NDArray[np.int8]
    experiment: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.shopper)


def draw_visits(population: Population, present: Rows, opened: Rows, day: date, plan: Plan, chance: np.random.Generator) -> Visits:
    """The day's visits of these rows of the population, and one of each that opened a push."""
    count = chance.poisson(population.visits_per_day[present] * crowd(day))
    shopper = np.concatenate([np.repeat(present, count), opened]).astype(np.int32)
    entry = np.where(chance.random(len(shopper)) < LINKED, LINK, HOME)
    entry[len(shopper) - len(opened) :] = PUSH
    start = _hours(population, shopper, chance) * 3600.0 + chance.random(len(shopper)) * 3600.0
    order = np.argsort(start, kind="stable")
    return Visits(shopper[order], start[order], entry[order].astype(np.int8), _experiments(len(shopper), plan, chance))


def crowd(day: date) -> float:
    """What the number of visits is multiplied by on this day.

    >>> crowd(date(2026, 11, 11)), crowd(date(2026, 11, 14)), crowd(date(2026, 11, 16))
    (3.0, 1.12, 1.0)
    """
    return FESTIVALS.get((day.month, day.day), WEEKEND if day.weekday() >= 5 else 1.0)


def _hours(population: Population, shopper: Rows, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    sums = np.cumsum(population.hours, axis=1)[population.segment[shopper]]
    return np.asarray(np.minimum((sums < chance.random((len(shopper), 1))).sum(axis=1), 23))


def _experiments(visits: int, plan: Plan, chance: np.random.Generator) -> npt.NDArray[np.int8]:
    """Half of the randomised sessions swap pairs (half of those from place 1, half from place 2), half shuffle."""
    kind = np.where(chance.random(visits) < 0.5, TOP, PAIRS_ODD + chance.integers(0, 2, visits))
    drawn: npt.NDArray[Any] = np.where(chance.random(visits) < plan.randomised, kind, ORDERLY)
    return drawn.astype(np.int8)
