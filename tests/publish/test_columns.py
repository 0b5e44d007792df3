"""Columns and tables: what filters, facets and features read of a product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.stated import attribute_key
from tests.small_shop import SmallShop, small_shop


def shop_of(folder: Path, *fields: dict[str, Any]) -> SmallShop:
    return small_shop(folder, *({"id": f"{number}", "title": "x", **one} for number, one in enumerate(fields)))


def column(shop: SmallShop, name: str) -> list[Any]:
    values: list[Any] = shop.view.take(name, np.arange(shop.view.count)).tolist()
    return values


def test_names_that_mean_the_same_are_one_shown_as_most_write_them(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, {"brand": "Nike"}, {"brand": "NIKE"}, {"brand": "Nike"}, {"brand": "ｎｉｋｅ"}, {"brand": "Puma"}, {})
    rows = column(shop, "brand")
    assert len(set(rows[:4])) == 1
    assert [shop.view.table("brand", row) for row in rows] == ["Nike", "Nike", "Nike", "Nike", "Puma", ""]
    assert shop.view.snapshot.array("brand.products").tolist() == [4, 1]


def test_numbers_that_the_shop_does_not_give_are_nan(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, {"price": 9.5, "stock": -2, "released_at": "1970-01-02"}, {"price": 0, "rating": 4.5})
    assert column(shop, "price") == [9.5, 0]
    assert column(shop, "stock") == [-2, pytest.approx(np.nan, nan_ok=True)]
    assert column(shop, "released_at") == [86400, pytest.approx(np.nan, nan_ok=True)]
    assert column(shop, "rating") == [pytest.approx(np.nan, nan_ok=True), 4.5]


PATHS = st.lists(st.lists(st.sampled_from(["a", "b", "a b", "z", "鞋"]), min_size=1, max_size=3), min_size=1, max_size=8)


@given(PATHS)
@settings(max_examples=5, deadline=None)
def test_a_subtree_is_a_run_of_rows(tmp_path_factory: pytest.TempPathFactory, paths: list[list[str]]) -> None:
    shop = shop_of(tmp_path_factory.mktemp("tree"), *({"category": path} for path in paths))
    keys, ends = list(shop.view.snapshot.vocabulary("category.key").texts), shop.view.snapshot.array("category.end").tolist()
    for row, key in enumerate(keys):
        below = [other for other in range(len(keys)) if keys[other] == key or keys[other].startswith(f"{key} > ")]
        assert below == list(range(row, ends[row]))
    assert [keys[row] for row in column(shop, "category")] == [" > ".join(path) for path in paths]


def test_a_category_knows_its_parent_and_its_own_products(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, {"category": "Shoes > Running"}, {"category": "shoes > RUNNING"}, {"category": "Shoes"}, {})
    names, snapshot = list(shop.view.snapshot.vocabulary("category").texts), shop.view.snapshot
    assert [name.lower() for name in names] == ["shoes", "shoes > running"]
    assert snapshot.array("category.parent").tolist() == [-1, 0]
    assert snapshot.array("category.products").tolist() == [1, 2]
    assert column(shop, "category") == [1, 1, 0, -1]


def test_attributes_of_a_product_are_each_kept_once(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, {"attributes": {"Colour": ["Red", "red"], "size": "42"}}, {}, {"attributes": {"colour": "blue"}})
    values, lengths = shop.view.take_ragged("attributes", np.arange(3))
    assert lengths.tolist() == [2, 0, 1]
    assert [shop.view.table("attribute", row).lower() for row in values] == ["colour:red", "size:42", "colour:blue"]
    assert list(shop.view.snapshot.vocabulary("attribute.name").texts) == ["colour", "size"]


def test_the_values_of_an_attribute_are_listed_by_its_name(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, {"attributes": {"a": "1x", "b": "2x"}}, {"attributes": {"a": "3x"}})
    values = shop.view.snapshot.ragged("attribute.values")
    assert [[shop.view.table("attribute", row) for row in values[name]] for name in (0, 1)] == [["a:1x", "a:3x"], ["b:2x"]]


def test_a_colon_in_an_attributes_name_does_not_end_it() -> None:
    assert attribute_key("a:b", "c:d") == "a b:c:d"


def test_products_lie_in_byte_order_of_their_ids(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": name, "title": "x"} for name in ("é", "b", "10", "9", "B", "鞋")))
    assert shop.view.ids(np.arange(6)) == ["10", "9", "B", "b", "é", "鞋"]


def test_a_document_is_given_back_whole(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"id": "1", "title": "x", "weird": {"kept": [1, None]}})
    assert b'"weird":{"kept":[1,null]}' in shop.view.document(0)
