"""What most of those that an owner has are: takes owners and values side by side, gives the commonest value of each owner."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NONE = -1
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


def commonest(owner: Ints, value: Ints, count: int) -> tuple[Ints, Reals]:
    """For each owner the commonest value that is one, and its share of those: NONE and 0 where there is none."""
    kept = value != NONE
    size = int(value.max(initial=0)) + 1
    keys, uses = np.unique(owner[kept] * size + value[kept], return_counts=True)
    order = np.lexsort((keys, uses))
    best, most = np.full(count, NONE, np.int64), np.zeros(count, np.float64)
    best[keys[order] // size] = keys[order] % size
    most[keys[order] // size] = uses[order]
    return best, most / np.maximum(np.bincount(owner[kept], minlength=count), 1)
