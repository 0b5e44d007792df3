"""The ranker that needs no judgments: seven features scaled by their own bounds, with published weights (SPEC 5.4), how likely the query is about the
product's category, and, where a network made the vectors of the shop, how alike query and product are in meaning.

Takes a matrix and the names of its columns, gives a score a row. Its weights are part of its version: a model that starts from it names both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from searchrank.records import Floats

NAME = "day_one"
VERSION = 3
WEIGHTS: Mapping[str, float] = {
    "bm25f_share": 1.0,
    "bigram_share": 1.0,
    "unit_share": 0.5,
    "coverage": 1.0,
    "title_coverage": 0.5,
    "accessory": -0.1,
    "likeness": 0.125,
    "category_likely": 0.5,
    "meaning": 0.5,
}

_WEIGHTS = np.array(list(WEIGHTS.values()), np.float32)


def day_one_parts(matrix: Floats, names: Sequence[str]) -> Floats:
    """What each weighted feature adds, in the order of WEIGHTS: float32 (n, 9)."""
    return np.asarray(matrix[:, columns(tuple(names))] * _WEIGHTS, np.float32)


@lru_cache(maxsize=16)
def columns(names: tuple[str, ...]) -> Sequence[int]:
    """Where the weighted features stand among these."""
    return [names.index(name) for name in WEIGHTS]


def day_one_score(matrix: Floats, names: Sequence[str]) -> Floats:
    """The day-one score: float32 (n,).

    >>> day_one_score(np.ones((1, 9), np.float32), list(WEIGHTS)).astype(float).round(3).tolist()
    [5.025]
    """
    return np.asarray(day_one_parts(matrix, names).sum(axis=1), np.float32)
