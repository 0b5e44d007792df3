"""Weighted choice that is quick enough for a million products. Randomness is always passed in."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Weighted(Generic[T]):
    """Values with the sums of their weights so far."""

    values: tuple[T, ...]
    sums: tuple[float, ...]

    @staticmethod
    def of(pairs: Iterable[tuple[T, float]]) -> Weighted[T]:
        """From (value, weight) pairs; at least one, weights above 0.

        >>> Weighted.of([("a", 1), ("b", 3)]).sums
        (1, 4)
        """
        values, weights = zip(*pairs, strict=True)
        return Weighted(tuple(values), tuple(accumulate(weights)))

    def pick(self, chance: Random) -> T:
        """One value, by weight.

        >>> Weighted.of([("a", 1), ("b", 0.001)]).pick(Random(1))
        'a'
        """
        return self.values[bisect(self.sums, chance.random() * self.sums[-1], 0, len(self.sums) - 1)]


def early(chance: Random, count: int) -> int:
    """A place in 0..count-1, the first ones more often: the density falls as the square root of the place.

    >>> early(Random(1), 1)
    0
    """
    return int(count * float(chance.random()) ** 1.5)


def some(chance: Random, values: Sequence[T], count: int) -> tuple[T, ...]:
    """Up to `count` different values in random order; quicker than `Random.sample` for few."""
    left = list(values)
    return tuple(left.pop(int(chance.random() * len(left))) for _ in range(min(count, len(left))))
