"""Products under consideration, as columns; the match set; what a stage did and what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.records.arrays import Floats, Rows, frozen
from searchrank.records.quickly import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Products under consideration, as columns in rank order.

    rows int32 (n,); score float32 (n,); channels uint16 (n,) one bit a recall channel; ranks int32 (n, channels), -1 where a channel did not
    bring the product. Arrays are read-only.
    """

    rows: Rows
    score: Floats
    channels: npt.NDArray[np.uint16]
    ranks: Rows

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, order: npt.NDArray[Any]) -> Candidates:
        """The candidates at these positions, in this order.

        >>> Candidates.of(np.array([7, 8, 9]), np.array([3.0, 2.0, 1.0])).take(np.array([2, 0])).rows.tolist()
        [9, 7]
        """
        return Candidates(frozen(self.rows[order]), frozen(self.score[order]), frozen(self.channels[order]), frozen(self.ranks[order]))

    def scored(self, score: Floats) -> Candidates:
        """The same products in the same order with other scores."""
        return Candidates(self.rows, frozen(np.asarray(score, np.float32)), self.channels, self.ranks)

    @staticmethod
    def of(rows: npt.NDArray[Any], score: npt.NDArray[Any], *, channel: int = 0) -> Candidates:
        """Candidates of one channel, in the order given.

        >>> len(Candidates.of(np.array([1, 2]), np.array([1.0, 0.5])))
        2
        """
        count = len(rows)
        bits = np.full(count, 1 << channel, np.uint16)
        ranks = np.arange(count, dtype=np.int32).reshape(count, 1)
        return Candidates(frozen(np.array(rows, np.int32)), frozen(np.array(score, np.float32)), frozen(bits), frozen(ranks))


@quickly_made
@dataclass(frozen=True, slots=True, eq=False)
class MatchSet:
    """What a search speaks of: total, facets, sort, filters and paging count these rows.

    `rows` ascending int32; `relation` is eq, or gte where the engine stopped counting; `facets` {field: {value: count}}.
    """

    rows: Rows
    total: int
    relation: str = "eq"
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that did not take its share in the answer, and why."""

    part: str
    reason: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Step:
    """What one stage did: candidates in and out, milliseconds, and one sentence on what it changed."""

    stage: str
    rows_in: int
    rows_out: int
    ms: float
    changed: str = ""
