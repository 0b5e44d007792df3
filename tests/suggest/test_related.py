"""What others searched beside a query, from the log where it knows, from shared words where it does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.records import Event
from searchrank.store.ubi import parse_ubi_query
from searchrank.suggest.related import by_times
from tests.shop_vocabulary import LivingShop, living_shop
from tests.small_log import row, write_day

GOODS = (
    *({"id": f"t{n}", "title": f"露营 帐篷 {n}号", "category": "户外 > 帐篷", "stock": 3} for n in range(6)),
    *({"id": f"b{n}", "title": f"羽绒 睡袋 {n}号", "category": "户外 > 睡袋", "stock": 3} for n in range(6)),
    *({"id": f"d{n}", "title": f"红色 连衣裙 女 女士 男士 {n}号", "category": "女装 > 连衣裙", "stock": 3} for n in range(6)),
    *({"id": f"r{n}", "title": f"running shoes model {n}x", "category": "Shoes > Running shoes", "stock": 3} for n in range(6)),
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path / "shop") as opened:
        yield opened


def logged(shop: LivingShop, *visits: tuple[str, ...], users: int = 3, ago: float = 3600.0) -> LivingShop:
    """A log in which each of so many shoppers made these visits, an hour apart; published."""
    now = time.time()
    searches = [
        row(text, f"u{user}", now - ago - 4000 * number + 60 * place)
        for user in range(users)
        for number, visit in enumerate(visits)
        for place, text in enumerate(visit)
    ]
    write_day(shop.settings.log, *searches, at=now)
    shop.publish(*GOODS)
    return shop


def beside(shop: LivingShop, text: str, limit: int = 10) -> dict[str, str]:
    """What is offered beside a query, and why."""
    return {one.text: one.reason for one in shop.shop.suggest(text, scene="related", limit=limit).suggestions}


def test_what_shoppers_search_in_one_visit_is_offered_first(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "睡袋"), ("红色 连衣裙",), ("running shoes",))
    assert next(iter(beside(shop, "帐篷").items())) == ("睡袋", "searched_together")
    assert next(iter(beside(shop, "帐 篷"))) == "睡袋"
    assert "红色 连衣裙" not in beside(shop, "帐篷")


def test_a_query_is_never_offered_beside_itself_in_any_spelling(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "帐 篷", "睡袋", "running shoes", "runing shoes", "Shoes Running"))
    for text in ("帐篷", "running shoes", "shoes running"):
        others = [one.replace(" ", "").lower() for one in beside(shop, text)]
        assert text.replace(" ", "") not in others and "shoesrunning" not in others
        assert len(others) == len(set(others))
    assert "runing shoes" not in beside(shop, "running shoes")


def test_of_queries_that_call_the_same_people_otherwise_one_is_offered(shop: LivingShop) -> None:
    logged(shop, ("红色 连衣裙", "连衣裙 女士", "连衣裙 女", "连衣裙 男士"))
    assert len({"连衣裙 女士", "连衣裙 女"} & beside(shop, "红色 连衣裙").keys()) == 1
    assert "连衣裙 女" not in beside(shop, "连衣裙 女士")
    assert "连衣裙 男士" in beside(shop, "连衣裙 女士")


def test_two_shoppers_are_not_enough_to_show_a_search_to_others(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "睡袋"), users=2)
    assert "searched_together" not in beside(shop, "帐篷").values()


def test_a_query_that_nobody_searched_gets_what_shares_its_product_word(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "露营 帐篷", "睡袋"))
    offered = beside(shop, "蓝色 帐篷")
    assert {"帐篷", "露营 帐篷"} <= set(offered) and set(offered.values()) == {"same_word"}


def test_a_shop_without_a_log_offers_what_its_catalogue_knows(shop: LivingShop) -> None:
    shop.publish(*GOODS)
    assert "红色 连衣裙" not in beside(shop, "帐篷")
    assert set(beside(shop, "帐篷").values()) <= {"same_word", "same_category"}


def test_what_brings_nothing_is_not_offered(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "望远镜", "睡袋"))
    assert "望远镜" not in beside(shop, "帐篷")


def test_a_blocked_word_is_gone_with_the_next_request(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "睡袋"))
    assert "睡袋" in beside(shop, "帐篷")
    shop.shop.block("睡袋")
    assert "睡袋" not in beside(shop, "帐篷")
    assert "睡袋" not in [one.text for one in shop.shop.search("帐篷").related_queries]


def test_the_search_page_carries_what_others_searched(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "睡袋"))
    assert shop.shop.search("帐篷").related_queries[0].text == "睡袋"
    assert shop.shop.search("帐篷", page=2).related_queries == shop.shop.search("帐篷", pipeline="day_one").related_queries == ()


def test_the_logs_counts_order_the_suggestions(shop: LivingShop) -> None:
    logged(shop, ("睡袋",), ("帐篷",), users=3)
    now = time.time()
    write_day(shop.settings.log, *(row("睡袋", f"v{user}", now - 60) for user in range(9)), at=now)
    shop.publish()
    assert shop.suggests("")[0] == "睡袋"


def test_own_unfinished_searches_come_back_in_the_box(shop: LivingShop) -> None:
    logged(shop, ("帐篷", "睡袋"))
    now = time.time()
    asked = {"user_query": "红色 连衣裙", "query_id": "q1", "user_id": "me", "timestamp": now - 3600}
    shop.shop.record_queries([parse_ubi_query(asked)])

    def box(user: str) -> dict[str, str]:
        return {one.text: one.reason for one in shop.shop.suggest("", scene="hint", limit=3, user_id=user).suggestions}

    assert box("me")["红色 连衣裙"] == "unfinished" and "红色 连衣裙" not in box("somebody else")
    assert [one.text for one in shop.shop.suggest("", scene="history", user_id="me").suggestions] == ["红色 连衣裙"]
    shop.shop.record([Event("e1", "purchase", now - 60, query_id="q1", user_id="me")])
    assert "红色 连衣裙" not in box("me")


def test_words_shown_and_not_taken_make_room_for_others(shop: LivingShop) -> None:
    logged(shop, ("帐篷",), ("睡袋",), ("running shoes",))
    now = time.time()
    shop.shop.record_queries([parse_ubi_query({"user_query": "zzz", "query_id": "q0", "user_id": "me", "timestamp": now - 9999})])
    first = shop.shop.suggest("", scene="hint", limit=1, user_id="me").suggestions[0].text
    told = {"scene": "hint", "object": {"object_id": first, "object_id_type": "query"}}
    shop.shop.record([Event(f"e{n}", "impression", now - n, user_id="me", attributes=told) for n in range(5)])
    again = [one.text for one in shop.shop.suggest("", scene="hint", limit=10, user_id="me").suggestions]
    assert again and first not in again


def test_a_scene_that_is_none_and_a_limit_that_is_none_are_refused(shop: LivingShop) -> None:
    shop.publish(*GOODS)
    with pytest.raises(UnknownName, match="unknown scene 'nosuch': known are complete, hint, related, history"):
        shop.shop.suggest("", scene="nosuch")
    with pytest.raises(InvalidInput, match="limit is 0"):
        shop.shop.suggest("", scene="hint", limit=0)


def test_an_empty_query_has_nothing_beside_it(shop: LivingShop) -> None:
    shop.publish(*GOODS)
    assert beside(shop, "") == {} and beside(shop, "，。") == {}


def test_what_more_lists_have_comes_first_then_the_lower_number_and_preferred_lists_count_alone() -> None:
    lists = [[7, 9, 30], [3, 9], [9, 30, 40]]
    numbers, lengths = np.array([one for numbers in lists for one in numbers], np.int32), np.array([3, 2, 3], np.int64)
    assert by_times(numbers, lengths, np.array([False, False, False])).tolist() == [9, 30, 3, 7, 40]
    assert by_times(numbers, lengths, np.array([False, True, False])).tolist() == [9, 3]
