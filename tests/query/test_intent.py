"""What shoppers want besides things: a price, the newest, advice, one brand; and how they are told what was made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.errors import UnknownName
from searchrank.query.understand import checked_undo
from searchrank.records import Filter
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("intent"),
        {"id": "dear", "title": "蓝牙耳机 降噪", "brand": "华声", "price": 500, "attributes": {"颜色": "黑色"}},
        {"id": "cheap", "title": "蓝牙耳机 入门", "price": 99, "attributes": {"颜色": "白色"}},
        {"id": "fair", "title": "蓝牙耳机 300 小时", "price": 300},
        {"id": "unpriced", "title": "蓝牙耳机"},
    )


def test_a_price_in_words_keeps_what_costs_more_away(shop: SmallShop) -> None:
    shop.assert_found("300以内蓝牙耳机", ["cheap", "fair"])
    shop.assert_found("三百以内的蓝牙耳机", ["cheap", "fair"])


def test_the_words_of_a_price_are_not_searched_for(shop: SmallShop) -> None:
    query = shop.understood("300以内蓝牙耳机")
    assert query.sought == "蓝牙耳机"
    assert [token.text for token in query.tagged("unit")] == list("蓝牙耳机")
    assert query.text == "300以内蓝牙耳机"


def test_what_was_applied_says_the_words_that_asked_for_it(shop: SmallShop) -> None:
    (applied,) = shop.understood("300以内蓝牙耳机").applied
    assert (applied.filter, applied.text, applied.relaxed) == (Filter("price", None, None, 300.0), "300以内", False)


def test_an_undone_price_lets_everything_through_again(shop: SmallShop) -> None:
    shop.assert_found("300以内蓝牙耳机", ["cheap", "fair", "dear", "unpriced"], undone=("price",))


def test_a_price_that_the_shopper_chose_goes_before_his_words(shop: SmallShop) -> None:
    shop.assert_found("300以内蓝牙耳机", ["dear"], filters=["price:400.."])


def test_a_price_that_nothing_has_is_relaxed_and_said_to_be(shop: SmallShop) -> None:
    search = shop.search("20以内蓝牙耳机")
    assert len(search.found.rows) == 4
    assert [one.relaxed for one in search.query.applied] == [True]


def test_a_price_alone_shows_what_it_buys(shop: SmallShop) -> None:
    shop.assert_found("不超过100元", ["cheap"])


def test_the_facet_of_prices_ignores_the_price_in_words(shop: SmallShop) -> None:
    assert sum(shop.facet("300以内蓝牙耳机", "price").values()) == sum(shop.facet("蓝牙耳机", "price").values())


def test_a_shop_without_prices_reads_none(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "耳机 300 以内", "耳机")
    assert shop.understood("300以内耳机").applied == ()
    assert shop.found("300以内耳机")[0] == "耳机 300 以内"


def test_words_that_ask_for_nothing_are_not_searched_for(shop: SmallShop) -> None:
    assert shop.understood("包邮 正品蓝牙耳机").sought == "蓝牙耳机"
    assert shop.understood("free shipping best 耳机").sought == "耳机"


def test_words_that_ask_for_nothing_are_searched_for_where_there_are_no_others(shop: SmallShop) -> None:
    assert shop.understood("包邮").sought == "包邮"


def test_what_is_worn_or_eaten_is_the_thing_that_follows(shop: SmallShop) -> None:
    assert shop.understood("运动戴的蓝牙耳机").sought == "运动 蓝牙耳机"
    assert shop.understood("佩戴的").sought == "佩戴的"


def test_who_it_is_bought_for_is_not_sought_by_the_words_for_buying(shop: SmallShop) -> None:
    assert shop.understood("给孩子买的蓝牙耳机").sought == "孩子 蓝牙耳机"
    assert shop.understood("给力蓝牙耳机").sought == "给力蓝牙耳机"


def test_what_is_refused_is_not_sought_beside_words_that_ask_for_nothing(shop: SmallShop) -> None:
    assert shop.understood("耳机 不要红色 包邮").sought == "耳机"


def test_a_part_of_a_word_asks_for_something(shop: SmallShop) -> None:
    assert shop.understood("实用的蓝牙耳机").sought == "实用的蓝牙耳机"
    assert shop.understood("美好的蓝牙耳机").sought == "美好的蓝牙耳机"


def test_a_negation_a_number_and_a_size_are_never_lost(shop: SmallShop) -> None:
    for typed in ("耳机 300", "耳机 500ml", "不入耳耳机", "43码 跑鞋"):
        assert shop.understood(typed).sought == shop.understood(typed).text
    (applied,) = shop.understood("无线 without mic").applied
    assert (applied.filter, applied.text) == (Filter("without", "mic"), "without mic")


@pytest.mark.parametrize(
    ("typed", "intents"),
    [
        ("新款蓝牙耳机", ("fresh",)),
        ("latest earbuds", ("fresh",)),
        ("蓝牙耳机怎么选", ("reading",)),
        ("earbuds review", ("reading",)),
        ("便宜的蓝牙耳机", ("cheap",)),
        ("300以内蓝牙耳机", ("price",)),
        ("跑鞋43码", ("size",)),
        ("可乐 500 ml", ("size",)),
        ("华声", ("navigational",)),
        ("正品 华声", ("navigational",)),
        ("wh-1000xm4", ("navigational",)),
        ("华声耳机", ()),
    ],
)
def test_an_intent_is_told(shop: SmallShop, typed: str, intents: tuple[str, ...]) -> None:
    assert shop.understood(typed).intents == intents


def test_only_what_words_can_ask_for_can_be_undone() -> None:
    assert checked_undo(["price"]) == ("price",)
    with pytest.raises(UnknownName, match=r"unknown undo 'brand': known are price, category"):
        checked_undo(["brand"])
