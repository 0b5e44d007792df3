"""What has only characters apart of a Chinese query is no match: both engines say so, because it is said of candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import SmallShop, small_shop

LAPTOPS = [f"笔记本电脑 指纹解锁 {one}" for one in range(6)]
SOFAS = [f"沙发罩 口碑款 {one}" for one in range(6)]
SHOES = [f"网面包裹 篮球鞋 {one}" for one in range(4)]
OTHERS = ("渔夫帽 遮阳", "大红袍 茶叶", "红枣 新疆", "手机壳 防摔", "无线充电 泳池", "太阳镜 护眼")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("apart"), *LAPTOPS, *SOFAS, *SHOES, *OTHERS)


@pytest.mark.parametrize("text", ["戒指", "指甲油", "戒指 钻石", "口罩", "电池", "口罩 电池", "红色口罩", "女士戒指", "面包"])
def test_characters_of_a_word_that_nothing_says_are_no_match(shop: SmallShop, text: str) -> None:
    search = shop.search(text)
    assert (shop.found(text), search.found.total, search.relaxed) == ([], 0, ())


MATCHES = {
    "指纹锁": LAPTOPS[0],
    "帽孑": "渔夫帽 遮阳",
    "指": LAPTOPS[0],
    "usb 指环": LAPTOPS[0],
    "红茶": "大红袍 茶叶",
    "眼镜": "太阳镜 护眼",
    "罩沙发": SOFAS[0],
}


@pytest.mark.parametrize(("text", "found"), MATCHES.items())
def test_two_neighbours_a_thing_of_one_character_and_most_of_the_words_are_a_match(shop: SmallShop, text: str, found: str) -> None:
    assert found in shop.found(text)


def test_a_setting_lets_characters_be_a_match(tmp_path: Path) -> None:
    loose = small_shop(tmp_path, *LAPTOPS, *OTHERS, apart=0)
    assert set(loose.found("戒指")) == set(LAPTOPS)
