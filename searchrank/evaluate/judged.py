"""Judged: how much of a list anybody has looked at; where it is low, the other measures say little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from searchrank.evaluate.measure import UNJUDGED, GradedList, Measure


@dataclass(frozen=True, slots=True)
class Judged(Measure):
    """The share of the listed products, in the first `cutoff`, that have a judgment; 0 for an empty list.

    Over what is listed, not over the cutoff: a short list of judged products is wholly judged.

    >>> import numpy as np
    >>> Judged(cutoff=10).of(GradedList(np.array([0, UNJUDGED]), np.array([0]), 1))
    0.5
    """

    name: ClassVar[str] = "Judged"

    @property
    def formula(self) -> str:
        return "products with a judgment, over the products listed"

    def of(self, graded: GradedList) -> float:
        listed = graded.listed[: self.cutoff]
        return int((listed != UNJUDGED).sum()) / len(listed) if len(listed) else 0.0
