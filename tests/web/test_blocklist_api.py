"""The block list over HTTP: who may change it, what is said of faulty patterns, and how soon it is obeyed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from searchrank_web import answers, create_app
from searchrank_web.api import MOST_PATTERNS
from werkzeug.test import TestResponse

from tests.shop_vocabulary import SHOES, eventually, living_shop
from tests.web.fake_shop import TOKEN, FakeShop


def admin(token: str = TOKEN) -> dict[str, str]:
    # Headers are bytes that frameworks hand over as Latin-1.
    return {"Authorization": f"Bearer {token}".encode().decode("latin-1")}


def put(client: FlaskClient, *items: Any, token: str = TOKEN) -> TestResponse:
    return client.put("/blocklist", json=list(items), headers=admin(token))


def suggested(client: FlaskClient, prefix: str) -> list[str]:
    answer = client.get("/suggest", query_string={"q": prefix})
    assert answer.status_code == 200, answer.get_json()
    return [one["text"] for one in answer.get_json()["suggestions"]]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_block_list_is_for_those_with_the_token(client: FlaskClient, shop: FakeShop, method: str) -> None:
    asked = [
        client.open("/blocklist", method=method, json=["裙"], headers=headers) for headers in ({}, {"Authorization": "Basic eDp5"}, admin("guess"))
    ]
    assert [(one.status_code, one.get_json()["error"]["code"]) for one in asked] == [(401, "no_token"), (401, "no_token"), (403, "denied")]
    assert asked[0].headers["WWW-Authenticate"].startswith("Bearer") and not shop.blocked


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_shop_without_a_token_lets_nobody_in_and_says_how(client: FlaskClient, shop: FakeShop, nothing: str | None) -> None:
    shop.settings = shop.settings.model_copy(update={"admin_token": nothing and SecretStr(nothing)})
    for headers in ({}, admin(""), admin("None")):
        response = client.put("/blocklist", json=["裙"], headers=headers)
        assert response.status_code == 403 and "set admin_token in searchrank.toml" in response.get_json()["error"]["message"]


@pytest.mark.parametrize("path", ["/blocklist", "/dictionary", "/products/d1"])
def test_who_may_not_read_is_told_so_and_not_of_changing(client: FlaskClient, shop: FakeShop, path: str) -> None:
    assert client.get(path).get_json()["error"]["message"].startswith("reading this needs the admin token: send")
    assert client.delete(path).get_json()["error"]["message"].startswith("changing this needs the admin token: send")
    shop.settings = shop.settings.model_copy(update={"admin_token": None})
    assert client.get(path).get_json()["error"]["message"].startswith("this shop has no admin token, so this cannot be read over HTTP: set")
    assert client.delete(path).get_json()["error"]["message"].startswith("this shop has no admin token, so nothing can be changed over HTTP: set")


def test_a_blocked_word_is_gone_from_the_next_suggestion_on(client: FlaskClient) -> None:
    assert suggested(client, "连衣裙") == ["连衣裙", "连衣裙 夏", "连衣裙 红色"]
    assert put(client, "夏", {"pattern": "红色", "reason": "sold out"}).get_json() == {"accepted": 2, "errors": []}
    assert suggested(client, "连衣裙") == ["连衣裙"]
    listed = answers.BlocklistAnswer.model_validate_json(client.get("/blocklist", headers=admin()).data, strict=True)
    assert [(one.pattern, one.reason) for one in listed.patterns] == [("夏", ""), ("红色", "sold out")]
    assert client.delete("/blocklist", json=["夏"], headers=admin()).get_json() == {"accepted": 1, "errors": []}
    assert suggested(client, "连衣裙") == ["连衣裙", "连衣裙 夏"]


def test_lines_of_json_will_do_and_a_faulty_one_is_named(client: FlaskClient, shop: FakeShop) -> None:
    lines = b'"\xe5\xa4\x8f"\r\n\n{"pattern": "/(/"}\n{"pattern": "x", "reson": "?"}\nplain text\n{"pattern": "y"}\n'
    response = client.put("/blocklist", data=lines, headers=admin())
    body = answers.ChangedAnswer.model_validate_json(response.data, strict=True)
    assert (response.status_code, body.accepted, list(shop.blocked)) == (200, 2, ["夏", "y"])
    assert [(fault.index, fault.code, fault.field) for fault in body.errors] == [
        (1, "invalid_input", "pattern"),
        (2, "unknown_name", "reson"),
        (3, "invalid_input", "line"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        7,
        None,
        {},
        {"pattern": 7},
        {"pattern": ""},
        {"pattern": " "},
        {"pattern": "x\x00"},
        {"pattern": "x", "reason": "\x00"},
        {"pattern": "x" * 2000},
    ],
)
def test_a_body_without_any_right_pattern_is_refused(client: FlaskClient, shop: FakeShop, item: Any) -> None:
    response = put(client, item)
    assert (response.status_code, response.get_json()["accepted"], shop.blocked) == (400, 0, {})
    assert len(response.get_json()["errors"]) == 1


def test_a_body_that_is_no_json_array_changes_nothing(client: FlaskClient, shop: FakeShop) -> None:
    response = client.put("/blocklist", data=b'["a", ', headers=admin())
    assert (response.status_code, response.get_json()["error"]["field"], shop.blocked) == (400, "body", {})
    too_many = put(client, *["x"] * (MOST_PATTERNS + 1))
    assert (too_many.status_code, shop.blocked) == (413, {})


def test_nothing_sent_changes_nothing_and_is_no_fault(client: FlaskClient) -> None:
    assert client.put("/blocklist", data=b"", headers=admin()).get_json() == {"accepted": 0, "errors": []}


def test_taking_off_what_is_not_on_the_list_is_said(client: FlaskClient) -> None:
    put(client, "夏")
    body = client.delete("/blocklist", json=["冬", "夏"], headers=admin()).get_json()
    assert (body["accepted"], [(fault["index"], fault["code"]) for fault in body["errors"]]) == (1, [(0, "not_found")])


def test_answers_keep_the_document(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    assert set(document["paths"]["/blocklist"]["put"]["responses"]) == {"200", "400", "401", "403", "413", "500", "503"}
    link = client.get("/blocklist").get_json()["error"]["link"]
    assert link.rpartition("/")[2] in document["components"]["responses"]


def test_the_list_is_obeyed_here_at_once_and_by_the_other_worker_within_a_second(tmp_path: Path) -> None:
    with living_shop(tmp_path / "shop", *SHOES, admin_token="s3cret", suggest={"catalogue_min_products": 1}) as shop:
        here, there = (create_app(worker).test_client() for worker in (shop.shop, shop.another()))
        offered = suggested(here, "跑鞋")
        assert offered and suggested(there, "跑鞋") == offered
        assert put(here, {"pattern": "跑鞋", "reason": "not now"}, token="s3cret").get_json() == {"accepted": 1, "errors": []}
        assert suggested(here, "跑鞋") == []
        assert eventually(lambda: suggested(there, "跑鞋") == [])
        assert there.get("/blocklist", headers=admin("s3cret")).get_json()["patterns"][0]["reason"] == "not now"
        there.delete("/blocklist", data=orjson.dumps("跑鞋"), headers=admin("s3cret"))
        assert suggested(there, "跑鞋") == offered
        assert eventually(lambda: suggested(here, "跑鞋") == offered)
