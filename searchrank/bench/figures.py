"""A figure of a bench and the budget that stands beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report.

    `value` is the median in milliseconds where `p99` is given too; otherwise the one measured number, in `unit`. `budget` as the design has it, for
    100,000 products on 2 cores; empty where there is none.
    """

    part: str
    step: str
    value: float
    unit: str
    p99: float | None = None
    budget: str = ""


def latency(part: str, step: str, seconds: Iterable[float], budget: str = "") -> Figure:
    """Median and 99th percentile of these times.

    >>> latency("search", "whole", [0.001, 0.002, 0.003])
    Figure(part='search', step='whole', value=2.0, unit='ms', p99=2.98, budget='')
    """
    p50, p99 = np.percentile(np.fromiter(seconds, float) * 1000, (50, 99))
    return Figure(part, step, round(float(p50), 4), "ms", round(float(p99), 4), budget)


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """What the call gives, and the seconds it took."""
    started = time.perf_counter()
    result = call()
    return result, time.perf_counter() - started


def seconds_of(part: str, step: str, seconds: float, budget: str = "") -> Figure:
    """One duration."""
    return Figure(part, step, round(seconds, 3), "s", budget=budget)
