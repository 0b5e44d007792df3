"""A quality that is asked for by degree is sought by the word for it that products say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import SmallShop, small_shop

GOODS = {
    "垫 > 瑜伽垫": "瑜伽垫 加厚 防滑",
    "包 > 双肩包": "双肩包 大容量 旅行",
    "鞋 > 靴子": "靴子 厚底 马丁靴",
    "床品 > 枕头": "枕头 柔软 护颈",
    "玩具 > 毛绒玩具": "毛绒玩具 大号 熊",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{title} {n}", "title": f"{title} {n}", "category": path.split(" > ")} for path, title in GOODS.items() for n in range(6)]
    return small_shop(tmp_path_factory.mktemp("degrees"), *listed)


SAID = {
    "瑜伽垫 厚一点": "瑜伽垫 加厚",
    "厚一点的瑜伽垫": "加厚 瑜伽垫",
    "大一点的双肩包": "大容量 双肩包",
    "大点的毛绒玩具": "大号 毛绒玩具",
    "比较软的枕头": "柔软 枕头",
    "枕头 高一些": "枕头 高",
    "防滑一点的瑜伽垫": "防滑 瑜伽垫",
    "厚底靴子": "厚底靴子",
    "大熊": "大熊",
}


@pytest.mark.parametrize(("text", "sought"), SAID.items())
def test_a_quality_is_said_as_products_of_the_thing_say_it(shop: SmallShop, text: str, sought: str) -> None:
    assert shop.understood(text).sought == sought


def test_a_thicker_mat_is_a_mat_and_no_boot(shop: SmallShop) -> None:
    assert shop.found("运动垫子 厚一点")[0].startswith("瑜伽垫")


def test_who_asks_for_just_what_was_typed_gets_it(shop: SmallShop) -> None:
    assert shop.search("瑜伽垫 厚一点", exact=True).query.sought == "瑜伽垫 厚一点"


def test_what_no_product_says_is_told_as_it_was_said(shop: SmallShop) -> None:
    assert shop.search("枕头 高一些").relaxed == ("高",)


def test_what_says_the_opposite_comes_last_where_nothing_says_it(tmp_path: Path) -> None:
    duvets = small_shop(tmp_path, *(f"被子 {kind} {one}" for kind in ("冬季 保暖", "抗菌") for one in range(4)))
    assert [title[3:5] for title in duvets.found("被子 薄一点")] == ["抗菌"] * 4 + ["冬季"] * 4
