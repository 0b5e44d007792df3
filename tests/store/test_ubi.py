from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from searchrank.errors import InvalidInput
from searchrank.store.ubi import AHEAD_SECONDS, parse_ubi_event, parse_ubi_query

CLICK = {
    "application": "shop",
    "action_name": "click",
    "query_id": "q-1",
    "session_id": "s-1",
    "client_id": "c-1",
    "user_id": "u-1",
    "timestamp": "2024-05-31T00:00:01.500Z",
    "message_type": "CLICK",
    "message": "two\nlines",
    "user_query": "跑鞋",
    "event_attributes": {"object": {"object_id": 7, "object_id_field": "sku"}, "position": {"ordinal": 3}, "visible": True},
}
STOCK_CLIENT = {
    "application": "shop",
    "action_name": "search",
    "query_id": "q-1",
    "session_id": "s-1",
    "client_id": "c-1",
    "user_id": "",
    "timestamp": "2024-05-31T00:00:00.000Z",
    "message_type": None,
    "message": "",
    "extra_info": "more",
    "event_attributes": None,
}


def test_an_event_is_read_field_by_field() -> None:
    event = parse_ubi_event({**CLICK, "event_id": "e-1"})
    assert (event.id, event.action, event.timestamp, event.query_id) == ("e-1", "click", 1717113601.5, "q-1")
    assert (event.client_id, event.user_id, event.session_id, event.application) == ("c-1", "u-1", "s-1", "shop")
    assert (event.user_query, event.message_type, event.message) == ("跑鞋", "CLICK", "two\nlines")
    assert event.attributes == {"object": {"object_id": "7", "object_id_field": "sku"}, "position": {"ordinal": 3}, "visible": True}


def test_what_the_stock_browser_client_sends_is_taken() -> None:
    event = parse_ubi_event(STOCK_CLIENT)
    assert (event.user_id, event.message, event.message_type) == (None, None, None)
    assert event.attributes == {"extra_info": "more"}


def test_an_event_without_an_id_gets_one_that_a_repeat_gets_too() -> None:
    reordered = dict(reversed(CLICK.items()))
    assert parse_ubi_event(CLICK).id == parse_ubi_event(reordered).id
    assert parse_ubi_event(CLICK).id != parse_ubi_event({**CLICK, "timestamp": "2024-05-31T00:00:02Z"}).id


@pytest.mark.parametrize("given", ["2024-05-31T00:00:00Z", "2024-05-31T08:00:00+08:00", "2024-05-31T00:00:00", 1717113600000, 1717113600])
def test_a_time_is_iso_text_or_seconds_or_milliseconds(given: Any) -> None:
    assert parse_ubi_event({"action_name": "view", "timestamp": given}).timestamp == 1717113600.0


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::1", "shopper@example.org"])
def test_addresses_are_kept_as_hashes_or_not_at_all(address: str) -> None:
    event = parse_ubi_event({**CLICK, "user_id": address, "client_id": address, "event_attributes": {"IP": address, "colour": "red"}})
    assert address not in repr(event)
    assert event.user_id == event.client_id
    assert event.attributes == {"colour": "red"}


def test_ids_that_only_look_like_numbers_stay() -> None:
    assert parse_ubi_event({**CLICK, "user_id": "3405803785"}).user_id == "3405803785"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"action_name": None}, "action_name"),
        ({"action_name": "x" * 101}, "action_name"),
        ({"timestamp": None}, "timestamp"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"timestamp": True}, "timestamp"),
        ({"user_id": 7}, "user_id"),
        ({"query_id": "a\x00b"}, "query_id"),
        ({"message": "x" * 1025}, "message"),
        ({"event_attributes": []}, "event_attributes"),
        ({"event_attributes": {"big": "x" * 70_000}}, "event_attributes"),
        ({"event_attributes": {"object": {"object_id_field": "sku"}}}, "event_attributes.object.object_id"),
        ({"event_attributes": {"object": "p1"}}, "event_attributes.object"),
        ({"event_attributes": {"position": {"ordinal": -1}}}, "event_attributes.position.ordinal"),
        ({"event_attributes": {"position": {"ordinal": "1"}}}, "event_attributes.position.ordinal"),
        ({"event_attributes": {"position": {"xy": {"x": "left", "y": 1}}}}, "event_attributes.position.x"),
        ({"event_id": "x" * 201}, "event_id"),
    ],
)
def test_a_faulty_field_of_an_event_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_ubi_event({**CLICK, **change})
    assert caught.value.field == field


@pytest.mark.parametrize("given", [None, [], "click", 7])
def test_what_is_no_object_is_no_event_and_no_query(given: Any) -> None:
    for parse in (parse_ubi_event, parse_ubi_query):
        with pytest.raises(InvalidInput, match="expected a JSON object"):
            parse(given)


def test_a_query_is_read_field_by_field() -> None:
    given = {
        "user_query": "跑鞋",
        "query_id": "q-1",
        "client_id": "c-1",
        "timestamp": "2024-05-31T00:00:00Z",
        "object_id_field": "sku",
        "query_attributes": {"page": 2},
        "query_response_id": "r-1",
        "query_response_hit_ids": ["p2", 1],
        "message": "hi",
    }
    asked = parse_ubi_query(given)
    assert (asked.id, asked.user_query, asked.timestamp, asked.client_id) == ("q-1", "跑鞋", 1717113600.0, "c-1")
    assert (asked.object_id_field, asked.response_id, asked.hit_ids) == ("sku", "r-1", ("p2", "1"))
    assert asked.attributes == {"message": "hi", "page": 2}


@pytest.mark.parametrize("parse", [parse_ubi_event, parse_ubi_query])
def test_what_has_not_happened_yet_is_refused_with_the_remedy(parse: Callable[..., Any]) -> None:
    now = 1717113600.0
    assert parse({**CLICK, "user_query": "cup", "timestamp": now + AHEAD_SECONDS}, clock=lambda: now).timestamp == now + AHEAD_SECONDS
    with pytest.raises(InvalidInput) as caught:
        parse({**CLICK, "user_query": "cup", "timestamp": "2099-01-01T00:00:00Z"}, clock=lambda: now)
    assert caught.value.field == "timestamp"
    assert {'"2099-01-01T00:00:00Z":', "2024-05-31T00:00:00Z,", "clock"} <= set(caught.value.message.split())


def test_a_query_without_a_time_is_asked_now() -> None:
    assert parse_ubi_query({"user_query": "cup"}, clock=lambda: 5.0).timestamp == 5.0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "user_query"),
        ({"user_query": "x" * 10_001}, "user_query"),
        ({"user_query": "cup", "query_response_hit_ids": "p1"}, "query_response_hit_ids"),
        ({"user_query": "cup", "query_attributes": 7}, "query_attributes"),
    ],
)
def test_a_faulty_field_of_a_query_is_named(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_ubi_query(given)
    assert caught.value.field == field
