"""What words wish for besides a thing: its size, number, colour, price; and that what grants it comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.pipeline import Search
from searchrank.query.understand import Understand
from searchrank.records import Query
from searchrank.settings import QuerySettings
from tests.query.meaning_shop import meaning_shop, stick
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return meaning_shop(tmp_path_factory.mktemp("wishes"))


def test_what_states_the_colour_matches_and_what_states_another_comes_last(shop: SmallShop) -> None:
    shop.assert_found("高跟鞋 红色", ["red"])
    found = shop.found("高跟鞋 红色")
    assert found[:2] == ["red", "plain"]
    assert set(found) >= {"black", "white", *(f"black-{one}" for one in range(9))}


@pytest.mark.parametrize("text", ["高跟鞋 红", "红 高跟鞋", "红高跟鞋", "婚礼穿的红高跟鞋"])
def test_a_colour_in_one_character_stands_alone(shop: SmallShop, text: str) -> None:
    assert [(one.filter.value, one.text) for one in shop.understood(text).applied if one.filter.lenient] == [("红色", "红")]
    shop.assert_found(text, ["red"])


def test_a_colour_in_one_character_within_a_word_is_none(shop: SmallShop) -> None:
    assert all(one.kind != "colour" for text in ("红枣高跟鞋", "小红 高跟鞋", "红") for one in shop.understood(text).entities)


def test_a_wish_is_told_with_its_words_and_can_be_undone(shop: SmallShop) -> None:
    (applied,) = (one for one in shop.understood("高跟鞋 红色").applied if one.filter.lenient)
    assert (applied.filter.field, applied.filter.value, applied.text) == ("attributes.颜色", "红色", "红色")
    assert len(shop.matched("高跟鞋 红色", undone=("attributes.颜色",))) > 1


def test_a_size_is_told_from_the_category_and_from_no_other_number(shop: SmallShop) -> None:
    assert set(shop.matched("高跟鞋 42码")) == {"red", "white", "plain"}
    assert shop.matched("电视 65寸") == ["tv65"]


def test_of_values_that_agree_the_nearest_is_told(tmp_path: Path) -> None:
    sizes = [*["15.6英寸"] * 9, *["16英寸"] * 3]
    bags = [{"id": f"b{n}", "title": "电脑包 防泼水", "category": ["电脑包"], "attributes": {"适用尺寸": size}} for n, size in enumerate(sizes)]
    others = ({"id": f"m{n}", "title": "鼠标 静音", "category": ["鼠标"]} for n in range(9))
    (told,) = (one.filter for one in small_shop(tmp_path, *bags, *others).understood("电脑包 16寸").applied if one.filter.lenient)
    assert (told.value, told.also) == ("16英寸", ("15.6英寸",))


def test_a_number_agrees_within_three_in_a_hundred(shop: SmallShop) -> None:
    assert shop.matched("电视 64寸") == ["tv65"]  # 64 * 1.03 = 65.9
    assert [one.filter.value for one in shop.understood("电视 60寸").applied if one.filter.lenient] == []


def test_a_size_that_several_likely_categories_state_is_held_in_all_of_them(tmp_path: Path) -> None:
    trousers = [
        {"id": f"{who}-{size}-{one}", "title": f"裤子 {one}", "category": [who, f"{who}裤"], "price": 80, "attributes": {"尺码": size}}
        for who in ("男装", "女装")
        for size in ("XS", "M")
        for one in range(4)
    ]
    shop = small_shop(tmp_path, *trousers, stick("gb", "1TB"))
    assert max(shop.understood("xs码裤子").categories.values()) < 0.6
    assert {one.rsplit("-", 1)[0] for one in shop.matched("xs码裤子")} == {"男装-XS", "女装-XS"}


def test_a_size_in_letters_needs_no_word_beside_chinese_or_where_it_is_no_word(shop: SmallShop) -> None:
    def sizes(typed: str) -> list[str]:
        return [one.name for one in shop.understood(typed).entities if one.kind == "size"]

    assert [sizes(typed) for typed in ("M高跟鞋", "高跟鞋xxl", "size 5 ball", "s nappies")] == [["m"], ["xxl"], ["size 5"], ["s"]]
    assert [sizes(typed) for typed in ("women's shoes", "men s shoes", "model s 3", "x-large")] == [[], [], [], []]


def test_a_number_in_words_is_a_number(shop: SmallShop) -> None:
    assert shop.matched("电视 六十五寸") == ["tv65"]


def test_a_shortened_unit_is_read_as_the_category_states_it(shop: SmallShop) -> None:
    assert shop.matched("u盘 128g") == ["gb128"]


def test_cheap_asks_for_the_cheapest_third(shop: SmallShop) -> None:
    (applied,) = (one for one in shop.understood("便宜的高跟鞋").applied if one.filter.field == "price")
    assert applied.filter.high is not None and 100 <= applied.filter.high < 205
    assert "red" not in shop.matched("便宜的高跟鞋")


def test_wishes_that_nothing_grants_together_are_let_go_colours_before_sizes_and_told(shop: SmallShop) -> None:
    search = shop.search("高跟鞋 黑色 42码")  # Black ones are of 38 and 39.
    assert set(shop.view.ids(search.found.rows)) == {"red", "white", "plain"}
    told = {one.filter.field: one.relaxed for one in search.query.applied if one.filter.lenient}
    assert told == {"attributes.鞋码": False, "attributes.颜色": True}


def test_wishes_are_switched_off_by_a_setting(shop: SmallShop) -> None:
    query = Understand(QuerySettings(wishes=False)).run(Search(Query("高跟鞋 红色"), shop.view)).query
    assert not any(one.filter.lenient for one in query.applied)


def test_a_facet_counts_what_its_own_wish_would_leave_out(shop: SmallShop) -> None:
    assert shop.facet("高跟鞋 红色", "attributes.颜色")["黑色"] == 10


def test_a_snapshot_without_values_serves_without_wishes(shop: SmallShop, tmp_path: Path) -> None:
    old = meaning_shop(tmp_path)
    for file in old.view.snapshot.path.glob("value.*"):
        file.unlink()
    assert not any(one.filter.lenient for one in old.understood("高跟鞋 红色").applied)
    assert "red" in old.found("高跟鞋 红色")


def cups(home: Path, audiences: list[str]) -> SmallShop:
    listed = [{"id": f"c{n}", "title": "水杯 防漏", "category": ["水杯"], "attributes": {"适用人群": who}} for n, who in enumerate(audiences)]
    return small_shop(home, *listed, *({"id": f"m{n}", "title": "鼠标 静音", "category": ["鼠标"]} for n in range(9)))


@pytest.mark.parametrize(("text", "told"), [("女 水杯", ("女", ("通用",))), ("宝宝水杯", ("儿童", ("通用",)))])
def test_of_people_those_who_are_named_are_told_before_everyone_and_babies_have_what_children_have(
    tmp_path: Path, text: str, told: tuple[str, tuple[str, ...]]
) -> None:
    (wish,) = (one.filter for one in cups(tmp_path, [*["通用"] * 9, *["儿童"] * 4, *["女"] * 3]).understood(text).applied if one.filter.lenient)
    assert wish.value == told[0]
    assert set(wish.also) >= set(told[1])
