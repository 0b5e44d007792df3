"""What is searched together: takes searches as columns, gives for each query the others that the same shoppers searched within half an hour.

Item-to-item collaborative filtering on shoppers (SPEC 1.2.6, signal 1): a shopper counts once for a pair, more the nearer the two searches stand;
the sum is damped by how many shoppers each query has, so that what everybody searches is not everybody's neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import distinct

WITHIN_SECONDS = 1800.0
REACH = 5
"""Searches further apart than this many others are not of one errand."""
LEAST_LIFT = 1.5
"""A pair must be this many times as frequent as two searches that know nothing of each other (SPEC 1.2.6)."""
LEAST_SURPRISE = 2.5
"""And exceed that frequency by so many deviations, (x - e) / sqrt(e + 1) (SPEC 1.2.5): one visit holds several errands, and three shoppers who looked
for laptops and cat food say nothing of either."""

Ints = npt.NDArray[np.int32]
Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """For each of n queries the others searched with it, best first: lengths int64 (n,); others int32 and score float32, one list after another."""

    lengths: npt.NDArray[np.int64]
    others: Ints
    score: npt.NDArray[np.float32]

    def of(self, query: int) -> list[int]:
        """The others of one query."""
        start = int(self.lengths[:query].sum())
        return [int(other) for other in self.others[start : start + int(self.lengths[query])]]


def searched_together(query: Ints, user: Ints, at: npt.NDArray[np.float64], count: int, *, least_users: int, most: int) -> Together:
    """The neighbours of queries 0..count-1 in these searches (query -1 is none of them), at most `most` each, ties by number.

    A pair needs `least_users` different shoppers. Score: sum over shoppers of 1/distance, over the root of both queries' shoppers; 0 to 1.

    >>> query, user = np.array([0, 1, 0, 1, 2], np.int32), np.array([7, 7, 8, 8, 8], np.int32)
    >>> found = searched_together(query, user, np.arange(5.0), 3, least_users=2, most=5)
    >>> found.of(0), found.of(2)  # one shopper is not enough for 2
    ([1], [])
    """
    query, user, at = _ordered(query, user, at)
    low, high, who, near = _pairs(query, user, at)
    pair, support, weight = _by_pair(low.astype(np.int64) * count + high, who, near)
    low, high = pair // max(count, 1), pair % max(count, 1)
    shoppers = _shoppers(query, user, count)
    both = np.maximum(shoppers[low] * shoppers[high], 1).astype(np.float64)
    # Among few shoppers nothing can be much more frequent than by chance, so support alone decides there.
    users = len(distinct(user))
    expected, few = both / max(users, 1), users < 10 * least_users
    telling = (support >= LEAST_LIFT * expected) & (support - expected >= LEAST_SURPRISE * np.sqrt(expected + 1))
    kept = (support >= least_users) & (telling | few)
    return _lists(low[kept], high[kept], (weight / np.sqrt(both))[kept], count, most)


def _ordered(query: Ints, user: Ints, at: npt.NDArray[np.float64]) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    known = query >= 0
    query, user, at = query[known], user[known], at[known]
    order = np.lexsort((query, at, user))
    return query[order], user[order], at[order]


def _pairs(query: Ints, user: Ints, at: npt.NDArray[np.float64]) -> tuple[Array, Array, Array, Array]:
    """Every two searches of one shopper within reach and time: the smaller query, the larger, the shopper, 1 / distance."""
    parts = []
    for distance in range(1, min(REACH, len(query) - 1) + 1):
        first, later = slice(None, -distance), slice(distance, None)
        meet = (user[first] == user[later]) & (at[later] - at[first] <= WITHIN_SECONDS) & (query[first] != query[later])
        one, other = query[first][meet], query[later][meet]
        parts.append((np.minimum(one, other), np.maximum(one, other), user[first][meet], np.full(int(meet.sum()), 1 / distance)))
    empty = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
    low, high, who, near = (np.concatenate(columns) for columns in zip(empty, *parts, strict=True))
    return low, high, who, near


def _by_pair(pair: Array, who: Array, near: Array) -> tuple[Array, Array, Array]:
    """Each pair once, its shoppers, and the sum over these of their nearest meeting."""
    order = np.lexsort((-near, who, pair))
    pair, who, near = pair[order], who[order], near[order]
    first = np.ones(len(pair), bool)
    first[1:] = (pair[1:] != pair[:-1]) | (who[1:] != who[:-1])
    met, place = np.unique(pair[first], return_inverse=True)
    return met, np.bincount(place, minlength=len(met)), np.bincount(place, weights=near[first], minlength=len(met))


def _shoppers(query: Ints, user: Ints, count: int) -> Array:
    seen = distinct(user.astype(np.int64) * max(count, 1) + query)
    return np.bincount(seen % max(count, 1), minlength=count)


def _lists(low: Array, high: Array, score: Array, count: int, most: int) -> Together:
    """Both directions of every pair, the best `most` of each query."""
    one, other, both = np.concatenate((low, high)), np.concatenate((high, low)), np.concatenate((score, score))
    order = np.lexsort((other, -both, one))
    one, other, both = one[order], other[order], both[order]
    starts = np.searchsorted(one, np.arange(count))
    place = np.arange(len(one)) - starts[one] if len(one) else np.empty(0, np.int64)
    kept = place < most
    lengths = np.bincount(one[kept], minlength=count)[:count].astype(np.int64)
    return Together(lengths, other[kept].astype(np.int32), both[kept].astype(np.float32))
