"""The journal keeps what is needed: the newest version of every product, what a live part or an import may still ask for, and what is young."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from searchrank.settings import Settings
from searchrank.store.store import Store, open_store
from searchrank.store.tables import imports
from tests.publish.live_shop import live_shop
from tests.shop_vocabulary import SHOES, living_shop, product


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = None if request.param == "sqlite" else request.getfixturevalue("fresh_postgresql_url")
    opened = open_store(Settings(home=tmp_path, database_url=url, events_url=url), create=True)
    yield opened
    opened.close()


def put(store: Store, product_id: str, *prices: int) -> None:
    """A product at these prices, one after another."""
    for price in prices:
        store.catalogue.put_now({product_id: product({"id": product_id, "title": "shoe", "price": price}).document})


def numbers(store: Store) -> list[int]:
    """The changes that the journal holds."""
    return [change.number for change in store.catalogue.changes(0)]


def test_overtaken_versions_go_and_the_newest_of_every_product_stays(store: Store) -> None:
    put(store, "a", 1, 2, 3)
    put(store, "b", 4)
    assert store.catalogue.prune(through=4, days=0) == 2
    assert numbers(store) == [3, 4]
    assert (found := store.catalogue.get("a")) is not None and found.price == 3


def test_what_a_live_part_has_not_taken_in_stays(store: Store) -> None:
    put(store, "a", 1, 2, 3)
    assert store.catalogue.prune(through=1, days=0) == 1
    assert numbers(store) == [2, 3]


def test_what_is_young_stays(store: Store) -> None:
    put(store, "a", 1, 2)
    assert store.catalogue.prune(through=2, days=1) == 0


def test_a_product_that_an_unfinished_import_touches_keeps_what_is_seen_of_it(store: Store) -> None:
    put(store, "a", 1)
    begun = {"kind": "products", "name": "f", "digest": "d", "state": "applying", "runner": "r", "lines": 1, "kept": 0, "changed": 0, "bad_total": 0}
    with store.catalogue.database.write() as connection:
        connection.execute(insert(imports), {**begun, "bad": b"[]", "started_at": 0.0})
        number = connection.execute(select(imports.c.id)).scalar_one()
    store.catalogue.put([product({"id": "a", "title": "shoe", "price": 2})], import_id=number)
    assert store.catalogue.prune(through=2, days=0) == 0
    assert [b'"price":1' in document.replace(b" ", b"") for document in store.catalogue.read().documents] == [True]


def test_publishing_prunes_up_to_the_oldest_snapshot_that_is_kept(tmp_path: Path) -> None:
    with living_shop(tmp_path, *SHOES, keep_snapshots=1, live={"journal_days": 0}) as shop:
        before = len(shop.store.catalogue.changes(0))
        for price in (1, 2):
            shop.put({**SHOES[0], "price": price})
        shop.publish()
        assert len(shop.store.catalogue.changes(0)) == before
        assert shop.sees(SHOES[0]["title"])


def test_a_live_part_is_made_again_after_the_journal_was_pruned(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"journal_days": 0}) as shop:
        shop.patch("n1", price=1)
        shop.shop.publish()
        shop.patch("n1", price=2)
        for file in (tmp_path / "live").glob("v*/GENERATION"):
            file.unlink()
        again = shop.killed()
        again.follow()
        assert again.sees("跑鞋", filters=["price:2..2"]) == ["n1"]
