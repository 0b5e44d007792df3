"""The loops that find, order and write down the keys of completion: takes texts as characters or bytes one behind the other and where each begins and
ends, gives numbers and bytes. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import FLAGS, I64, INT, U8, U32, compiled

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint32]
Ints = npt.NDArray[np.int64]
HEAD = 8
"""Bytes that are compared at once."""


@compiled(U8, I64, I64, INT)
def heads(values: Bytes, begins: Ints, ends: Ints, depth: int) -> npt.NDArray[np.uint64]:
    """The HEAD bytes from `depth` on of each text as a number, filled up with zeros."""
    found = np.zeros(len(begins), np.uint64)
    for one in range(len(begins)):
        begin = begins[one] + depth
        for at in range(begin, min(begin + HEAD, ends[one])):
            found[one] |= np.uint64(values[at]) << np.uint64(8 * (begin + HEAD - 1 - at))
    return found


@compiled(U8, I64, I64)
def shared(values: Bytes, begins: Ints, ends: Ints) -> Ints:
    """With how many bytes each text begins as the one before it does; 0 for the first."""
    found = np.zeros(len(begins), np.int64)
    for one in range(1, len(begins)):
        before, begin = begins[one - 1], begins[one]
        most, at = min(ends[one - 1] - before, ends[one] - begin), 0
        while at < most and values[before + at] == values[begin + at]:
            at += 1
        found[one] = at
    return found


@compiled(U8, I64, I64, INT)
def behind(values: Bytes, begins: Ints, ends: Ints, first: int) -> Bytes:
    """The texts one behind the other, this byte before each."""
    found, at = np.empty(len(begins) + (ends - begins).sum(), np.uint8), 0
    for one in range(len(begins)):
        found[at], at = first, at + 1
        for place in range(begins[one], ends[one]):
            found[at], at = values[place], at + 1
    return found


@compiled(I64, I64, U8)
def spelled(tokens: Ints, edges: Ints, values: Bytes) -> tuple[Bytes, Ints]:
    """The texts of these numbers one behind the other, and where each begins (and the last ends); `edges` are where each number's is in `values`."""
    begins = np.zeros(len(tokens) + 1, np.int64)
    for one in range(len(tokens)):
        begins[one + 1] = begins[one] + edges[tokens[one] + 1] - edges[tokens[one]]
    found = np.empty(begins[-1], np.uint8)
    for one in range(len(tokens)):
        shift = edges[tokens[one]] - begins[one]
        for at in range(begins[one], begins[one + 1]):
            found[at] = values[at + shift]
    return found, begins


@compiled()
def _found(codes: Codes, at: int, end: int, words: Codes, begin: int, finish: int) -> int:
    """Where a word, `words[begin:finish]`, comes first among the characters from `at` on; -1 where it does not."""
    while at + finish - begin <= end:
        same = 0
        while begin + same < finish and codes[at + same] == words[begin + same]:
            same += 1
        if begin + same == finish:
            return at
        at += 1
    return -1


@compiled(U32, I64, I64, I64, I64, U32, I64, FLAGS)
def word_starts(
    codes: Codes, edges: Ints, folded: Ints, said: Ints, lists: Ints, words: Codes, word_edges: Ints, stop: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Where the words of each text begin in its folded form, those at its start and stop words left out: the text's number and the place.

    `folded` is how many characters of the folded texts stand before each character (and behind the last), `said` the words of each text.
    """
    owners, starts, count = np.empty(len(said), np.int64), np.empty(len(said), np.int64), 0
    for one in range(len(edges) - 1):
        at = edges[one]
        for word in said[lists[one] : lists[one + 1]]:
            found = _found(codes, at, edges[one + 1], words, word_edges[word], word_edges[word + 1])
            if found >= 0:
                at, start = found + word_edges[word + 1] - word_edges[word], folded[found] - folded[edges[one]]
                if start > 0 and not stop[word]:
                    owners[count], starts[count], count = one, start, count + 1
    return owners[:count].copy(), starts[:count].copy()
