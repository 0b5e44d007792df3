"""The law that query counts follow: takes counts by rank, gives the exponent and shift of (rank + shift) ** -exponent with an error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

LEAST_COUNT, MOST_RANKS = 10, 10_000
"""Smaller counts stand where sorting puts them, not where popularity does: a line through them finds too steep a slope."""
_SHIFTS = (0.0, 500.0)


@dataclass(frozen=True, slots=True)
class Zipf:
    """A Zipf-Mandelbrot law; `error` is the standard error of the exponent for a known shift, `ranks` and `n` what it rests on."""

    exponent: float
    shift: float
    error: float
    ranks: int
    n: int


def fit_zipf(counts: npt.NDArray[np.int64], *, shifted: bool = True) -> Zipf | None:
    """The most likely law for counts that stand largest first; None under 20 ranks of at least LEAST_COUNT. Unless `shifted` its shift is 0.

    Maximum likelihood of the multinomial over the ranks that are kept, which unlike least squares on logarithms is not ruled by the tail.

    >>> law = fit_zipf(np.rint(1e6 * (np.arange(1, 2001) + 3.0) ** -0.9).astype(np.int64))
    >>> (round(law.exponent, 2), round(law.shift, 1)) if law else None
    (0.9, 3.0)
    """
    kept = counts[counts >= LEAST_COUNT][:MOST_RANKS].astype(np.float64)
    if len(kept) < 20:
        return None
    ranks = np.arange(1, len(kept) + 1, dtype=np.float64)
    bounds = ((0.05, 5.0), _SHIFTS if shifted else (0.0, 0.0))
    found = minimize(_unlikeliness, (1.0, float(shifted)), args=(kept, ranks), method="L-BFGS-B", jac=True, bounds=bounds)
    exponent, shift = map(float, found.x)
    return Zipf(exponent, shift, _error(exponent, shift, kept.sum(), ranks), len(kept), int(kept.sum()))


def _unlikeliness(law: npt.NDArray[np.float64], counts: npt.NDArray[np.float64], ranks: npt.NDArray[np.float64]) -> tuple[float, list[float]]:
    """Minus the log-likelihood of a count, and its gradient."""
    exponent, shift = law
    logs = np.log(ranks + shift)
    weights = np.exp(-exponent * logs)
    chances, shares = weights / weights.sum(), counts / counts.sum()
    slope = float((shares - chances) @ logs)
    drift = float(exponent * ((shares - chances) @ (1 / (ranks + shift))))
    return float(exponent * (shares @ logs) + np.log(weights.sum())), [slope, drift]


def _error(exponent: float, shift: float, n: float, ranks: npt.NDArray[np.float64]) -> float:
    logs = np.log(ranks + shift)
    chances = np.exp(-exponent * logs)
    chances /= chances.sum()
    spread = chances @ logs**2 - (chances @ logs) ** 2
    return float(1 / np.sqrt(n * spread))
