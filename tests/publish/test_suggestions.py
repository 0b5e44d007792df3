"""What publishing puts into the query bank: what was asked, and names of the catalogue; only what a product in stock can answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shop_vocabulary import LivingShop, living_shop

PRODUCTS: list[dict[str, Any]] = [
    {"id": "s1", "title": "安踏 跑鞋 红", "brand": "安踏", "stock": 3},
    {"id": "s2", "title": "李宁 篮球鞋", "brand": "李宁", "stock": 0},
    {"id": "s3", "title": "保温杯 500ml", "stock": None},
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    """A shop that has imported what people asked for: text and count."""
    asked = tmp_path / "asked.tsv"
    asked.write_text("安踏跑鞋\t50\n跑鞋\t900\n篮球鞋\t800\n保温杯\t70\n跑鞋篮球\t60\n跑步机\t99\n", "utf-8")
    with living_shop(tmp_path / "home") as shop:
        shop.store.imports.run("queries", asked)
        shop.publish(*PRODUCTS)
        yield shop


def test_what_people_asked_for_is_suggested_most_asked_first(shop: LivingShop) -> None:
    logged = [one for one in shop.shop.suggest("跑").suggestions if one.reason == "log"]
    assert [(one.text, one.hits) for one in logged] == [("跑鞋", 1), ("安踏跑鞋", 1)]


def test_nothing_is_suggested_that_only_a_sold_out_product_has(shop: LivingShop) -> None:
    assert shop.suggests("篮") == []
    assert shop.suggests("李") == []


def test_nothing_is_suggested_whose_words_stand_in_no_single_product(shop: LivingShop) -> None:
    assert "跑鞋篮球" not in shop.suggests("跑鞋")
    assert "跑步机" not in shop.suggests("跑步")


def test_a_product_of_unknown_stock_counts_as_in_stock(shop: LivingShop) -> None:
    assert shop.suggests("保") == ["保温杯"]


def test_a_product_that_comes_into_stock_is_suggested_from_the_next_version_on(shop: LivingShop) -> None:
    shop.publish({"id": "s2", "title": "李宁 篮球鞋", "brand": "李宁", "stock": 5})
    assert "篮球鞋" in shop.suggests("篮")


def test_a_product_that_sells_out_takes_its_suggestion_along(shop: LivingShop) -> None:
    shop.publish({"id": "s3", "title": "保温杯 500ml", "stock": 0})
    assert shop.suggests("保") == []


def test_pinyin_and_initials_bring_chinese_queries(shop: LivingShop) -> None:
    assert "跑鞋" in shop.suggests("paoxie")
    assert "跑鞋" in shop.suggests("px")


def test_the_empty_prefix_brings_what_is_asked_for_most(shop: LivingShop) -> None:
    assert shop.suggests("")[0] == "跑鞋"
