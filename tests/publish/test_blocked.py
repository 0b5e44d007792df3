"""The block list: obeyed at once where it is changed, within a second elsewhere, whatever happens to the store meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from searchrank.errors import InvalidInput, Unavailable
from searchrank.publish.blocked import watched_blocklist
from searchrank.store.tables import blocklist
from tests.shop_vocabulary import LivingShop, eventually, living_shop

SHOE_QUERIES = [{"id": f"p{number}", "title": f"安踏 跑鞋 {number}", "brand": "安踏", "category": "运动 > 跑鞋"} for number in range(6)]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path, *SHOE_QUERIES) as shop:
        yield shop


def test_a_blocked_word_is_not_suggested_from_the_next_request_on(shop: LivingShop) -> None:
    assert "安踏" in shop.suggests("安")
    shop.shop.block("安踏", "a lawyer's letter")
    assert shop.suggests("安") == []
    shop.shop.unblock("安踏")
    assert "安踏" in shop.suggests("安")


def test_another_worker_obeys_within_a_second(shop: LivingShop) -> None:
    here, there = shop.shop, shop.another()
    here.block("安踏")
    assert eventually(lambda: there.suggest("安").suggestions == ())
    here.unblock("安踏")
    assert eventually(lambda: there.suggest("安").suggestions != ())


def test_a_block_list_is_obeyed_by_a_shop_that_is_opened_later(shop: LivingShop) -> None:
    shop.store.blocklist.add("安踏")
    assert shop.suggests("安") == []


def test_an_expression_that_cannot_be_read_blocks_nothing_and_is_not_kept(shop: LivingShop) -> None:
    with pytest.raises(InvalidInput, match="is not a regular expression"):
        shop.shop.block("/(安/")
    assert shop.store.blocklist.list() == []


def test_a_bad_pattern_that_came_another_way_does_not_lift_the_others(shop: LivingShop) -> None:
    row: dict[str, Any] = {"pattern": "/(a+)+/", "reason": "", "created_at": 0.0}
    with shop.store.catalogue.database.write() as connection:
        connection.execute(insert(blocklist), row)
    shop.shop.block("安踏")
    assert shop.suggests("安") == []
    assert shop.another().suggest("安").suggestions == ()


class Flaky:
    """A block list in a store that is away at first, then answers."""

    def __init__(self, kept: Any, failures: int) -> None:
        self._kept, self.left = kept, failures

    def revision(self) -> int:
        if self.left:
            self.left -= 1
            raise Unavailable("the database does not answer")
        return int(self._kept.revision())

    def list(self) -> Any:
        return self._kept.list()


def test_the_watch_outlives_a_database_that_is_away_for_a_moment(shop: LivingShop) -> None:
    flaky = Flaky(shop.store.blocklist, failures=0)
    watched = watched_blocklist(replace(shop.store, blocklist=flaky))  # type: ignore[arg-type]
    watched.start()
    flaky.left = 1
    assert eventually(lambda: flaky.left == 0)
    shop.store.blocklist.add("安踏")
    assert eventually(lambda: watched.value.blocks("安踏"))
    watched.stop()
