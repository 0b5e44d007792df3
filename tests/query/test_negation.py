"""What is refused stays away, and is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.query.negation import refused
from searchrank.records import Entity, Query
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("negation"),
        {"id": "white", "title": "板鞋 白色 百搭"},
        {"id": "attribute", "title": "板鞋 复古", "attributes": {"颜色": "白色"}},
        {"id": "black", "title": "板鞋 黑色"},
        {"id": "coated", "title": "炒锅 涂层 轻便"},
        {"id": "bare", "title": "炒锅 无涂层 铁"},
        {"id": "laced", "title": "leather boots with lace"},
        {"id": "plain", "title": "leather boots zip"},
        {"id": "smooth", "title": "不粘炒锅 铁"},
    )


def test_what_says_the_refused_word_is_left_out(shop: SmallShop) -> None:
    shop.assert_found("板鞋不要白色", ["black"])
    shop.assert_found("leather boots without lace", ["plain"])


def test_what_refuses_it_itself_stays(shop: SmallShop) -> None:
    assert {"bare", "smooth"} <= set(shop.matched("炒锅 不要涂层"))
    assert "coated" not in shop.found("炒锅 不要涂层")


def test_the_refusal_is_told_and_can_be_undone(shop: SmallShop) -> None:
    (applied,) = shop.understood("板鞋不要白色").applied
    assert (applied.filter.field, applied.filter.value, applied.text) == ("without", "白色", "不要白色")
    shop.assert_found("板鞋不要白色", ["black", "white", "attribute"], undone=("without",))


def test_a_refusal_that_leaves_nothing_is_not_let_go(shop: SmallShop) -> None:
    assert shop.found("不要白色 不粘炒锅 板鞋")
    assert shop.found("板鞋 不要板鞋") == []


def test_words_behind_the_refusal_are_sought_again_after_a_blank(shop: SmallShop) -> None:
    assert shop.understood("不要白色 板鞋").sought == "板鞋"


def test_a_word_of_refusal_that_titles_say_often_still_refuses() -> None:
    named = Entity("feature", -1, "not", 4, 7), Entity("feature", -1, "no", 4, 6)
    for entity, text in zip(named, ("tea not green", "tea no green"), strict=True):
        (applied,) = refused(Query(text, text=text, sought=text, entities=(entity,))).applied
        assert (applied.filter.field, applied.filter.value) == ("without", "green")


def test_a_name_that_begins_with_a_word_of_refusal_is_sought() -> None:
    text = "curtains no drill"
    assert not refused(Query(text, text=text, sought=text, entities=(Entity("feature", -1, "no drill", 9, 17),))).applied
    assert not refused(Query(text, text="do not slip", sought="do not slip")).applied


def test_a_taste_that_is_refused_in_one_character_stays_away(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "牛肉干 香辣", "牛肉干 原味", "牛肉干 不辣")
    assert set(shop.found("不辣的牛肉干")) == {"牛肉干 原味", "牛肉干 不辣"}
