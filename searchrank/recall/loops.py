"""The loops behind the term matrix: which query terms occur where, how well each candidate is matched by them. Compiled (`store.compiled`).

Occurrences are parallel int64 arrays (candidate, field, position, column), ordered by candidate, field and position. SPEC 5.6 describes the numpy
form, which costs three to five times as much: its intermediate arrays outgrow the caches.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import F32, F32_2, F32_3, FLAGS, I32, I64, INT, U16_3, ascend, compiled, next_not_below, together

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Lengths = npt.NDArray[np.uint16]
Ways = tuple[Ints, Ints, Ints, Floats]
WAYS = together(I64, I64, I64, F32)
"""The alternatives of units, as `Terms.ways` gives them."""
IMPOSSIBLE = -(1 << 62)
"""No sum of what a loop reads."""


@compiled()
def hashed(ids: Ids) -> tuple[Ids, Ints]:
    """An open table of these ids: keys (a power of two, -1 where empty) and the place of each key; ids below 0 are left out."""
    size = 64
    while size < 4 * len(ids):
        size *= 2
    keys, places = np.full(size, -1, np.int32), np.zeros(size, np.int64)
    for place in range(len(ids)):
        if ids[place] >= 0:
            slot = ids[place] & (size - 1)
            while keys[slot] != -1:
                slot = (slot + 1) & (size - 1)
            keys[slot], places[slot] = ids[place], place
    return keys, places


@compiled()
def slot_of(token: int, keys: Ids) -> int:
    """Where the table has this token, -1 where it has it not."""
    slot = token & (len(keys) - 1)
    while keys[slot] != -1:
        if keys[slot] == token:
            return int(slot)
        slot = (slot + 1) & (len(keys) - 1)
    return -1


@compiled(I64, I32, I64, INT)
def in_every(offsets: Ints, values: Ids, lists: Ints, at_least: int) -> Ids:
    """The values in every one of these ascending lists, ascending; none or some of them where they are fewer than `at_least`.

    List number i is `values[offsets[i]:offsets[i + 1]]`; the shortest come first, and what is left of them is looked for in the others, each look
    beginning where the one before ended.
    """
    lengths = offsets[lists + 1] - offsets[lists]
    # The lengths with the numbers of their lists: sorted together, the shortest first.
    order = (lengths << 32) + np.arange(len(lists))
    ascend(order)
    order &= 0xFFFFFFFF
    found = values[offsets[lists[order[0]]] : offsets[lists[order[0]] + 1]].copy()
    for one in order[1:]:
        low, end, kept = offsets[lists[one]], offsets[lists[one] + 1], 0
        for value in found if len(found) >= at_least else found[:0]:
            low = next_not_below(values, value, low, end)
            if low < end and values[low] == value:
                found[kept] = value
                kept += 1
        found = found[:kept]
    return found


@compiled()
def _touched(offsets: Ints, values: Ids, rows: Ids, fields: int) -> int:
    """How many tokens these rows have; every cache line of them is read once, which overlaps the waits for memory that a search would sum up."""
    total = read = 0
    for row in rows:
        begin, end = offsets[row * fields], offsets[(row + 1) * fields]
        total += end - begin
        for place in range(begin, end, 16):
            read += values[place]
    # What was read must count for something, or the compiler leaves the reading out.
    return total + (read == IMPOSSIBLE)


@compiled()
def _maybe(offsets: Ints, values: Ids, rows: Ids, fields: int, ids: Ids) -> tuple[Ids, Ints]:
    """Candidate and place of every token that may be one of these ids, by their last bits: most tokens are none, and cost one look."""
    bits = np.zeros(1024, np.bool_)
    for one in ids:
        bits[one & 1023] |= one >= 0
    total = _touched(offsets, values, rows, fields)
    owners, hits, at = np.empty(total, np.int32), np.empty(total, np.int64), 0
    for candidate in range(len(rows)):
        for place in range(offsets[rows[candidate] * fields], offsets[(rows[candidate] + 1) * fields]):
            if bits[values[place] & 1023]:
                owners[at], hits[at] = candidate, place
                at += 1
    return owners[:at], hits[:at]


@compiled(I64, I32, I32, INT, I32)
def occurrences(offsets: Ints, values: Ids, rows: Ids, fields: int, ids: Ids) -> tuple[Ints, Ints, Ints, Ints]:
    """Every occurrence of a term in the token arrays of these rows: candidate, field, position in the field, column."""
    keys, places = hashed(ids)
    owners, hits = _maybe(offsets, values, rows, fields, ids)
    found, at = np.empty((4, len(hits)), np.int64), 0
    for hit in range(len(hits)):
        slot = slot_of(values[hits[hit]], keys)
        if slot >= 0:
            first = field = rows[owners[hit]] * fields
            while hits[hit] >= offsets[field + 1]:
                field += 1
            found[0, at], found[1, at], found[2, at], found[3, at] = owners[hit], field - first, hits[hit] - offsets[field], places[slot]
            at += 1
    return found[0, :at].copy(), found[1, :at].copy(), found[2, :at].copy(), found[3, :at].copy()


@compiled(I64, I64, I64, I64, I64, INT)
def reordered(candidate: Ints, field: Ints, position: Ints, column: Ints, order: Ints, size: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The occurrences of these candidates of `size`, in this order, numbered by it."""
    edges, total = np.zeros(size + 1, np.int64), 0
    for one in candidate:
        edges[one + 1] += 1
    for one in range(size):
        edges[one + 1] += edges[one]
    for one in order:
        total += edges[one + 1] - edges[one]
    moved = np.empty((4, total), np.int64)
    at = 0
    for place in range(len(order)):
        for hit in range(edges[order[place]], edges[order[place] + 1]):
            moved[0, at], moved[1, at], moved[2, at], moved[3, at] = place, field[hit], position[hit], column[hit]
            at += 1
    return moved[0], moved[1], moved[2], moved[3]


