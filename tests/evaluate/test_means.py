"""Means over queries: who is in, who is left out, and what counts 0."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.errors import InvalidInput
from searchrank.evaluate.bootstrap import interval
from searchrank.evaluate.means import Report, evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.trec import Run
from searchrank.records import Judgment

JUDGMENTS = (
    Judgment("found", "a", 1),
    Judgment("second", "b", 1),
    Judgment("second", "c", 0),
    Judgment("missed", "d", 2),
    Judgment("hopeless", "e", 0),
)
RUN: Run = {"second": [("c", 2.0), ("b", 1.0)], "found": [("a", 1.0)], "missed": [], "stranger": [("a", 1.0)]}


def measured(measures: str = "RR@10", run: Run = RUN, *, count_empty_as_zero: bool = False, seed: int = 0) -> Report:
    return evaluate(parse_measures(measures), JUDGMENTS, run, count_empty_as_zero=count_empty_as_zero, seed=seed)


def test_a_query_without_a_relevant_product_is_left_out_and_counted() -> None:
    report = measured()
    assert report.queries == ("found", "missed", "second")
    assert report.left_out == 1
    assert report.estimates["RR@10"].mean == pytest.approx(0.5)  # (1 + 0 + 1/2) / 3


def test_on_request_a_query_without_a_relevant_product_counts_as_zero() -> None:
    report = measured("RR@10 nDCG@10", count_empty_as_zero=True)
    assert report.left_out == 0
    assert report.of("nDCG@10")["hopeless"] == 0
    assert report.estimates["RR@10"].mean == pytest.approx(0.375)  # (1 + 0 + 1/2 + 0) / 4


def test_queries_without_results_and_queries_that_the_run_misses_count_as_zero() -> None:
    listed_empty, missing = measured(), measured(run={key: RUN[key] for key in ("found", "second")})
    assert listed_empty.of("RR@10") == missing.of("RR@10") == {"found": 1.0, "missed": 0.0, "second": 0.5}
    assert listed_empty.absent == missing.absent == 1


def test_queries_of_the_run_without_judgments_are_ignored_and_counted() -> None:
    assert measured().unjudged == 1
    assert "stranger" not in measured().queries


def test_err_takes_its_scale_from_all_judgments() -> None:
    assert measured("ERR").of("ERR")["found"] == pytest.approx(0.25)  # (2^1 - 1) / 2^2: grade 2 is the highest, in another query


def test_the_interval_holds_the_mean_and_comes_again_from_the_same_seed() -> None:
    first, again, other = measured(seed=1), measured(seed=1), measured(seed=2)
    estimate = first.estimates["RR@10"]
    assert estimate == again.estimates["RR@10"]
    assert 0 <= estimate.low < estimate.mean < estimate.high <= 1
    assert first.values.tolist() == other.values.tolist()


def test_the_interval_of_many_queries_is_the_one_of_normal_theory() -> None:
    values = np.random.default_rng(5).random((2000, 1))
    low, high = interval(values, seed=3)
    half = 1.96 * values.std(ddof=1) / np.sqrt(2000)
    assert low[0] == pytest.approx(values.mean() - half, abs=5e-4)
    assert high[0] == pytest.approx(values.mean() + half, abs=5e-4)


def test_two_queries_give_the_interval_that_counting_gives() -> None:
    # resampled means are 0, 1/2, 1 with chances 1/4, 1/2, 1/4: both tails lie beyond 2.5 %
    low, high = interval(np.array([[0.0], [1.0]]), seed=0)
    assert (low[0], high[0]) == (0.0, 1.0)


def test_one_query_has_an_interval_of_no_width() -> None:
    report = evaluate(parse_measures("RR"), [Judgment("q", "a", 1)], {"q": [("b", 2.0), ("a", 1.0)]})
    estimate = report.estimates["RR"]
    assert (estimate.mean, estimate.low, estimate.high) == (0.5, 0.5, 0.5)


def test_judgments_without_any_relevant_product_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of the 1 judged queries has a relevant product"):
        evaluate(parse_measures("RR"), [Judgment("q", "a", 0)], {})


def test_no_judgments_at_all_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of the 0 judged queries"):
        evaluate(parse_measures("RR"), [], {}, count_empty_as_zero=True)


def test_of_a_product_judged_twice_the_last_judgment_counts() -> None:
    again = [Judgment("q", "a", 0), Judgment("q", "b", 1), Judgment("q", "a", 2), Judgment("q", "b", 0)]
    assert evaluate(parse_measures("RR R@5"), again, {"q": [("b", 2.0), ("a", 1.0)]}).values.tolist() == [[0.5, 1.0]]


def test_a_product_listed_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="the run lists a product twice for query 'found'"):
        measured(run={"found": [("a", 2.0), ("a", 1.0)]})
