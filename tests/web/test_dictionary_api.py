"""The dictionary over HTTP: for those with the token, obeyed here at once and elsewhere within a second, with a history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from searchrank_web import answers, create_app
from werkzeug.test import TestResponse

from tests.shop_vocabulary import LivingShop, eventually, living_shop

ADMIN = {"Authorization": "Bearer s3cret"}
SYNONYM = {"kind": "synonym", "entry": "番茄, 西红柿", "note": "veg"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path, {"id": "t1", "title": "新鲜 西红柿 5斤"}, "黄瓜 5斤", admin_token="s3cret") as shop:
        yield shop


@pytest.fixture
def client(shop: LivingShop) -> FlaskClient:
    return create_app(shop.shop).test_client()


def put(client: FlaskClient, *items: Any, query: str = "") -> TestResponse:
    return client.put(f"/dictionary{query}", json=list(items), headers=ADMIN)


def found(client: FlaskClient, text: str) -> list[str]:
    return [hit["id"] for hit in client.get("/search", query_string={"q": text}).get_json()["hits"]]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_dictionary_is_for_those_with_the_token(client: FlaskClient, shop: LivingShop, method: str) -> None:
    asked = [client.open("/dictionary", method=method, json=[SYNONYM], headers=headers) for headers in ({}, {"Authorization": "Bearer guess"})]
    assert [one.status_code for one in asked] == [401, 403]
    assert shop.store.dictionary.list() == []


def test_an_entry_is_obeyed_here_at_once_and_by_the_other_worker_within_a_second(shop: LivingShop, client: FlaskClient) -> None:
    there = create_app(shop.another()).test_client()
    assert found(client, "番茄") == []
    assert put(client, SYNONYM, query="?by=li&why=summer").get_json() == {"accepted": 1, "errors": []}
    assert found(client, "番茄") == ["t1"]
    assert eventually(lambda: found(there, "番茄") == ["t1"])
    there.delete("/dictionary", json=[{"kind": "synonym", "entry": "西红柿,番茄"}], headers=ADMIN)
    assert found(there, "番茄") == []


def test_what_is_kept_and_who_changed_it_is_told(client: FlaskClient) -> None:
    put(client, SYNONYM, query="?by=li&why=summer")
    told = answers.DictionaryAnswer.model_validate_json(client.get("/dictionary", headers=ADMIN).data, strict=True)
    assert [one.model_dump() for one in told.entries] == [SYNONYM]
    assert [(one.number, one.who, one.why, len(one.lines)) for one in told.changes] == [(1, "li", "summer", 1)]


def test_faulty_items_are_named_and_the_others_kept(client: FlaskClient, shop: LivingShop) -> None:
    bad = ({"kind": "synonym", "entry": "番茄 =>"}, {"kind": "stop"}, "x", {"kind": "stop", "entry": "a", "date": 1})
    body = put(client, bad[0], SYNONYM, *bad[1:]).get_json()
    assert (body["accepted"], [fault["index"] for fault in body["errors"]]) == (1, [0, 2, 3, 4])
    assert body["errors"][0]["message"] == "'番茄 =>' is a synonym of nothing: write what it stands for"
    assert [(fault["code"], fault["field"]) for fault in body["errors"]] == [
        ("invalid_input", "entry"),
        ("invalid_input", "entry"),
        ("invalid_input", "entry"),
        ("unknown_name", "date"),
    ]
    assert len(shop.store.dictionary.list()) == 1
    refused = put(client, bad[0])
    assert (refused.status_code, refused.get_json()["accepted"]) == (400, 0)


def test_removing_what_is_not_there_is_said(client: FlaskClient) -> None:
    gone = client.delete("/dictionary", json=[SYNONYM], headers=ADMIN)
    assert (gone.status_code, gone.get_json()["errors"][0]["code"]) == (400, "not_found")


def test_an_entry_that_closes_a_circle_with_what_is_kept_is_refused(client: FlaskClient) -> None:
    put(client, {"kind": "synonym", "entry": "a => b"})
    body = put(client, {"kind": "synonym", "entry": "b => a"}).get_json()
    assert body["errors"][0]["message"].startswith("synonym 'b => a' closes a circle")


def test_control_characters_are_refused_in_what_people_write(client: FlaskClient, shop: LivingShop) -> None:
    refused = put(client, SYNONYM, query="?by=%00")
    assert (refused.status_code, refused.get_json()["error"]["message"]) == (400, "by has the value '\\x00': leave out control characters")
    assert put(client, {**SYNONYM, "note": "\x1b[2J"}).get_json()["errors"][0]["message"].startswith("note has the value")
    assert shop.store.dictionary.list() == []
