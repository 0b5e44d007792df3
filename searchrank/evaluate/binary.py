"""P, R, AP: measures that only ask whether a product is relevant, which is a grade of at least `rel`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from searchrank.errors import InvalidInput
from searchrank.evaluate.measure import GradedList, Measure


@dataclass(frozen=True, slots=True)
class Relevance(Measure):
    """A measure with a threshold: grades of at least `rel` are relevant. Raises InvalidInput for a threshold below 1."""

    rel: int = 1

    def __post_init__(self) -> None:
        if self.rel < 1:
            raise InvalidInput(f"measure {self} calls grade {self.rel} relevant: rel starts at 1", field="measures")
        Measure.__post_init__(self)

    @property
    def relevant(self) -> str:
        """Which products count, in words."""
        return f"products of grade {self.rel} or more"


@dataclass(frozen=True, slots=True)
class Precision(Relevance):
    """The share of relevant products among the first `cutoff` places; places that the list leaves empty count as not relevant.

    >>> Precision(cutoff=4).of(GradedList(np.array([2, 0, 1]), np.array([2, 1, 1]), 2))
    0.5
    """

    name: ClassVar[str] = "P"
    needs_cutoff: ClassVar[bool] = True

    @property
    def formula(self) -> str:
        return f"{self.relevant} in the first {self.cutoff}, over {self.cutoff}"

    def of(self, graded: GradedList) -> float:
        return int((graded.top(self.cutoff) >= self.rel).sum()) / (self.cutoff or 1)


@dataclass(frozen=True, slots=True)
class Recall(Relevance):
    """The share of the query's relevant products that stand in the first `cutoff` places; 0 where the query has none.

    >>> Recall(cutoff=3).of(GradedList(np.array([2, 0, 1]), np.array([2, 1, 1, 1]), 2))
    0.5
    """

    name: ClassVar[str] = "R"
    needs_cutoff: ClassVar[bool] = True

    @property
    def formula(self) -> str:
        return f"{self.relevant} in the first {self.cutoff}, over all such judged products"

    def of(self, graded: GradedList) -> float:
        wanted = int((graded.judged >= self.rel).sum())
        return int((graded.top(self.cutoff) >= self.rel).sum()) / wanted if wanted else 0.0


@dataclass(frozen=True, slots=True)
class AveragePrecision(Relevance):
    """The mean, over all relevant products of the query, of the precision at the rank of each; 0 for those not listed.

    >>> AveragePrecision().of(GradedList(np.array([1, 0, 1]), np.array([1, 1]), 1))  # (1/1 + 2/3) / 2
    0.8333333333333333
    """

    name: ClassVar[str] = "AP"

    @property
    def formula(self) -> str:
        return f"precision at the rank of each of the {self.relevant}, over all such judged products"

    def of(self, graded: GradedList) -> float:
        wanted = int((graded.judged >= self.rel).sum())
        ranks = np.flatnonzero(graded.top(self.cutoff) >= self.rel) + 1
        precisions = np.arange(1, len(ranks) + 1) / ranks
        return float(precisions.sum()) / wanted if wanted else 0.0
