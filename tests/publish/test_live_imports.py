"""Small imports are seen without publishing, large ones wait for it; what changes by itself meanwhile comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from searchrank.publish.live_folder import LiveWriter
from tests.publish.live_shop import DATABASES, LiveShop, database_url, live_shop
from tests.shop_vocabulary import SHOES

IMPORTED = (
    {"id": "i", "title": "imported 跑鞋", "price": 7},
    {"id": "a1", "title": "wumpus", "price": 8},
    {"id": "n1", "title": "耐克 跑鞋", "price": 9},
)


@pytest.fixture(params=DATABASES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LiveShop]:
    with live_shop(tmp_path, *SHOES, live={"import_rows": 3}, database_url=database_url(request)) as shop:
        yield shop


def bring(shop: LiveShop, products: Sequence[Mapping[str, Any]], name: str = "more.jsonl") -> None:
    """Import these, and look for imports at once."""
    file = shop.shop.settings.home / name
    file.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in products))
    shop.shop.store.imports.run("products", file)
    shop.follower._imports._looked.clear()


def test_a_small_import_is_seen_and_a_later_change_of_its_products_stays(shop: LiveShop) -> None:
    bring(shop, IMPORTED)
    shop.patch("n1", price=1)
    assert shop.sees("跑鞋") == ["i", "n1", "n2"] and shop.sees("wumpus") == ["a1"]
    assert shop.sees("", filters=["price:1..8"]) == ["a1", "i", "n1"]


def test_an_import_beyond_the_limit_waits_for_publishing(shop: LiveShop) -> None:
    bring(shop, [*IMPORTED, {"id": "four", "title": "跑鞋"}])
    shop.patch("n1", price=1)
    assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
    bring(shop, [{"id": "z", "title": "zorblax"}], "small.jsonl")
    shop.follow()
    assert shop.sees("zorblax") == ["z"] and shop.sees("wumpus") == []
    shop.shop.publish()
    assert shop.sees("跑鞋") == ["four", "i", "n1", "n2"]


def test_an_import_that_finishes_while_a_snapshot_is_built_does_not_vanish(shop: LiveShop) -> None:
    def come(step: str) -> None:
        if step == "before_fsync":
            bring(shop, IMPORTED)
            shop.follow()

    bring(shop, [{"id": "z", "title": "zorblax"}], "before.jsonl")
    shop.follow()
    shop.shop.publish(checkpoint=come)
    # The new snapshot knows the first import and not the second, so workers wait for its live part.
    assert shop.shop.serving == "v000002"
    assert shop.shop.shop.watch.view().version == "v000001.4"
    assert shop.sees("wumpus") == ["a1"] and shop.sees("zorblax") == ["z"]
    shop.follower._imports._looked.clear()
    for _ in range(2):  # A turn that finds nothing new in an import is a turn without news.
        shop.follow()
    assert shop.shop.shop.watch.view().version == "v000002.3"
    assert shop.sees("wumpus") == ["a1"] and shop.sees("zorblax") == ["z"]


def test_an_unfinished_import_shows_nothing(shop: LiveShop) -> None:
    def killed(step: str) -> None:
        if step == "applied":
            raise KeyboardInterrupt

    file = shop.shop.settings.home / "more.jsonl"
    file.write_bytes(orjson.dumps(IMPORTED[0]))
    with pytest.raises(KeyboardInterrupt):
        shop.shop.store.imports.run("products", file, checkpoint=killed)
    shop.patch("n2", price=2)
    assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
    shop.shop.store.imports.run("products", file)
    shop.follower._imports._looked.clear()
    shop.follow()
    assert shop.sees("跑鞋") == ["a1", "i", "n1", "n2"]


def test_a_writer_that_is_killed_within_an_import_takes_other_changes_first_and_then_all_of_it(
    shop: LiveShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(shop, IMPORTED)
    monkeypatch.setattr(LiveWriter, "_publish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        shop.follower.turn()
    monkeypatch.undo()
    shop.shop.shop.products.delete(["n2"])
    after = shop.killed()
    after.follow()
    assert after.sees("跑鞋") == ["i", "n1"] and after.sees("wumpus") == ["a1"] and after.sees("imported") == ["i"]
    assert after.sees("安踏") == []


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"import_rows": 0}) as shop:
        bring(shop, IMPORTED)
        shop.follow()
        assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
