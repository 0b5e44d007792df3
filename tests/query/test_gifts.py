"""Who asks for a gift for people and names no thing is shown gifts among what is sold to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from searchrank.query.gifts import GIFT, gift_of
from searchrank.query.normalise import normalise
from searchrank.records import Filter
from tests.small_shop import SmallShop, small_shop

GOODS = (
    ("首饰 > 项链", "项链 送礼 礼盒装", {"适用人群": "女"}),
    ("玩具 > 遥控车", "遥控车 生日礼物 男孩", {"适用人群": "儿童"}),
    ("玩具 > 娃娃", "娃娃 送礼 女童", {"适用人群": "儿童"}),
    ("鞋靴 > 老人鞋", "老人鞋 防滑", {"适用人群": "中老年"}),
    ("Watches > Watches", "Leather strap watch, gifts", {"For": "Men"}),
    ("Sweets > Candy", "Candy, old time favourite, gift idea, wrapped", {}),
    ("茶 > 茶壶", "茶壶 送礼 教师节", {}),
    ("女装 > 连衣裙", "连衣裙 妈妈 夏季", {"适用人群": "女"}),
)


def listed() -> Iterator[dict[str, Any]]:
    for path, title, attributes in GOODS:
        for number in range(4):
            yield {"id": f"{title} {number}", "title": f"{title} {number}号", "category": path.split(" > "), "attributes": attributes}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("gifts"), *listed())


PEOPLE: Mapping[str, str | None] = {
    "gift for mum": "women",
    "gift for teacher": None,
    "present for my boss": None,
    "送老师的礼物": None,
    "birthday presents for him": "men",
    "mother's day gift": "women",
    "gift for 5 year old": "children",
    "gift for a 2-year-old girl": "babies",
    "gift for 60 year old woman": "women",
    "送女友": "women",
    "3岁女孩生日礼物": "children",
    "8个月宝宝礼物": "babies",
    "给爷爷买什么礼物好": "elders",
    "父亲节送什么": "men",
    "送老师什么": None,
}


@pytest.mark.parametrize(("text", "whose"), PEOPLE.items())
def test_whom_a_gift_is_for(text: str, whose: str | None) -> None:
    gift = gift_of(normalise(text))
    assert gift is not None
    assert gift.whose == whose


@pytest.mark.parametrize(
    "text",
    [
        "gift",
        "礼物",
        "生日礼物",
        "birthday gift",
        "妈妈",
        "gift box for mum",
        "送妈妈的围巾",
        "送水",
        "圣诞树",
        "christmas tree",
        "present continuous",
        "",
    ],
)
def test_what_names_a_thing_or_nobody_is_read_by_its_words(text: str) -> None:
    assert gift_of(text) is None


def test_gifts_are_chosen_among_what_is_sold_to_those_people(shop: SmallShop) -> None:
    search = shop.search("送妈妈的生日礼物")
    assert [(one.filter, one.relaxed) for one in search.query.applied] == [(Filter("attributes.适用人群", "女"), False)]
    assert {title.split()[0] for title in shop.found("送妈妈的生日礼物")} <= {"项链", "连衣裙"}
    assert shop.found("送妈妈的生日礼物")[0].startswith("项链")
    assert GIFT in search.query.intents


def test_the_attribute_is_that_of_the_shoppers_language(shop: SmallShop) -> None:
    assert all(title.startswith("Leather strap watch") for title in shop.found("gift for dad"))
    assert shop.understood("gift for dad").applied[0].filter == Filter("attributes.for", "men")


def test_where_nothing_sold_to_them_says_gift_the_people_stay(shop: SmallShop) -> None:
    search = shop.search("给爷爷买什么礼物")
    assert [one.relaxed for one in search.query.applied] == [False]
    assert {title.split()[0] for title in shop.found("给爷爷买什么礼物")} == {"老人鞋"}


def test_a_present_that_does_not_say_so_lacks_nothing(shop: SmallShop) -> None:
    assert shop.search("给爷爷买什么礼物").relaxed == shop.search("送女友").relaxed == ()


def test_a_girl_is_sought_by_that_word_too(shop: SmallShop) -> None:
    assert shop.found("送女童礼物")[0].startswith("娃娃")


def test_a_day_alone_seeks_what_says_it(shop: SmallShop) -> None:
    assert shop.understood("教师节送什么").applied == ()
    assert shop.found("教师节送什么")[0].startswith("茶壶")


def test_the_shopper_may_undo_it_or_ask_for_just_what_he_typed(shop: SmallShop) -> None:
    assert shop.search("送妈妈的生日礼物", undone=frozenset(["attributes.适用人群"])).query.applied == ()
    assert GIFT not in shop.search("送妈妈的生日礼物", exact=True).query.intents


@pytest.mark.parametrize("text", ["i need a gift for my mum", "想给妈妈买个生日礼物", "do you have a present for my mum"])
def test_a_sentence_that_asks_for_a_gift_is_one(shop: SmallShop, text: str) -> None:
    assert GIFT in shop.understood(text).intents


def test_a_thing_that_a_sentence_asks_for_is_no_gift(shop: SmallShop) -> None:
    assert GIFT not in shop.understood("想给妈妈买个茶壶").intents