@compiled()
def _unit_worth(values: Any, unit: int, idf: Floats, ways: Any) -> float:
    """What one unit is worth by these values of the columns: the better of itself and its alternatives."""
    of_unit, edges, columns, factors = ways
    best = values[unit] * idf[unit]
    for way in range(len(of_unit)):
        if of_unit[way] == unit:
            total = np.float32(0)
            for at in range(edges[way], edges[way + 1]):
                total += values[columns[at]] * idf[columns[at]]
            best = max(best, total * factors[way])
    return best  # type: ignore[no-any-return]


@compiled(F32_2, INT, F32, WAYS)
def best_of(values: Floats, units: int, idf: Floats, ways: Ways) -> Floats:
    """For values (n, K) of the columns, what each unit is worth: float32 (n, units), the better of the unit and its alternatives."""
    worth = np.empty((len(values), units), np.float32)
    for one in range(len(values)):
        for unit in range(units):
            worth[one, unit] = _unit_worth(values[one], unit, idf, ways)
    return worth


@compiled(I64, I64, I64, U16_3, F32_2, I64, F32_2, F32)
def amounts(candidate: Ints, field: Ints, column: Ints, lengths: Lengths, average: Floats, script: Ints, weights: Floats, b: Floats) -> Floats:
    """What each occurrence adds to the amount of its column: weight / (1 - b + b * length / average), by the script of the column: float32 (h,)."""
    found = np.empty(len(candidate), np.float32)
    for hit in range(len(candidate)):
        where, which = field[hit], script[column[hit]]
        length = np.float32(lengths[candidate[hit], where, which]) / max(average[where, which], np.float32(1e-6))
        found[hit] = weights[which, where] / (np.float32(1) - b[which] + b[which] * length)
    return found


@compiled()
def _matched(candidate: Ints, column: Ints, amount: Floats, first: int, amounts: Floats) -> int:
    """Sum up by column what one candidate's occurrences, from the first on, add; gives the place behind the last."""
    amounts[:] = 0
    hit = first
    while hit < len(candidate) and candidate[hit] == candidate[first]:
        amounts[column[hit]] += amount[hit]
        hit += 1
    return hit


@compiled(I64, I64, F32, INT, F32, FLAGS, F32, WAYS)
def bm25f(candidate: Ints, column: Ints, amount: Floats, size: int, k1: Floats, counted: Flags, idf: Floats, ways: Ways) -> Floats:
    """The sum over units that are counted of what they are worth to each of `size` candidates: float32 (size,).

    A column of amount a is matched a (k1 + 1) / (a + k1); k1 float32 (K,).
    """
    scores, matched, hit = np.zeros(size, np.float32), np.zeros(len(k1), np.float32), 0
    while hit < len(candidate):
        one, hit = candidate[hit], _matched(candidate, column, amount, hit, matched)
        matched *= (k1 + np.float32(1)) / (matched + k1)
        for unit in range(len(counted)):
            scores[one] += counted[unit] * _unit_worth(matched, unit, idf, ways)
    return scores


@compiled(I64, I64, INT, F32)
def held(candidate: Ints, column: Ints, size: int, worth: Floats) -> Floats:
    """What the different columns of each of `size` candidates are worth together: float32 (size,)."""
    total, last = np.zeros(size, np.float32), np.full(len(worth), -1, np.int64)
    for hit in range(len(candidate)):
        if last[column[hit]] != candidate[hit]:
            last[column[hit]] = candidate[hit]
            total[candidate[hit]] += worth[column[hit]]
    return total


@compiled(I64, I64, I64, INT, INT, INT, F32, WAYS)
def presence(candidate: Ints, field: Ints, column: Ints, size: int, fields: int, units: int, idf: Floats, ways: Ways) -> Floats:
    """What each unit is worth where a field has it, by field and, last, where any has it: float32 (fields + 1, n, units)."""
    held = np.zeros((fields + 1, size, len(idf)), np.float32)
    for hit in range(len(candidate)):
        held[field[hit], candidate[hit], column[hit]] = held[fields, candidate[hit], column[hit]] = 1
    worth = np.empty((fields + 1, size, units), np.float32)
    for where in range(fields + 1):
        worth[where] = best_of(held[where], units, idf, ways)
    return worth


@compiled(F32_3, F32)
def covered(presence: Floats, unit_idf: Floats) -> Floats:
    """What `presence` (fields, n, U) sums up to: float32 (fields, 3, n).

    By the second axis: the worth of all units; the number of units worth at least half of what they can be; the greatest worth that is missing.
    """
    sums = np.zeros((len(presence), 3, presence.shape[1]), np.float32)
    for where in range(len(presence)):
        for one in range(presence.shape[1]):
            for unit in range(len(unit_idf)):
                worth = presence[where, one, unit]
                sums[where, 0, one] += worth
                sums[where, 1, one] += worth >= np.float32(0.5) * unit_idf[unit]
                sums[where, 2, one] = max(sums[where, 2, one], unit_idf[unit] - worth)
    return sums
