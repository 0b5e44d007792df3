"""Rows that lie in two parts, the published one and the live one behind it: loops that gather from both in one pass. Compiled.

Row numbers below `first` are of the published part, the others of the live one. Its stamps say when a row was overtaken: 0 never, else by which live
row (from 1), so that one array serves every generation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from searchrank.store.compiled import F32, F64, I32, I64, INT, compiled, of

Rows = npt.NDArray[np.int32]
Array = npt.NDArray[Any]
U8 = of(types.uint8)


@compiled(I32, I32, I32, INT, INT)
def visible(published: Rows, live: Rows, rows: Rows, first: int, count: int) -> npt.NDArray[np.bool_]:
    """Which of these rows a generation of `count` live rows shows: those that it has and that none of its rows overtook."""
    shown = np.empty(len(rows), np.bool_)
    for place in range(len(rows)):
        row = rows[place]
        stamp = published[row] if row < first else np.int32(1) if row >= first + count else live[row - first]
        shown[place] = stamp == 0 or stamp > count
    return shown


@compiled(I32, I32, I32, INT, INT)
def newest(published: Rows, live: Rows, rows: Rows, first: int, count: int) -> Rows:
    """The row that the newest version of each of these has; -1 where that is a removal, which overtook itself."""
    found = np.empty(len(rows), np.int32)
    for place in range(len(rows)):
        row = rows[place]
        stamp = published[row] if row < first else live[row - first]
        while 0 < stamp <= count and row != first + stamp - 1:
            row = first + stamp - 1
            stamp = live[stamp - 1]
        found[place] = -1 if row >= first + count or (row >= first and stamp == row - first + 1) else row
    return found


@compiled(I32, I32, INT)
def placed(text: Rows, rows: Rows, first: int) -> tuple[Rows, bool]:
    """The row at which the text of each of these lies; published rows have their own. And whether all those are published ones."""
    found, published = np.empty(len(rows), np.int32), True
    for place in range(len(rows)):
        found[place] = rows[place] if rows[place] < first else text[rows[place] - first]
        published = published and found[place] < first
    return found, published


def _joined(published: Array, live: Array, rows: Rows, first: int) -> Array:
    """The values at these rows."""
    values = np.empty(len(rows), published.dtype)
    for place in range(len(rows)):
        row = rows[place]
        values[place] = published[row] if row < first else live[row - first]
    return values


def _joined_wide(published: Array, live: Array, rows: Rows, first: int) -> Array:
    """The same where an entry is several numbers: (n, k)."""
    values = np.empty((len(rows), published.shape[1]), published.dtype)
    for place in range(len(rows)):
        row = rows[place]
        if row < first:
            values[place] = published[row]
        else:
            values[place] = live[row - first]
    return values


def _copied(offsets: Array, values: Array, since: Array, live: Array, rows: Rows, width: int, first: int) -> tuple[Array, Array]:
    """The ragged rows (`width` of them a row) one after another: offsets (n * width + 1,) and values."""
    edges = np.zeros(len(rows) * width + 1, np.int64)
    for place in range(len(rows)):
        row, ends = (rows[place], offsets) if rows[place] < first else (rows[place] - first, since)
        for part in range(width):
            edges[place * width + part + 1] = ends[row * width + part + 1] - ends[row * width + part]
    edges = np.cumsum(edges)
    taken = np.empty(edges[-1], values.dtype)
    for place in range(len(rows)):
        row, ends, source = (rows[place], offsets, values) if rows[place] < first else (rows[place] - first, since, live)
        start, at = ends[row * width], edges[place * width]
        for step in range(edges[(place + 1) * width] - at):
            taken[at + step] = source[start + step]
    return edges, taken


_JOINED = {
    np.dtype(kind): compiled(of(types_), of(types_), I32, INT)(_joined)
    for kind, types_ in (("f4", types.float32), ("f8", types.float64), ("i4", types.int32))
}
_WIDE = {
    np.dtype(kind): compiled(of(number, 2), of(number, 2), I32, INT)(_joined_wide) for kind, number in (("u2", types.uint16), ("u8", types.uint64))
}
_COPIED = {
    np.dtype(kind): compiled(I64, values, I64, values, I32, INT, INT)(_copied) for kind, values in (("i4", I32), ("u1", U8), ("f4", F32), ("f8", F64))
}


def joined(published: Array, live: Array, rows: Rows, first: int) -> Array:
    """The values of a column at these rows, of whatever shape an entry is."""
    if published.ndim == 1 and published.dtype in _JOINED:
        return _JOINED[published.dtype](published, live, rows, first)
    flat, live_flat = published.reshape(len(published), -1), live.reshape(len(live), -1)
    return _WIDE[published.dtype](flat, live_flat, rows, first).reshape(len(rows), *published.shape[1:])


def copied(offsets: Array, values: Array, since: Array, live: Array, rows: Rows, width: int, first: int) -> tuple[Array, Array]:
    """Offsets and values of these rows of a ragged array that has `width` lists a row."""
    return _COPIED[values.dtype](offsets, values, since, live, rows, width, first)
