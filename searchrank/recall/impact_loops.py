"""The loops behind `recall.impacts`: what each product is worth to a query, summed over lists; and which are worth most. Compiled.

Lists of a kind are given together: (offsets, rows, impacts, the numbers of the lists asked for, the weight of each); rows ascend within a list.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import F32, F32_2, FLAGS, I32, I64, INT, U8, U16_3, ascend, compiled, next_not_below, together

Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Lists = tuple[Ints, Ids, Bytes, Ints, Floats]
Chosen = tuple[Lists, Lists, Lists]
"""Lists of units, of pairs in titles, of pairs in descriptions."""
LISTS = together(I64, I32, U8, I64, F32)
TEXTS, SATURATIONS = together(I64, I32, I64, U16_3, F32_2, FLAGS), together(F32_2, F32, F32)
BLOCK = 1 << 16
"""Products whose sums are kept at a time: as many as a cache holds."""
FINEST = 4095
"""Sums are told apart by their exponents and eight more bits before they are sorted; what is smaller than the greatest by so many steps, is one."""


@compiled(TEXTS, SATURATIONS)
def impacts(texts: Any, saturations: Any) -> Bytes:
    """For each place of the lists that begin at `begins`, a / (a + k1) in 255ths, at least 1; a as in `bm25.Saturation`. Products come in order.

    texts: (offsets, tokens, begins, lengths, average, han); saturations: (weights, k1, b) as `bm25.parameters` gives them.
    """
    (offsets, tokens, begins, lengths, average, han), (weights, k1, b) = texts, saturations
    fields, at, last = lengths.shape[1], begins[:-1].copy(), np.full(len(begins) - 1, -1, np.int32)
    amount = np.zeros(begins[-1], np.float32)
    for one in range(len(offsets) - 1):
        row, field = one // fields, one % fields
        for token in tokens[offsets[one] : offsets[one + 1]]:
            at[token] += last[token] != row
            last[token] = row
            which = int(han[token])
            length = np.float32(lengths[row, field, which]) / max(average[field, which], np.float32(1e-6))
            amount[at[token] - 1] += weights[which, field] / (np.float32(1) - b[which] + b[which] * length)
    found = np.empty(len(amount), np.uint8)
    for token in range(len(begins) - 1):
        for place in range(begins[token], begins[token + 1]):
            found[place] = max(1, int(np.float32(255) * amount[place] / (amount[place] + k1[int(han[token])]) + np.float32(0.5)))
    return found


@compiled()
def _add(lists: Any, at: Ints, first: int, totals: Floats, touched: Ids, met: int) -> int:
    """Add what these lists say of the block of products from `first` on; `at` is where each list goes on. Gives how many products are met."""
    offsets, rows, impacts, chosen, weights = lists
    for one in range(len(chosen)):
        place, last, weight = at[one], offsets[chosen[one] + 1], weights[one]
        while place < last and rows[place] < first + BLOCK:
            slot = rows[place] - first
            if totals[slot] == 0:
                touched[met] = slot
                met += 1
            totals[slot] += weight * np.float32(impacts[place])
            place += 1
        at[one] = place
    return met


@compiled()
def _entries(lists: Any) -> int:
    offsets, chosen, entries = lists[0], lists[3], 0
    for one in chosen:
        entries += offsets[one + 1] - offsets[one]
    return entries


@compiled(LISTS, LISTS, LISTS, INT)
def holding(units: Lists, pairs: Lists, described: Lists, count: int) -> tuple[Ids, Floats]:
    """The products below `count` in any of these lists, and the sum of impact times weight over the lists that each is in."""
    totals, touched = np.zeros(BLOCK, np.float32), np.empty(BLOCK, np.int32)
    most = min(_entries(units) + _entries(pairs) + _entries(described), count)
    rows, worth, total = np.empty(most, np.int32), np.empty(most, np.float32), 0
    units_at, pairs_at, described_at = units[0][units[3]], pairs[0][pairs[3]], described[0][described[3]]
    for first in range(0, count, BLOCK):
        met = _add(units, units_at, first, totals, touched, 0)
        met = _add(pairs, pairs_at, first, totals, touched, met)
        met = _add(described, described_at, first, totals, touched, met)
        for one in range(met):
            slot = touched[one]
            rows[total], worth[total] = first + slot, totals[slot]
            totals[slot] = 0
            total += 1
    return rows[:total].copy(), worth[:total].copy()


@compiled()
def _among(lists: Any, rows: Ids, worth: Floats) -> None:
    offsets, holders, impacts, chosen, weights = lists
    for one in range(len(chosen)):
        low, end = offsets[chosen[one]], offsets[chosen[one] + 1]
        for place in range(len(rows)):
            low = next_not_below(holders, rows[place], low, end)
            if low == end:
                break
            if holders[low] == rows[place]:
                worth[place] += weights[one] * np.float32(impacts[low])


@compiled(LISTS, LISTS, LISTS, I32)
def among(units: Lists, pairs: Lists, described: Lists, rows: Ids) -> Floats:
    """The sum of impact times weight over the lists that each of these ascending rows is in."""
    worth = np.zeros(len(rows), np.float32)
    _among(units, rows, worth)
    _among(pairs, rows, worth)
    _among(described, rows, worth)
    return worth


@compiled()
def _smallest(keys: Ints, wanted: int) -> None:
    """Bring the `wanted` smallest keys to the front, in no order. Keys differ."""
    low, high = 0, len(keys) - 1
    while low < high:
        one, other, third = keys[low], keys[(low + high) >> 1], keys[high]
        pivot = max(min(one, other), min(max(one, other), third))
        left, right = low, high
        while left <= right:
            while keys[left] < pivot:
                left += 1
            while keys[right] > pivot:
                right -= 1
            if left <= right:
                keys[left], keys[right] = keys[right], keys[left]
                left += 1
                right -= 1
        if wanted <= right:
            high = right
        elif wanted >= left:
            low = left
        else:
            return


@compiled()
def _edge(depth: Ids, limit: int) -> int:
    """How deep the best `limit` lie at most, in FINEST steps of growing depth."""
    counts = np.zeros(FINEST + 1, np.int64)
    for one in depth:
        counts[min(one, FINEST)] += 1
    edge, survive = 0, counts[0]
    while survive < limit and edge < FINEST:
        edge += 1
        survive += counts[edge]
    return edge


@compiled(I32, F32, INT)
def best(rows: Ids, worth: Floats, limit: int) -> tuple[Ids, Floats]:
    """The `limit` rows that are worth most, and what each is worth: best first, ties by row. Every worth is at least 0."""
    if not len(rows):
        return rows.copy(), worth.copy()
    # Of numbers that are not below 0 the bits are in the same order as the numbers.
    bits = worth.view(np.int32)
    top = bits.max()
    depth = (top - bits) >> np.int32(15)
    edge, keys, at = _edge(depth, limit), np.empty(len(rows), np.int64), 0
    for one in range(len(rows)):
        if min(depth[one], FINEST) <= edge:
            keys[at] = (np.int64(top - bits[one]) << 32) | np.int64(rows[one])
            at += 1
    keys = keys[:at]
    if at > limit:
        _smallest(keys, limit)
    keys = keys[: min(at, limit)]
    ascend(keys)
    return (keys & 0xFFFFFFFF).astype(np.int32), (np.int64(top) - (keys >> 32)).astype(np.int32).view(np.float32)
