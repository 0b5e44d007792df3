"""What a channel is worth, by hand."""

from __future__ import annotations

import pytest

from searchrank.evaluate.channels import Served, as_json, costs, rows, worth
from searchrank.evaluate.parse import parse_measures
from searchrank.records import Judgment

FOUND = {
    "q1": Served(("a", "b", "c"), {"keyword": ("a", "c"), "vector": ("b", "a")}, {"keyword": 1.0, "vector": 0.5}),
    "q2": Served(("x",), {"keyword": ("x",)}, {"keyword": 3.0}),
    "q3": Served(("z",), {"keyword": ("z",)}, {"keyword": 9.0}),
}
RELEVANT = {"q1": {"b"}, "q2": {"x", "y"}, "q3": set[str]()}


def test_recall_is_the_mean_share_that_the_channel_brought_over_all_queries_with_a_relevant_product() -> None:
    assert worth("vector", FOUND, RELEVANT).recall == 0.5  # (1/1 + 0/2) / 2
    assert worth("keyword", FOUND, RELEVANT).recall == 0.25  # (0/1 + 1/2) / 2


def test_only_what_no_other_channel_brought_counts_as_its_own() -> None:
    vector, keyword = worth("vector", FOUND, RELEVANT), worth("keyword", FOUND, RELEVANT)
    assert (vector.only, vector.only_relevant) == (1, 1)
    assert (keyword.only, keyword.only_relevant) == (2, 1)


def test_time_is_told_of_the_queries_it_was_asked_for() -> None:
    vector, never = worth("vector", FOUND, RELEVANT), worth("category", FOUND, RELEVANT)
    assert (vector.asked, vector.ms_p50) == (1, 0.5)
    assert worth("keyword", FOUND, RELEVANT).ms_p50 == 2.0
    assert (never.asked, never.ms_p50) == (0, None)


def test_a_quota_of_zero_costs_what_is_lost_without_the_channel() -> None:
    without = {**FOUND, "q1": Served(("a", "c"), {"keyword": ("a", "c")}, {"keyword": 1.0})}
    judgments = [Judgment("q1", "b", 1), Judgment("q2", "x", 1)]
    (lost,) = costs(parse_measures("RR@10"), judgments, FOUND, without)
    assert lost.mean == pytest.approx(-0.25)  # (-1/2 + 0) / 2
    assert (lost.wins, lost.losses) == (0, 1)


def test_a_channel_is_told_as_rows_and_as_json() -> None:
    found = [worth("keyword", FOUND, RELEVANT)]
    assert rows(found)[0][:5] == ("keyword", "all", 2, 2, 0.25)
    assert as_json(found, 2)["channels"][0]["name"] == "keyword"
