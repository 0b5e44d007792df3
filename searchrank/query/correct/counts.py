"""The loops of the language model: how likely a sequence of units is, by the counts of single ones, pairs and triples. Compiled.

Keys are packed numbers in ascending order: a pair is `first << 32 | second`, a triple holds 21 bits a unit. A count that is not kept is 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from searchrank.store.compiled import F32, F64, FLOAT, I32, I64, INT, U64, ascend, compiled, first_not_below, hash_not_below, next_not_below

Ints = npt.NDArray[np.int64]
Units = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
MOST_IN_TRIPLES = 1 << 21
"""Triples are kept of the so many most frequent units: three numbers of 21 bits fill a word."""
_BLOCK = 1 << 14


@compiled()
def _behind(pairs: Ints, first: int) -> tuple[int, int]:
    """From where to where (exclusive) the pairs begin with this unit; nowhere for none."""
    if first < 0:
        return 0, 0
    return first_not_below(pairs, first << 32, 0, len(pairs)), first_not_below(pairs, (first + 1) << 32, 0, len(pairs))


@compiled()
def found_at(keys: Ints, key: int) -> int:
    """The place of the key, -1 where it is not kept."""
    place = first_not_below(keys, key, 0, len(keys))
    return place if place < len(keys) and keys[place] == key else -1


@compiled(U64, types.uint64)
def hash_place(hashes: Any, wanted: int) -> int:
    """The place of a hash among ascending ones, -1 where it is not kept."""
    place = hash_not_below(hashes, wanted)
    return place if place < len(hashes) and hashes[place] == wanted else -1


@compiled(U64, U64)
def hash_ranges(hashes: Any, wanted: Any) -> Any:
    """From where to where (exclusive) each of these hashes stands among ascending ones: int64 (n, 2)."""
    found = np.empty((len(wanted), 2), np.int64)
    for one in range(len(wanted)):
        found[one] = hash_not_below(hashes, wanted[one])
        while found[one, 1] < len(hashes) and hashes[found[one, 1]] == wanted[one]:
            found[one, 1] += 1
    return found


@compiled()
def single(unit: int, counts: Floats, total: float) -> float:
    """The share of a unit among all; none is impossible."""
    return (counts[unit] + 0.5) / (total + 0.5 * len(counts))  # type: ignore[no-any-return]


@compiled()
def chance(before: int, last: int, unit: int, model: Any) -> float:
    """P(unit | before, last), each context mixed with the shorter one by the number of units that were seen behind it (Witten and Bell 1991).

    `before` and `last` are -1 where nothing known stands there.
    """
    counts, following, total, pairs, pair_counts, pair_following, triples, triple_counts = model
    likely = single(unit, counts, total)
    if last < 0:
        return likely
    seen = found_at(pairs, last << 32 | unit)
    likely = ((pair_counts[seen] if seen >= 0 else 0.0) + (following[last] + 1) * likely) / (counts[last] + following[last] + 1)
    context = found_at(pairs, before << 32 | last) if before >= 0 else -1
    if context < 0 or max(before, last, unit) >= MOST_IN_TRIPLES:
        return likely  # type: ignore[no-any-return]
    triple = found_at(triples, before << 42 | last << 21 | unit)
    times = triple_counts[triple] if triple >= 0 else 0.0
    return (times + pair_following[context] * likely) / (pair_counts[context] + pair_following[context])  # type: ignore[no-any-return]


@compiled(I64, F64, I64, I64, F32, I32, FLOAT, I64, F32, I32, I64, F32)
def likelihoods(
    units: Ints,
    unknown: Doubles,
    edges: Ints,
    given: Ints,
    counts: Floats,
    following: Units,
    total: float,
    pairs: Ints,
    pair_counts: Floats,
    pair_following: Units,
    triples: Ints,
    triple_counts: Floats,
) -> Doubles:
    """ln of the likelihood of sequences: number i is `units[edges[i]:edges[i + 1]]`, of which the first `given[i]` are context alone.

    A unit below 0 is unknown, and costs what `unknown` says of its place.
    """
    model = (counts, following, total, pairs, pair_counts, pair_following, triples, triple_counts)
    sums = np.zeros(len(given))
    for one in range(len(given)):
        for at in range(edges[one] + given[one], edges[one + 1]):
            last = units[at - 1] if at > edges[one] else -1
            before = units[at - 2] if at > edges[one] + 1 else -1
            sums[one] += unknown[at] if units[at] < 0 else np.log(chance(before if last >= 0 else -1, last, units[at], model))
    return sums


@compiled(I64, I64)
def unseen(units: Ints, pairs: Ints) -> npt.NDArray[np.int8]:
    """What speaks against each unit: 2 where it is unknown, else how many of its neighbours were never seen beside it (0 to 2)."""
    strange = np.zeros(len(units) + 1, np.int8)
    for at in range(len(units)):
        if units[at] < 0:
            strange[at] = 2
        if at and (units[at] < 0 or units[at - 1] < 0 or found_at(pairs, units[at - 1] << 32 | units[at]) < 0):
            strange[at] = min(strange[at] + 1, 2)
            strange[at - 1] = min(strange[at - 1] + 1, 2)
    return strange[: len(units)]


@compiled()
def keep_best(unit: int, worth: float, units: Ints, worths: Doubles) -> None:
    """Puts a unit among the best so far, which stay in falling order."""
    at = len(units)
    while at > 0 and worths[at - 1] < worth:
        at -= 1
    for later in range(len(units) - 1, at, -1):
        units[later], worths[later] = units[later - 1], worths[later - 1]
    if at < len(units):
        units[at], worths[at] = unit, worth


@compiled()
def _holds(values: Any, wanted: int) -> bool:
    """Whether a value is among these few."""
    found = False
    for value in values:
        found |= value == wanted
    return found


@compiled(I64, INT, INT, INT, I32, I64, F32, I64, F32, F32)
def between(
    sounds: Ints, left: int, right: int, most: int, sound_of: Units, pairs: Ints, pair_counts: Floats, back: Ints, back_counts: Floats, counts: Floats
) -> tuple[Ints, Ints]:
    """The Han units that stand well between two units (-1 for none): first those of these sounds, then those seen beside both, best first.

    Where one side is missing, a unit seen beside the other counts as seen beside both.
    """
    alike, alike_worth = np.full(most, -1), np.full(most, -np.inf)
    other, other_worth = np.full(most, -1), np.full(most, -np.inf)
    at, end = _behind(pairs, left)
    at_back, end_back = _behind(back, right)
    while at < end or at_back < end_back:
        ahead = pairs[at] & 0xFFFFFFFF if at < end else 1 << 40
        behind = back[at_back] & 0xFFFFFFFF if at_back < end_back else 1 << 40
        unit = min(ahead, behind)
        sounds_alike = sound_of[unit] > 0 and _holds(sounds, sound_of[unit])
        if sounds_alike or (sound_of[unit] > 0 and (ahead == unit or left < 0) and (behind == unit or right < 0)):
            times = (pair_counts[at] if ahead == unit else 0.3, back_counts[at_back] if behind == unit else 0.3)
            worth = np.log(times[0]) + np.log(times[1]) - np.log(counts[unit] + 1)
            if sounds_alike:
                keep_best(unit, worth, alike, alike_worth)
            else:
                keep_best(unit, worth, other, other_worth)
        at, at_back = at + (ahead == unit), at_back + (behind == unit)
    return alike[alike >= 0], other[other >= 0]


@compiled(I64, I32, I64)
def together(offsets: Ints, products: Units, units: Ints) -> bool:
    """Whether some product holds all of these units; looks at the first 20,000 products of the rarest."""
    # The lengths with the numbers of their lists: sorted together, the rarest first.
    order = ((offsets[units + 1] - offsets[units]) << 32) + np.arange(len(units))
    ascend(order)
    units = units[order & 0xFFFFFFFF]
    places = offsets[units]
    for at in range(offsets[units[0]], min(offsets[units[0] + 1], offsets[units[0]] + 20_000)):
        held = 1
        while held < len(units):
            end = offsets[units[held] + 1]
            places[held] = next_not_below(products, products[at], places[held], end)
            if places[held] == end or products[places[held]] != products[at]:
                break
            held += 1
        if held == len(units):
            return True
    return False


@compiled()
def _next_product(products: Any, places: Any, ends: Any) -> int:
    """The first product of all lists that begin at these places; -1 where all of them have ended."""
    first = -1
    for one in range(len(places)):
        if places[one] < ends[one] and (first < 0 or products[places[one]] < first):
            first = products[places[one]]
    return first


@compiled(I64, I32, I64, INT)
def most_held(offsets: Ints, products: Units, units: Ints, most: int) -> int:
    """How many of these different units one product holds at best. Units in more than `most` products tell little and are not counted.

    Products are counted block by block, so that what is counted stays in the cache, however large the shop.
    """
    places, ends, held = np.empty(len(units), np.int64), np.empty(len(units), np.int64), np.empty(_BLOCK, np.uint8)
    lists, best = 0, 0
    for unit in units:
        if 0 < offsets[unit + 1] - offsets[unit] <= most:
            places[lists], ends[lists] = offsets[unit], offsets[unit + 1]
            lists += 1
    first = _next_product(products, places[:lists], ends[:lists])
    while best < lists and first >= 0:
        held[:] = 0
        for one in range(lists):
            at = places[one]
            while at < ends[one] and products[at] < first + _BLOCK:
                held[products[at] - first] += 1
                best = max(best, held[products[at] - first])
                at += 1
            places[one] = at
        first = _next_product(products, places[:lists], ends[:lists])
    return best
