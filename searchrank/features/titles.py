"""Where the query's units stand in the titles: runs, windows, distances. Takes matches, gives one number a candidate.

All work on the list of hits (occurrences of query units in titles, ordered by candidate and position), without a loop over candidates.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.features.loops import title_shape
from searchrank.recall.matches import Matches
from searchrank.records import Floats


def _shape(matches: Matches) -> npt.NDArray[np.float64]:
    """The rows of `loops.title_shape` as columns: float64 (n, 4)."""
    units = matches.units
    return title_shape(units.candidate, units.field, units.position, units.column, matches.title_lengths, units.terms.units).T


def shape_of(matches: Matches) -> npt.NDArray[np.float64]:
    """Runs, distances and windows of the query's units in each title, made once: float64 (n, 4), see `loops.title_shape`."""
    return matches.once("title_shape", _shape)


def longest_run(matches: Matches) -> npt.NDArray[np.float64]:
    """The number of neighbouring query units that the title repeats next to each other in order, at its longest: float64 (n,)."""
    return shape_of(matches)[:, 0]


def nearness(matches: Matches) -> Floats:
    """Mean over neighbouring hits of different units of 1 / distance^2, times the share of pairs that the query could have: float32 (n,), 0 to 1."""
    return np.asarray(np.minimum(shape_of(matches)[:, 1] / max(matches.units.terms.units - 1, 1), 1), np.float32)


def tightest_window(matches: Matches) -> Floats:
    """Distinct matched units divided by the length of the shortest stretch of the title that holds them all: float32 (n,), 0 to 1."""
    return np.asarray(shape_of(matches)[:, 2], np.float32)


def starts_title(matches: Matches) -> Floats:
    """1 where the first unit of the query opens the title: float32 (n,)."""
    return np.asarray(shape_of(matches)[:, 3], np.float32)
