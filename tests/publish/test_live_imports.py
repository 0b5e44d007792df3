"""Small imports are seen without publishing, large ones wait for it; what changes by itself meanwhile comes first."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
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
    shop.follower._imports.courses.clear()


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
    shop.follow()
    assert shop.sees("跑鞋") == ["four", "i", "n1", "n2"]


def test_health_says_which_imports_wait_for_publishing_and_since_when(shop: LiveShop) -> None:
    assert shop.shop.shop.health()["imports"] == {"ok": True, "waiting": [], "required": False}
    bring(shop, [*IMPORTED, {"id": "four", "title": "跑鞋"}])
    bring(shop, [{"id": "z", "title": "zorblax"}], "small.jsonl")
    shop.follow()
    told = shop.shop.shop.health()["imports"]
    assert (told["ok"], told["changed"], [one["file"] for one in told["waiting"]]) == (True, 4, ["more.jsonl"])
    assert told["waiting"][0]["changed"] == 4 and told["since"] == told["waiting"][0]["since"]
    assert abs(datetime.fromisoformat(told["since"]).timestamp() - time.time()) < 60
    assert told["reason"] == "4 products that were imported wait for `searchrank publish`: more at once than live.import_rows, 3"
    shop.shop.publish()
    shop.follow()
    assert shop.shop.shop.health()["imports"]["waiting"] == []


def test_where_changes_are_not_served_every_import_waits(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"serve": False}) as shop:
        bring(shop, IMPORTED[:1])
        assert [one["changed"] for one in shop.shop.shop.health()["imports"]["waiting"]] == [1]


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
    shop.follower._imports.courses.clear()
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


def test_an_import_that_ends_while_a_snapshot_is_built_does_not_vanish(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchrank.publish.live_imports.PORTION", 1)

    def imports(step: str) -> None:
        if step == "before_fsync":
            bring(shop, IMPORTED)
            shop.follow()
            assert shop.sees("imported") == ["i"]

    shop.shop.publish(checkpoint=imports)
    views, seen = set(), []
    for _ in range(8):
        shop.follower.turn()
        shop.shop._look()
        views.add(shop.shop.shop.watch.view().snapshot.version)
        seen.append((shop.sees("imported"), shop.sees("", filters=["price:9..9"])))
    assert views == {"v000001", "v000002"}
    assert seen == [(["i"], ["n1"])] * 8


def test_what_changes_while_a_new_snapshot_learns_what_was_imported_is_seen_at_once(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PORTION", 1), ("SHARE_SECONDS", 0.0), ("LOOK_SECONDS", 0.0)):
        monkeypatch.setattr(f"searchrank.publish.live_imports.{name}", value)
    shop.shop.publish(checkpoint=lambda step: (bring(shop, IMPORTED), shop.follow()) if step == "before_fsync" else None)
    for price in range(100, 108):
        shop.shop.shop.products.patch([("n2", {"price": price})])
        shop.follower.turn()
        shop.shop._look()
        assert shop.sees("", filters=[f"price:{price}..{price}"]) == ["n2"]
    assert shop.shop.shop.watch.view().snapshot.version == "v000002" and shop.sees("imported") == ["i"]


def test_parts_that_serve_no_more_are_forgotten(shop: LiveShop) -> None:
    bring(shop, IMPORTED)
    shop.follow()
    shop.shop.publish()
    shop.follow()
    assert list(shop.follower._imports.courses) == ["v000001", "v000002"]
    shop.follower.clock = lambda: time.monotonic() + 1000
    shop.follower.turn()
    assert list(shop.follower._imports.courses) == ["v000002"] and list(shop.follower._writers) == ["v000002"]


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"import_rows": 0}) as shop:
        bring(shop, IMPORTED)
        shop.follow()
        assert shop.sees("跑鞋") == ["a1", "n1", "n2"]
