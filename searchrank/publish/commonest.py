"""What most of those that an owner has are: takes owners and values side by side, gives the commonest value of each owner, or counts. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I64, INT, compiled

NONE = -1
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@compiled(I64, I64, INT)
def commonest(owner: Ints, value: Ints, count: int) -> tuple[Ints, Reals]:
    """For each of so many owners the commonest value that is one (of several the highest), and its share of those: NONE and 0 where there is none.
    Owners ascend; values are NONE or from 0 on.

    >>> [found.tolist() for found in commonest(np.array([0, 0, 0, 2, 2]), np.array([5, 3, 5, 1, NONE]), 3)]
    [[5, -1, 1], [0.6666666666666666, 0.0, 1.0]]
    """
    best, share = np.full(count, NONE, np.int64), np.zeros(count, np.float64)
    uses, begin = np.zeros(max(value.max(), 0) + 1 if len(value) else 1, np.int64), 0
    while begin < len(owner):
        end, most, all_uses = begin, 0, 0
        while end < len(owner) and owner[end] == owner[begin]:
            one, end = value[end], end + 1
            if one != NONE:
                uses[one] += 1
                all_uses += 1
                if uses[one] > most or (uses[one] == most and one > best[owner[begin]]):
                    most, best[owner[begin]] = uses[one], one
        share[owner[begin]] = most / max(all_uses, 1)
        for place in range(begin, end):
            if value[place] != NONE:
                uses[value[place]] = 0
        begin = end
    return best, share


@compiled(I64, I64, I64, INT)
def valued(owner: Ints, item: Ints, value: Ints, count: int) -> Ints:
    """How many items of each of so many owners have a value; `value` is that of each item there is, NONE for none."""
    found = np.zeros(count, np.int64)
    for place in range(len(owner)):
        found[owner[place]] += value[item[place]] != NONE
    return found


@compiled(I64, I64, I64, I64, INT)
def values_of(owner: Ints, item: Ints, value: Ints, chosen: Ints, values: int) -> Ints:
    """How many items of each chosen owner, ascending, have each of so many values: (chosen, values)."""
    found, at = np.zeros((len(chosen), values), np.int64), 0
    for place in range(len(owner)):
        while at < len(chosen) and chosen[at] < owner[place]:
            at += 1
        if at < len(chosen) and chosen[at] == owner[place] and value[item[place]] != NONE:
            found[at, value[item[place]]] += 1
    return found
