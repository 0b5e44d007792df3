"""A name of two things means the one of which the rest of the query speaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from searchrank.query.kinds import CATEGORY
from tests.small_shop import SmallShop, goods, small_shop

GOODS = {
    "文具 > 笔记本": "笔记本 横线 会议",
    "电脑 > 笔记本电脑": "笔记本电脑 游戏 显卡",
    "清洁 > 吸尘器": "吸尘器 除螨 家用",
    "汽车 > 车载吸尘器": "车载吸尘器 洗车 吸尘器",
    "数码 > 鼠标": "鼠标 无线 静音",
    "食品 > 坚果": "坚果 每日",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("homonyms"), *goods(GOODS, 8))


def named(shop: SmallShop, text: str, **asked: Any) -> list[str]:
    return [one.name for one in shop.search(text, **asked).query.entities if one.kind == CATEGORY]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("洗车的吸尘器", "汽车 > 车载吸尘器"),
        ("除螨吸尘器", "清洁 > 吸尘器"),
        ("吸尘器", "清洁 > 吸尘器"),
        ("吸尘器 便宜", "清洁 > 吸尘器"),
    ],
)
def test_a_kind_whose_name_ends_with_it_is_meant_where_the_rest_speaks_of_it(shop: SmallShop, text: str, expected: str) -> None:
    assert named(shop, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"), [("游戏用的笔记本", "电脑 > 笔记本电脑"), ("会议笔记本", "文具 > 笔记本"), ("笔记本", "文具 > 笔记本")]
)
def test_what_the_dictionary_says_that_a_name_may_stand_for_too_is_meant_where_the_rest_speaks_of_it(
    shop: SmallShop, text: str, expected: str
) -> None:
    assert named(shop, "游戏用的笔记本") == ["文具 > 笔记本"]
    wise = shop.knowing(("synonym", "笔记本 => 笔记本电脑"))
    assert named(wise, text) == [expected]


def test_a_brand_that_has_what_is_named_a_colour_and_people_tell_nothing(tmp_path: Path) -> None:
    vacuums = [{"id": f"v{one}", "title": f"吸尘器 家用 {one}", "category": ["清洁", "吸尘器"], "brand": "净岚"} for one in range(2)]
    of_cars = [
        {"id": f"c{one}", "title": f"净岚 红色 男款 洗车 吸尘器 {one}", "category": ["汽车", "车载吸尘器"], "brand": "净岚"} for one in range(40)
    ]
    others = [{"id": f"o{one}", "title": f"鼠标 无线 {one}", "category": ["数码", "鼠标"], "brand": "玄幕"} for one in range(20)]
    shop = small_shop(tmp_path, *vacuums, *of_cars, *others)
    assert [named(shop, text) for text in ("净岚吸尘器", "红色吸尘器", "男款吸尘器")] == [["清洁 > 吸尘器"]] * 3
    assert named(shop, "洗车吸尘器") == ["汽车 > 车载吸尘器"]


def test_switched_off_a_name_means_the_category_that_is_called_so(shop: SmallShop) -> None:
    without = replace(shop, settings=shop.settings.model_copy(update={"query": shop.settings.query.model_copy(update={"homonyms": False})}))
    assert named(without, "洗车的吸尘器") == ["清洁 > 吸尘器"]


def test_nothing_else_is_meant_where_just_what_was_typed_is_asked_for(shop: SmallShop) -> None:
    assert named(shop, "洗车的吸尘器", exact=True) == ["清洁 > 吸尘器"]


def test_what_the_dictionary_calls_by_people_and_thing_is_meant_where_they_are_named(tmp_path: Path) -> None:
    phones = [{"id": f"p{one}", "title": f"手机 5G 老人机 {one}", "category": ["手机", "智能手机"]} for one in range(9)]
    seniors = [{"id": f"s{one}", "title": f"老人机 按键 {one}", "category": ["手机", "老人机"]} for one in range(9)]
    shop = small_shop(tmp_path, *phones, *seniors).knowing(("synonym", "老人机, 老人智能手机"))
    assert [named(shop, text) for text in ("奶奶用的智能手机", "老人的智能手机")] == [["手机 > 老人机"]] * 2
    assert named(shop, "男士的智能手机") == ["手机 > 智能手机"]
