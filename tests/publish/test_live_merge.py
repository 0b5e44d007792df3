"""A live part that is merged says what it said, in fewer rows: whoever reads it meanwhile, and whatever changes meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.publish.live_merge import Merge
from searchrank.store.additions import NameLog
from searchrank.store.generation import Generation, read_generation
from searchrank.store.live import LiveFolder
from tests.publish.live_shop import LiveShop, live_shop
from tests.shop_vocabulary import SHOES


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LiveShop]:
    """A shop that merges as soon as a row is dead."""
    with live_shop(tmp_path, *SHOES, live={"merge_from": 1, "merge_share": 0.01}) as shop:
        yield shop


def generation(shop: LiveShop) -> Generation:
    told = read_generation(shop.shop.settings.live_parts / shop.shop.serving)
    assert told is not None
    return told


def rest(shop: LiveShop) -> None:
    """Some turns in which nothing comes."""
    for _ in range(6):
        shop.follower.turn()
    shop.shop._look()


def test_overtaken_rows_go_and_what_is_seen_stays(shop: LiveShop) -> None:
    for price in (100, 200, 300):
        shop.patch("n1", price=price)
    shop.change({"id": "z", "title": "zorblax 跑鞋", "price": 7}, {"id": "gone", "title": "gone"})
    shop.patch("z", price=8)
    shop.delete("gone")
    shop.delete("m1")
    before = shop.shop.shop.search("跑鞋", sort="price_asc", facets=["price"])
    rest(shop)
    told = generation(shop)
    assert (told.rows, told.taken) == (3, 8), "n1, z, and that m1 is gone"
    after = shop.shop.shop.search("跑鞋", sort="price_asc", facets=["price"])
    assert [hit.document for hit in after.hits] == [hit.document for hit in before.hits] and after.facets == before.facets
    assert after.view == before.view, "a number of changes, which go on"
    assert shop.sees("zorblax") == ["z"] and shop.sees("gone") == [] and shop.sees("保温杯") == []


def test_what_changes_meanwhile_is_in_it_and_an_older_page_gets_the_newest_state(shop: LiveShop) -> None:
    shop.patch("n1", price=100)
    first = shop.shop.shop.search("跑鞋").view
    shop.patch("n1", title="wumpus 跑鞋")
    shop.patch("a1", title="zorblax")
    rest(shop)
    shop.patch("a1", title="安踏 跑鞋 女 轻便")
    rest(shop)
    assert shop.sees("wumpus") == ["n1"] and shop.sees("zorblax") == [] and shop.sees("安踏 跑鞋") == ["a1"]
    assert shop.shop.shop.search("跑鞋", view=first).view == shop.shop.shop.search("跑鞋").view


def test_a_writer_that_is_killed_while_it_merges_leaves_the_part_as_it_was(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Merge, "go_on", lambda _: False)
    shop.patch("n1", title="wumpus")
    shop.patch("n1", price=5)
    rest(shop)
    monkeypatch.undo()
    after = shop.killed()
    after.patch("a1", price=6)
    assert after.sees("wumpus") == ["n1"] and after.sees("", filters=["price:5..6"]) == ["a1", "n1"]
    rest(after)
    folders = [one.name for one in (shop.shop.settings.live_parts / str(shop.shop.serving)).iterdir() if one.is_dir()]
    after.follower._swept_at = float("-inf")
    after.follower.turn()
    left = [one.name for one in (shop.shop.settings.live_parts / str(shop.shop.serving)).iterdir() if one.is_dir()]
    assert len(folders) > 1 and left == [generation(after).born]


def test_with_a_share_of_one_nothing_is_merged(tmp_path: Path) -> None:
    with live_shop(tmp_path, *SHOES, live={"merge_from": 1, "merge_share": 1}) as shop:
        for price in (1, 2, 3):
            shop.patch("n1", price=price)
        rest(shop)
        assert (generation(shop).rows, generation(shop).folded) == (3, 0)


def test_no_thread_sees_new_rows_without_their_names(shop: LiveShop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that goes on looks beside the watching thread: one had read the names, and not kept them yet, when the other took them for known."""
    folder = LiveFolder(shop.shop.settings.live_parts / str(shop.shop.serving), shop.shop.shop.watch.view().snapshot)
    shop.change({"id": "y", "title": "wumpus"})
    folder.look()
    shop.change({"id": "z", "title": "zorblax"})
    read, go_on, follow = threading.Event(), threading.Event(), NameLog.follow

    def slowly(self: NameLog, until: int) -> list[tuple[str, str, str]]:
        lines = follow(self, until)
        if lines:
            read.set()
            go_on.wait(5)
        return lines

    monkeypatch.setattr(NameLog, "follow", slowly)
    first = threading.Thread(target=folder.look)
    first.start()
    assert read.wait(5)
    seen: list[bool] = []
    second = threading.Thread(target=lambda: seen.append(folder.look() is not None and knows(folder, "zorblax")))
    second.start()
    second.join(0.5)
    go_on.set()
    first.join()
    second.join()
    assert seen == [True]


def knows(folder: LiveFolder, word: str) -> bool:
    return folder.grown is not None and int(folder.grown.vocabulary("units").ids([word])[0]) >= 0
