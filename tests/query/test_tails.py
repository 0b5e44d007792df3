"""What a Chinese query says last in one character is a kind of things: the categories whose names end with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.small_shop import SmallShop, goods, small_shop

GOODS = {
    "灯具 > 台灯": "台灯 护眼",
    "灯具 > 吸顶灯": "吸顶灯 客厅",
    "户外 > 露营椅": "露营椅 折叠",
    "床品 > 枕头": "枕头 记忆棉",
    "健身 > 跑步机": "跑步机 办公室 午睡",
    "零食 > 糖果": "糖果 独立小包",
    "箱包 > 双肩包": "双肩包 学生",
    "箱包 > 手提包": "手提包 真皮",
    "母婴 > 奶瓶": "奶瓶 宽口",
    "美妆 > 化妆刷": "化妆刷 软毛",
    "个护 > 牙刷": "牙刷 软毛",
    "家具 > 书桌": "书桌 实木",
    "家具 > 餐桌": "餐桌 圆形",
    "家具 > 床": "床 双人",
    "餐饮 > 咖啡壶": "咖啡壶 手冲",
    "家电 > 电热水壶": "电热水壶 保温",
    "食品 > 咖啡豆": "咖啡 深烘",
    "数码 > 笔记本电脑": "笔记本电脑 轻薄",
    "数码 > 平板电脑": "平板电脑 学习",
    "数码 > 移动硬盘": "移动硬盘 高速",
    "书房 > 办公椅": "电脑椅 久坐 电脑",
    "大家电 > 空调": "空调 变频",
    "家纺 > 被子": "被子 加厚",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("tails"), *goods(GOODS, 6))


def things(shop: SmallShop, text: str, **asked: Any) -> set[str]:
    return {title.split()[0] for title in shop.found(text, **asked)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("露营用的灯", {"台灯", "吸顶灯"}),
        ("露营 灯", {"台灯", "吸顶灯"}),
        ("孩子春游背的小包", {"双肩包", "手提包"}),
        ("办公室午睡的枕", {"枕头"}),
        ("能折叠的桌子", {"书桌", "餐桌"}),
        ("麻将桌", {"书桌", "餐桌"}),
        ("户外桌", {"书桌", "餐桌"}),
        ("急救包", {"双肩包", "手提包"}),
        ("单人床", {"床"}),
        ("麻将桌 120cm", {"书桌", "餐桌"}),
        ("煮咖啡的壶", {"咖啡壶"}),
        ("煮茶的壶", {"咖啡壶", "电热水壶"}),
        ("固态硬盘", {"移动硬盘"}),
        ("翻新电脑", {"笔记本电脑", "平板电脑"}),
        ("空调被", {"被子"}),
        ("孩子写字的小桌子", {"书桌", "餐桌"}),
    ],
)
def test_the_kind_that_is_said_last_is_shown(shop: SmallShop, text: str, expected: set[str]) -> None:
    assert things(shop, text) == expected
    assert {one.filter.field for one in shop.understood(text).applied} == {"category"}


@pytest.mark.parametrize("text", ["面包", "红包", "早餐的面包", "指甲刀"])
def test_a_word_that_ends_in_the_character_of_a_thing_may_be_none(shop: SmallShop, text: str) -> None:
    assert not any(one.filter.field == "category" for one in shop.understood(text).applied)


@pytest.mark.parametrize("text", ["奶瓶的刷", "露营椅", "护眼台灯", "糖果的小包", "软毛刷", "宝宝用的碗", "台灯 书房桌", "奶瓶刷"])
def test_other_ends_ask_for_no_kind(shop: SmallShop, text: str) -> None:
    assert len([one for one in shop.understood(text).applied if one.filter.field == "category"]) < 2


def test_the_shopper_may_undo_it_or_ask_for_just_what_he_typed(shop: SmallShop) -> None:
    assert shop.search("露营用的灯", undone=frozenset(["category"])).query.applied == ()
    assert shop.search("露营用的灯", exact=True).query.applied == ()


SKIRTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("女装 > 半身裙", "半身裙 百褶", {"适用人群": "女"}),
    ("女装 > 连衣裙", "连衣裙 法式", {"适用人群": "女"}),
    ("厨房 > 围裙", "围裙 防水", {}),
    ("童装 > 童鞋", "童鞋 软底", {"适用人群": "儿童"}),
    ("鞋靴 > 皮鞋", "皮鞋 商务", {"适用人群": "男"}),
)


def test_what_says_nothing_of_people_is_not_all_that_is_left_for_them(tmp_path: Path) -> None:
    listed = [
        {"id": f"{path}{n}", "title": f"{title} {n}号", "category": path.split(" > "), "attributes": stated}
        for path, title, stated in SKIRTS
        for n in range(12)
    ]
    shop = small_shop(tmp_path, *listed)
    asked = [str(one.filter.value) for one in shop.understood("女童公主的裙").applied if one.filter.field == "category"]
    assert asked == [] or "女装 > 半身裙" in asked
    assert [str(one.filter.value) for one in shop.understood("女童穿的鞋").applied if one.filter.field == "category"] == ["童装 > 童鞋"]
