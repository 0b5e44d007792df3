"""Events and queries as the stock UBI client sends them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from searchrank_web import answers
from searchrank_web.api import MOST_ITEMS

from tests.web.fake_shop import FakeShop


def click(product_id: str = "s1", **more: Any) -> dict[str, Any]:
    return {
        "action_name": "click",
        "timestamp": "2024-11-22T07:30:00.000Z",
        "query_id": "q-1",
        "client_id": "c-1",
        "session_id": "s-1",
        "user_query": "跑鞋",
        "message": "opened",
        "event_attributes": {"object": {"object_id": product_id, "object_id_type": "product"}, "position": {"ordinal": 1}},
        **more,
    }


def query(**more: Any) -> dict[str, Any]:
    return {
        "user_query": "跑鞋",
        "query_id": "q-1",
        "client_id": "c-1",
        "timestamp": "2024-11-22T07:29:59Z",
        "query_response_hit_ids": ["s1", "s2"],
        **more,
    }


def test_an_array_of_events_is_kept(client: FlaskClient, shop: FakeShop) -> None:
    response = client.post("/ubi_events", json=[click("s1"), click("s2")])
    assert (response.status_code, response.get_json()) == (200, {"accepted": 2, "duplicates": 0, "errors": []})
    assert [event.query_id for event in shop.events.values()] == ["q-1", "q-1"]


def test_a_single_object_will_do_and_a_beacon_too(client: FlaskClient, shop: FakeShop) -> None:
    import orjson

    assert client.post("/ubi_events", json=click()).get_json()["accepted"] == 1
    assert client.post("/ubi_queries", data=orjson.dumps(query()), content_type="text/plain;charset=UTF-8").get_json()["accepted"] == 1
    assert len(shop.events) == len(shop.queries) == 1


def test_an_event_sent_twice_is_kept_once(client: FlaskClient) -> None:
    client.post("/ubi_events", json=[click()])
    assert client.post("/ubi_events", json=[click()]).get_json() == {"accepted": 0, "duplicates": 1, "errors": []}


def test_a_faulty_event_is_named_and_the_others_are_kept(client: FlaskClient, shop: FakeShop) -> None:
    response = client.post("/ubi_events", json=[click("s1"), click(timestamp="yesterday"), 7, click("s2")])
    body = answers.RecordedAnswer.model_validate_json(response.data, strict=True)
    assert (response.status_code, body.accepted, len(shop.events)) == (200, 2, 2)
    assert [(fault.index, fault.field) for fault in body.errors] == [(1, "timestamp"), (2, "event")]


def test_an_event_of_another_century_is_named_and_the_others_are_kept(client: FlaskClient, shop: FakeShop) -> None:
    body = client.post("/ubi_events", json=[click("s1"), click("s2", timestamp="2999-01-01T00:00:00Z")]).get_json()
    assert (body["accepted"], len(shop.events)) == (1, 1)
    assert [(fault["index"], fault["field"]) for fault in body["errors"]] == [(1, "timestamp")] and "2999-01-01" in body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("path", "body", "field"), [("/ubi_events", {"timestamp": "2024-11-22T07:30:00Z"}, "action_name"), ("/ubi_queries", {}, "user_query")]
)
def test_a_body_without_any_good_item_is_refused(client: FlaskClient, path: str, body: dict[str, Any], field: str) -> None:
    response = client.post(path, json=[body])
    assert (response.status_code, response.get_json()["accepted"]) == (400, 0)
    assert response.get_json()["errors"][0]["field"] == field


def test_too_many_events_at_once_are_refused_whole(client: FlaskClient, shop: FakeShop) -> None:
    response = client.post("/ubi_events", json=[{}] * (MOST_ITEMS + 1))
    assert (response.status_code, response.get_json()["error"]["code"]) == (413, "too_large") and not shop.events


def test_an_empty_array_keeps_nothing_and_is_no_fault(client: FlaskClient) -> None:
    response = client.post("/ubi_events", json=[])
    assert (response.status_code, response.get_json()) == (200, {"accepted": 0, "duplicates": 0, "errors": []})


def test_a_shop_page_of_another_origin_may_send_events(client: FlaskClient) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    before = client.options("/ubi_events", headers=asked)
    assert before.status_code == 204 and "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    sent = client.post("/ubi_events", json=[click()], headers={"Origin": "https://shop.example"})
    assert before.headers["Access-Control-Allow-Origin"] == sent.headers["Access-Control-Allow-Origin"] == "*"


def test_queries_are_kept_as_they_were_shown(client: FlaskClient, shop: FakeShop) -> None:
    assert client.post("/ubi_queries", json=[query()]).get_json() == {"accepted": 1, "duplicates": 0, "errors": []}
    assert len(shop.queries) == 1
