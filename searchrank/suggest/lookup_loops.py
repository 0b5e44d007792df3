"""The loop under completion: takes the mapped keys and what was typed as bytes, gives the best entries of all kinds of match in one order.

The keys of every kind that begin with what was typed are a range. The best of a range are its smallest numbers: they are read from the list that
publishing kept, or drawn from a heap; so only as much is put in order as is asked for.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import F32, FLAG, I32, I64, INT, U8, U32, U64, U64_2, compiled, first_not_below, together
from searchrank.suggest.keys import AT_BITS, INFIX, INITIALS, PINYIN, PREFIX
from searchrank.suggest.marking_loops import shown
from searchrank.suggest.reading_loops import NOT_SPOKEN, character_at, may_be_left_out, read_along, spoken

Rows: TypeAlias = npt.NDArray[np.int64]
"""The entry and the kind of key of each candidate, in one number."""
Bytes: TypeAlias = npt.NDArray[np.uint8]

WEIGHTS = (0.0, 1.0, 1 / 8, 1 / 16, 1 / 32, 1 / 64)
"""What scores are multiplied with, by the kind of key."""

KIND_BITS = 3
LIGHT = 256
"""A range of no more keys is read by itself; of a longer one the best may be kept."""

_HEAD = 8
_NEXT, _END, _LEFT, _KEPT, _ONCE, _LAST = range(6)
"""What is known of a range: where its numbers go on and end, how many may still be read, whether the kept list has them (otherwise the heap),
whether one that stands there twice is read once, the one read last."""
_KNOWN = 6
_CHARACTER = (1 << AT_BITS) - 1
_HEADS, _KEY_AT, _KEYS, _ENTRIES, _SPANS, _TOP_AT, _TOP, _FIRSTS, _SCORES, _HITS, _SPOKEN_AT, _SPOKEN, _TEXTS, _TEXT_AT, _OTHERS = range(15)
"""The places of the table; `_AT` where the rows of the array beside it begin. It is made by `KeyTable.open`."""
_TABLE = together(U64, I64, U8, U32, I64, I64, U32, U32, F32, I32, I64, U8, U8, I64, U64_2)


@compiled()
def _bound(probe: Any, filler: int) -> Any:
    """The first eight bytes as a number, filled up with this byte."""
    head = np.uint64(0)
    for at in range(_HEAD):
        head = (head << np.uint64(8)) | np.uint64(probe[at] if at < len(probe) else filler)
    return head


@compiled()
def _against(key: Any, probe: Any) -> int:
    """-1 where the key sorts before what begins with the probe, 0 where it begins with it, 1 where it sorts behind."""
    for at in range(len(probe)):
        if at == len(key) or key[at] < probe[at]:
            return -1
        if key[at] > probe[at]:
            return 1
    return 0


@compiled()
def _row(offsets: Any, values: Any, row: int) -> Any:
    return values[offsets[row] : offsets[row + 1]]


@compiled()
def _first_key(offsets: Any, values: Any, probe: Any, low: int, high: int, least: int) -> int:
    """The first key of a range that stands against the probe at `least` or behind."""
    while low < high:
        middle = (low + high) >> 1
        if _against(_row(offsets, values, middle), probe) < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled()
def _range(heads: Any, offsets: Any, values: Any, probe: Any) -> tuple[int, int]:
    """The first key that begins with the probe and the first behind those."""
    low = first_not_below(heads, _bound(probe, 0), 0, len(heads))
    high = first_not_below(heads, _bound(probe, 0xFF) + np.uint64(1), low, len(heads))
    if len(probe) > _HEAD:
        low = _first_key(offsets, values, probe, low, high, 0)
        high = _first_key(offsets, values, probe, low, high, 1)
    return low, high


@compiled()
def _sink(heap: Any, low: int, high: int, at: int) -> None:
    """Put the number at `at` to where no smaller one lies under it; the heap is heap[low:high], its smallest number first."""
    value = heap[at]
    while True:
        child = 2 * at - low + 1
        if child >= high:
            break
        if child + 1 < high and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = value


@compiled()
def _taken(heap: Any, state: Any) -> int:
    """The smallest number of a range that lies in a heap, taken out of it."""
    first, last = state[_NEXT], state[_END] - 1
    value, heap[first], state[_END] = heap[first], heap[last], last
    if last > first:
        _sink(heap, first, last, first)
    return int(value)


@compiled()
def _advanced(top: Any, heap: Any, state: Any) -> int:
    """The next number of a range, -1 behind its last."""
    while state[_LEFT] > 0 and state[_NEXT] < state[_END]:
        if state[_KEPT]:
            value = int(top[state[_NEXT]])
            state[_NEXT] += 1
        else:
            value = _taken(heap, state)
        if state[_ONCE] and value == state[_LAST]:
            continue
        state[_LAST] = value
        state[_LEFT] -= 1
        return int(value)
    return -1


@compiled()
def _heaped(entries: Any, low: int, high: int, firsts: Any, begins: int, heap: Any, at: int) -> int:
    """Heap the numbers of a range from `at` on, of texts that begin with this character where one is given; gives where the heap ends."""
    end = at
    for row in range(low, high):
        if begins == 0 or firsts[entries[row] >> AT_BITS] == begins:
            heap[end] = entries[row]
            end += 1
    for parent in range(at + (end - at) // 2 - 1, at - 1, -1):
        _sink(heap, at, end, parent)
    return end


@compiled()
def _kept(spans: Any, low: int, high: int) -> int:
    """The place of a range among those whose best are kept, -1 where it is none."""
    span = (low << 32) | high
    at = first_not_below(spans, span, 0, len(spans))
    return at if at < len(spans) and spans[at] == span else -1


@compiled()
def _found(table: Any, probes: Any, ranges: Any) -> None:
    """Fill in a row a probe: its kind, the first key that begins with it, the first behind."""
    begin, at = 0, 0
    for end in range(len(probes)):
        if probes[end] == 0:
            low, high = _range(table[_HEADS], table[_KEY_AT], table[_KEYS], probes[begin:end])
            ranges[at, 0], ranges[at, 1], ranges[at, 2] = np.int64(probes[begin]), low, high
            begin, at = end + 1, at + 1


@compiled()
def _listed(table: Any, low: int, high: int, held: int, most: int, state: Any) -> int:
    """Read the best of a range from the list that is kept, where it is long enough; otherwise gives how many keys must be heaped."""
    light = high - low <= LIGHT and held == 0
    state[_LEFT], state[_LAST], state[_ONCE] = most, -1, not light
    place = -1 if light or held != 0 else _kept(table[_SPANS], low, high)
    if place < 0 or table[_TOP_AT][place + 1] - table[_TOP_AT][place] < most:
        return high - low
    state[_KEPT], state[_NEXT], state[_END] = 1, table[_TOP_AT][place], table[_TOP_AT][place] + most
    return 0


@compiled()
def _opened(table: Any, ranges: Any, begins: int, most: int, state: Any) -> Any:
    """Make every range ready to be read; gives the heaps."""
    held, heaped, at = np.zeros(len(ranges), np.int64), 0, 0
    for place in range(len(ranges)):
        held[place] = begins if ranges[place, 0] in (PINYIN, INITIALS) else 0
        heaped += _listed(table, ranges[place, 1], ranges[place, 2], held[place], most, state[place])
    heap = np.empty(heaped, np.uint32)
    for place in range(len(ranges)):
        if not state[place, _KEPT]:
            state[place, _NEXT] = at
            at = _heaped(table[_ENTRIES], ranges[place, 1], ranges[place, 2], table[_FIRSTS], held[place], heap, at)
            state[place, _END] = at
    return heap


@compiled()
def _typed_end(kind: int, at: int, asked: Any, length: int, text: Any, syllables: Any, others: Any) -> int:
    """Where the typed part ends among the characters that count; NOT_SPOKEN where it does not fit after all."""
    if kind in (PREFIX, INFIX):
        return at + length
    end = spoken(asked, syllables, at, kind == INITIALS)
    return end if end != NOT_SPOKEN else read_along(asked, text, syllables, others, at, kind == INITIALS)


@compiled()
def _placed(text: Any, start: int, end: int) -> tuple[int, int, int]:
    """Where characters `start` to `end` of those that count lie among all; and how many count."""
    first, last, count, behind, at = -1, -1, 0, 0, 0
    while at < len(text):
        code, at = character_at(text, at)
        if not may_be_left_out(code):
            if count == start:
                first = behind
            count += 1
            if count == end:
                last = behind + 1
        behind += 1
    first = behind if first < 0 else first
    if end <= start:
        return first, first, count
    return (first if start > 0 else 0), (behind if last < 0 else last), count


@compiled()
def _noted(table: Any, kind: int, packed: int, sounds: Any, length: int, span: Any) -> bool:
    """Fill in where a candidate is typed; whether it is one: what does not fit, and what was typed itself, is none."""
    entry, at = packed >> AT_BITS, packed & _CHARACTER
    text, syllables = _row(table[_TEXT_AT], table[_TEXTS], entry), _row(table[_SPOKEN_AT], table[_SPOKEN], entry)
    end = _typed_end(kind, at, sounds, length, text, syllables, table[_OTHERS])
    span[0], span[1], count = _placed(text, at, end)
    return end != NOT_SPOKEN and not (kind == PREFIX and count == length)


@compiled()
def _foremost(ranges: Any, now: Any, scores: Any, mixed: bool) -> int:
    """The range whose next entry has the best weighed score, the first of equal ones; -1 behind the last entry."""
    best, chosen = -1.0, -1
    for place in range(len(now)):
        if now[place] >= 0:
            kind = ranges[place, 0]
            score = (1.0 if mixed and kind == PINYIN else WEIGHTS[kind]) * np.float64(scores[now[place] >> AT_BITS])
            if score > best:
                best, chosen = score, place
    return chosen


@compiled()
def _among(rows: Any, filled: int, entry: int) -> bool:
    place = 0
    while place < filled and rows[place] >> KIND_BITS != entry:
        place += 1
    return place < filled


@compiled(_TABLE, U8, U8, INT, INT, FLAG, INT, INT, INT, FLAG)
def candidates(
    table: Any, probes: Any, sounds: Any, length: int, begins: int, mixed: bool, most: int, skip: int, wanted: int, stocked: bool
) -> tuple[Rows, Bytes, bool]:
    """Candidates from the best on, an entry once, `skip` left out, then at most so many; what they show; whether no kind has more keys than `most`.

    The table is `KeyTable.arrays`. `probes` are ended by a zero each, the better kind first, which ties go to. `sounds` is what was typed as it
    sounds, `length` the characters of it. A text that is read by its sounds must begin with the character `begins`, 0 any. With `mixed` pinyin
    weighs like the text itself, with `stocked` what has no products in stock is left out. Of each kind of match `most` are read.
    """
    ranges = np.zeros((np.sum(probes == 0), 3), np.int64)
    _found(table, probes, ranges)
    state, now = np.zeros((len(ranges), _KNOWN), np.int64), np.zeros(len(ranges), np.int64)
    heap = _opened(table, ranges, begins, most, state)
    for place in range(len(ranges)):
        now[place] = _advanced(table[_TOP], heap, state[place])
    rows, spans = np.empty(skip + wanted, np.int64), np.empty((skip + wanted, 2), np.int64)
    filled, place = 0, _foremost(ranges, now, table[_SCORES], mixed)
    while filled < len(rows) and place >= 0:
        kind, packed = ranges[place, 0], now[place]
        now[place] = _advanced(table[_TOP], heap, state[place])
        if (not stocked or table[_HITS][packed >> AT_BITS] > 0) and not _among(rows, filled, packed >> AT_BITS):
            rows[filled] = (packed >> AT_BITS) << KIND_BITS | kind
            filled += _noted(table, kind, packed, sounds, length, spans[filled])
        place = _foremost(ranges, now, table[_SCORES], mixed)
    return (
        rows[skip:filled],
        shown(table[_TEXT_AT], table[_TEXTS], rows[skip:filled] >> KIND_BITS, spans[skip:filled]),
        np.max(ranges[:, 2] - ranges[:, 1]) <= most,
    )
