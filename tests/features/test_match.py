"""Whether a product is what the query names: brand, category, model number, size; and what it is, whatever was asked."""

from __future__ import annotations

from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.rank.features import all_features
from searchrank.recall.matches import find_matches
from searchrank.records import Candidates
from tests.small_shop import DAY, NOW, SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("match"),
        {"id": "a", "title": "nike 500ml r50", "brand": "Nike", "category": "Shoes > Running", "price": 10, "original_price": 40},
        {"id": "b", "title": "puma 1 l wh-1000xm4", "brand": "Puma", "category": "Shoes", "price": 20, "released_at": NOW - DAY},
        {"id": "c", "title": "cola 510ml 2kg", "category": "Drinks", "price": 80, "stock": 0, "original_price": 80, "released_at": NOW + 9 * DAY},
        {"id": "d", "title": "plain", "attributes": {"volume": "0.5 L"}, "rating": 4.5, "sales": 9},
    )


def values(shop: SmallShop, name: str, text: str, ids: str = "abcd") -> Any:
    """The feature of these products, ready to be compared; NaN compares with NaN."""
    query, rows = shop.understood(text), np.array(shop.rows(*ids), np.int32)
    candidates = Candidates.of(rows, np.zeros(len(rows)))
    column = all_features().only([name]).matrix(query, candidates, shop.view, find_matches(query, shop.view, candidates.rows))[:, 0]
    return pytest.approx(column.tolist(), rel=1e-5, nan_ok=True)


NAN = float("nan")


def test_the_named_brand_agrees_and_another_contradicts(shop: SmallShop) -> None:
    assert values(shop, "brand_named", "nike shoe") == [1, 0, 0, 0]
    assert values(shop, "brand_contradicted", "nike shoe") == [0, 1, 0, 0]  # no brand contradicts nothing
    assert values(shop, "brand_contradicted", "nike puma") == [0, 0, 0, 0]
    assert values(shop, "brand_contradicted", "shoe") == [0, 0, 0, 0]


def test_the_named_category_holds_all_below_it(shop: SmallShop) -> None:
    assert values(shop, "category_named", "shoes") == [1, 1, 0, 0]
    assert values(shop, "category_contradicted", "shoes") == [0, 0, 1, 0]
    assert values(shop, "category_named", "running") == [1, 0, 0, 0]
    assert values(shop, "category_contradicted", "running") == [0, 1, 1, 0]
    assert values(shop, "category_contradicted", "velvet") == [0, 0, 0, 0]


def test_a_product_of_the_likely_category_is_likelier_than_one_of_another(tmp_path: Path) -> None:
    cups = [{"id": f"c{at}", "title": f"水杯 {at}", "category": "厨房 > 水杯"} for at in range(30)]
    shoes = [{"id": f"s{at}", "title": f"跑鞋 {at}", "category": "鞋靴 > 跑鞋"} for at in range(30)]
    shop = small_shop(tmp_path, *cups, *shoes, {"id": "x", "title": "水杯"})
    query, rows = shop.understood("水杯"), np.array(shop.rows("c0", "s0", "x"), np.int32)
    candidates = Candidates.of(rows, np.zeros(3))
    cup, shoe, unplaced = all_features().only(["category_likely"]).matrix(query, candidates, shop.view, find_matches(query, shop.view, rows))[:, 0]
    assert cup > 0.5 > shoe
    assert unplaced == cup  # what says nothing contradicts nothing


def test_where_few_products_have_a_category_none_is_likely(shop: SmallShop) -> None:
    assert values(shop, "category_likely", "shoes") == [0, 0, 0, 0]


@pytest.mark.parametrize("typed", ["wh1000xm4", "WH-1000XM4", "wh 1000xm4"])
def test_a_model_number_is_matched_however_it_is_written(shop: SmallShop, typed: str) -> None:
    assert values(shop, "model_matched", typed) == [0, 1, 0, 0]


def test_of_two_model_numbers_one_is_half(shop: SmallShop) -> None:
    assert values(shop, "model_matched", "r50 xyz99") == [0.5, 0, 0, 0]
    assert values(shop, "model_matched", "nike") == [0, 0, 0, 0]


def test_a_size_agrees_within_three_percent_in_any_unit(shop: SmallShop) -> None:
    assert values(shop, "size_agrees", "500ml") == [1, 0, 1, 1]  # 510 is 2 % off; d says so in an attribute
    assert values(shop, "size_agrees", "0.5L") == [1, 0, 1, 1]
    assert values(shop, "size_agrees", "500ml 2kg") == [0.5, 0, 1, 0.5]


def test_another_size_in_the_same_unit_contradicts_and_no_size_does_not(shop: SmallShop) -> None:
    assert values(shop, "size_contradicted", "500ml") == [0, 1, 0, 0]
    assert values(shop, "size_contradicted", "1kg") == [0, 0, 1, 0]
    assert values(shop, "size_contradicted", "nike") == [0, 0, 0, 0]


def test_a_price_is_seen_beside_the_others_of_the_list(shop: SmallShop) -> None:
    assert values(shop, "price_to_median", "") == [log(10 / 20), 0, log(80 / 20), NAN]
    assert values(shop, "price_to_median", "", "ac") == [log(10 / 45), log(80 / 45)]
    assert values(shop, "price_to_median", "", "d") == [NAN]


def test_a_discount_is_of_the_original_price(shop: SmallShop) -> None:
    assert values(shop, "discount", "") == [0.75, 0, 0, 0]


def test_age_is_counted_at_the_moment_of_the_query(shop: SmallShop) -> None:
    assert values(shop, "age", "") == [NAN, log(2), 0, NAN]  # a day old; not yet released


def test_only_a_stock_of_none_is_out_of_stock(shop: SmallShop) -> None:
    assert values(shop, "in_stock", "") == [1, 1, 0, 1]


def test_what_the_shop_gives_is_taken_and_what_it_does_not_is_missing(shop: SmallShop) -> None:
    assert values(shop, "rating", "") == [NAN, NAN, NAN, 4.5]
    assert values(shop, "sold", "") == [NAN, NAN, NAN, log(10)]


def test_completeness_is_the_share_of_six_fields(shop: SmallShop) -> None:
    """Brand, category, price, description, picture, attributes."""
    assert values(shop, "completeness", "") == [3 / 6, 3 / 6, 2 / 6, 1 / 6]
