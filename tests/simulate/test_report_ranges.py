"""The published ranges: each has a source, each is measured, and findings say how far outside a value lies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from searchrank.errors import InvalidInput
from searchrank.simulate.report.measure import FEWEST, Finding, Measure, judge
from searchrank.simulate.report.orders import delay_curve
from searchrank.simulate.report.ranges import KNOWN, Range, load_ranges
from searchrank.simulate.report.report import published
from searchrank.simulate.report.zipf import fit_zipf

ONE = Range("page.clicked", "lists with a click", 0.55, 0.7, "share", "two shops", "seen")


def finding(value: float, n: int = 1000) -> Finding:
    return Finding(Measure(ONE.name, value, n), ONE)


@pytest.mark.parametrize("one", published(), ids=[one.name for one in published()])
def test_every_range_says_whose_figure_it_is(one: Range) -> None:
    assert one.what
    assert one.known in KNOWN
    assert bool(one.source) is one.published


@pytest.mark.parametrize(("value", "verdict", "off"), [(0.5, "below", -0.05), (0.55, "inside", 0.0), (0.7, "inside", 0.0), (0.8, "above", 0.1)])
def test_a_value_is_judged_by_its_distance_from_the_range(value: float, verdict: str, off: float) -> None:
    assert finding(value).verdict == verdict
    assert finding(value).off == pytest.approx(off)


def test_what_rests_on_little_or_nothing_is_not_judged() -> None:
    assert finding(0.9, FEWEST - 1).verdict == "too few"
    assert finding(math.nan, 0).verdict == "unmeasured"
    assert not finding(0.9, FEWEST - 1).outside


def test_what_nothing_measured_stands_in_the_report_all_the_same() -> None:
    assert [one.verdict for one in judge([], [ONE])] == ["unmeasured"]


def test_a_measure_that_no_range_names_is_a_fault() -> None:
    with pytest.raises(KeyError, match=r"page\.unheard"):
        judge([Measure("page.unheard", 1.0, 1)], [ONE])


def test_a_figure_that_falls_with_the_length_of_a_log_is_asked_of_each_length() -> None:
    one = next(one for one in published() if one.name == "queries.different")
    low, high = one.bounds(1_000_000)
    # 10.1 % of 395 million by n ** -.12: .101 * 395 ** .12 = .207, a third of it either way.
    assert (low, high) == (pytest.approx(0.137, abs=0.002), pytest.approx(0.277, abs=0.002))


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("low = 2\nhigh = 1\nsource = 'x'\nknown = 'seen'", "low first"),
        ("low = 1\nknown = 'seen'", "and a source"),
        ("known = 'heard'", "write one of"),
        ("low = 1\nsource = 'x'", "none where there is no figure"),
    ],
)
def test_a_range_that_says_too_little_is_refused(told: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        load_ranges(f"[page.clicked]\nwhat = 'clicks'\n{told}\n")


@pytest.mark.parametrize(("exponent", "shift"), [(0.8, 0.0), (0.95, 3.0), (1.13, 10.0)])
def test_the_law_behind_drawn_counts_is_found_again(exponent: float, shift: float) -> None:
    weights = (np.arange(1, 20_001) + shift) ** -exponent
    counts = np.random.default_rng(5).multinomial(1_000_000, weights / weights.sum())
    law = fit_zipf(np.sort(counts)[::-1])
    assert law is not None
    assert law.exponent == pytest.approx(exponent, abs=0.03)


def test_too_few_different_queries_have_no_law() -> None:
    assert fit_zipf(np.array([50, 20, 10])) is None


def test_the_delays_of_orders_are_found_again_although_the_log_ends() -> None:
    """Half of the orders come within a day, and the log is over before many of the others come."""
    chance = np.random.default_rng(3)
    delay = np.where(chance.random(40_000) < 0.5, chance.uniform(0, 1, 40_000), chance.uniform(1, 10, 40_000))
    watched = chance.uniform(0, 10, 40_000)
    seen = delay <= watched
    days, shares = delay_curve(np.stack([delay[seen], watched[seen]], axis=1))
    assert (delay[seen] <= 1).mean() > 0.6
    assert shares[days <= 1].max() == pytest.approx(0.5, abs=0.02)
