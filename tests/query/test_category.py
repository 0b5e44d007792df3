"""Which category a query is about, told from the shop's own products."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.query.category import FEWEST, Classifier, token_numbers
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


@pytest.mark.parametrize("text", ["轻便 水杯 phone", "水杯", "phone covers", "跑步鞋 不锈钢"])
def test_probabilities_are_the_softmax_of_what_the_words_weigh(shop: SmallShop, text: str) -> None:
    classifier = Classifier.open(shop.view.snapshot)
    assert classifier is not None
    ids = token_numbers(shop.view.snapshot, shop.understood(text).tokens)
    scores = np.array(classifier.prior, np.float64)
    for kind, known in ids.items():
        lists, weights = classifier.learned[kind]
        used = [one for one in known if len(lists[one])]
        for one in used:
            scores[lists[one]] += weights[lists.offsets[one] : lists.offsets[one + 1]]
        scores += len(used) * classifier.unseen[kind]
    chance = np.exp((scores - scores.max()) / classifier.temperature)
    expected = {int(row): one for row, one in zip(classifier.leaves, chance / chance.sum(), strict=True) if one >= FEWEST}
    assert classifier.likely(ids) == pytest.approx(expected, rel=1e-4)
    assert classifier.scores(ids) == pytest.approx(scores, rel=1e-4)


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
