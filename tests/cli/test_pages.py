from __future__ import annotations

from dataclasses import replace

import pytest

from searchrank.cli.pages import print_explanation, print_page, summary
from searchrank.records import Hit, Missing, Page, Step

WHY = {
    "ranker": "day_one",
    "score": 2.5,
    "bias": 0.0,
    "features": [
        {"name": "coverage", "value": 1.0, "contribution": 2.75, "margin": 2.75},
        {"name": "price", "value": 0.5, "contribution": -0.25, "margin": 0.0},
        {"name": "newness", "value": None, "contribution": 0.0, "margin": 0.0},
    ],
}
SHOE = Hit("s1", {"id": "s1", "title": "李宁 跑鞋", "brand": "李宁", "price": 299}, score=2.5, rank=1, explain=WHY)
PAGE = Page(
    query_id="q1",
    query={"typed": "跑鞋"},
    took_ms=1.24,
    total=1240,
    total_relation="gte",
    page=1,
    per_page=20,
    hits=(SHOE,),
    facets={"brand": {"李宁": 7, "安踏": 2}},
    ranker="day_one",
    view="v000001",
    pipeline="default",
    trace=(Step("recall", 0, 300, 0.8, "brought 300 products"),),
)


def test_the_first_line_says_how_many_how_quickly_and_by_whom() -> None:
    assert list(summary(PAGE)) == ["about 1,240 products in 1.2 ms, ranked by day_one (default, v000001)"]


def test_one_product_is_not_called_products() -> None:
    (line,) = summary(replace(PAGE, total=1, total_relation="eq"))
    assert line.startswith("1 product in")


def test_dropped_words_and_missing_parts_are_said() -> None:
    page = replace(PAGE, relaxed={"dropped": ["防水", "男"]}, degraded=(Missing("engine", "does not answer"),))
    assert list(summary(page))[1:] == ["few products have all words: left out 防水, 男", "without engine: does not answer"]


def test_products_and_counts_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    print_page(PAGE)
    printed = capsys.readouterr().out
    for expected in ("s1", "李宁 跑鞋", "299", "brand: 李宁 7, 安踏 2"):
        assert expected in printed
    assert "brought 300 products" not in printed


def test_the_trace_shows_stages_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    print_page(PAGE, trace=True)
    printed = capsys.readouterr().out
    assert "brought 300 products" in printed
    assert "1. s1: coverage +2.750, price -0.250\n" in printed


def test_an_explanation_leaves_out_what_moved_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_explanation({"product_id": "s1", "rank": 1, **WHY})
    printed = capsys.readouterr().out
    assert printed.startswith("product_id: s1\nrank: 1\nranker: day_one\nscore: 2.5\nbias: 0\n")
    assert "coverage" in printed
    assert "-0.25" in printed
    assert "newness" not in printed


def test_an_empty_page_still_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    print_page(replace(PAGE, hits=(), facets={}, total=0, total_relation="eq"))
    assert capsys.readouterr().out == "0 products in 1.2 ms, ranked by day_one (default, v000001)\n"
