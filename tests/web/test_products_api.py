"""Products over HTTP: who may change them, what is applied, and what is said of faulty lines."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from searchrank_web import answers, create_app
from searchrank_web.products import MOST_PRODUCTS
from werkzeug.test import TestResponse

from tests.publish.live_shop import LiveShop, live_shop
from tests.shop_vocabulary import SHOES

TOKEN = {"Authorization": "Bearer s3cret"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveShop]:
    with live_shop(tmp_path_factory.mktemp("shop"), *SHOES, admin_token="s3cret") as shop:
        yield shop


@pytest.fixture
def asking(shop: LiveShop) -> FlaskClient:
    return create_app(shop.shop.shop).test_client()


def told(response: TestResponse, status: int = 200) -> answers.ProductsAnswer:
    assert response.status_code == status, response.text
    return answers.ProductsAnswer.model_validate_json(response.data, strict=True)


def lines(*items: Any) -> bytes:
    return b"\n".join(item if isinstance(item, bytes) else orjson.dumps(item) for item in items)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/products"), ("PATCH", "/products"), ("DELETE", "/products"), ("DELETE", "/products/n1"), ("GET", "/products/n1")]
)
def test_only_those_with_the_token_may_change_products_or_see_them_as_kept(asking: FlaskClient, shop: LiveShop, method: str, path: str) -> None:
    assert asking.open(path, method=method, json=[{"id": "n1"}]).status_code == 401
    assert asking.open(path, method=method, json=[{"id": "n1"}], headers={"Authorization": "Bearer guess"}).status_code == 403
    assert shop.shop.store.catalogue.get("n1") is not None


def test_good_lines_are_applied_and_bad_ones_named_by_number_field_and_value(asking: FlaskClient, shop: LiveShop) -> None:
    body = lines(
        {"id": "p1", "title": "zorblax", "price": 3}, {"id": "p2", "title": "x", "price": -4}, b"{", {"title": "no id"}, {"id": "p3", "title": "quux"}
    )
    answer = told(asking.put("/products", data=body, headers=TOKEN))
    assert (answer.accepted, answer.changed, answer.change) == (2, 2, shop.shop.store.catalogue.last_change())
    assert [(one.index, one.field, one.value) for one in answer.errors] == [(1, "price", "-4"), (2, "line", '"{"'), (3, "id", "null")]
    shop.follow()
    assert shop.sees("zorblax") == ["p1"] and shop.sees("quux") == ["p3"]


def test_a_product_is_shown_as_it_is_kept_now_and_put_takes_it_back(asking: FlaskClient, shop: LiveShop) -> None:
    before = asking.get("/products/n1", headers=TOKEN)
    published = before.get_json()
    assert (before.status_code, published["id"], published["title"]) == (200, "n1", shop.shop.store.catalogue.get("n1").title)
    asking.patch("/products", json=[{"id": "n1", "price": 7, "note": "x"}], headers=TOKEN)
    # Shown at once, before and after shoppers see it.
    changed = asking.get("/products/n1", headers=TOKEN).get_json()
    assert changed == {**published, "price": 7, "note": "x"}
    shop.follow()
    assert asking.get("/products/n1", headers=TOKEN).get_json() == changed
    assert told(asking.put("/products", data=lines(changed), headers=TOKEN)).changed == 0
    assert told(asking.put("/products", data=lines(published), headers=TOKEN)).changed == 1


def test_an_id_may_hold_slashes_and_a_product_that_is_gone_is_not_found(asking: FlaskClient, shop: LiveShop) -> None:
    asking.put("/products", json=[{"id": "a/杯 1", "title": "cup"}], headers=TOKEN)
    assert asking.get("/products/a/杯 1", headers=TOKEN).get_json() == {"id": "a/杯 1", "title": "cup"}
    asking.delete("/products/a/杯 1", headers=TOKEN)
    gone = asking.get("/products/a/杯 1", headers=TOKEN)
    assert (gone.status_code, gone.get_json()["error"]["code"], gone.get_json()["error"]["field"]) == (404, "not_found", "id")
    assert "'a/杯 1'" in gone.get_json()["error"]["message"]


def test_a_patch_changes_some_fields_and_keeps_the_others(asking: FlaskClient, shop: LiveShop) -> None:
    asking.put("/products", json=[{"id": "c", "title": "frobnic", "price": 5, "brand": "B", "attributes": {"a": "1", "b": "2"}}], headers=TOKEN)
    patches = [
        {"id": "c", "price": 4, "brand": None, "attributes": {"b": "3"}},
        {"id": "c", "stock": 0},
        {"id": "none", "stock": 1},
        {"id": "c", "price": "?"},
    ]
    answer = told(asking.patch("/products", json=patches, headers=TOKEN))
    assert (answer.accepted, answer.changed) == (2, 1)
    assert [(one.index, one.code, one.field) for one in answer.errors] == [(2, "not_found", "id"), (3, "invalid_input", "price")]
    shop.follow()
    assert shop.shop.shop.search("frobnic").hits[0].document == {
        "id": "c",
        "title": "frobnic",
        "price": 4,
        "attributes": {"a": "1", "b": "3"},
        "stock": 0,
    }


def test_what_is_put_again_unchanged_changes_nothing(asking: FlaskClient) -> None:
    same = [{"id": "same", "title": "again"}]
    assert told(asking.put("/products", json=same, headers=TOKEN)).changed == 1
    assert told(asking.put("/products", json=same, headers=TOKEN)).changed == 0


def test_a_product_is_deleted_by_its_address_whatever_its_id(asking: FlaskClient, shop: LiveShop) -> None:
    asking.put("/products", json=[{"id": "a/b c", "title": "slashed"}, {"id": "d", "title": "slashed"}], headers=TOKEN)
    shop.follow()
    assert told(asking.delete("/products/a%2Fb%20c", headers=TOKEN)).changed == 1
    assert asking.delete("/products/a%2Fb%20c", headers=TOKEN).get_json()["error"]["code"] == "not_found"
    answer = told(asking.delete("/products", json=["d", {"id": "e"}, 7.5], headers=TOKEN))
    assert (answer.changed, [(one.index, one.field) for one in answer.errors]) == (1, [(1, "id"), (2, "id")])
    shop.follow()
    assert shop.sees("slashed") == []


def test_where_no_line_is_good_nothing_is_kept_and_the_status_says_so(asking: FlaskClient, shop: LiveShop) -> None:
    before = shop.shop.store.catalogue.last_change()
    assert told(asking.put("/products", json=[{"id": "x"}], headers=TOKEN), 400).change is None
    assert told(asking.patch("/products", json=[{"id": "none"}], headers=TOKEN), 400).accepted == 0
    assert shop.shop.store.catalogue.last_change() == before


def test_too_much_at_once_is_413_and_changes_nothing(asking: FlaskClient, shop: LiveShop) -> None:
    before = shop.shop.store.catalogue.last_change()
    many = [{"id": str(number), "title": "t"} for number in range(MOST_PRODUCTS + 1)]
    assert asking.put("/products", json=many, headers=TOKEN).status_code == 413
    assert asking.put("/products", json=[{"id": "big", "title": "x" * 3_000_000}], headers=TOKEN).status_code == 413
    assert shop.shop.store.catalogue.last_change() == before


@pytest.mark.parametrize("join", [b"\n", b" " * 70_000 + b"\n"], ids=["lines", "blanks"])
def test_a_body_in_pieces_that_is_too_large_is_413_and_no_part_of_it_is_kept(asking: FlaskClient, shop: LiveShop, join: bytes) -> None:
    before = shop.shop.store.catalogue.last_change()
    body = join.join(orjson.dumps({"id": str(number), "title": "t" * 3000}) for number in range(900))
    pieces: Any = {"environ_overrides": {"wsgi.input_terminated": True}, "headers": {**TOKEN, "Transfer-Encoding": "chunked"}}
    refused = asking.put("/products", input_stream=BytesIO(body), **pieces)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (413, "too_large")
    assert shop.shop.store.catalogue.last_change() == before
    assert told(asking.put("/products", input_stream=BytesIO(body[: body.index(b"\n")]), **pieces)).accepted == 1


def test_an_id_that_no_product_can_have_is_not_found(asking: FlaskClient) -> None:
    for path in ("/products/%00", "/products/" + "a" * 500, "/products/%20"):
        assert [asking.open(path, method=method, headers=TOKEN).status_code for method in ("GET", "DELETE")] == [404, 404]


def test_where_no_patch_was_right_there_is_no_change_to_tell_of(asking: FlaskClient) -> None:
    asking.put("/products", json=[{"id": "one", "title": "t"}], headers=TOKEN)
    assert told(asking.patch("/products", json=[{"id": "nosuch", "price": 1}], headers=TOKEN), 400).change is None
