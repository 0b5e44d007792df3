"""The loops behind features of titles: runs and windows of query units, likeness to the best titles, what follows a word. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.recall.loops import hashed, slot_of
from searchrank.records import FIELDS
from searchrank.store.compiled import F32, F64, FLAG, FLAGS, I32, I32_2, I64, INT, U64, U64_2, ascend, bits_set, compiled

TITLE = FIELDS.index("title")
Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Pairs = npt.NDArray[np.int32]


@compiled()
def _window(last: Ints, seen: int, distinct: Ints, one: int, position: int) -> int:
    """The length of the stretch that ends here and holds all units its title has; 0 where one has not come yet."""
    if seen < distinct[one]:
        return 0
    first = position
    for place in last:
        if 0 <= place < first:
            first = place
    return int(position - first + 1)


@compiled()
def _in_titles(candidate: Ints, field: Ints, position: Ints, unit: Ints, lengths: Ints, units: int) -> tuple[Ints, Ints]:
    """Which occurrences are of whole units among a title's main tokens (parts and joined forms stand behind them), and how many different units each
    candidate has there."""
    kept, met, at = np.empty(len(candidate), np.int64), np.zeros((len(lengths), units), np.bool_), 0
    for hit in range(len(candidate)):
        if field[hit] == TITLE and unit[hit] < units and position[hit] < lengths[candidate[hit]]:
            kept[at] = hit
            met[candidate[hit], unit[hit]] = True
            at += 1
    return kept[:at], met.sum(axis=1)


@compiled(I64, I64, I64, I64, I64, INT)
def title_shape(candidate: Ints, field: Ints, position: Ints, unit: Ints, lengths: Ints, units: int) -> Doubles:
    """How the query's units lie in each title, of `lengths` main tokens: float64 (4, n).

    By row: the longest run of neighbouring units in order; the sum of 1 / distance^2 over neighbouring hits of different units; distinct units by the
    shortest stretch that holds them; 1 where the title begins with the first unit.
    """
    hits, distinct = _in_titles(candidate, field, position, unit, lengths, units)
    shape = np.zeros((4, len(lengths)), np.float64)
    last, before, run, seen = np.full(units, -1, np.int64), -1, 0, 0
    for hit in hits:
        one, here, new = candidate[hit], position[hit], before < 0 or candidate[before] != candidate[hit]
        if new:
            last[:] = -1
            run = seen = 0
            shape[3, one] = here == 0 and unit[hit] == 0
        elif unit[hit] != unit[before]:
            shape[1, one] += 1 / max(here - position[before], 1) ** 2
        run = run + 1 if run and here == position[before] + 1 and unit[hit] == unit[before] + 1 else 1
        shape[0, one] = max(shape[0, one], run)
        seen += last[unit[hit]] < 0
        last[unit[hit]], before = here, hit
        length = _window(last, seen, distinct, one, here)
        if length:
            shape[2, one] = max(shape[2, one], distinct[one] / length)
    return shape


@compiled()
def _kept(token: int, keys: Ids) -> int:
    """The slot of this token, which is put in where it is new."""
    slot = token & (len(keys) - 1)
    while keys[slot] != token and keys[slot] != -1:
        slot = (slot + 1) & (len(keys) - 1)
    keys[slot] = token
    return int(slot)


@compiled()
def _centroid(values: Ids, starts: Ints, lengths: Ints, idf: Floats, share: Doubles, best: Ints) -> tuple[Ids, Doubles]:
    """The sum of the best titles' idf vectors by their shares, as an open table."""
    total = 0
    for one in best:
        total += lengths[one]
    keys, _ = hashed(np.full(total, -1, np.int32))
    centroid = np.zeros(len(keys), np.float64)
    for one in best:
        for place in range(starts[one], starts[one] + lengths[one]):
            centroid[_kept(values[place], keys)] += idf[values[place]] * share[one]
    return keys, centroid


