"""How much a place is looked at, from clicks alone: takes counts of searches whose order chance moved, gives the examination curve with an interval.

Where the products of a set of places were put there in a random order, each place of the set held equally good products, so clicks differ by place
only (FairPairs, RandTop-n). The expected clicks at place i of set s are searches(s) x worth(s) x examination(i).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput

Numbers = npt.NDArray[np.float64]
ROUNDS = 300
RESAMPLES = 200


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Searches and clicks by set (s) and place (p), both (s, p); searches are 0 where the place is not of the set."""

    searches: Numbers
    clicks: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Examination by place from 1, by that of place 1; `low` and `high` enclose 95 % of resampled estimates; nan where there is no evidence."""

    value: Numbers
    low: Numbers
    high: Numbers


def count_sets(key: npt.NDArray[Any], position: npt.NDArray[Any], clicked: npt.NDArray[Any], depth: int) -> Counts:
    """Counts of served cards that chance placed: rows with the key of their set (any integers) and their place from 1; deeper ones are left out.

    >>> count_sets(np.array([7, 7]), np.array([1, 2]), np.array([True, False]), 2).clicks.tolist()
    [[1.0, 0.0]]
    """
    kept = position <= depth
    _, sets = np.unique(key[kept], return_inverse=True)
    at, shape = sets * depth + position[kept] - 1, (int(sets.max(initial=-1)) + 1, depth)
    searches = np.bincount(at, minlength=shape[0] * depth)
    clicks = np.bincount(at, clicked[kept], minlength=shape[0] * depth)
    return Counts(searches.reshape(shape).astype(np.float64), clicks.reshape(shape).astype(np.float64))


def swap_curve(counts: Counts, *, degree: int = 0, seed: int = 1) -> Curve:
    """The examination curve of most likelihood (Poisson) with a bootstrap interval.

    degree 0 takes the places one by one; with 1 examination is a power of the place, with 2 its logarithm a parabola of the logarithm of the place:
    steadier where the curve has no steps. Raises InvalidInput without a click at place 1.
    """
    if counts.clicks[:, :1].sum() == 0:
        raise InvalidInput("no click at place 1 of randomised searches: log more searches, or a larger share of randomised sessions")
    chance = np.random.default_rng(seed)
    drawn = [_estimate(Counts(counts.searches, chance.poisson(counts.clicks).astype(np.float64)), degree) for _ in range(RESAMPLES)]
    with np.errstate(invalid="ignore"):
        low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    return Curve(_estimate(counts, degree), low, high)


def click_rates(position: npt.NDArray[Any], clicked: npt.NDArray[Any], depth: int) -> Numbers:
    """Clicks a served card by place from 1, by that of place 1: the naive curve, that takes what is ranked high for what is looked at."""
    served, clicks = (np.bincount(position, weights, minlength=depth + 1)[1 : depth + 1] for weights in (None, clicked))
    rates = clicks / np.maximum(served, 1)
    return np.asarray(rates / max(rates[0], 1e-12), np.float64)


def _estimate(counts: Counts, degree: int) -> Numbers:
    raw = _most_likely(counts)
    return _smooth(raw, counts.clicks.sum(axis=0), degree) if degree else raw


def _most_likely(counts: Counts) -> Numbers:
    """Worths and examinations in turn: each step is the maximum of the likelihood given the other."""
    curve, clicks, searches = np.ones(counts.clicks.shape[1]), counts.clicks.sum(axis=0), counts.searches
    with np.errstate(invalid="ignore", divide="ignore"):
        for _ in range(ROUNDS):
            worth = counts.clicks.sum(axis=1) / np.maximum(searches @ np.nan_to_num(curve), 1e-12)
            curve = clicks / (worth @ searches)
        return np.asarray(curve / curve[0], np.float64)


def _smooth(curve: Numbers, clicks: Numbers, degree: int) -> Numbers:
    place = np.log(np.arange(1, len(curve) + 1))
    known = (clicks > 0) & np.isfinite(curve)
    weights = np.sqrt(clicks[known])
    terms = np.stack([place**power for power in range(degree + 1)], axis=1)
    fitted = np.linalg.lstsq(terms[known] * weights[:, None], np.log(curve[known]) * weights, rcond=None)[0]
    return np.asarray(np.exp(terms[:, 1:] @ fitted[1:]), np.float64)
