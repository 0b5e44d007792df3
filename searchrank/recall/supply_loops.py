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
from searchrank.store.compiled import I32, I64, U64, U64_2, compiled, first_not_below, together

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
WAYS = together(I64, I64, I64, I64)


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


@compiled(I64, I32, I64, I64, U64_2, I32)
def counts(offsets: Ints, values: Rows, edges: Ints, units: Ints, marks: Bits, marked: Rows) -> Ints:
    """How many products there are for each text, whose units are `units[edges[i]:edges[i + 1]]`; none where there is no unit, or one that none has.

    What holds all the rare units is looked for in their lists, the rest is one look a unit and product.
    """
    found = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(found)):
        asked = units[edges[text] : edges[text + 1]]
        if not len(asked) or asked.min() < 0:
            continue
        looked = marked[asked]
        rare, common, least = asked[looked == 0], looked[looked > 0], _shortest(offsets, asked)
        for row in in_every(offsets, values, rare, 0) if len(rare) else values[offsets[least] : offsets[least + 1]].copy():
            found[text] += _has(marks, 0, row) and _has_all(marks, common, row)
    return found


@compiled()
def _holds(offsets: Ints, values: Rows, marks: Bits, marked: Rows, units: Ints, row: int) -> bool:
    """Whether a product holds all of these units."""
    for unit in units:
        if marked[unit]:
            if not _has(marks, marked[unit], row):
                return False
        else:
            end = offsets[unit + 1]
            at = first_not_below(values, row, offsets[unit], end)
            if at == end or values[at] != row:
                return False
    return True


@compiled()
def _holds_any(offsets: Ints, values: Rows, marks: Bits, marked: Rows, way_edges: Ints, units: Ints, ways: Any, row: int) -> bool:
    """Whether a product holds all units of any of these ways."""
    way, last = ways
    while way < last and not _holds(offsets, values, marks, marked, units[way_edges[way] : way_edges[way + 1]], row):
        way += 1
    return bool(way < last)


@compiled()
def _narrowest(offsets: Ints, group_edges: Ints, way_edges: Ints, units: Ints, groups: Any) -> int:
    """The group whose ways have the fewest products to look at."""
    first, last = groups
    best, fewest = int(first), -1
    for group in range(first, last):
        size = 0
        for way in range(group_edges[group], group_edges[group + 1]):
            least = _shortest(offsets, units[way_edges[way] : way_edges[way + 1]])
            size += offsets[least + 1] - offsets[least]
        if fewest < 0 or size < fewest:
            best, fewest = group, size
    return int(best)


@compiled()
def _holds_groups(offsets: Ints, values: Rows, marks: Bits, marked: Rows, ways: Any, groups: Any, row: int) -> bool:
    """Whether a product holds one way of each of these groups."""
    _, group_edges, way_edges, units = ways
    first, last = groups
    for group in range(first, last):
        if not _holds_any(offsets, values, marks, marked, way_edges, units, (group_edges[group], group_edges[group + 1]), row):
            return False
    return True


@compiled(I64, I32, U64_2, I32, WAYS)
def counts_by_ways(offsets: Ints, values: Rows, marks: Bits, marked: Rows, ways: Any) -> Ints:
    """How many products there are for each text where a unit may be said in several ways.

    ways: (edges, group_edges, way_edges, units): a text has groups, one a unit; a group ways, any of which will do; a way units, all of them needed.
    """
    edges, group_edges, way_edges, units = ways
    found = np.zeros(len(edges) - 1, np.int64)
    for text in range(len(found)):
        groups = (edges[text], edges[text + 1])
        if groups[0] == groups[1]:
            continue
        group = _narrowest(offsets, group_edges, way_edges, units, groups)
        first = group_edges[group]
        for way in range(first, group_edges[group + 1]):
            asked = units[way_edges[way] : way_edges[way + 1]]
            least = _shortest(offsets, asked)
            for row in values[offsets[least] : offsets[least + 1]]:
                # What an earlier way of the same group brings is counted there.
                fresh = _has(marks, 0, row) and not _holds_any(offsets, values, marks, marked, way_edges, units, (first, way), row)
                if fresh and _holds(offsets, values, marks, marked, asked, row):
                    found[text] += _holds_groups(offsets, values, marks, marked, ways, groups, row)
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
