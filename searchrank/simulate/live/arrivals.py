"""Who comes when: takes a population and a day, gives visits as columns, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from searchrank.simulate.log.visits import LINKED, crowd
from searchrank.simulate.shopper.population import Population

APART_S = 3600.0
"""Who came less than an hour ago is still there: it is no other visit."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """n visits: shopper int32 row of the population, moment float64 Unix seconds, number int32 which visit of the shopper's day it is, from 0.

    linked bool: a link from elsewhere led to it, not the front page.
    """

    shopper: npt.NDArray[np.int32]
    moment: npt.NDArray[np.float64]
    number: npt.NDArray[np.int32]
    linked: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.shopper)


def arrivals(population: Population, day: date, seed: int, *, at_least: int = 0) -> Arrivals:
    """The visits of one day: as many of each shopper as a Poisson number says, but `at_least` so many, by the hours of the shopper's segment.

    Weekends and promotion days bring more. Hours are those of UTC, as in every time that the simulator writes. Visits of the same moment stand in the
    order of shoppers.
    """
    chance = np.random.default_rng([seed, 53, day.toordinal()])
    visits = np.maximum(chance.poisson(population.visits_per_day * crowd(day)), at_least)
    shopper = np.repeat(np.arange(len(population), dtype=np.int32), visits)
    sums = np.cumsum(population.hours, axis=1)[population.segment[shopper]]
    hour = (chance.random((len(shopper), 1)) >= sums[:, :-1]).sum(axis=1)
    moment = midnight(day) + np.round((hour + chance.random(len(shopper))) * 3600, 3)
    return _apart(shopper, moment, chance)


def _apart(shopper: npt.NDArray[np.int32], moment: npt.NDArray[np.float64], chance: np.random.Generator) -> Arrivals:
    order = np.lexsort((moment, shopper))
    shopper, moment = shopper[order], moment[order]
    first = np.r_[True, shopper[1:] != shopper[:-1]][: len(shopper)]
    kept = first | (np.diff(moment, prepend=0.0) >= APART_S)
    shopper, moment, first = shopper[kept], moment[kept], first[kept]
    starts = np.flatnonzero(first)
    number = np.arange(len(shopper)) - np.repeat(starts, np.diff(np.r_[starts, len(shopper)]))
    by_time = np.lexsort((shopper, moment))
    return Arrivals(shopper[by_time], moment[by_time], number[by_time].astype(np.int32), chance.random(len(shopper)) < LINKED)


def midnight(day: date) -> float:
    """Unix seconds of a day's begin.

    >>> midnight(date(1970, 1, 2))
    86400.0
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
