"""What the shop's own dictionary decides is done, and a query that it does not touch stays as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from searchrank.query.rulings import DICTIONARY
from searchrank.records import changed
from tests.small_shop import SmallShop, small_shop

TITLES = (
    {"title": "Nike Air running shoe", "brand": "Nike"},
    {"title": "adidas running shoe", "brand": "adidas"},
    {"title": "adidas trainer", "brand": "adidas"},
    "adidas adidas adidas",
    "纯棉 连衣裙 女",
    "大衣 女 冬",
    "大衣柜 实木",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("rulings"), *TITLES)


def names(shop: SmallShop, text: str) -> list[tuple[str, str]]:
    return [(entity.kind, entity.name) for entity in shop.understood(text).entities]


def test_what_the_dictionary_corrects_is_corrected_and_said(shop: SmallShop) -> None:
    query = shop.knowing(("correction", "adi => adidas")).understood("adi shoe")
    assert (query.text, query.sought) == ("adidas shoe", "adidas shoe")
    assert query.correction is not None
    assert (query.correction.typed, query.correction.text, query.correction.kind, query.correction.strength) == (
        "adi shoe",
        "adidas shoe",
        DICTIONARY,
        "strong",
    )


def test_a_correction_is_of_whole_words(shop: SmallShop) -> None:
    assert shop.knowing(("correction", "run => shoe")).understood("running").text == "running"


def test_who_asks_for_just_what_was_typed_gets_it(shop: SmallShop) -> None:
    wise = shop.knowing(("correction", "adi => adidas"), ("synonym", "adi, nike"))
    query = wise.search("adi", exact=True).query
    assert (query.text, query.correction, query.rewrites) == ("adi", None, ())


def test_a_word_that_the_dictionary_knows_is_not_corrected(shop: SmallShop) -> None:
    assert shop.understood("adidsa shoe").text == "adidas shoe"
    for entry in (("protected", "adidsa"), ("synonym", "adidsa, nike"), ("entity", "adidsa => brand: nike")):
        assert shop.knowing(entry).understood("adidsa shoe").text == "adidsa shoe"


def test_a_known_word_is_not_lost_where_the_correction_says_it_within_a_longer_one(shop: SmallShop) -> None:
    wise = shop.knowing(("synonym", "shoe, loafer"), ("synonym", "adidas shoe, sambas"))
    assert wise.understood("adidsa shoe").text == "adidas shoe"


def test_another_word_of_the_same_query_is_still_corrected(shop: SmallShop) -> None:
    query = shop.knowing(("protected", "nike"), ("correction", "sho => shoe")).understood("adidsa sho")
    assert query.text == "adidas shoe"
    assert query.correction is not None and query.correction.typed == "adidsa sho"


def test_a_name_of_the_dictionary_is_a_brand_of_the_shop(shop: SmallShop) -> None:
    assert names(shop, "勾勾 shoe") == []
    assert names(shop.knowing(("entity", "勾勾 => brand: Nike")), "勾勾 shoe") == [("brand", "Nike")]


def test_a_synonym_of_a_brand_names_the_brand(shop: SmallShop) -> None:
    assert names(shop.knowing(("synonym", "耐克, nike")), "耐克 shoe") == [("brand", "Nike")]
    assert names(shop.knowing(("narrower", "耐克 => nike")), "耐克 shoe") == []


def test_a_synonym_names_nothing_inside_another_word(shop: SmallShop) -> None:
    wise = shop.knowing(("synonym", "大衣, nike"))
    assert names(wise, "大衣 女")[0] == ("brand", "Nike")
    assert ("brand", "Nike") not in names(wise, "大衣柜 实木")


def test_a_name_that_the_published_shop_has_not_is_none(shop: SmallShop) -> None:
    assert names(shop.knowing(("entity", "勾勾 => brand: puma")), "勾勾 shoe") == []


def test_a_name_of_the_dictionary_wins_over_a_shorter_one_and_gives_way_to_a_longer(shop: SmallShop) -> None:
    assert names(shop.knowing(("entity", "nike air => style")), "nike air") == [("style", "nike air")]
    assert ("brand", "Nike") in names(shop.knowing(("entity", "air => style")), "nike air")


def test_a_stop_word_is_not_sought_unless_it_is_all_there_is(shop: SmallShop) -> None:
    wise = shop.knowing(("stop", "女"))
    assert wise.understood("连衣裙 女").sought == "连衣裙"
    assert wise.understood("女").sought == "女"


def test_a_stop_word_inside_another_word_stays(shop: SmallShop) -> None:
    assert shop.knowing(("stop", "大衣")).understood("大衣柜 实木").sought == "大衣柜 实木"


def test_the_dictionary_is_switched_off_by_a_setting(shop: SmallShop) -> None:
    wise = shop.knowing(("correction", "adi => adidas"), ("synonym", "adi, nike"), ("stop", "shoe"))
    off = replace(wise, settings=changed_query(wise, dictionary=False))
    assert off.understood("adi shoe") == shop.understood("adi shoe")


def changed_query(shop: SmallShop, **values: object):  # type: ignore[no-untyped-def]
    return shop.settings.model_copy(update={"query": shop.settings.query.model_copy(update=values)})


def test_a_query_without_any_entry_is_understood_exactly_as_before(shop: SmallShop) -> None:
    wise = shop.knowing(("correction", "foo => bar"), ("synonym", "foo, nike"), ("stop", "baz"), ("entity", "qux => style"), ("protected", "quux"))
    for text in ("nike shoe", "连衣裙 女", "adidsa shoe", "", "!!"):
        assert wise.understood(text) == shop.understood(text)


def test_a_snapshot_keeps_nothing_of_a_dictionary_that_was_swapped(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "red shoe", "blue shoe")
    assert shop.knowing(("synonym", "crimson, red")).matched("crimson") == ["red shoe"]
    assert shop.knowing(("synonym", "crimson, blue")).matched("crimson") == ["blue shoe"]
    assert changed(shop.understood("crimson"), typed="") == changed(shop.knowing().understood("crimson"), typed="")


BIKES = (
    *({"id": f"kid{n}", "title": f"儿童自行车 辅助轮 {n}", "category": ["童车", "儿童自行车"]} for n in range(9)),
    *({"id": f"scooter{n}", "title": f"滑板车 6岁 {n}", "category": ["童车", "滑板车"]} for n in range(9)),
    *({"id": f"shoe{n}", "title": f"跑鞋 缓震 {n}", "category": ["鞋靴", "跑鞋"]} for n in range(9)),
    *({"id": f"hoodie{n}", "title": f"卫衣 连帽 {n}", "category": ["上装", "卫衣"]} for n in range(9)),
)


@pytest.fixture(scope="module")
def bikes(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("bikes"), *BIKES)


def test_a_category_that_begins_with_the_people_it_is_for_keeps_its_name(bikes: SmallShop) -> None:
    wise = bikes.knowing(("synonym", "儿童自行车, 童车, 儿童单车"))
    assert ("category", "童车 > 儿童自行车") in names(wise, "儿童自行车 6岁")
    assert names(wise, "儿童单车") == [("category", "童车 > 儿童自行车")]


def test_what_an_arrow_leads_to_is_not_meant_where_another_thing_is_named(bikes: SmallShop) -> None:
    wise = bikes.knowing(("synonym", "耐克 => 跑鞋"))
    assert names(wise, "耐克") == [("category", "鞋靴 > 跑鞋")]
    assert names(wise, "耐克卫衣") == names(wise, "耐克 新 卫衣") == [("category", "上装 > 卫衣")]


def test_no_other_word_is_offered_for_one_that_the_dictionary_knows(bikes: SmallShop) -> None:
    assert bikes.understood("跑血").correction is not None
    assert bikes.knowing(("protected", "跑血")).understood("跑血").correction is None
