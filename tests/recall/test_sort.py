"""Orders that a shopper chooses."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.errors import UnknownName
from searchrank.recall.sort import sorted_rows
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("sort"),
        {"id": "dear", "title": "shoe", "price": 90, "sales": 5, "released_at": "2024-01-01"},
        {"id": "cheap", "title": "shoe", "price": 10, "released_at": "2024-03-01"},
        {"id": "also", "title": "shoe", "price": 10, "sales": 50, "released_at": "2024-02-01"},
        {"id": "free", "title": "shoe", "price": 0, "sales": 5},
        {"id": "unpriced", "title": "shoe", "sales": 0},
        {"id": "bulb", "title": "bulb", "price": 1},
    )


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("price_asc", ["free", "also", "cheap", "dear", "unpriced"]),
        ("price_desc", ["dear", "also", "cheap", "free", "unpriced"]),
        ("newest", ["cheap", "also", "dear", "free", "unpriced"]),
        ("sales", ["also", "dear", "free", "unpriced", "cheap"]),
    ],
)
def test_missing_numbers_come_last_and_ties_go_by_id(shop: SmallShop, sort: str, ids: list[str]) -> None:
    shop.assert_order("shoe", ids, sort=sort)


def test_a_sorted_list_says_so_and_is_left_alone_by_rankers(shop: SmallShop) -> None:
    for pipeline in ("engine", "keyword", "day_one", "model"):
        search = shop.search("shoe", sort="price_asc", pipeline=pipeline)
        assert search.ranker == "sort:price_asc"
        assert shop.view.ids(search.candidates.rows)[0] == "free"


def test_sorting_by_price_brings_only_what_matches(shop: SmallShop) -> None:
    assert "bulb" not in shop.found("shoe", sort="price_asc")


def test_an_unknown_sort_names_the_known_ones(shop: SmallShop) -> None:
    with pytest.raises(UnknownName, match="unknown sort 'cheap': known are best, price_asc, price_desc, newest, sales"):
        sorted_rows(shop.view, np.arange(3, dtype=np.int32), "cheap")
