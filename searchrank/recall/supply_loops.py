"""The loops behind `recall.supplies`: how many products in stock hold all units of each text, or something that stands for them. Compiled.

`offsets` and `values` are the lists of products by unit. A unit that many products hold has a row of `marks`, a bit a product: `marked` is the row of
each unit, 0 of the others; row 0 marks what is in stock.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.recall.loops import in_every
from searchrank.records import Rows
from searchrank.store.compiled import I32, I64, U64, U64_2, bits_set, compiled, first_not_below, together

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
LISTS, WAYS = together(I64, I32, U64_2, I32), together(I64, I64, I64)


@compiled()
def _shortest(offsets: Ints, units: Ints) -> int:
    """The unit whose list is the shortest."""
    least = units[0]
    for one in units:
        if offsets[one + 1] - offsets[one] < offsets[least + 1] - offsets[least]:
            least = one
    return int(least)


@compiled()
def _has(marks: Bits, mark: int, row: int) -> bool:
    """Whether a row of marks has this product."""
    return bool(marks[mark, row >> 6] >> np.uint64(row & 63) & np.uint64(1))


@compiled()
def _has_all(marks: Bits, wanted: Rows, row: int) -> bool:
    """Whether each of these rows of marks has it."""
    met = 0
    while met < len(wanted) and _has(marks, wanted[met], row):
        met += 1
    return met == len(wanted)


@compiled()
def _common(marks: Bits, wanted: Rows) -> int:
    """How many products in stock each of these rows of marks has."""
    found = 0
    for word in range(marks.shape[1]):
        bits, at = marks[0, word], 0
        while bits and at < len(wanted):
            bits &= marks[wanted[at], word]
            at += 1
        found += bits_set(bits)
    return found


@compiled(I64, I32, I64, I64, U64_2, I32)
def counts(offsets: Ints, values: Rows, edges: Ints, units: Ints, marks: Bits, marked: Rows) -> Ints:
    """How many products there are for each text, whose units are `units[edges[i]:edges[i + 1]]`; none where there is no unit, or one that none has.

    What holds all the rare units is looked for in their lists, the rest is one look a unit and product; where there is no rare one, and the shortest
    list is longer than a row of marks, all the marks are laid over each other.
    """
    found = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(found)):
        asked = units[edges[text] : edges[text + 1]]
        if not len(asked) or asked.min() < 0:
            continue
        looked = marked[asked]
        rare, common, least = asked[looked == 0], looked[looked > 0], _shortest(offsets, asked)
        if not len(rare) and offsets[least + 1] - offsets[least] > marks.shape[1]:
            found[text] = _common(marks, common)
            continue
        for row in in_every(offsets, values, rare, 0) if len(rare) else values[offsets[least] : offsets[least + 1]].copy():
            found[text] += _has(marks, 0, row) and _has_all(marks, common, row)
    return found


@compiled()
def _holds(lists: Any, units: Ints, begin: int, end: int, row: int) -> bool:
    """Whether a product holds all of these units."""
    offsets, values, marks, marked = lists
    for place in range(begin, end):
        unit = units[place]
        if marked[unit]:
            if not _has(marks, marked[unit], row):
                return False
        else:
            last = offsets[unit + 1]
            at = first_not_below(values, row, offsets[unit], last)
            if at == last or values[at] != row:
                return False
    return True


@compiled()
def _holds_any(lists: Any, ways: Any, first: int, last: int, row: int) -> bool:
    """Whether a product holds all units of any of these ways."""
    _, way_edges, units = ways
    while first < last and not _holds(lists, units, way_edges[first], way_edges[first + 1], row):
        first += 1
    return first < last


@compiled()
def _holds_groups(lists: Any, ways: Any, first: int, last: int, row: int) -> bool:
    """Whether a product holds one way of each of these groups."""
    group_edges = ways[0]
    while first < last and _holds_any(lists, ways, group_edges[first], group_edges[first + 1], row):
        first += 1
    return first == last


@compiled()
def _beginning_with(lists: Any, ways: Any, first: int, last: int) -> int:
    """How many products in stock hold one way of each of these groups: looked for in the lists of the first."""
    offsets, values, marks, _ = lists
    group_edges, way_edges, units = ways
    found = 0
    for way in range(group_edges[first], group_edges[first + 1]):
        least = _shortest(offsets, units[way_edges[way] : way_edges[way + 1]])
        for row in values[offsets[least] : offsets[least + 1]]:
            held = _has(marks, 0, row) and _holds(lists, units, way_edges[way], way_edges[way + 1], row)
            # What an earlier way of the same group brings is counted there.
            if held and not _holds_any(lists, ways, group_edges[first], way, row):
                found += _holds_groups(lists, ways, first + 1, last, row)
    return found


@compiled(LISTS, I64, I64, I64, WAYS)
def counts_by_ways(lists: Any, edges: Ints, plain: Ints, groups: Ints, ways: Any) -> Ints:
    """How many products there are for each text where some units may be said in several ways; lists: (offsets, values, marks, marked).

    The others are `plain[edges[i]:edges[i + 1]]`, one below 0 where the catalogue has nothing of one. A text has groups from `groups[i]` on, one for
    each unit with several ways. ways: (group_edges, way_edges, units): a group has ways, any of which will do; a way units, all of them needed.
    """
    offsets, values, marks, marked = lists
    found = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(found)):
        asked, first, last = plain[edges[text] : edges[text + 1]], groups[text], groups[text + 1]
        if not len(asked) and first < last:
            found[text] = _beginning_with(lists, ways, first, last)
        if not len(asked) or asked.min() < 0:
            continue
        looked = marked[asked]
        rare, common, least = asked[looked == 0], looked[looked > 0], _shortest(offsets, asked)
        for row in in_every(offsets, values, rare, 0) if len(rare) else values[offsets[least] : offsets[least + 1]].copy():
            if _has(marks, 0, row) and _has_all(marks, common, row):
                found[text] += _holds_groups(lists, ways, first, last, row)
    return found


@compiled(I64, I32, I64, U64)
def mark(offsets: Ints, values: Rows, lists: Ints, first: Bits) -> Bits:
    """A row of bits for each of these lists, behind the first one: set for each of its values."""
    marks = np.zeros((len(lists) + 1, len(first)), np.uint64)
    marks[0] = first
    for place in range(len(lists)):
        for row in values[offsets[lists[place]] : offsets[lists[place] + 1]]:
            marks[place + 1, row >> 6] |= np.uint64(1) << np.uint64(row & 63)
    return marks
