"""Rewrites learnt from clicks: two ways to say one thing, and never another number, brand, size or negation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.learn.clicks import Clicks
from searchrank.publish.rewrites import learnt
from searchrank.query.clicked import replacement
from tests.learn.test_rewrites import log
from tests.shop_vocabulary import living_shop
from tests.small_shop import small_shop

SHOES = [{"id": f"s{number}", "title": f"运动鞋 {number}", "brand": ("安踏", "李宁")[number % 2], "category": "鞋 > 运动鞋"} for number in range(4)]
FRUIT = [{"id": "f0", "title": "苹果 篮球", "category": "水果 > 苹果"}, {"id": "f1", "title": "梨", "category": "水果 > 梨"}]


@pytest.mark.parametrize(
    ("query", "other", "found"),
    [
        ("nike 球鞋", "nike 运动鞋", (("球", "鞋"), ("运", "动", "鞋"))),
        ("earbuds black", "bluetooth earphones black", (("earbud",), ("bluetooth", "earphone"))),
        ("沐浴乳", "沐浴露", (("沐", "浴", "乳"), ("沐", "浴", "露"))),
        ("iphone 13", "iphone 14", None),
        ("含糖", "无糖", None),
        ("shirt with pocket", "shirt without pocket", None),
        ("shoe", "red shoe", None),
        ("shoe", "shoe", None),
        ("a one b two c", "a x b y c", (("one", "b", "two"), ("x", "b", "y"))),
        ("一二三四五六七八九", "十", None),
    ],
)
def test_one_stretch_is_replaced_by_one(query: str, other: str, found: object) -> None:
    assert replacement(query, other) == found


def learnt_from(tmp_path: Path, *texts: str) -> list[tuple[str, str]]:
    """What is learnt where three shoppers of each text clicked the same two shoes."""
    snapshot = small_shop(tmp_path, *SHOES, *FRUIT).view.snapshot
    count = len(texts)
    clicks = Clicks(texts, ("s0", "s1"), np.repeat(np.arange(count), 2), np.tile(np.arange(2), count), np.full(2 * count, 3))
    return [(one.query, "".join(one.new)) for one in learnt(clicks, snapshot, 3)]


def test_two_ways_to_say_one_thing_are_learnt_both_ways(tmp_path: Path) -> None:
    assert learnt_from(tmp_path, "篮球鞋 男", "运动鞋 男") == [("篮球鞋 男", "运动鞋"), ("运动鞋 男", "篮球鞋")]


def test_another_order_and_a_slip_that_no_product_has_are_no_other_way(tmp_path: Path) -> None:
    assert learnt_from(tmp_path / "order", "男运动鞋", "运动鞋男") == []
    assert learnt_from(tmp_path / "slip", "运动协", "运动鞋") == [("运动协", "运动鞋")]


@pytest.mark.parametrize(
    ("one", "other"), [("安踏 球鞋", "李宁 球鞋"), ("球鞋 男", "球鞋 女"), ("球鞋 42码", "球鞋 43码"), ("红色 球鞋", "黑色 球鞋")]
)
def test_what_the_shopper_insists_on_is_never_replaced(tmp_path: Path, one: str, other: str) -> None:
    assert learnt_from(tmp_path, one, other) == []


def test_clicks_in_different_categories_teach_nothing(tmp_path: Path) -> None:
    """Of thirteen clicks nine lie in one category, and for the other text in the other."""
    snapshot = small_shop(tmp_path, *SHOES, *FRUIT).view.snapshot
    clicks = Clicks(("球鞋", "鸭梨"), ("s0", "f1"), np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([9, 4, 4, 9]))
    assert list(learnt(clicks, snapshot, 3)) == []


def test_a_published_log_finds_what_other_shoppers_called_otherwise(tmp_path: Path) -> None:
    with living_shop(tmp_path / "shop", *SHOES, suggest={"log_days": 100_000}) as shop:
        assert shop.sees("球靴") == []
        searches = [(f"{text}{who}", text, who) for text in ("球靴", "运动鞋") for who in "abc"]
        log(shop.settings.log, searches, [(search[0], product) for search in searches for product in ("s0", "s1")])
        shop.publish()
        assert sorted(shop.sees("球靴")) == ["s0", "s1", "s2", "s3"]
        assert shop.shop.search("球靴", exact=True).hits == ()
