"""What a report is made of: measures (a name, a number, how many it rests on), curves for plots, and findings (a measure beside its range)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from searchrank.simulate.report.ranges import Range

FEWEST = 50
"""What rests on fewer observations than this is shown and not judged."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about a log or a world. `n` is how many observations it rests on; without any the value is nan."""

    name: str
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot: the points of `line` in the plot `plot`, x ascending or names in order."""

    plot: str
    line: str
    x: tuple[float | str, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure beside its range."""

    measure: Measure
    range: Range

    @property
    def bounds(self) -> tuple[float, float]:
        """The range for as many observations as there are."""
        return self.range.bounds(self.measure.n)

    @property
    def verdict(self) -> str:
        """inside, below, above; "unmeasured" without observations, "too few" under FEWEST, "no range" where nothing is published.

        >>> Finding(Measure("page.clicked", 0.4, 1000), Range("page.clicked", "", 0.55, 0.7)).verdict
        'below'
        """
        if math.isnan(self.measure.value):
            return "unmeasured"
        if not self.range.published:
            return "no range"
        if self.measure.n < FEWEST:
            return "too few"
        low, high = self.bounds
        return "below" if self.measure.value < low else "above" if self.measure.value > high else "inside"

    @property
    def off(self) -> float:
        """By how much the value lies outside, in the measure's unit: negative below, positive above, 0 inside or where it is not judged.

        >>> round(Finding(Measure("page.clicked", 0.4, 1000), Range("page.clicked", "", 0.55, 0.7)).off, 6)
        -0.15
        """
        low, high = self.bounds
        return {"below": self.measure.value - low, "above": self.measure.value - high}.get(self.verdict, 0.0)

    @property
    def outside(self) -> bool:
        """Whether the value lies outside its range."""
        return self.verdict in ("below", "above")


class Tally(Protocol):
    """What is counted of a log, day by day: `add` gives a new tally with the day in it, and changes nothing."""

    def add(self: AnyTally, day: Any) -> AnyTally:
        """This tally and the day."""
        ...

    def measures(self) -> Iterator[Measure]:
        """What has been counted, as measures."""
        ...

    def curves(self) -> Iterator[Curve]:
        """What has been counted, as lines of plots."""
        ...


AnyTally = TypeVar("AnyTally", bound=Tally)


def share(name: str, part: float, whole: float) -> Measure:
    """A part of a whole; nan without a whole.

    >>> share("page.clicked", 1, 4)
    Measure(name='page.clicked', value=0.25, n=4)
    """
    return Measure(name, float(part) / float(whole) if whole else math.nan, int(whole))


def curve(plot: str, line: str, x: Iterable[Any], y: Iterable[Any]) -> Curve:
    """A curve of plain numbers and texts.

    >>> curve("hours", "searches", [0, 1], [0.25, 0.75]).y
    (0.25, 0.75)
    """
    return Curve(plot, line, tuple(one if isinstance(one, str) else float(one) for one in x), tuple(float(one) for one in y))


def judge(measures: Iterable[Measure], ranges: Sequence[Range]) -> tuple[Finding, ...]:
    """Every range with what was measured, in the order of the ranges; what nothing measured stands there as unmeasured.

    A measure without an entry among the ranges is a fault of ours and raises KeyError.
    """
    measured = {one.name: one for one in measures}
    unknown = measured.keys() - {one.name for one in ranges}
    if unknown:
        raise KeyError(f"measures that no range names: {', '.join(sorted(unknown))}")
    return tuple(Finding(measured.get(one.name, Measure(one.name, math.nan, 0)), one) for one in ranges)
