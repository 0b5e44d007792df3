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
TILE = 128
"""Words of marks that all texts are counted by before the next ones."""
LISTS, WAYS = together(I64, I32, U64_2, I32), together(I64, I64, I64)
POSTINGS, MARKING = together(I64, I32), together(U64, I64, I32)


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
def _lay_over(marks: Bits, wanted: Rows, kept: Bits) -> None:
    """Leave of the bits in `kept` those that each of these rows of marks has."""
    for one in wanted:
        for word in range(len(kept)):
            kept[word] &= marks[one, word]


@compiled()
def _lay_over_ways(marks: Bits, edges: Ints, lines: Rows, kept: Bits) -> None:
    """Leave of the bits in `kept` those that all the rows of marks of some way have: `lines[edges[i]:edges[i + 1]]`."""
    before, these = kept.copy(), np.empty(len(kept), np.uint64)
    kept[:] = np.uint64(0)
    for way in range(len(edges) - 1):
        these[:] = before
        _lay_over(marks, lines[edges[way] : edges[way + 1]], these)
        kept |= these


@compiled()
def _marked_alone(edges: Ints, lines: Rows, first: int, last: int) -> bool:
    """Whether all units of these lists have marks."""
    return bool(lines[edges[first] : edges[last]].min() > 0) if edges[first] < edges[last] else True


@compiled()
def _mark_next(offsets: Ints, values: Rows, many: Ints, places: Ints, marks: Bits, begin: int) -> None:
    """Mark the next products, from `begin` on, that hold each of these units; `places` is how far each list has been read."""
    marks[1:] = np.uint64(0)
    for one in range(len(many)):
        place, last = places[one], offsets[many[one] + 1]
        while place < last and values[place] < begin + 64 * marks.shape[1]:
            row = values[place] - begin
            marks[one + 1, row >> 6] |= np.uint64(1) << np.uint64(row & 63)
            place += 1
        places[one] = place


@compiled()
def _holding_rare(offsets: Ints, values: Rows, edges: Ints, units: Ints, groups: Ints, marked: Rows) -> tuple[Rows, Ints]:
    """The products that hold all units of each text that have no marks, text by text, and where those of each begin; none where all units have, and
    where some may be said in several ways."""
    held, ends = np.empty(1024, np.int32), np.zeros(len(edges), np.int64)
    for text in range(len(edges) - 1):
        asked, end = units[edges[text] : edges[text + 1]], ends[text]
        alone = groups[text] == groups[text + 1]
        if alone and len(asked) and asked.min() >= 0 and (marked[asked] == 0).any():
            rows = in_every(offsets, values, asked[marked[asked] == 0], 0)
            if end + len(rows) > len(held):
                more = np.empty(2 * (end + len(rows)), np.int32)
                more[:end] = held[:end]
                held = more
            held[end : end + len(rows)] = rows
            end += len(rows)
        ends[text + 1] = end
    return held, ends


@compiled()
def _whole(edges: Ints, lines: Rows, ways: Ints, way_edges: Ints, of_ways: Rows) -> Any:
    """Which texts have units, all of them with marks, those of their ways (`ways[i]` to `ways[i + 1]`) too."""
    whole = np.zeros(len(edges) - 1, np.bool_)
    for text in range(len(whole)):
        some = edges[text] < edges[text + 1] or ways[text] < ways[text + 1]
        whole[text] = some and _marked_alone(edges, lines, text, text + 1) and _marked_alone(way_edges, of_ways, ways[text], ways[text + 1])
    return whole


@compiled()
def _lines(units: Ints, marked: Rows) -> Rows:
    """The row of marks of each unit, 0 of one that has none or is below 0."""
    return np.array([0 if unit < 0 else marked[unit] for unit in units], np.int32)


@compiled()
def _look_at(marks: Bits, lines: Rows, held: Rows, place: int, begin: int, found: Ints) -> int:
    """Count the products from `place` on that lie among those marked from `begin` on, are in stock and in all rows of marks; gives the next place."""
    while place < len(held) and held[place] < begin + 64 * marks.shape[1]:
        # A unit without marks has row 0, which tells of stock once more.
        found[0] += _has(marks, 0, held[place] - begin) and _has_all(marks, lines, held[place] - begin)
        place += 1
    return place


@compiled(POSTINGS, I64, I64, I64, WAYS, MARKING)
def counts(postings: Any, edges: Ints, plain: Ints, groups: Ints, ways: Any, marking: Any) -> Ints:
    """How many products in stock there are for each text, as `counts_by_ways` takes them; -1 where some units may be said in several ways and one of
    the units has no marks: such a text is left to that. postings: (offsets, values); marking: what is in stock, a bit each, the units that get
    marks, and `marked`.

    All texts are counted among a few thousand products before the next ones, so that their marks stay in the nearest memory: texts of units with
    marks alone by laying these over each other, the others by a look for each product that holds the rest.
    """
    (offsets, values), (buyable, many, marked), (group_edges, way_edges, units) = postings, marking, ways
    found, places = np.zeros(len(edges) - 1, np.int64), offsets[many]
    held, ends = _holding_rare(offsets, values, edges, plain, groups, marked)
    at, lines, of_ways = ends[:-1].copy(), _lines(plain, marked), _lines(units, marked)
    whole = _whole(edges, lines, group_edges[groups], way_edges, of_ways)
    found[~whole & (groups[1:] > groups[:-1])] = -1
    marks, kept = np.zeros((len(many) + 1, TILE), np.uint64), np.empty(TILE, np.uint64)
    for begin in range(0, len(buyable), TILE):
        marks[0] = np.uint64(0)
        marks[0, : len(buyable) - begin] = buyable[begin : begin + TILE]
        _mark_next(offsets, values, many, places, marks, 64 * begin)
        for text in range(len(found)):
            if whole[text]:
                kept[:] = marks[0]
                _lay_over(marks, lines[edges[text] : edges[text + 1]], kept)
                for group in range(groups[text], groups[text + 1]):
                    _lay_over_ways(marks, way_edges[group_edges[group] : group_edges[group + 1] + 1], of_ways, kept)
                for word in range(TILE):
                    found[text] += bits_set(kept[word])
            elif found[text] >= 0:
                at[text] = _look_at(marks, lines[edges[text] : edges[text + 1]], held[: ends[text + 1]], at[text], 64 * begin, found[text : text + 1])
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


@compiled(LISTS, I64)
def holding(lists: Any, units: Ints) -> Any:
    """The products in stock that hold all of these units, ascending; none where there is no unit, or one below 0. Lists are those of
    `counts_by_ways`."""
    offsets, values, marks, marked = lists
    if not len(units) or units.min() < 0:
        return values[:0].copy()
    looked = marked[units]
    rare, common, least = units[looked == 0], looked[looked > 0], _shortest(offsets, units)
    found, kept = in_every(offsets, values, rare, 0) if len(rare) else values[offsets[least] : offsets[least + 1]].copy(), 0
    for row in found:
        if _has(marks, 0, row) and _has_all(marks, common, row):
            found[kept] = row
            kept += 1
    return found[:kept]


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
