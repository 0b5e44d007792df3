"""What a shopper did lately is found among what everybody did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchrank.records import Event
from searchrank.settings import Settings
from searchrank.store.shoppers import Offered, Searched
from searchrank.store.store import Store, open_store
from searchrank.store.ubi import AskedQuery, parse_ubi_query

NOW = 1_790_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(home=tmp_path), create=True)
    yield opened
    opened.close()


def asked(query_id: str, text: str, at: float, user: str = "me", **told: Any) -> AskedQuery:
    return AskedQuery(query_id, text, at, user_id=user, attributes=told)


def test_searches_come_newest_first_with_what_led_there(store: Store) -> None:
    store.events.record_queries([asked("q1", "帐篷", NOW), asked("q2", "睡袋", NOW + 5, source="hint"), asked("q3", "x", NOW, "you")])
    past = store.shoppers.past("me", NOW - 1, NOW + 9)
    assert past.searches == (Searched("q2", "睡袋", NOW + 5, "hint"), Searched("q1", "帐篷", NOW, "typed"))


def test_orders_and_shown_words_are_told_and_other_events_passed_over(store: Store) -> None:
    word = {"scene": "hint", "object": {"object_id": "帐篷", "object_id_type": "query"}}
    events = [
        Event("e1", "purchase", NOW, query_id="q1", user_id="me"),
        Event("e2", "impression", NOW, user_id="me", attributes=word),
        Event("e3", "impression", NOW, user_id="me", attributes={"object": {"object_id": "p1"}}),
        Event("e4", "click", NOW, query_id="q9", user_id="me", attributes=word),
        Event("e5", "purchase", NOW, query_id="q2", user_id="you"),
    ]
    store.events.record(events)
    past = store.shoppers.past("me", NOW - 1, NOW + 1)
    assert (past.ordered, past.offered) == ({"q1"}, (Offered("帐篷", "hint", NOW),))


def test_a_shopper_who_was_told_by_a_mail_address_is_found_by_it(store: Store) -> None:
    told = parse_ubi_query({"user_query": "帐篷", "query_id": "q1", "user_id": "ann@shop.example", "timestamp": 1_700_000_000})
    store.events.record_queries([told])
    assert told.user_id != "ann@shop.example"
    assert [one.query_id for one in store.shoppers.past("ann@shop.example", told.timestamp - 1, told.timestamp + 1).searches] == ["q1"]


def test_what_lies_outside_the_two_moments_is_not_told(store: Store) -> None:
    store.events.record_queries([asked("q1", "帐篷", NOW - 100), asked("q2", "睡袋", NOW + 100)])
    assert store.shoppers.past("me", NOW - 10, NOW + 10).searches == ()


def test_a_shoppers_past_is_found_by_an_index(store: Store) -> None:
    with store.events.database.read() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT 1 FROM asked_queries WHERE user_id = 'me' AND timestamp >= 1").all()
    assert "ix_asked_queries_user_id" in str(plan)