@compiled(I32, I64, I64, F32, F64, I64, F64)
def towards_best(values: Ids, starts: Ints, lengths: Ints, idf: Floats, share: Doubles, best: Ints, squared: Doubles) -> Floats:
    """The cosine of each title's idf vector with the sum of the best titles' vectors by their shares, itself left out: float32 (n,), 0 to 1.

    A title is `lengths` values from `starts` on; `squared` are the squared lengths of the vectors.
    """
    keys, centroid = _centroid(values, starts, lengths, idf, share, best)
    length, cosine = (centroid * centroid).sum(), np.empty(len(starts), np.float32)
    for one in range(len(starts)):
        towards = 0.0
        for place in range(starts[one], starts[one] + lengths[one]):
            slot = slot_of(values[place], keys)
            if slot >= 0:
                towards += idf[values[place]] * centroid[slot]
        others = max(length - 2 * share[one] * towards + share[one] ** 2 * squared[one], 1e-9)
        cosine[one] = min(max((towards - share[one] * squared[one]) / np.sqrt(max(squared[one], 1e-9) * others), 0.0), 1.0)
    return cosine


@compiled()
def _names_accessory(first: int, second: int, asked: Ids, single: Flags, pairs: Pairs, han: bool) -> bool:
    """Whether the two tokens behind a word, -1 past the end, begin with an accessory that was not asked for."""
    first_new, second_new = first >= 0, second >= 0
    for one in asked:
        first_new, second_new = first_new and first != one, second_new and second != one
    if first_new and single[first]:
        return True
    if not han:
        return bool(second_new and single[second])
    found = False
    for pair in range(len(pairs)):
        found |= pairs[pair, 0] == first and pairs[pair, 1] == second
    return found and first_new


@compiled(I64, I64, I64, I64, INT, I32, I64, I64, I32, FLAGS, I32_2, FLAG)
def accessories(
    candidate: Ints,
    field: Ints,
    position: Ints,
    column: Ints,
    last: int,
    values: Ids,
    starts: Ints,
    lengths: Ints,
    asked: Ids,
    single: Flags,
    pairs: Pairs,
    han: bool,
) -> Floats:
    """1 where a title has the column `last` and each time an accessory follows it that was not asked for: float32 (n,)."""
    times, named = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    for hit in range(len(candidate)):
        if field[hit] == TITLE and column[hit] == last:
            one, ahead = candidate[hit], position[hit] + 1
            first = values[starts[one] + ahead] if ahead < lengths[one] else -1
            second = values[starts[one] + ahead + 1] if ahead + 1 < lengths[one] else -1
            times[one] += 1
            named[one] += _names_accessory(first, second, asked, single, pairs, han)
    flags: Floats = ((times > 0) & (named == times)).astype(np.float32)
    return flags


@compiled(U64_2, I32, U64)
def common_bits(bitmaps: Bits, rows: Ids, asked: Bits) -> Ints:
    """How many bits each row's bitmap shares with the one asked for: int64 (n,)."""
    shared, common = np.empty((len(rows), len(asked)), np.uint64), np.zeros(len(rows), np.int64)
    # Reading all rows first overlaps the waits for memory.
    for one in range(len(rows)):
        for word in range(len(asked)):
            shared[one, word] = bitmaps[rows[one], word] & asked[word]
    for one in range(len(rows)):
        for word in range(len(asked)):
            common[one] += bits_set(shared[one, word])
    return common


@compiled(F32)
def to_median(price: Floats) -> Floats:
    """ln(price / median of these prices), NaN without a price above 0: float32 (n,)."""
    known, count = np.empty(len(price), np.float32), 0
    for one in price:
        if one > 0:
            known[count] = one
            count += 1
    ratio = np.full(len(price), np.nan, np.float32)
    if count:
        ascend(known[:count])
        median = (known[(count - 1) // 2] + known[count // 2]) / np.float32(2)
        for one in range(len(price)):
            if price[one] > 0:
                ratio[one] = np.log(price[one] / median)
    return ratio
