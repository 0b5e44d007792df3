"""Brands and categories that a query names, by longest match against the snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.query.entities import called, find_entities, uncrossed
from searchrank.query.normalise import normalise
from searchrank.records import Entity
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("entities"),
        {"id": "1", "title": "slippers", "brand": "New Balance", "category": "Shoes > Slippers"},
        {"id": "2", "title": "sofa", "brand": "Balance", "category": "Home > New"},
        {"id": "3", "title": "跑鞋", "brand": "NEW BALANCE", "category": "鞋靴 > 跑步鞋"},
        {"id": "4", "title": "鞋油", "brand": "步鞋", "category": "鞋靴"},
        {"id": "5", "title": "slippers again", "brand": "New Balance", "category": "Outdoor > Slippers"},
        {"id": "6", "title": "slippers once more", "brand": "Slippers", "category": "Outdoor > Slippers"},
    )


def named(shop: SmallShop, text: str) -> list[tuple[str, str, str]]:
    """Kind and name of every entity, and the piece of the query that it stands on."""
    plain = normalise(text)
    return [(entity.kind, entity.name, plain[entity.start : entity.end]) for entity in find_entities(plain, shop.view.snapshot)]


def test_the_longest_name_wins(shop: SmallShop) -> None:
    assert named(shop, "NEW balance 跑步鞋") == [("brand", "New Balance", "new balance"), ("category", "鞋靴 > 跑步鞋", "跑步鞋")]


def test_a_brand_is_shown_in_its_most_frequent_spelling(shop: SmallShop) -> None:
    assert named(shop, "new balance") == [("brand", "New Balance", "new balance")]


def test_traditional_and_wide_forms_name_the_same(shop: SmallShop) -> None:
    assert named(shop, "ＮＥＷ Balance 鞋靴") == [("brand", "New Balance", "new balance"), ("category", "鞋靴", "鞋靴")]


def test_of_equal_names_a_brand_comes_before_a_category(shop: SmallShop) -> None:
    assert named(shop, "slippers") == [("brand", "Slippers", "slippers")]


def test_names_do_not_begin_or_end_within_a_word(shop: SmallShop) -> None:
    assert named(shop, "newbalance") == []
    assert named(shop, "rebalance newer") == []


def test_one_name_never_overlaps_another(shop: SmallShop) -> None:
    """步鞋 is a brand, but 跑步鞋 is longer and has taken its characters."""
    assert named(shop, "跑步鞋") == [("category", "鞋靴 > 跑步鞋", "跑步鞋")]
    assert named(shop, "步鞋") == [("brand", "步鞋", "步鞋")]


def test_names_come_in_the_order_of_the_text(shop: SmallShop) -> None:
    assert [kind for kind, _, _ in named(shop, "鞋靴 balance")] == ["category", "brand"]


def test_the_row_of_an_entity_is_its_row_in_the_table(shop: SmallShop) -> None:
    (entity,) = find_entities("new balance", shop.view.snapshot)
    assert shop.view.table("brand", entity.id) == "New Balance"


def test_a_leaf_that_stands_in_two_places_is_the_one_with_more_products(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        {"title": "a", "category": "Indoor > Slippers"},
        {"title": "b", "category": "Outdoor > Slippers"},
        {"title": "c", "category": "Outdoor > Slippers"},
    )
    assert named(shop, "slippers") == [("category", "Outdoor > Slippers", "slippers")]


def test_a_query_without_names_has_no_entities(shop: SmallShop) -> None:
    for text in ("", "milk", "😀", "?!"):
        assert named(shop, text) == []


def found_in(text: str, *said: tuple[str, str]) -> list[Entity]:
    return [Entity(kind, -1, name, text.index(name), text.index(name) + len(name)) for kind, name in said]


def kinds(text: str, *said: tuple[str, str]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in called(text, found_in(text, *said))]


def test_where_no_thing_is_named_the_last_phrase_of_titles_is_it() -> None:
    assert kinds("秋季女士睡裙", ("season", "秋季"), ("audience", "女士"), ("feature", "睡裙"))[-1] == ("word", "睡裙")
    assert kinds("女士 睡裙 秋季", ("audience", "女士"), ("feature", "睡裙"), ("season", "秋季"))[1] == ("word", "睡裙")


def test_phrases_that_stand_together_are_one_thing() -> None:
    assert kinds("red drawing pencils", ("colour", "red"), ("feature", "drawing"), ("feature", "pencils")) == [
        ("colour", "red"),
        ("word", "drawing pencils"),
    ]


def test_a_phrase_beside_a_thing_or_before_words_that_name_nothing_describes() -> None:
    assert kinds("耐踢足球", ("feature", "耐踢"), ("word", "足球"))[0] == ("feature", "耐踢")
    assert kinds("k2防摔", ("model", "k2"), ("feature", "防摔"))[1] == ("feature", "防摔")
    assert kinds("热力窗帘", ("feature", "热力")) == [("feature", "热力")]
    assert kinds("热力", ("colour", "热")) == [("colour", "热")]


def test_a_phrase_of_titles_gives_way_to_a_thing_that_it_crosses() -> None:
    kinds = {0: "feature", 1: "category", 2: "word"}

    class Known:
        def kind_of(self, place: int) -> str:
            return kinds[place]

    text = "cushioned running shoes"
    found = [(0, 17, 0), (10, 23, 1), (0, 9, 0)]
    assert [text[start:end] for start, end, _ in uncrossed(found, Known().kind_of)] == ["running shoes", "cushioned"]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("cases"),
        *({"id": f"case{at}", "title": f"手机壳 {at}", "category": "配件 > 手机壳", "attributes": {"适用型号": "凌拓 X3"}} for at in range(4)),
        *({"id": f"phone{at}", "title": f"手机 {at}", "brand": "凌拓", "category": "数码 > 手机"} for at in range(4)),
        *({"id": f"sofa{at}", "title": f"沙发 {at}", "category": "家具 > 客厅 > 沙发"} for at in range(4)),
    )


def test_a_model_with_its_brand_is_one_name_of_what_a_thing_fits(cases: SmallShop) -> None:
    assert named(cases, "凌拓x3手机壳")[0] == ("model", "凌拓 X3", "凌拓x3")
    assert [kind for kind, _, _ in named(cases, "凌拓x3手机")] == ["brand", "model", "category"]


def test_a_part_of_the_shop_beside_a_thing_says_where_it_is_for(cases: SmallShop) -> None:
    assert named(cases, "客厅手机")[0] == ("place", "客厅", "客厅")
    assert named(cases, "客厅")[0][0] == "category"
