"""Loops over arrays as machine code: takes a function in plain Python and the types of its arguments, gives the same function, compiled.

Compiling takes seconds, once a machine: the code is kept beside the module, or in the user's cache where that folder can't be written. Functions are
compiled when their module is imported, so no request ever waits for a compiler.

A loop sorts with `ascend`, never with numpy: the code that the compiler makes of `np.sort`, `np.argsort` or `np.searchsorted` is named alike in each
module's kept code, and what is loaded second may call the other's (a crash).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit, types

Loop = TypeVar("Loop", bound=Callable[..., Any])


def of(kind: Any, dimensions: int = 1) -> Any:
    """An array argument, in C order, that the loop only reads; a writable array may be given."""
    return types.Array(kind, dimensions, "C", readonly=True)


def changed(kind: Any, dimensions: int = 1) -> Any:
    """An array argument, in C order, that the loop writes to."""
    return types.Array(kind, dimensions, "C")


def together(*kinds: Any) -> Any:
    """Several arguments given as one tuple."""
    return types.Tuple(kinds)  # type: ignore[no-untyped-call]


I32, I64, F32, F64 = of(types.int32), of(types.int64), of(types.float32), of(types.float64)
F32_2, F32_3 = of(types.float32, 2), of(types.float32, 3)
U32, U64, U64_2, I32_2, FLAGS = of(types.uint32), of(types.uint64), of(types.uint64, 2), of(types.int32, 2), of(types.boolean)
U16_3 = of(types.uint16, 3)
U8, I8, I8_2 = of(types.uint8), of(types.int8), of(types.int8, 2)
CHANGED_I64, CHANGED_I32 = changed(types.int64), changed(types.int32)
CHANGED_U64, CHANGED_U32 = changed(types.uint64), changed(types.uint32)
INT, FLOAT, FLAG = types.int64, types.float64, types.boolean


def compiled(*arguments: Any) -> Callable[[Loop], Loop]:
    """Compile the function below for arguments of these types; without any, it is compiled into the loops that call it."""

    def make(loop: Loop) -> Loop:
        given = [tuple(arguments)] if arguments else None
        try:
            return cast(Loop, njit(given, cache=True, nogil=True, error_model="numpy")(loop))
        except RuntimeError:
            # Neither the module's folder nor a cache can be written: every process compiles for itself.
            return cast(Loop, njit(given, nogil=True, error_model="numpy")(loop))

    return make


@compiled()
def first_not_below(values: Any, wanted: Any, low: int, high: int) -> int:
    """The first place from `low` on, before `high`, whose value is not below the wanted one; `high` where there is none. Values ascend."""
    while low < high:
        middle = (low + high) >> 1
        low, high = (middle + 1, high) if values[middle] < wanted else (low, middle)
    return low


@compiled()
def likely_place(hashes: Any, wanted: Any, near: int) -> int:
    """Where a hash lies likely among ascending ones spread evenly over 64 bits, told from the one at a place near to it."""
    count = np.uint64(len(hashes))
    if hashes[near] < wanted:
        away = np.int64((((wanted - hashes[near]) >> np.uint64(32)) * count) >> np.uint64(32))
    else:
        away = -np.int64((((hashes[near] - wanted) >> np.uint64(32)) * count) >> np.uint64(32))
    return min(max(near + away, 0), len(hashes) - 1)  # type: ignore[return-value]


@compiled()
def hash_not_below(hashes: Any, wanted: Any) -> int:
    """`first_not_below` of all, for ascending uint64 hashes, which lie evenly: looked for around where it likely is. Among a million it takes less
    than half the time, for halving reads from all over the table."""
    count, step = len(hashes), 8
    if count == 0:
        return 0
    share = np.int64(((wanted >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))
    near = likely_place(hashes, wanted, share)  # type: ignore[arg-type]
    if hashes[near] < wanted:
        low, high = near + 1, near + 1 + step
        while high < count and hashes[high] < wanted:
            low, high, step = high + 1, high + 2 * step, 2 * step
        return first_not_below(hashes, wanted, low, min(high, count))
    high, low = near, near - step
    while low >= 0 and hashes[low] >= wanted:
        high, low, step = low, low - 2 * step, 2 * step
    return first_not_below(hashes, wanted, max(low + 1, 0), high)


@compiled()
def next_not_below(values: Any, wanted: Any, low: int, end: int) -> int:
    """The same, quick where the place is near `low`: steps that double, then halving. For looks that begin where the one before ended."""
    step, high = 1, low
    while high < end and values[high] < wanted:
        low, high, step = high + 1, high + step, 2 * step
    return first_not_below(values, wanted, low, min(high, end))


@compiled()
def bits_set(word: Any) -> Any:
    """How many bits of an uint64 are set: counted by adding neighbours, which the compiler knows to be one instruction."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled()
def ascend(values: Any) -> None:
    """Put the values of an array into ascending order, in place (Shell's way: for the few hundred values of a request)."""
    gap = 1
    while gap < len(values) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(gap, len(values)):
            value, place = values[at], at
            while place >= gap and values[place - gap] > value:
                values[place] = values[place - gap]
                place -= gap
            values[place] = value
        gap //= 3
