"""Stretches of characters by number: takes characters and where stretches of them begin and end, gives the number of each, in the order in which they
first came. They are looked up by a compiled loop: one that is known costs a tenth of what a text among Python's costs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import CHANGED_I32, CHANGED_I64, CHANGED_U32, CHANGED_U64, I64, INT, U32, compiled

Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
NONE = -1
_FEWEST = 1 << 12


@compiled()
def _hash(codes: Codes, begin: int, end: int) -> Any:
    made = np.uint64(0x9E3779B97F4A7C15)
    for at in range(begin, end):
        made = (made ^ np.uint64(codes[at])) * np.uint64(0xFF51AFD7ED558CCD)
        made ^= made >> np.uint64(32)
    return made


@compiled()
def is_same(codes: Codes, begin: int, end: int, letters: Codes, first: int, last: int) -> bool:
    """Whether both stretches are of the same characters."""
    if end - begin != last - first:
        return False
    at = 0
    while at < end - begin and codes[begin + at] == letters[first + at]:
        at += 1
    return at == end - begin


@compiled(U32, I64, I64, CHANGED_I32, CHANGED_U64, CHANGED_I64, CHANGED_U32, INT)
def _numbered(codes: Codes, begins: Ints, ends: Ints, slots: Any, hashes: Any, edges: Ints, letters: Codes, known: int) -> tuple[Ints, int]:
    """The number of each stretch, and how many are known then: new ones are numbered from `known` on, as they come.

    `slots` hold numbers, NONE where there is none; there are 2 ** n of them, more than stretches. Number i has the hash `hashes[i]`, and it is
    `letters[edges[i]:edges[i + 1]]`. There is room for all that may come.
    """
    numbers, mask = np.empty(len(begins), np.int64), np.uint64(len(slots) - 1)
    for one in range(len(begins)):
        begin, end = begins[one], ends[one]
        wanted = _hash(codes, begin, end)
        slot = (wanted >> np.uint64(20)) & mask
        number = slots[slot]
        while number != NONE and not (hashes[number] == wanted and is_same(codes, begin, end, letters, edges[number], edges[number + 1])):
            slot = (slot + np.uint64(1)) & mask
            number = slots[slot]
        if number == NONE:
            number = known
            slots[slot], hashes[number] = number, wanted
            edges[number + 1] = edges[number] + end - begin
            letters[edges[number] : edges[number + 1]] = codes[begin:end]
            known += 1
        numbers[one] = number
    return numbers, known


@compiled(CHANGED_U64, CHANGED_I32, INT)
def _place(hashes: Any, slots: Any, known: int) -> None:
    """Put so many numbers into empty slots."""
    mask = np.uint64(len(slots) - 1)
    for number in range(known):
        slot = (hashes[number] >> np.uint64(20)) & mask
        while slots[slot] != NONE:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = number


class Spans:
    """Stretches of characters, numbered as they first came.

    >>> spans, codes = Spans(), np.array([7, 8, 7, 8, 9], np.uint32)
    >>> spans.numbers(codes, np.array([0, 2, 2]), np.array([2, 4, 5])).tolist()
    [0, 0, 1]
    >>> len(spans), spans.texts(1)
    (2, ['\\x07\\x08\\t'])
    """

    __slots__ = ("_edges", "_hashes", "_known", "_letters", "_slots")

    def __init__(self) -> None:
        self._known = 0
        self._slots = np.full(2 * _FEWEST, NONE, np.int32)
        self._hashes, self._edges = np.empty(_FEWEST, np.uint64), np.zeros(_FEWEST + 1, np.int64)
        self._letters = np.empty(_FEWEST, np.uint32)

    def __len__(self) -> int:
        return self._known

    def numbers(self, codes: Codes, begins: Ints, ends: Ints) -> Ints:
        """The number of each stretch of these characters; new ones are numbered."""
        self._make_room(len(begins), int((ends - begins).sum()))
        numbers, self._known = _numbered(codes, begins, ends, self._slots, self._hashes, self._edges, self._letters, self._known)
        return numbers

    def texts(self, first: int) -> list[str]:
        """The texts of the numbers from this one on."""
        edges = self._edges[first : self._known + 1]
        text, ends = self._letters[edges[0] : edges[-1]].tobytes().decode("utf-32-le"), (edges - edges[0]).tolist()
        return [text[begin:end] for begin, end in pairwise(ends)]

    def _make_room(self, more: int, letters: int) -> None:
        """Grow, by half at least, where so many more stretches of so many letters might not fit."""
        if self._known + more > len(self._hashes):
            size = self._known + max(more, self._known)
            self._hashes, self._edges = _grown(self._hashes, size), _grown(self._edges, size + 1)
        if (used := int(self._edges[self._known])) + letters > len(self._letters):
            self._letters = _grown(self._letters, used + max(letters, used))
        if 2 * (self._known + more) > len(self._slots):
            self._slots = np.full(1 << (2 * (self._known + more)).bit_length(), NONE, np.int32)
            _place(self._hashes, self._slots, self._known)


def _grown(array: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """The array with room for so many."""
    grown = np.empty(size, array.dtype)
    grown[: len(array)] = array
    return grown
