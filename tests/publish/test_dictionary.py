"""The dictionary of a shop: obeyed by every worker within a second, by cutting from the next publishing on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.errors import InvalidInput
from searchrank.publish.dictionary import add, remove
from searchrank.store.dictionary import Entry
from tests.shop_vocabulary import LivingShop, eventually, living_shop

GARDEN = ({"id": "p1", "title": "新鲜 西红柿 5斤", "brand": "绿园"}, {"id": "p2", "title": "冰丝凉席"}, {"id": "p3", "title": "黄瓜 5斤"})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path, *GARDEN) as shop:
        yield shop


def test_every_worker_knows_a_synonym_within_a_second_and_forgets_it_too(shop: LivingShop) -> None:
    one, other = shop.shop, shop.another()
    assert shop.sees("番茄") == []
    change = add(shop.store, [Entry("synonym", "番茄, 西红柿")], "li")
    for worker in (one, other):
        assert eventually(lambda worker=worker: [hit.id for hit in worker.search("番茄").hits] == ["p1"])  # type: ignore[misc]
    assert change is not None
    shop.store.dictionary.undo(change.number)
    assert eventually(lambda: not one.search("番茄").hits and not other.search("番茄").hits)


def test_a_shop_that_is_opened_later_knows_the_dictionary_at_once(shop: LivingShop) -> None:
    add(shop.store, [Entry("correction", "西红试 => 西红柿")])
    page = shop.shop.search("西红试")
    assert [hit.id for hit in page.hits] == ["p1"]


def test_a_word_is_cut_whole_from_the_next_publishing_on(shop: LivingShop) -> None:
    assert "冰丝" not in shop.shop.watch.view().snapshot.strings("lexicon")
    add(shop.store, [Entry("word", "冰丝")])
    shop.publish()
    assert "冰丝" in shop.shop.watch.view().snapshot.strings("lexicon")
    assert shop.sees("冰丝") == ["p2"]


def test_what_contradicts_the_kept_entries_is_refused_whole(shop: LivingShop) -> None:
    add(shop.store, [Entry("synonym", "a => b")])
    with pytest.raises(InvalidInput, match=r"synonym 'b => a' closes a circle \(b => a => b\)"):
        add(shop.store, [Entry("stop", "促销"), Entry("synonym", "b => a")])
    assert [entry.text for entry in shop.store.dictionary.list()] == ["a => b"]


def test_saying_again_what_is_kept_changes_nothing(shop: LivingShop) -> None:
    add(shop.store, [Entry("synonym", "番茄, 西红柿")])
    assert add(shop.store, [Entry("synonym", "西红柿，番茄")]) is None


def test_an_entry_is_removed_however_it_is_written(shop: LivingShop) -> None:
    add(shop.store, [Entry("synonym", "番茄, 西红柿")])
    assert remove(shop.store, [Entry("synonym", "西红柿,番茄")]) is not None
    assert shop.store.dictionary.list() == []


def test_an_entry_that_came_another_way_and_says_nothing_takes_no_other_with_it(shop: LivingShop) -> None:
    shop.store.dictionary.add([Entry("synonym", "番茄"), Entry("nonsense", "x"), Entry("synonym", "番茄, 西红柿")])
    assert shop.sees("番茄") == ["p1"]
    assert remove(shop.store, [Entry("nonsense", "x")]) is not None
