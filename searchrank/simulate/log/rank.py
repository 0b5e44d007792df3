"""The declared logging ranker and its chance moves: takes candidates, popularity and tastes, gives rankings with the chance of each place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.simulate.log.plan import DEPTH, PER_PAGE, LoggingRanker
from searchrank.simulate.log.recall import Floats, Pools, Rows

EXPERIMENTS = ("", "pairs-1", "pairs-2", "top")
"""What chance does with a first page: nothing; swaps places 1 and 2, 3 and 4... each with chance 1/2; the same from place 2; shuffles from the
top."""
ORDERLY, PAIRS_ODD, PAIRS_EVEN, TOP = range(len(EXPERIMENTS))


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """m rankings: rows int32 (m, DEPTH), -1 behind the last; propensity float32 (m, DEPTH) the chance of each product's place, nan where no
    chance."""

    rows: Rows
    propensity: Floats


def scores(ranker: LoggingRanker, pools: Pools, popularity: Floats, taste: Floats, look: Floats, chance: np.random.Generator) -> Floats:
    """The scores (m, c) of candidates; what is no candidate has -inf.

    popularity (n,) and look (n, TASTES) by row of the catalogue, taste (m, TASTES) by search.
    """
    likeness = np.einsum("mct,mt->mc", look[pools.rows], taste)
    mixed = ranker.text * pools.text + ranker.popularity * popularity[pools.rows] + ranker.taste * likeness
    mixed = mixed + ranker.noise * chance.standard_normal(mixed.shape, np.float32)
    return np.where(pools.rows >= 0, mixed, -np.inf).astype(np.float32)


def best(pools: Pools, scored: Floats) -> Rows:
    """The rows (m, DEPTH) of the best candidates, -1 behind the last."""
    order = np.argsort(-scored, axis=1, kind="stable")[:, :DEPTH]
    rows = np.take_along_axis(np.where(np.isneginf(scored), -1, pools.rows), order, axis=1)
    return np.pad(rows, ((0, 0), (0, DEPTH - rows.shape[1])), constant_values=-1).astype(np.int32)


def moved(rows: Rows, experiment: npt.NDArray[np.int8], top: int, chance: np.random.Generator) -> Ranking:
    """Rankings after the experiment (m,) of each; `top` products are shuffled. Short answers are moved within their length."""
    order = np.broadcast_to(np.arange(DEPTH), rows.shape).copy()
    propensity = np.full(rows.shape, np.nan, np.float32)
    for number, first in ((PAIRS_ODD, 0), (PAIRS_EVEN, 1)):
        at = np.flatnonzero(experiment == number)
        order[at], propensity[at] = _pairs(rows[at], first, chance)
    at = np.flatnonzero(experiment == TOP)
    order[at], propensity[at] = _top(rows[at], top, chance)
    return Ranking(np.take_along_axis(rows, order, axis=1), propensity)


def standing(sales: npt.NDArray[np.int32], heat: Floats, ranker: LoggingRanker) -> Floats:
    """Popularity (n,): standardised logarithm of sales, and the heat of recent clicks and orders."""
    level = np.log1p(np.maximum(sales, 0))
    popularity = (level - level.mean()) / max(float(level.std()), 1e-6) + ranker.feedback * np.log1p(heat)
    return np.asarray(popularity, np.float32)


def cooled(heat: Floats, clicks: npt.NDArray[np.int64], orders: npt.NDArray[np.int64], ranker: LoggingRanker) -> Floats:
    """The heat after a day with these clicked and ordered rows; an order weighs as much as ten clicks."""
    added = np.bincount(clicks, minlength=len(heat)) + 10.0 * np.bincount(orders, minlength=len(heat))
    return np.asarray(heat * 0.5 ** (1 / ranker.half_life_days) + added, np.float32)


def _pairs(rows: Rows, first: int, chance: np.random.Generator) -> tuple[npt.NDArray[np.int64], Floats]:
    left = np.arange(first, PER_PAGE - 1, 2)
    there = rows[:, left + 1] >= 0
    swap = there & (chance.random(there.shape) < 0.5)
    order = np.broadcast_to(np.arange(DEPTH), rows.shape).copy()
    order[:, left], order[:, left + 1] = np.where(swap, left + 1, left), np.where(swap, left, left + 1)
    propensity = np.full(rows.shape, np.nan, np.float32)
    propensity[:, left] = propensity[:, left + 1] = np.where(there, 0.5, np.nan)
    return order, propensity


def _top(rows: Rows, top: int, chance: np.random.Generator) -> tuple[npt.NDArray[np.int64], Floats]:
    within = (rows >= 0) & (np.arange(DEPTH) < top)
    drawn = np.where(within, chance.random(rows.shape), 1.0 + np.arange(DEPTH))
    size = within.sum(axis=1, keepdims=True)
    return np.argsort(drawn, axis=1, kind="stable"), np.where(within, 1 / np.maximum(size, 1), np.nan).astype(np.float32)
