"""The lists of live rows by unit, newest first, as chains in arrays that only grow. Compiled."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
from numba import types

from searchrank.store.compiled import I32, INT, compiled

WRITABLE = types.Array(types.int32, 1, "C")
Ints = npt.NDArray[Any]


@compiled(WRITABLE, WRITABLE, WRITABLE, INT, I32, I32)
def link(head: Ints, holder: Ints, before: Ints, at: int, units: Ints, rows: Ints) -> None:
    """Put entry after entry, from `at` on, before the newest of its unit. A reader that comes by meets whole entries: the head is moved last."""
    for place in range(len(units)):
        entry = at + place
        holder[entry] = rows[place]
        before[entry] = head[units[place]]
        head[units[place]] = entry + 1
