"""How numbers spread, in fixed memory: counts in bins that grow by 1 %, from which quantiles are read to within 1 %; sums are exact."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAST, GROWTH, BINS = 1e-3, 1.01, 4000
"""Values up to LEAST share the first bin; the last one holds everything beyond LEAST * GROWTH ** BINS, about 2e14."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Numbers >= 0 that have been counted; made by `Spread.of`, put together by `+`.

    >>> both = Spread.of(np.array([1.0, 2.0, 3.0])) + Spread.of(np.array([4.0, 5.0]))
    >>> both.n, both.mean, round(both.quantile(0.5), 1)
    (5, 3.0, 3.0)
    """

    counts: npt.NDArray[np.int64]
    total: float = 0.0
    logs: float = 0.0
    squares: float = 0.0

    @staticmethod
    def of(values: npt.NDArray[np.floating] | npt.NDArray[np.integer]) -> Spread:
        """The spread of these values; nan and negative ones are left out."""
        kept = np.asarray(values, np.float64)
        kept = kept[kept >= 0]
        logs = np.log(np.maximum(kept, LEAST))
        bins = np.clip(np.rint((logs - math.log(LEAST)) / math.log(GROWTH)), 0, BINS - 1).astype(np.int64)
        return Spread(np.bincount(bins, minlength=BINS), float(kept.sum()), float(logs.sum()), float((logs**2).sum()))

    @staticmethod
    def none() -> Spread:
        """The spread of nothing."""
        return Spread.of(np.empty(0))

    def __add__(self, other: Spread) -> Spread:
        return Spread(self.counts + other.counts, self.total + other.total, self.logs + other.logs, self.squares + other.squares)

    @property
    def n(self) -> int:
        """How many values."""
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        """Their mean, exact; nan without values."""
        return self.total / self.n if self.n else math.nan

    @property
    def sigma(self) -> float:
        """The standard deviation of ln(value); values under LEAST count as LEAST. nan under two values.

        >>> round(Spread.of(np.exp(np.array([-1.0, 1.0]))).sigma, 6)
        1.414214
        """
        if self.n < 2:
            return math.nan
        return math.sqrt(max(0.0, self.squares - self.logs**2 / self.n) / (self.n - 1))

    def quantile(self, p: float) -> float:
        """The smallest value that at least a share p of the values does not exceed, to within 1 %; nan without values."""
        if not self.n:
            return math.nan
        place = int(np.searchsorted(np.cumsum(self.counts), max(1.0, p * self.n)))
        return LEAST * GROWTH**place if place else 0.0

    def points(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """(value, share of the values up to it) where there are values: the line of a cumulative plot."""
        places = np.flatnonzero(self.counts)
        return LEAST * GROWTH ** places.astype(np.float64), np.cumsum(self.counts)[places] / max(1, self.n)
