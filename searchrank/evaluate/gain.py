"""nDCG: how much of the gain of the best possible list the list brings, each product discounted by its rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from searchrank.errors import UnknownName
from searchrank.evaluate.measure import GradedList, Grades, Measure

EXPONENTIAL = "exp-log2"
LINEAR = "log2"

_GAINS = {EXPONENTIAL: "2^grade - 1", LINEAR: "grade"}


@dataclass(frozen=True, slots=True)
class NDCG(Measure):
    """Discounted gain over that of the ideal order of all judged products of the query; 0 where no product is relevant.

    `dcg` names the gain as ir-measures does: "exp-log2" is 2^grade - 1 (the default here; ir-measures' own default is the other), "log2" is the grade
    itself. The discount of both is 1 / log2(rank + 1).

    >>> import numpy as np
    >>> perfect = GradedList(np.array([3, 1]), np.array([3, 1]), 3)
    >>> NDCG(cutoff=10).of(perfect), str(NDCG(dcg="log2", cutoff=10))
    (1.0, "nDCG(dcg='log2')@10")
    """

    name: ClassVar[str] = "nDCG"

    dcg: str = EXPONENTIAL

    def __post_init__(self) -> None:
        if self.dcg not in _GAINS:
            raise UnknownName("dcg of nDCG", self.dcg, _GAINS, field="measures")
        Measure.__post_init__(self)

    @property
    def formula(self) -> str:
        return f"gain {_GAINS[self.dcg]}, discount 1 / log2(rank + 1), over the ideal order of all judged products"

    def of(self, graded: GradedList) -> float:
        ideal = self._discounted(graded.judged[: self.cutoff])
        return self._discounted(graded.top(self.cutoff)) / ideal if ideal > 0 else 0.0

    def _discounted(self, grades: Grades) -> float:
        return discounted_gain(gains(grades, self.dcg))


def gains(grades: Grades, dcg: str) -> npt.NDArray[np.float64]:
    """The gain of each grade: 2^grade - 1 or the grade.

    >>> gains(np.array([0, 1, 3]), EXPONENTIAL).tolist(), gains(np.array([0, 1, 3]), LINEAR).tolist()
    ([0.0, 1.0, 7.0], [0.0, 1.0, 3.0])
    """
    values = grades.astype(np.float64)
    return np.exp2(values) - 1 if dcg == EXPONENTIAL else values


def discounted_gain(gain: npt.NDArray[np.float64]) -> float:
    """The sum of gains in rank order, each over log2(rank + 1).

    >>> discounted_gain(np.array([7.0, 0.0, 1.0]))
    7.5
    """
    return float(gain @ (1 / np.log2(np.arange(2, len(gain) + 2))))
