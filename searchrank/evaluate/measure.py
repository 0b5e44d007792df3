"""What a measure is: a value that takes one query's graded list and gives a number, and whose printed form is what `parse_measure` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput

Grades = npt.NDArray[np.int64]

UNJUDGED = -1
"""The grade of a listed product that nobody judged; every measure but Judged takes it for 0."""

HIGHEST_GRADE = 31
"""Beyond this the gain 2^grade - 1 says nothing any more, and XGBoost refuses to train on it."""


@dataclass(frozen=True, slots=True, eq=False)
class GradedList:
    """One query as a measure sees it.

    `listed` grades of the run's products in rank order, UNJUDGED where unknown; `judged` the grades of all judged products of the query, highest
    first, listed or not; `highest` the highest grade in all judgments, of any query.
    """

    listed: Grades
    judged: Grades
    highest: int

    @staticmethod
    def of(grades: Mapping[str, int], product_ids: Sequence[str], highest: int) -> GradedList:
        """The list of these products under the grades of their query.

        >>> GradedList.of({"a": 3, "b": 1}, ["b", "x"], 3).listed.tolist()
        [1, -1]
        """
        listed = np.array([grades.get(product_id, UNJUDGED) for product_id in product_ids], np.int64)
        judged = np.array(sorted(grades.values(), reverse=True), np.int64)
        return GradedList(listed, judged, highest)

    def top(self, cutoff: int | None) -> Grades:
        """The first `cutoff` listed grades, unjudged as 0; all of them where the cutoff is None."""
        return np.maximum(self.listed[:cutoff], 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A named figure of one query's list, from 0 (worst) to 1 (best); `cutoff` is how many products are looked at, None for all.

    Raises InvalidInput for a cutoff below 1, or none where the measure needs one.

    >>> from searchrank.evaluate.binary import Precision
    >>> str(Precision(rel=2, cutoff=5))
    'P(rel=2)@5'
    """

    name: ClassVar[str] = ""
    needs_cutoff: ClassVar[bool] = False

    cutoff: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.needs_cutoff and self.cutoff is None:
            raise InvalidInput(f"measure {self} does not say how many products to look at: write {self}@10", field="measures")
        if self.cutoff is not None and self.cutoff < 1:
            raise InvalidInput(f"measure {self} looks at {self.cutoff} products: the number after @ starts at 1", field="measures")

    def __str__(self) -> str:
        chosen = [(one.name, getattr(self, one.name)) for one in fields(self) if getattr(self, one.name) != one.default]
        parameters = ", ".join(f"{name}={value!r}" for name, value in chosen if name != "cutoff")
        return self.name + (f"({parameters})" if parameters else "") + ("" if self.cutoff is None else f"@{self.cutoff}")

    @property
    def formula(self) -> str:
        """What is computed, in one line for a report."""
        raise NotImplementedError

    def of(self, graded: GradedList) -> float:
        """The figure of one query."""
        raise NotImplementedError
