"""From a shop to a run."""

from __future__ import annotations

import pytest

from searchrank.errors import UnknownName
from searchrank.evaluate.run import make_run
from searchrank.records import Missing
from tests.evaluate.fake_shop import FakeShop


def test_a_run_lists_what_the_shop_finds_in_its_order() -> None:
    made = make_run(FakeShop({"shoe": ["b", "a"], "hat": []}), {"q1": "shoe", "q2": "hat"}, pipeline="day_one")
    assert made.run == {"q1": [("b", 10.0), ("a", 9.0)], "q2": []}
    assert (made.pipeline, made.rankers, made.views, made.model) == ("day_one", {"day_one": 2}, ("v000001",), None)


def test_a_deep_run_turns_pages_of_one_view_until_the_depth() -> None:
    shop = FakeShop({"shoe": [f"p{number:04}" for number in range(500)]})
    made = make_run(shop, {"q": "shoe"}, depth=250)
    assert [product_id for product_id, _ in made.run["q"]] == [f"p{number:04}" for number in range(250)]
    assert shop.asked == [("shoe", 1, 100, None), ("shoe", 2, 100, "v000001"), ("shoe", 3, 100, "v000001")]


def test_pages_are_not_asked_for_beyond_the_last() -> None:
    shop = FakeShop({"shoe": [f"p{number}" for number in range(150)]})
    assert len(make_run(shop, {"q": "shoe"}, depth=1000).run["q"]) == 150
    assert len(shop.asked) == 2


def test_judged_products_that_nothing_matched_come_last_with_score_0_by_id() -> None:
    shop = FakeShop({"shoe": ["unjudged", "c", "b"]})
    made = make_run(shop, {"q": "shoe"}, scope="judged", judged={"q": {"z", "a", "b", "c"}})
    assert made.run == {"q": [("c", 10.0), ("b", 9.0), ("a", 0.0), ("z", 0.0)]}


def test_the_depth_does_not_cut_judged_lists() -> None:
    made = make_run(FakeShop({}), {"q": "shoe"}, scope="judged", depth=1, judged={"q": {"a", "b"}})
    assert made.run == {"q": [("a", 0.0), ("b", 0.0)]}


def test_only_the_queries_asked_for_are_in_a_judged_run() -> None:
    made = make_run(FakeShop({}), {"q": "shoe", "r": "hat"}, scope="judged", judged={"q": {"a"}, "other": {"b"}})
    assert made.run == {"q": [("a", 0.0)], "r": []}


def test_answers_that_lack_a_part_are_counted() -> None:
    made = make_run(FakeShop({}, degraded=(Missing("engine", "down"),)), {"q1": "shoe", "q2": "hat"})
    assert made.degraded == {"engine": 2}


def test_the_model_that_ranked_is_named() -> None:
    assert make_run(FakeShop({"shoe": ["a"]}, ranker="fine:m000002"), {"q": "shoe"}).model == "m000002"


def test_progress_is_told_for_every_query() -> None:
    told: list[tuple[str, int, int | None]] = []
    make_run(FakeShop({}), {"q1": "shoe", "q2": "hat"}, progress=lambda *step: told.append(step))
    assert told == [("search", 1, 2), ("search", 2, 2)]


def test_an_unknown_scope_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="unknown scope 'some': known are all, judged"):
        make_run(FakeShop({}), {}, scope="some")
