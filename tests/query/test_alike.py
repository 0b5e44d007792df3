"""What the dictionary calls the same thing is read as that thing, also for the category that is asked for."""

from __future__ import annotations

import pytest

from tests.small_shop import SmallShop, small_shop

GOODS = {
    "电脑 > 笔记本电脑": "笔记本电脑 学生 轻薄",
    "包 > 电脑包": "手提 电脑包 防水",
    "家电 > 电视": "液晶电视 智能",
    "家具 > 电视柜": "电视机柜 客厅",
    "服饰 > 帽子": "棒球帽 遮阳",
    "女装 > 羽绒服": "羽绒服 白鸭绒 连帽",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > ")} for path, title in GOODS.items() for n in range(9)]
    return small_shop(tmp_path_factory.mktemp("alike"), *listed)


def likeliest(shop: SmallShop, text: str) -> str:
    row = next(iter(shop.understood(text).categories))
    return shop.view.table("category", row)


def test_a_synonym_of_a_category_asks_for_the_category(shop: SmallShop) -> None:
    assert likeliest(shop, "手提电脑") == "包 > 电脑包"
    assert likeliest(shop.knowing(("synonym", "手提电脑, 笔记本电脑")), "手提电脑") == "电脑 > 笔记本电脑"


def test_a_word_that_no_product_says_is_of_the_category_of_its_synonym(shop: SmallShop) -> None:
    assert likeliest(shop, "贝雷 白鸭绒") == "女装 > 羽绒服"
    assert likeliest(shop.knowing(("synonym", "贝雷, 棒球帽")), "贝雷") == "服饰 > 帽子"


def test_a_narrower_word_speaks_only_for_one_that_no_product_says(shop: SmallShop) -> None:
    wise = shop.knowing(("narrower", "电脑 => 笔记本电脑"), ("narrower", "软帽 => 棒球帽"))
    assert wise.understood("手提 电脑").categories == shop.understood("手提 电脑").categories
    assert likeliest(wise, "软帽") == "服饰 > 帽子"


def test_a_word_that_names_a_category_is_read_as_it_stands(shop: SmallShop) -> None:
    assert shop.knowing(("synonym", "电脑包, 棒球帽")).understood("电脑包 防水").categories == shop.understood("电脑包 防水").categories


def test_who_asks_for_just_what_was_typed_is_not_read_otherwise(shop: SmallShop) -> None:
    wise = shop.knowing(("synonym", "手提电脑, 笔记本电脑"))
    assert wise.search("手提电脑", exact=True).query.rewrites == ()
    row = next(iter(wise.search("手提电脑", exact=True).query.categories))
    assert shop.view.table("category", row) == "包 > 电脑包"


def test_what_means_the_same_comes_before_what_is_narrower(shop: SmallShop) -> None:
    wise = shop.knowing(("narrower", "手提电脑 => 电脑包"), ("synonym", "手提电脑, 笔记本电脑"))
    assert [one.kind for one in wise.understood("手提电脑").rewrites] == ["synonym", "narrower"]
