"""Live rows in recall: what sells at another price has its place where it was published, what says something else has a place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from searchrank.store.live import HEAD, TEXT, Live
from searchrank.store.view import View
from tests.publish.live_shop import LiveShop, live_shop
from tests.shop_vocabulary import SHOES


@pytest.fixture(params=[200, 1])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveShop]:
    """Recalled by the telling terms, and by all of them."""
    with live_shop(tmp_path, *SHOES, recall={"demand_all_from": request.param}) as shop:
        yield shop


def view_of(shop: LiveShop) -> View:
    return shop.shop.shop.watch.view()


def live_of(shop: LiveShop) -> Live:
    live = view_of(shop).live
    assert live is not None
    return live


def test_changes_of_price_and_stock_lengthen_no_list_and_keep_no_text_again(shop: LiveShop) -> None:
    for price in (1, 2, 3):
        shop.patch("n1", price=price, stock=price)
    live = live_of(shop)
    assert not live.arrays[HEAD].any() and live.lists["units.tokens"].offsets[-1] == 0
    assert set(live.arrays[TEXT][: live.rows].tolist()) == set(view_of(shop).snapshot.vocabulary("product").ids(["n1"]).tolist())
    assert shop.sees("跑鞋", filters=["price:3..3"]) == ["n1"]


def test_a_new_product_whose_price_changes_is_found_by_its_text_once(shop: LiveShop) -> None:
    shop.change({"id": "z", "title": "zorblax 跑鞋", "price": 5})
    entries = live_of(shop).arrays[HEAD].copy()
    for price in (6, 7):
        shop.patch("z", price=price)
        assert shop.sees("zorblax") == ["z"]
        assert shop.sees("zorblax", filters=[f"price:{price}..{price}"]) == ["z"]
    assert np.array_equal(live_of(shop).arrays[HEAD][: len(entries)], entries)
    shop.patch("z", title="wumpus 跑鞋")
    assert shop.sees("zorblax") == [] and shop.sees("wumpus") == ["z"]


def test_a_product_that_comes_into_a_price_range_is_found_there_and_one_that_leaves_it_is_not(shop: LiveShop) -> None:
    assert shop.sees("跑鞋", filters=["price:400..500"]) == ["n1"]
    shop.patch("n1", price=9)
    shop.patch("n2", price=450)
    assert shop.sees("跑鞋", filters=["price:400..500"]) == ["n2"]
    assert shop.sees("跑鞋", filters=["price:..10", "brand:耐克"]) == ["n1"]


def test_a_text_that_returns_to_what_was_published_is_found_by_it(shop: LiveShop) -> None:
    title = next(one["title"] for one in SHOES if one["id"] == "a1")
    shop.patch("a1", title="wumpus")
    shop.patch("a1", title=title)
    assert shop.sees("安踏 跑鞋") == ["a1"] and shop.sees("wumpus") == []
    assert live_of(shop).arrays[TEXT][live_of(shop).rows - 1] >= live_of(shop).first


def test_an_older_generation_still_says_what_it_said(shop: LiveShop) -> None:
    shop.change({"id": "z", "title": "zorblax", "price": 5})
    then = view_of(shop).version
    shop.patch("z", price=6)
    shop.patch("z", title="wumpus")
    assert shop.sees("zorblax", view=then) == ["z"] and shop.sees("zorblax") == []
    assert shop.shop.shop.search("zorblax", view=then).hits[0].document["price"] == 5


def test_a_text_that_changed_brings_its_product_no_more_not_even_behind_the_others(shop: LiveShop) -> None:
    assert "a1" in [hit.id for hit in shop.shop.shop.search("安踏 篮球", pipeline="keyword").hits]
    shop.patch("a1", title="wumpus", brand="")
    assert "a1" not in [hit.id for hit in shop.shop.shop.search("安踏 篮球", pipeline="keyword").hits]
