"""RR, ERR: measures of a shopper who reads down the list until something satisfies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from searchrank.evaluate.binary import Relevance
from searchrank.evaluate.measure import GradedList, Measure


@dataclass(frozen=True, slots=True)
class ReciprocalRank(Relevance):
    """One over the rank of the first product of grade `rel` or more; 0 where none stands in the first `cutoff`.

    >>> ReciprocalRank(cutoff=10).of(GradedList(np.array([0, 2]), np.array([2]), 2))
    0.5
    """

    name: ClassVar[str] = "RR"

    @property
    def formula(self) -> str:
        return f"1 / rank of the first of the {self.relevant}"

    def of(self, graded: GradedList) -> float:
        ranks = np.flatnonzero(graded.top(self.cutoff) >= self.rel) + 1
        return 1 / int(ranks[0]) if len(ranks) else 0.0


@dataclass(frozen=True, slots=True)
class ExpectedReciprocalRank(Measure):
    """The expected 1 / rank at which a shopper stops, who is satisfied by a product with probability (2^grade - 1) / 2^highest.

    `highest` is the highest grade in all judgments of the evaluation, so figures of sets with other scales of grades cannot be compared.

    >>> ExpectedReciprocalRank().of(GradedList(np.array([0, 1]), np.array([1]), 1))  # 1/2 * 1/2
    0.25
    """

    name: ClassVar[str] = "ERR"

    @property
    def formula(self) -> str:
        return "sum of 1 / rank times the chance to stop there, with (2^grade - 1) / 2^highest grade in the judgments"

    def of(self, graded: GradedList) -> float:
        satisfied = (np.exp2(graded.top(self.cutoff)) - 1) / 2.0**graded.highest
        reached = np.concatenate(([1.0], np.cumprod(1 - satisfied)))[: len(satisfied)]
        return float((reached * satisfied) @ (1 / np.arange(1, len(satisfied) + 1)))
