"""What chance does to a mean: resampled means and sign-flipped means over queries, from a seed. Rows are queries, columns are measures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

LEVEL = 0.95
"""The share of resamples that an interval holds."""

RESAMPLES = 10_000

_BLOCK = 2_000_000
"""Numbers drawn at a time: 16 MB, however many queries there are."""

SAME = 1e-9
"""Differences below this are rounding, not a win."""


def interval(values: Values, *, seed: int, resamples: int = RESAMPLES) -> tuple[Values, Values]:
    """Low and high ends (m,) of the 95 % percentile bootstrap interval of each column's mean over n drawn rows of values (n, m).

    All columns see the same draws. Same seed, same interval.

    >>> low, high = interval(np.array([[0.0], [1.0], [1.0], [0.0]]), seed=0)
    >>> low.tolist(), high.tolist()
    ([0.0], [1.0])
    """
    means = np.concatenate([shares @ values for shares in _shares(len(values), seed, resamples)])
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(means, [tail, 100 - tail], axis=0)
    return low, high


def sign_test(differences: Values, *, seed: int, resamples: int = RESAMPLES) -> Values:
    """Two-sided p (m,) of the paired randomisation test on each column of differences (n, m): how often a mean as far from 0 comes up when the sign
    of every query's difference is drawn at random.

    Exact where all sign patterns are at most `resamples`; otherwise the observed pattern counts as one of the draws, so p is never 0.

    >>> sign_test(np.array([[0.1], [0.2], [0.3]]), seed=0).tolist()  # 2 of 8 patterns
    [0.25]
    """
    count = len(differences)
    observed = np.abs(differences.sum(axis=0)) - SAME
    exact = count < 63 and 2**count <= resamples
    patterns = iter([_all_signs(count)]) if exact else _drawn_signs(count, seed, resamples)
    reached = sum((np.abs(signs @ differences) >= observed).sum(axis=0) for signs in patterns)
    share = reached / 2**count if exact else (reached + 1) / (resamples + 1)
    return np.asarray(share, np.float64)


def holm(p: Values) -> Values:
    """p values (m,) corrected for m tests by Holm's step-down rule, in the same order, at most 1.

    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    scaled = p[order] * np.arange(len(p), 0, -1)
    corrected = np.empty(len(p), np.float64)
    corrected[order] = np.minimum(np.maximum.accumulate(scaled), 1)
    return corrected


def _shares(count: int, seed: int, resamples: int) -> Iterator[Values]:
    """Blocks (size, count) of the share that every row has in a resample; counting drawn rows is 5 to 20 times faster than numpy's multinomial."""
    rng = np.random.default_rng(seed)
    for size in _blocks(resamples, count):
        drawn = rng.integers(0, count, (size, count)) + np.arange(0, size * count, count)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count) / count


def _blocks(total: int, width: int) -> Iterator[int]:
    size = max(1, _BLOCK // max(1, width))
    for start in range(0, total, size):
        yield min(size, total - start)


def _all_signs(count: int) -> Values:
    return np.array(list(product((1.0, -1.0), repeat=count)))


def _drawn_signs(count: int, seed: int, resamples: int) -> Iterator[Values]:
    rng = np.random.default_rng(seed)
    return (rng.choice((1.0, -1.0), (size, count)) for size in _blocks(resamples, count))
