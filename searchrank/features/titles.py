"""Where the query's units stand in the titles: runs, windows, distances. Takes matches, gives one number a candidate.

All work on the list of hits (occurrences of query units in titles, ordered by candidate and position), without a loop over candidates.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.recall.matches import Matches
from searchrank.records import Floats

Ints = npt.NDArray[np.int64]
_HITS = "main_hits"


def _main_hits(matches: Matches) -> tuple[Ints, Ints, Ints]:
    """Candidate, position and unit of the hits of whole units among the title's main tokens (parts and joined forms stand behind them)."""
    if _HITS not in matches.__dict__:
        matches.__dict__[_HITS] = _found_hits(matches)
    return matches.__dict__[_HITS]  # type: ignore[no-any-return]


def _found_hits(matches: Matches) -> tuple[Ints, Ints, Ints]:
    matrix = matches.units
    lengths = matrix.lengths[:, 0].sum(axis=1, dtype=np.int64)
    kept = (matrix.hit_column < matrix.terms.units) & (matrix.hit_position < lengths[matrix.hit_candidate])
    return matrix.hit_candidate[kept], matrix.hit_position[kept], matrix.hit_column[kept]


def longest_run(matches: Matches) -> Ints:
    """The number of neighbouring query units that the title repeats next to each other in order, at its longest: int64 (n,)."""
    return matches.once("longest_run", _longest_run)


def _longest_run(matches: Matches) -> Ints:
    candidate, position, unit = _main_hits(matches)
    longest = np.zeros(len(matches.rows), np.int64)
    if not len(candidate):
        return longest
    goes_on = np.zeros(len(candidate), bool)
    goes_on[1:] = (np.diff(candidate) == 0) & (np.diff(position) == 1) & (np.diff(unit) == 1)
    at = np.arange(len(candidate))
    begins = np.maximum.accumulate(np.where(goes_on, 0, at))
    first = _first_hits(candidate)
    longest[candidate[first]] = np.maximum.reduceat(at - begins + 1, first)
    return longest


def _first_hits(candidate: Ints) -> Ints:
    """Where each candidate's hits begin; hits are ordered by candidate."""
    return np.flatnonzero(np.diff(candidate, prepend=-1))


def nearness(matches: Matches) -> Floats:
    """Mean over neighbouring hits of different units of 1 / distance^2, times the share of pairs that the query could have: float32 (n,), 0 to 1."""
    candidate, position, unit = _main_hits(matches)
    total: npt.NDArray[Any] = np.zeros(len(matches.rows), np.float64)
    if len(candidate) > 1:
        pair = (np.diff(candidate) == 0) & (np.diff(unit) != 0)
        distance = np.maximum(np.diff(position)[pair], 1).astype(np.float64)
        total = np.bincount(candidate[1:][pair], weights=1 / distance**2, minlength=len(total))
    return np.asarray(np.minimum(total / max(matches.units.terms.units - 1, 1), 1), np.float32)


def tightest_window(matches: Matches) -> Floats:
    """Distinct matched units divided by the length of the shortest stretch of the title that holds them all: float32 (n,), 0 to 1."""
    candidate, position, unit = _main_hits(matches)
    share = np.zeros(len(matches.rows), np.float32)
    if not len(candidate):
        return share
    units = matches.units.terms.units
    present = np.zeros((len(share), units), bool)
    present[candidate, unit] = True
    length = _window_lengths(candidate, position, unit, present)
    shortest, first = np.full(len(share), np.inf), _first_hits(candidate)
    shortest[candidate[first]] = np.minimum.reduceat(length, first)
    return np.asarray(present.sum(axis=1) / shortest, np.float32)


def _window_lengths(candidate: Ints, position: Ints, unit: Ints, present: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """For every hit, the length of the stretch that ends there and holds all units its title has; infinite where one has not come yet."""
    stride = int(position.max()) + 2
    place = candidate * stride + position
    last = np.full((len(candidate), present.shape[1]), -1, np.int64)
    last[np.arange(len(candidate)), unit] = place
    last = np.maximum.accumulate(last, axis=0)
    here = np.where(present[candidate], last, place[:, None])
    begin = here.min(axis=1)
    return np.where(begin >= candidate * stride, place - begin + 1, np.inf)


def starts_title(matches: Matches) -> Floats:
    """1 where the first unit of the query opens the title: float32 (n,)."""
    candidate, position, unit = _main_hits(matches)
    flag = np.zeros(len(matches.rows), np.float32)
    flag[candidate[(position == 0) & (unit == 0)]] = 1
    return flag
