"""The loops that order and write down the keys of completion: takes texts as bytes one behind the other and where each begins (and the last ends),
gives numbers and bytes. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I64, INT, U8, compiled

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
HEAD = 8
"""Bytes that are compared at once."""


@compiled(U8, I64, I64, INT)
def heads(values: Bytes, edges: Ints, rows: Ints, depth: int) -> npt.NDArray[np.uint64]:
    """The HEAD bytes from `depth` on of each of these texts as a number, filled up with zeros."""
    found = np.zeros(len(rows), np.uint64)
    for one in range(len(rows)):
        begin, end = edges[rows[one]] + depth, edges[rows[one] + 1]
        for at in range(begin, min(begin + HEAD, end)):
            found[one] |= np.uint64(values[at]) << np.uint64(8 * (begin + HEAD - 1 - at))
    return found


@compiled(U8, I64, I64)
def shared(values: Bytes, edges: Ints, rows: Ints) -> Ints:
    """With how many bytes each of these texts begins as the one before it does; 0 for the first."""
    found = np.zeros(len(rows), np.int64)
    for one in range(1, len(rows)):
        before, begin = edges[rows[one - 1]], edges[rows[one]]
        most, at = min(edges[rows[one - 1] + 1] - before, edges[rows[one] + 1] - begin), 0
        while at < most and values[before + at] == values[begin + at]:
            at += 1
        found[one] = at
    return found


@compiled(U8, I64, I64, INT)
def written(values: Bytes, edges: Ints, rows: Ints, first: int) -> Bytes:
    """These texts one behind the other, this byte before each."""
    found, at = np.empty(len(rows) + (edges[rows + 1] - edges[rows]).sum(), np.uint8), 0
    for row in rows:
        found[at], at = first, at + 1
        for place in range(edges[row], edges[row + 1]):
            found[at], at = values[place], at + 1
    return found
