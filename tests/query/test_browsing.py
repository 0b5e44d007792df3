"""Who says a kind of things and nothing else looks around in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from searchrank.store.dictionary import Entry
from tests.shop_vocabulary import LivingShop, living_shop

CLOTHES = [
    {"id": f"{word}{n}", "title": f"{word} {n}号", "category": path, "sales": 10 * n}
    for path, word in (("女装 > 连衣裙", "碎花裙"), ("女装 > 上衣", "雪纺衫"), ("男装 > 夹克", "夹克衫"), ("男装 > 长裤", "休闲裤"))
    for n in range(1, 4)
]
BOXES = [{"id": f"box{n}", "title": f"衣服收纳箱 衣服整理 {n}号", "category": "收纳 > 收纳箱", "sales": 500} for n in range(4)]
SHOES = [{"id": f"run{n}", "title": f"Running Shoes {n}", "category": "Shoes > Running Shoes", "sales": n} for n in range(1, 4)]
CARE = [{"id": "care", "title": "Shoe Cleaner Shoe Polish for Shoes", "category": "Shoes > Shoe Care", "sales": 0}]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    with living_shop(tmp_path_factory.mktemp("browsing"), *CLOTHES, *BOXES, *SHOES, *CARE) as shop:
        shop.store.dictionary.add([Entry("narrower", "衣服 => 女装, 男装"), Entry("narrower", "收纳 => 收纳箱, 夹克衫")])
        yield shop


def test_a_category_that_holds_others_is_shown_best_selling_first(shop: LivingShop) -> None:
    page = shop.shop.search("shoes")
    assert [hit.id for hit in page.hits] == ["run3", "run2", "run1", "care"]
    assert [(one["field"], one["value"]) for one in page.applied] == [("category", "Shoes")]


def test_what_the_dictionary_calls_kinds_of_it_is_shown_and_not_what_says_the_word(shop: LivingShop) -> None:
    page = shop.shop.search("衣服")
    assert page.total == len(CLOTHES)
    assert not any(hit.id.startswith("box") for hit in page.hits)
    assert [one["value"] for one in page.applied] == ["女装", "男装"]


def test_a_category_that_is_looked_around_in_can_be_narrowed_to_those_below_it(shop: LivingShop) -> None:
    below = {"Shoes": 4, "Shoes > Running Shoes": 3, "Shoes > Shoe Care": 1}
    assert shop.shop.search("shoes", facets=["category"]).facets["category"] == below
    assert shop.shop.search("shoes", facets=["category"], filters=["stock:in"]).facets["category"] == below
    clothes = shop.shop.search("衣服", facets=["category"]).facets["category"]
    assert {name.partition(" > ")[0] for name in clothes} == {"女装", "男装"}


def test_with_a_word_more_and_for_just_what_was_typed_words_are_sought(shop: LivingShop) -> None:
    assert shop.sees("衣服收纳箱")[0].startswith("box")
    assert shop.sees("衣服", exact=True)[0].startswith("box")
    assert shop.sees("衣服", undo=["category"])[0].startswith("box")


def test_kinds_that_are_no_categories_leave_a_word_as_it_is(shop: LivingShop) -> None:
    assert shop.sees("收纳")[0].startswith("box")
