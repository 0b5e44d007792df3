"""Counts over the match set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.errors import UnknownName
from searchrank.recall.facets import Counting, check_facets, nice
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    def shoe(name: str, **fields: object) -> dict[str, object]:
        return {"id": name, "title": "shoe", **fields}

    return small_shop(
        tmp_path_factory.mktemp("facets"),
        shoe("1", brand="Nike", category="Shoes > Running", price=10, attributes={"colour": ["red", "blue"], "size": 42}),
        shoe("2", brand="Nike", category="Shoes > Running", price=20, attributes={"colour": "Red"}),
        shoe("3", brand="Asics", category="Shoes", price=30, attributes={"colour": "blue", "a": "red"}),
        shoe("4", brand="Puma", price=40),
        shoe("5"),
        {"id": "lamp", "title": "lamp", "brand": "Philips", "category": "Light", "price": 1},
    )


def test_values_are_counted_most_frequent_first_ties_by_name(shop: SmallShop) -> None:
    assert list(shop.facet("shoe", "brand").items()) == [("Nike", 2), ("Asics", 1), ("Puma", 1)]


def test_a_product_with_two_values_counts_for_both(shop: SmallShop) -> None:
    assert list(shop.facet("shoe", "attributes.colour").values()) == [2, 2]
    assert {value.lower() for value in shop.facet("shoe", "attributes.colour")} == {"red", "blue"}


def test_only_the_match_set_is_counted(shop: SmallShop) -> None:
    assert "Philips" not in shop.facet("shoe", "brand")
    assert shop.facet("lamp", "brand") == {"Philips": 1}
    assert shop.facet("velvet", "brand") == {}


def test_a_facet_ignores_its_own_filter_and_obeys_the_others(shop: SmallShop) -> None:
    assert shop.facet("shoe", "brand", filters=["brand:nike"]) == {"Nike": 2, "Asics": 1, "Puma": 1}
    assert shop.facet("shoe", "brand", filters=["brand:nike", "price:15.."]) == {"Nike": 1, "Asics": 1, "Puma": 1}
    assert shop.facet("shoe", "category", filters=["brand:nike"]) == {"Shoes": 2, "Shoes > Running": 2}


def test_total_obeys_every_filter_while_a_facet_ignores_its_own(shop: SmallShop) -> None:
    search = shop.search("shoe", filters=["brand:nike"], facets=["brand"])
    assert search.found.total == 2
    assert sum(search.found.facets["brand"].values()) == 4


def test_price_ranges_cover_every_price_once_and_can_be_used_as_filters(shop: SmallShop) -> None:
    ranges = shop.facet("shoe", "price")
    assert sum(ranges.values()) == 4
    for label, count in ranges.items():
        assert len(shop.matched("shoe", filters=[f"price:{label}"])) == count


def test_every_value_of_a_facet_is_a_filter_that_finds_as_many(shop: SmallShop) -> None:
    for name in ("brand", "category", "attributes.colour", "attributes.size"):
        for value, count in shop.facet("shoe", name).items():
            assert len(shop.matched("shoe", filters=[f"{name}:{value}"])) == count


def test_a_category_counts_what_lies_in_it_and_below(shop: SmallShop) -> None:
    assert shop.facet("shoe", "category") == {"Shoes": 3, "Shoes > Running": 2}


def test_no_prices_are_no_ranges(shop: SmallShop) -> None:
    assert Counting(shop.view, np.array(shop.rows("5"), np.int32)).of("price") == {}


def test_an_unknown_facet_names_the_known_ones(shop: SmallShop) -> None:
    with pytest.raises(UnknownName, match=r"unknown facet 'color': known are brand, category, shop, region, price, attributes\.") as refused:
        check_facets(["brand", "color"], shop.view.snapshot)
    assert "stock" not in refused.value.known
    assert refused.value.field == "facets"


def test_an_attribute_can_be_named_alone(shop: SmallShop) -> None:
    assert check_facets(["Colour", "attributes.size", "price"], shop.view.snapshot) == ("attributes.colour", "attributes.size", "price")


def test_a_facet_lists_fifty_values_at_most(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": str(number), "title": "shoe", "brand": f"b{number:02}"} for number in range(60)))
    assert list(shop.facet("shoe", "brand")) == [f"b{number:02}" for number in range(50)]


@given(st.floats(0.01, 1e6))
@settings(max_examples=100, deadline=None)
def test_a_nice_number_is_near(value: float) -> None:
    assert 0.57 <= nice(value) / value <= 1.43  # 3.5 lies between 2 and 5
