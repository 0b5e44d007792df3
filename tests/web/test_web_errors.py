from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from searchrank_web.errors import STATUSES, status_of

from searchrank import errors
from searchrank.records import Missing
from tests.web.fake_shop import TOKEN, FakeShop


def admin() -> dict[str, str]:
    # Headers are bytes that frameworks hand over as Latin-1.
    return {"Authorization": f"Bearer {TOKEN}".encode().decode("latin-1")}


def tree(kind: type[errors.SearchrankError]) -> list[type[errors.SearchrankError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]


def test_every_error_of_the_tree_stands_in_the_table() -> None:
    assert {kind for kind in tree(errors.SearchrankError) if kind.__module__ == "searchrank.errors"} == set(STATUSES)


def test_an_error_of_another_room_takes_the_status_of_its_kind() -> None:
    class SlowChannel(errors.EngineDown):
        """A channel does not answer."""

    assert status_of(SlowChannel("too slow")) == 503


def test_a_shop_without_products_says_so_and_when_to_come_back(client: FlaskClient, shop: FakeShop) -> None:
    shop.published = False
    response = client.get("/search?q=x")
    assert response.status_code == 503 and response.headers["Retry-After"] == "2"
    assert response.get_json()["error"]["code"] == "nothing_published"
    page = client.get("/?q=x", headers={"Accept-Language": "zh"})
    assert page.status_code == 503 and "店铺还没有上架商品" in page.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nope", 404, "not_found"), ("DELETE", "/search", 405, "method_not_allowed"), ("POST", "/suggest", 405, "method_not_allowed")],
)
def test_programs_get_http_faults_as_json(client: FlaskClient, method: str, path: str, status: int, code: str) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, response.get_json()["error"]["code"]) == (status, code)
    assert status != 405 or response.headers["Allow"]


@pytest.mark.parametrize(
    ("method", "path", "body", "message"),
    [
        ("GET", "/nope", b"", "GET /nope: there is nothing at this address: /openapi.json lists those of the API"),
        ("DELETE", "/search", b"", "DELETE /search: this address takes GET, HEAD, OPTIONS, POST"),
        ("POST", "/search", b" " * 3_000_000, "POST /search: the body has more than 2,097,152 bytes: send it in parts"),
        ("POST", "/search", b"", "the body is empty: send JSON"),
        ("POST", "/search", b"null", "the body is null: send a JSON object with the parameters of this address"),
        ("POST", "/search", b'{"q": null}', "q has the value null: input should be a valid string"),
    ],
)
def test_a_fault_says_what_to_send_instead(client: FlaskClient, method: str, path: str, body: bytes, message: str) -> None:
    assert client.open(path, method=method, data=body).get_json()["error"]["message"] == message


PROBES = {"/health", "/health/ready", "/metrics", "/version", "/openapi.json"}
"""Whoever asks these over and over adds what defeats a cache."""


def test_every_address_refuses_parameters_that_it_does_not_know(client: FlaskClient) -> None:
    asked = [
        (rule.rule.replace("<path:product_id>", "d1"), method)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.rule not in PROBES
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    assert len(asked) > 12
    for path, method in asked:
        body = client.open(f"{path}?dry_run=1", method=method, json=[], headers=admin()).get_json()
        assert body["error"]["field"] == "dry_run", (method, path, body)


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "/search?fliter=x", "unknown parameter 'fliter': did you mean filter? known are q, filter, "),
        ("PUT", "/dictionary?wy=x", "unknown parameter 'wy': did you mean why? known are by, why"),
        ("PUT", "/blocklist?by=x", "unknown parameter 'by': known are none"),
        ("POST", "/ubi_events?by=x", "unknown parameter 'by': known are none"),
    ],
)
def test_a_parameter_that_is_not_known_is_named_with_the_nearest(client: FlaskClient, shop: FakeShop, method: str, path: str, message: str) -> None:
    refused = client.open(path, method=method, json=["x"], headers=admin())
    assert (refused.status_code, shop.blocked) == (400, {}) and refused.get_json()["error"]["message"].startswith(message)


def test_a_browser_that_is_lost_gets_a_page(client: FlaskClient) -> None:
    response = client.get("/nope", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"})
    assert response.status_code == 404 and response.mimetype == "text/html" and "There is no such page" in response.text


def test_a_guide_that_there_is_not_is_told_on_a_page(client: FlaskClient) -> None:
    response = client.get("/guide/nosuch", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"})
    assert (response.status_code, response.mimetype) == (404, "text/html") and "There is no such page" in response.text


def test_ids_of_shoppers_hold_no_control_characters(client: FlaskClient) -> None:
    for path in ("/search?user_id=%00", "/suggest?scene=history&user_id=%00", "/suggest?session_id=%00"):
        refused = client.get(path)
        assert refused.status_code == 400 and refused.get_json()["error"]["message"].endswith("leave out control characters")


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post("/search", data=b"[" + b" " * 3_000_000 + b"]")
    assert (response.status_code, response.get_json()["error"]["code"]) == (413, "too_large")


def test_a_fault_of_our_own_tells_nothing_of_the_inside(client: FlaskClient, shop: FakeShop) -> None:
    shop.broken = True
    response = client.get("/search?q=secret")
    assert (response.status_code, response.get_json()["error"]["code"]) == (500, "internal")
    assert "secret" not in response.text and "a fault of our own" not in response.text
    assert client.get("/?q=x").status_code == 500


def test_the_link_of_an_error_leads_to_what_it_means(client: FlaskClient) -> None:
    link = client.get("/search?sort=cheap").get_json()["error"]["link"]
    path, _, pointer = link.partition("#/")
    found = client.get(path).get_json()
    for part in pointer.split("/"):
        found = found[part]
    assert found["description"] == "A name that no registry knows; the message lists the known ones."


def test_health_is_cheap_and_ready_names_what_is_missing(client: FlaskClient, shop: FakeShop) -> None:
    shop.published, shop.degraded = False, (Missing("engine", "does not answer"),)
    assert client.get("/health").get_json() == {"status": "available"}
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert {name: check["ok"] for name, check in response.get_json()["checks"].items()} == {"snapshot": False, "engine": False}


def test_a_shop_without_its_engine_still_serves(client: FlaskClient, shop: FakeShop) -> None:
    shop.degraded = (Missing("engine", "does not answer"),)
    assert client.get("/health/ready").status_code == 200
    assert client.get("/search?q=x").get_json()["degraded"] == [{"part": "engine", "reason": "does not answer"}]
