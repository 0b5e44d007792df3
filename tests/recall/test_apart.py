"""What has only characters apart of a Chinese query is no match: both engines say so, because it is said of candidates."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.query.kinds import FEATURE
from searchrank.recall.apart import is_unsaid
from searchrank.records import Entity, changed
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


def unsaid(shop: SmallShop, text: str, described: str) -> bool:
    """Whether a text is unsaid whose words `described` say what a thing is like."""
    query, start = shop.understood(text), text.index(described)
    return is_unsaid(changed(query, entities=(Entity(FEATURE, -1, described, start, start + len(described)),)), shop.view.snapshot)


def test_without_categories_what_few_products_say_may_be_a_thing(tmp_path: Path) -> None:
    titles = ["哑铃 健身", *(f"加长 毛巾 {number}" for number in range(5)), *(f"雨伞 {number}" for number in range(600))]
    shop = small_shop(tmp_path, *titles)
    assert not unsaid(shop, "哑铃 戒指", "哑铃")
    assert unsaid(shop, "加长 戒指", "加长")


def test_with_categories_things_are_known_as_such(tmp_path: Path) -> None:
    titles = ["哑铃 健身", *(f"雨伞 {number}" for number in range(600))]
    shop = small_shop(tmp_path, *({"id": title, "title": title, "category": "日用 > 杂货"} for title in titles))
    assert unsaid(shop, "哑铃 戒指", "哑铃")


@pytest.mark.parametrize("text", ["有口罩吗", "请问有没有卖口罩的", "孩子不喜欢戒指", "不勒的口罩", "结实的口罩"])
def test_a_sentence_about_what_nothing_says_is_no_match(shop: SmallShop, text: str) -> None:
    search = shop.search(text)
    assert (shop.found(text), search.query.applied) == ([], ())


def test_one_of_two_characters_is_no_match_however_much_it_weighs(tmp_path: Path) -> None:
    strips = [f"猫条 三文鱼 {one}" for one in range(4)]
    shop = small_shop(tmp_path, *strips, *(f"香辣酱 拌饭 {one}" for one in range(40)))
    assert shop.found("辣条") == shop.found("请问有辣条吗") == []


@pytest.mark.parametrize(("text", "expected"), [("ps5 controller", []), ("5 controller", []), ("ps5 case", ["phone case 5"])])
def test_a_short_number_beside_words_that_nothing_says_is_no_match(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert small_shop(tmp_path, "phone case 5", "fan 5", "rice 1").found(text)[:1] == expected


def test_a_long_number_may_be_the_name_of_a_product(tmp_path: Path) -> None:
    assert small_shop(tmp_path, "drill 48213", "saw 5").found("qx48213") == ["drill 48213"]
