"""People whom no product names as the shopper does are those of another word that products say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import SmallShop, small_shop

GOODS = {"鞋靴 > 老人鞋": "老人鞋 防滑 软底", "食品 > 牛奶": "牛奶 早餐奶 奶香", "鞋靴 > 跑鞋": "跑鞋 男款 透气"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{title} {n}", "title": f"{title} {n}号", "category": path.split(" > ")} for path, title in GOODS.items() for n in range(9)]
    return small_shop(tmp_path_factory.mktemp("people"), *listed)


def test_shoes_for_grandmother_are_those_of_the_old_and_no_milk(shop: SmallShop) -> None:
    assert shop.understood("奶奶穿的鞋").sought == "老人 鞋"
    assert shop.found("奶奶穿的鞋")[0].startswith("老人鞋")


def test_a_word_for_people_that_products_say_stays(shop: SmallShop) -> None:
    assert shop.understood("老人 鞋").rewrites == ()
    assert shop.understood("男款跑鞋").sought == "男款跑鞋"


def test_the_page_says_which_people_were_called_otherwise(shop: SmallShop) -> None:
    search = shop.search("奶奶穿的鞋")
    assert "奶奶" in search.relaxed
    assert [(one.text, one.kind) for one in search.query.rewrites] == [("老人", "people")]


def test_who_asks_for_just_what_was_typed_gets_it(shop: SmallShop) -> None:
    assert shop.search("奶奶穿的鞋", exact=True).query.sought == "奶奶 鞋"


def test_the_word_for_people_makes_no_other_word_with_what_follows(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *(f"手表 男 生日 {one}" for one in range(3)))
    assert shop.understood("男朋友生日 手表").sought == "男 生日 手表"
