"""Which category a query is about, told from the shop's own products."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import SmallShop, small_shop

KINDS = {"鞋靴 > 跑鞋": "轻便 跑步鞋 {}", "厨房 > 保温杯": "不锈钢 水杯 {}", "Phones > Cases": "silicone phone cover {}"}


def products(*, without: int = 0) -> list[dict[str, object]]:
    made: list[dict[str, object]] = [
        {"id": f"{at}{number}", "title": title.format(number), "category": path}
        for at, (path, title) in enumerate(KINDS.items())
        for number in range(80)
    ]
    return [*made, *({"id": f"x{number}", "title": f"跑步鞋 {number}"} for number in range(without))]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("category"), *products())


def likely(shop: SmallShop, text: str) -> list[tuple[str, float]]:
    return [(shop.view.table("category", row), chance) for row, chance in shop.understood(text).categories.items()]


@pytest.mark.parametrize(("typed", "category"), [("水杯", "厨房 > 保温杯"), ("轻便 跑步鞋", "鞋靴 > 跑鞋"), ("phone covers", "Phones > Cases")])
def test_a_query_is_about_the_category_whose_products_use_its_words(shop: SmallShop, typed: str, category: str) -> None:
    (first, chance), *_ = likely(shop, typed)
    assert first == category
    assert chance > 0.6


def test_probabilities_come_in_falling_order_and_sum_up_to_one_at_most(shop: SmallShop) -> None:
    chances = [chance for _, chance in likely(shop, "轻便 水杯 phone")]
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1 + 1e-6


def test_words_that_no_category_uses_speak_for_none(shop: SmallShop) -> None:
    assert likely(shop, "哈密瓜") == []


def test_a_category_that_is_nearly_certain_is_a_filter_that_can_be_undone(shop: SmallShop) -> None:
    query = shop.search("不锈钢 水杯").query
    assert [one.filter.value for one in query.applied] == ["厨房 > 保温杯"]
    assert shop.search("不锈钢 水杯", undone=("category",)).query.applied == ()


def test_where_a_product_has_no_category_none_becomes_a_filter(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *products(without=1))
    query = shop.search("不锈钢 水杯").query
    assert max(query.categories.values()) > 0.97
    assert query.applied == ()


def test_where_many_products_have_no_category_none_is_told(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *products(without=80))
    assert shop.understood("水杯").categories == {}
