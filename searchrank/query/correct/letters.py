"""The loops over letters: which spellings are near to one, and at what cost. Takes spellings as bytes one after another, gives places. Compiled.

Near spellings share a form with letters left out (symmetric delete, as in SymSpell): what is kept are hashes of those forms in ascending order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from searchrank.store.compiled import F64, I32, I64, INT, U64, compiled, of

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]
U8 = of(types.uint8)

READ = 7
"""Letters at the beginning of a spelling that are hashed; the whole is compared afterwards."""
SHORTEST, LONG = 3, 6
"""Letters of a word that may be one edit away, and two."""
SUBSTITUTED, NEIGHBOUR, TRANSPOSED, MISSING, DOUBLED = 1.6, 1.0, 1.0, 1.0, 0.8
FIRST = 0.4
"""Costs of edits, one for the usual slip; a wrong first letter is rarer."""
ROW = (1, 2, 2, 1, 0, 1, 1, 1, 0, 1, 1, 1, 2, 2, 0, 0, 0, 0, 1, 0, 0, 2, 0, 2, 0, 2)
COLUMN = (1, 10, 6, 5, 4, 7, 9, 11, 14, 13, 15, 17, 14, 12, 16, 18, 0, 6, 3, 8, 12, 8, 2, 4, 10, 2)
"""Where the letters a to z lie on the keyboard, in half keys."""


@compiled()
def distance_of(length: int) -> int:
    """How many edits away a spelling of so many letters may be."""
    return 0 if length < SHORTEST else 1 if length < LONG else 2


@compiled()
def hash_without(letters: Bytes, first: int, second: int) -> int:
    """FNV-1a of the first letters without two of them (places beyond the end leave none out)."""
    value = np.uint64(14695981039346656037)
    for at in range(min(len(letters), READ)):
        if at != first and at != second:
            value = (value ^ np.uint64(letters[at])) * np.uint64(1099511628211)
    return value  # type: ignore[return-value]


@compiled()
def forms(letters: Bytes, out: Hashes, at: int) -> int:
    """Writes the hash of every form with letters left out behind place `at`; gives the place behind the last."""
    read, most = min(len(letters), READ), distance_of(len(letters))
    out[at] = hash_without(letters, READ, READ)
    at += 1
    if most > 0:
        for first in range(read):
            out[at] = hash_without(letters, first, READ)
            at += 1
    if most > 1:
        for first in range(read):
            for second in range(first + 1, read):
                out[at] = hash_without(letters, first, second)
                at += 1
    return at


@compiled(I64, U8)
def all_forms(offsets: Ints, letters: Bytes) -> tuple[Hashes, Ints]:
    """The hashes of all forms of all spellings, and whose each is."""
    most = 1 + READ + READ * (READ - 1) // 2
    hashes, owners, at = np.empty(most * (len(offsets) - 1), np.uint64), np.empty(most * (len(offsets) - 1), np.int64), 0
    for one in range(len(offsets) - 1):
        end = forms(letters[offsets[one] : offsets[one + 1]], hashes, at)
        owners[at:end] = one
        at = end
    return hashes[:at].copy(), owners[:at].copy()


@compiled()
def beside(one: int, other: int) -> bool:
    """Whether two letters are neighbours on the keyboard."""
    if not (97 <= one <= 122 and 97 <= other <= 122):
        return False
    return abs(ROW[one - 97] - ROW[other - 97]) <= 1 and abs(COLUMN[one - 97] - COLUMN[other - 97]) <= 2


@compiled(U8, U8)
def typing_cost(typed: Bytes, meant: Bytes) -> float:
    """The cheapest way from what was meant to what was typed, by edits of letters, neighbouring ones exchanged among them (Damerau)."""
    cost = np.zeros((len(typed) + 1, len(meant) + 1))
    for at in range(1, len(typed) + 1):
        cost[at, 0] = cost[at - 1, 0] + MISSING + FIRST
    for to in range(1, len(meant) + 1):
        cost[0, to] = cost[0, to - 1] + MISSING + FIRST
    for at in range(1, len(typed) + 1):
        for to in range(1, len(meant) + 1):
            here, there = typed[at - 1], meant[to - 1]
            changed = 0.0 if here == there else NEIGHBOUR if beside(here, there) else SUBSTITUTED
            best = cost[at - 1, to - 1] + changed + (FIRST if changed > 0 and to == 1 else 0.0)
            best = min(best, cost[at - 1, to] + (DOUBLED if at > 1 and here == typed[at - 2] else SUBSTITUTED))
            best = min(best, cost[at, to - 1] + (DOUBLED if to > 1 and there == meant[to - 2] else MISSING))
            if at > 1 and to > 1 and here == meant[to - 2] and typed[at - 2] == there:
                best = min(best, cost[at - 2, to - 2] + TRANSPOSED)
            cost[at, to] = best
    return cost[len(typed), len(meant)]  # type: ignore[no-any-return]


@compiled()
def _first_not_below(hashes: Hashes, wanted: int) -> int:
    low, high = 0, len(hashes)
    while low < high:
        middle = (low + high) >> 1
        low, high = (middle + 1, high) if hashes[middle] < wanted else (low, middle)
    return low


@compiled(U8, INT, U64, I32, I64, U8, F64)
def nearest(
    typed: Bytes, most: int, hashes: Hashes, owners: npt.NDArray[np.int32], offsets: Ints, letters: Bytes, worth: npt.NDArray[np.float64]
) -> tuple[Ints, npt.NDArray[np.float64]]:
    """The spellings near to what was typed and their costs, at most so many, those of highest worth less 8 times the cost first."""
    asked = np.empty(1 + READ + READ * (READ - 1) // 2, np.uint64)
    found, costs, ranks = np.full(most, -1), np.zeros(most), np.full(most, -np.inf)
    for at in range(forms(typed, asked, 0)):
        place = _first_not_below(hashes, asked[at])
        while place < len(hashes) and hashes[place] == asked[at]:
            one = owners[place]
            place += 1
            cost = typing_cost(typed, letters[offsets[one] : offsets[one + 1]]) if abs(offsets[one + 1] - offsets[one] - len(typed)) <= 2 else 99.0
            rank = worth[one] - 8.0 * cost
            if cost > distance_of(len(typed)) * SUBSTITUTED + FIRST or (found == one).any() or rank <= ranks[most - 1]:
                continue
            to = most - 1
            while to > 0 and ranks[to - 1] < rank:
                found[to], costs[to], ranks[to] = found[to - 1], costs[to - 1], ranks[to - 1]
                to -= 1
            found[to], costs[to], ranks[to] = one, cost, rank
    kept = found >= 0
    return found[kept], costs[kept]


@compiled()
def _whole_hash(letters: Bytes) -> int:
    value = np.uint64(14695981039346656037)
    for letter in letters:
        value = (value ^ np.uint64(letter)) * np.uint64(1099511628211)
    return value  # type: ignore[return-value]


@compiled(I64, U8)
def whole_hashes(offsets: Ints, letters: Bytes) -> Hashes:
    """FNV-1a of every spelling."""
    hashes = np.empty(len(offsets) - 1, np.uint64)
    for one in range(len(hashes)):
        hashes[one] = _whole_hash(letters[offsets[one] : offsets[one + 1]])
    return hashes


@compiled(U8, F64, U64, I32, I64, F64)
def parted(
    typed: Bytes, price: npt.NDArray[np.float64], hashes: Hashes, owners: npt.NDArray[np.int32], offsets: Ints, worth: npt.NDArray[np.float64]
) -> Ints:
    """The entries whose spellings make up what was typed, one behind the other: of all ways the one of most worth; empty where there is none.

    `price` is what a part of one letter, two, ... costs.
    """
    best, last, entry = np.full(len(typed) + 1, -np.inf), np.zeros(len(typed) + 1, np.int64), np.zeros(len(typed) + 1, np.int64)
    best[0] = 0
    for end in range(1, len(typed) + 1):
        for start in range(max(0, end - len(price)), end):
            wanted = _whole_hash(typed[start:end])
            place = _first_not_below(hashes, wanted) if best[start] > -np.inf else len(hashes)
            while place < len(hashes) and hashes[place] == wanted:
                one = owners[place]
                place += 1
                total = best[start] + worth[one] - price[end - start - 1]
                if offsets[one + 1] - offsets[one] == end - start and total > best[end]:
                    best[end], last[end], entry[end] = total, start, one
    parts, end = np.empty(len(typed), np.int64), len(typed)
    at = len(typed)
    while end > 0 and best[len(typed)] > -np.inf:
        at -= 1
        parts[at], end = entry[end], last[end]
    return parts[at:].copy()
