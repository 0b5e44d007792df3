"""The same changes on a real Elasticsearch: what is overtaken leaves its index, at the latest when it is back."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchrank.recall.clause import Term
from searchrank.recall.engine import Request
from searchrank.settings import ElasticsearchSettings
from tests.publish.live_shop import LiveShop, live_shop
from tests.services.elasticsearch import Server, ServiceMissing, start
from tests.shop_vocabulary import SHOES, eventually


def behind(url: str, timeout_ms: int = 3000) -> dict[str, Any]:
    """The settings of a shop with indexes of its own."""
    prefix = f"shop-{uuid.uuid4().hex[:8]}"
    return {"engine": "elasticsearch", "elasticsearch": ElasticsearchSettings(url=url, index_prefix=prefix, timeout_ms=timeout_ms)}


def indexed(shop: LiveShop, text: str) -> int:
    """How many products of the index hold this unit in the title."""
    snapshot = shop.shop.shop.watch.view().snapshot
    return len(shop.follower.engines.of(snapshot).search(Request(Term("title", text))).rows)


def changed_alike(shop: LiveShop) -> list[object]:
    """What is seen after some changes."""
    shop.patch("n1", price=199)
    shop.delete("a1")
    shop.change({"id": "z", "title": "Zorblax 跑鞋", "brand": "薄荷"})
    page = shop.shop.shop.search("跑鞋", facets=["brand", "price"], sort="price_asc")
    return [[hit.id for hit in page.hits], page.facets, page.total, page.degraded, shop.sees("zorblax"), shop.order("跑鞋")]


def test_both_engines_show_the_same_changes(tmp_path: Path, elasticsearch_8_url: str) -> None:
    with live_shop(tmp_path / "embedded", *SHOES) as one, live_shop(tmp_path / "elastic", *SHOES, **behind(elasticsearch_8_url)) as other:
        assert changed_alike(one) == changed_alike(other)


def test_a_row_whose_product_says_something_else_leaves_the_index_and_comes_back_as_a_live_one(tmp_path: Path, elasticsearch_8_url: str) -> None:
    with live_shop(tmp_path, *SHOES, **behind(elasticsearch_8_url)) as shop:
        assert indexed(shop, "安") == 1
        shop.patch("a1", price=1)
        assert shop.sees("安踏 跑鞋", filters=["price:1..1"]) == ["a1"] and indexed(shop, "安") == 1
        shop.patch("a1", title="wumpus")
        assert eventually(lambda: shop.follower.turn() == 0 and indexed(shop, "安") == 0, seconds=30)
        shop.patch("a1", title="安踏 跑鞋 女 轻便")
        assert shop.sees("安踏 跑鞋") == ["a1"] and shop.sees("wumpus") == []


@pytest.fixture(scope="module")
def own_server() -> Iterator[list[Server]]:
    """A server that only these tests use, because they stop it; the one that runs last is the list's."""
    try:
        servers = [start("8.19")]
    except ServiceMissing as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"Elasticsearch 8.19 is demanded here: {reason}")
        pytest.skip(f"Elasticsearch 8.19 cannot be had: {reason}")
    yield servers
    servers[0].stop()


def test_changes_are_seen_while_the_server_hangs_and_told_to_it_when_it_goes_on(tmp_path: Path, own_server: list[Server]) -> None:
    server = own_server[0]
    with live_shop(tmp_path, *SHOES, **behind(server.url, 2000)) as shop:
        os.killpg(server.pid, signal.SIGSTOP)
        try:
            shop.patch("a1", price=1, title="安踏 跑鞋")
            page = shop.shop.shop.search("跑鞋", sort="price_asc")
        finally:
            os.killpg(server.pid, signal.SIGCONT)
        assert page.hits[0].id == "a1" and [one.part for one in page.degraded] == ["engine"]
        assert eventually(lambda: shop.follower.turn() == 0 and not shop.shop.shop.search("跑鞋").degraded, seconds=30)
        assert eventually(lambda: shop.follower.turn() == 0 and indexed(shop, "安") == 0, seconds=30)


def test_a_server_that_is_killed_and_begun_again_lacks_nothing_that_was_accepted_meanwhile(tmp_path: Path, own_server: list[Server]) -> None:
    with live_shop(tmp_path, *SHOES, **behind(own_server[0].url)) as shop:
        shop.patch("n1", title="wumpus 耐克")
        assert eventually(lambda: shop.follower.turn() == 0 and indexed(shop, "透") == 0, seconds=30)
        own_server[0].kill()
        shop.patch("a1", title="zorblax 安踏", price=7)
        shop.delete("m1")
        page = shop.shop.shop.search("zorblax 安踏")
        assert [hit.id for hit in page.hits[:1]] == ["a1"] and [one.part for one in page.degraded] == ["engine"]
        assert shop.sees("保温杯") == [] and shop.sees("wumpus") == ["n1"]
        own_server[0] = own_server[0].begun_again()
        assert eventually(lambda: shop.follower.turn() == 0 and not shop.shop.shop.search("跑鞋").degraded, seconds=120)
        assert shop.sees("zorblax") == ["a1"] and shop.sees("保温杯") == [] and shop.sees("wumpus") == ["n1"]
        # What it was told before it was killed it knows still, and what it missed it is told now.
        assert eventually(lambda: shop.follower.turn() == 0 and [indexed(shop, text) for text in ("透", "轻", "保")] == [0, 0, 0], seconds=30)
