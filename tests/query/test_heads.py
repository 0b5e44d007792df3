"""The thing that is named tells the category, whatever else the words speak of."""

from __future__ import annotations

import pytest

from tests.query.meaning_shop import meaning_shop
from tests.small_shop import SmallShop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return meaning_shop(tmp_path_factory.mktemp("heads"))


def likeliest(shop: SmallShop, text: str) -> str:
    row = next(iter(shop.understood(text).categories))
    return shop.view.table("category", row)


def test_a_named_thing_that_nothing_follows_has_at_least_its_share(shop: SmallShop) -> None:
    categories = shop.understood("电视 65寸").categories
    assert likeliest(shop, "电视 65寸") == "家电 > 电视"
    assert next(iter(categories.values())) > 0.8


def test_products_for_other_people_are_hardly_meant(shop: SmallShop) -> None:
    assert likeliest(shop, "衬衫 女") == "女装 > 女衬衫"
    assert likeliest(shop, "衬衫 男") == "男装 > 衬衫"
