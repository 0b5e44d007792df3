"""What shoppers need on a day: takes a population, rows of it and a day, gives needs as columns. Everything is drawn for all rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.shopper.constraints import Drawn, constraints
from searchrank.simulate.shopper.demand import Demand, Floats, Ints
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.wants import SOURCES, Needs
from searchrank.simulate.world.catalogue import NONE, Places

COMPLEMENT, COMPLEMENT_DAYS = 0.35, 14.0
"""Chance that a fresh order makes its complement the next need, and the days in which that falls to 1 / e."""
REPEAT, REPEAT_DAYS = 0.25, 25.0
"""Chance that a thing that is used up is needed again, about so many days after it was ordered."""
READING = 0.04
"""Share of needs that begin with reading, in a category at the usual price; what is dear is read about more."""

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class PastOrders:
    """The last order of each shopper asked about, one a row: leaf, model and brand int16, -1 where there was none; days_ago float32."""

    leaf: Ints
    brand: Ints
    model: Ints
    days_ago: Floats


def draw_needs(
    population: Population,
    shoppers: Rows,
    places: Places,
    day: date,
    trends: Trends,
    chance: np.random.Generator,
    history: PastOrders | None = None,
) -> Needs:
    """One need for each of these rows of the population; a row may come several times.

    A leaf category is drawn by interests, season and bursts; or it follows from the last order: its complement, or more of what is used up.
    Attributes come by what shoppers care about, independently, so that some needs are served by nothing. `history` has one row for each of
    `shoppers`.
    """
    leaf_factor, brand_factor = trends.factors(day)
    leaf, source = _leaves(population, shoppers, day, leaf_factor, chance)
    drawn = Drawn(shoppers, leaf, NONE * np.ones_like(leaf), NONE * np.ones_like(leaf))
    if history is not None:
        drawn, source = _after_orders(population.demand, drawn, source, history, chance)
    wants, weight = constraints(population, drawn, places, brand_factor, chance)
    dear = np.clip(np.log(population.demand.median[drawn.leaf] / 100), 0, 4)
    reading = chance.random(len(shoppers)) < READING * (1 + dear)
    return Needs(shoppers.astype(np.int32), wants, weight, reading, source)


def _leaves(population: Population, shoppers: Rows, day: date, burst: Floats, chance: np.random.Generator) -> tuple[Ints, npt.NDArray[np.int8]]:
    """A department by interests and what is wanted in it today, then a leaf within it: the same as drawing among all leaves at once."""
    tables = population.demand
    month = tables.months[:, day.month - 1]
    kinds = population.segment[shoppers].astype(np.intp) * 2 + population.gender[shoppers]
    today = tables.appeal * (tables.within * month * burst)
    by_department = np.stack([today[:, tables.department == place].sum(1) for place in range(len(tables.departments))], 1)
    department = _picked(population.interests[shoppers] * by_department[kinds], chance)
    leaf = _within(today, tables.department, kinds, department, chance)
    return leaf, _sources(leaf, month, burst, chance)


def _picked(weights: Floats, chance: np.random.Generator) -> npt.NDArray[np.intp]:
    """For each row the place of one column, by weight."""
    sums = np.cumsum(weights, 1)
    places = (sums < chance.random((len(sums), 1)) * sums[:, -1:]).sum(1)
    return np.asarray(np.minimum(places, weights.shape[1] - 1), np.intp)


def _within(today: Floats, department: Ints, kinds: npt.NDArray[Any], wanted: npt.NDArray[np.intp], chance: np.random.Generator) -> Ints:
    """One leaf of the wanted department for each row: one search over the running sums of all kinds of shoppers, departments beside each other."""
    order = np.argsort(department, kind="stable")
    sums = np.cumsum(today[:, order].astype(np.float64).ravel())
    bounds = np.searchsorted(department[order], np.arange(department.max() + 2))
    before = np.concatenate([[0.0], sums])
    first, last = kinds * len(order) + bounds[wanted], kinds * len(order) + bounds[wanted + 1]
    aimed = before[first] + chance.random(len(kinds)) * (before[last] - before[first])
    found = np.clip(np.searchsorted(sums, aimed, side="right"), first, last - 1)
    return np.asarray(order[found - kinds * len(order)], np.int16)


def _sources(leaf: Ints, month: Floats, burst: Floats, chance: np.random.Generator) -> npt.NDArray[np.int8]:
    """A need is owed to a burst, or to the season, by the part of today's demand that they add."""
    owed = chance.random((2, len(leaf)))
    trend = owed[0] < 1 - 1 / burst[leaf]
    season = owed[1] < 1 - 1 / np.maximum(month[leaf], 1)
    interest, seasonal, bursting = (SOURCES.index(name) for name in ("interest", "season", "trend"))
    return np.where(trend, bursting, np.where(season, seasonal, interest)).astype(np.int8)


def _after_orders(
    tables: Demand, drawn: Drawn, source: npt.NDArray[np.int8], history: PastOrders, chance: np.random.Generator
) -> tuple[Drawn, npt.NDArray[np.int8]]:
    owed = chance.random((3, len(drawn.leaf)))
    ordered = history.leaf != NONE
    table = tables.complements[history.leaf]
    count = (table != NONE).sum(1)
    complement = ordered & (count > 0) & (owed[0] < COMPLEMENT * np.exp(-history.days_ago / COMPLEMENT_DAYS))
    due = np.exp(-((history.days_ago - REPEAT_DAYS) ** 2) / (2 * (REPEAT_DAYS / 3) ** 2))
    repeat = ordered & ~complement & tables.consumed[history.leaf] & (owed[1] < REPEAT * due)
    after = table[np.arange(len(table)), (owed[2] * count).astype(int)]
    leaf = np.where(complement, after, np.where(repeat, history.leaf, drawn.leaf)).astype(np.int16)
    fitting = complement & (tables.fits[leaf] == history.leaf)
    after_source = np.where(complement, SOURCES.index("complement"), np.where(repeat, SOURCES.index("repeat"), source)).astype(np.int8)
    fits, brand = np.where(fitting, history.model, NONE), np.where(repeat, history.brand, NONE)
    return Drawn(drawn.shopper, leaf, fits.astype(np.int16), brand.astype(np.int16)), after_source
