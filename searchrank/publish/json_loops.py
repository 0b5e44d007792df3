"""Where the values of JSON objects stand: takes objects as characters one behind the other, written without blanks, gives places. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.publish.spans import is_same
from searchrank.store.compiled import I64, U32, compiled

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
ABSENT, PLAIN, OTHER = range(3)
"""A value that is not there; a text that is written as it is; any other, or a text with something escaped."""
_QUOTE, _ESCAPE, _COMMA, _COLON = 0x22, 0x5C, 0x2C, 0x3A
_OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST = 0x7B, 0x7D, 0x5B, 0x5D


@compiled()
def _behind_text(codes: Codes, at: int, end: int) -> tuple[int, bool]:
    """The place behind the text that begins here with its quote, and whether something in it is escaped."""
    at, escaped = at + 1, False
    while at < end and codes[at] != _QUOTE:
        if codes[at] == _ESCAPE:
            escaped = True
            at += 1
        at += 1
    return at + 1, escaped


@compiled()
def _behind_value(codes: Codes, at: int, end: int) -> tuple[int, int]:
    """The place behind the value that begins here, and what it is."""
    if codes[at] == _QUOTE:
        behind, escaped = _behind_text(codes, at, end)
        return behind, OTHER if escaped else PLAIN
    depth = 0
    while at < end:
        code = codes[at]
        if code == _QUOTE:
            at = _behind_text(codes, at, end)[0] - 1
        elif code in (_OPEN, _OPEN_LIST):
            depth += 1
        elif code in (_CLOSE, _CLOSE_LIST):
            if depth == 0:
                break
            depth -= 1
        elif code == _COMMA and depth == 0:
            break
        at += 1
    return at, OTHER


@compiled()
def _named(codes: Codes, begin: int, end: int, names: Codes, edges: Ints) -> int:
    """Which of the names these characters are, -1 for none."""
    for one in range(len(edges) - 1):
        if is_same(codes, begin, end, names, edges[one], edges[one + 1]):
            return one
    return -1


@compiled(U32, I64, U32, I64)
def fields(codes: Codes, ends: Ints, names: Codes, edges: Ints) -> tuple[Ints, bool]:
    """Where the value of each name begins and ends in each object, and what it is: int64 (objects, names, 3); and whether all were read to their end.

    Name i is `names[edges[i]:edges[i + 1]]`; object i ends at `ends[i]`, and the first begins at 0.
    """
    found, at = np.zeros((len(ends), len(edges) - 1, 3), np.int64), 0
    for one in range(len(ends)):
        end = ends[one]
        if end - at < 2 or codes[at] != _OPEN or codes[end - 1] != _CLOSE:
            return found, False
        at += 1
        while at < end - 1:
            key_end = _behind_text(codes, at, end)[0] if codes[at] == _QUOTE else end
            if key_end >= end - 1 or codes[key_end] != _COLON:
                return found, False
            behind, kind = _behind_value(codes, key_end + 1, end)
            name = _named(codes, at + 1, key_end - 1, names, edges)
            if name >= 0:
                found[one, name, 0], found[one, name, 1], found[one, name, 2] = key_end + 1, behind, kind
            if behind == key_end + 1 or behind >= end or (codes[behind] != _COMMA and behind != end - 1):
                return found, False
            at = behind + 1 if codes[behind] == _COMMA else behind
        at = end
    return found, True


@compiled(U32, I64, I64)
def members(codes: Codes, begins: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Where the members of objects (names with their values) begin and end, and how many each has; of what is no object, none."""
    size = 0
    for one in range(len(begins)):
        size += (ends[one] - begins[one]) // 4 + 1
    firsts, lasts, counts, found = np.empty(size, np.int64), np.empty(size, np.int64), np.zeros(len(begins), np.int64), 0
    for one in range(len(begins)):
        at, end = begins[one] + 1, ends[one] - 1
        while at < end and codes[begins[one]] == _OPEN:
            firsts[found] = at
            at = _behind_value(codes, _behind_text(codes, at, end)[0] + 1, end)[0]
            lasts[found] = at
            found, at = found + 1, at + 1
            counts[one] += 1
    return firsts[:found].copy(), lasts[:found].copy(), counts
