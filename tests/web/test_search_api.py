from __future__ import annotations

import gzip
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.web.fake_shop import FakeShop


def ids(body: dict) -> list[str]:  # type: ignore[type-arg]
    return [hit["id"] for hit in body["hits"]]


def test_a_search_gives_the_products_with_the_words(client: FlaskClient) -> None:
    body = client.get("/search?" + urlencode({"q": "连衣裙", "sort": "price_asc", "facets": ["brand", "price"]}, doseq=True)).get_json()
    assert ids(body) == ["d3", "d1", "d2"]  # 199, 299, 459.50
    assert body["facets"] == {"brand": {"ONLY": 2, "优衣库": 1}, "price": {"..200": 1, "200..500": 2, "500..": 0}}
    assert body["query_id"] and body["hits"][0]["highlight"]["title"] == "通勤衬衫<mark>连衣裙</mark> 白色"


def test_posted_json_asks_the_same_as_an_address(client: FlaskClient) -> None:
    asked = {"q": "跑鞋", "filter": ["brand:李宁"], "per_page": 5, "explain": True}
    posted = client.post("/search", json=asked).get_json()
    got = client.get("/search?" + urlencode({**asked, "explain": "true"}, doseq=True)).get_json()
    assert ids(posted) == ["s1"] and posted == got


def test_everything_that_is_told_reaches_the_shop(client: FlaskClient, shop: FakeShop) -> None:
    told = {"user_id": "u1", "session_id": "s1", "source": "suggest", "from_query_id": "s-1", "timeout_ms": 50, "view": "v1", "page": 2}
    client.get("/search?" + urlencode({"q": "T恤", **told}))
    assert told.items() <= shop.searched[0].items()


def test_a_parameter_in_the_address_of_a_post_is_not_passed_over(client: FlaskClient) -> None:
    error = client.post("/search?per_page=5", json={"q": "跑鞋"}).get_json()["error"]
    assert error["field"] == "per_page" and "in the body" in error["message"]


def test_a_packed_body_is_refused_as_such(client: FlaskClient) -> None:
    for path in ("/search", "/ubi_events"):
        response = client.post(path, data=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
        said = "the body is packed (Content-Encoding: gzip): send it unpacked"
        assert (response.status_code, response.get_json()["error"]["message"]) == (400, said)


@pytest.mark.parametrize(
    ("address", "field", "known"),
    [
        ("/search?page=0", "page", "greater than or equal to 1"),
        ("/search?per_page=100000", "per_page", "100"),
        ("/search?page=two", "page", "integer"),
        ("/search?page=1&page=2", "page", "once"),
        ("/search?filter=price:abc", "filter", "price"),
        ("/search?filter=colour:red", "filter", "brand, category"),
        ("/search?facets=colour", "facets", "brand, category"),
        ("/search?sort=cheap", "sort", "best, price_asc"),
        ("/search?pipeline=magic", "pipeline", "default, keyword"),
        ("/search?colour=red", "colour", "q, filter"),
        ("/suggest?scene=dream", "scene", "complete"),
        ("/suggest?limit=0", "limit", "1"),
        ("/suggest?limit=51", "limit", "50"),
        ("/search?user_id=" + "u" * 101, "user_id", "100"),
        ("/suggest?session_id=" + "s" * 101, "session_id", "100"),
        ("/suggest?item_id=1", "item_id", "scene"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_known(client: FlaskClient, address: str, field: str, known: str) -> None:
    response = client.get(address)
    error = response.get_json()["error"]
    assert response.status_code == 400
    assert error["field"] == field and known in error["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b"[1]", "body"),
        (b'"q"', "body"),
        (b'{"q": 3}', "q"),
        (b'{"page": "2"}', "page"),
        (b'{"filter": "brand:x"}', "filter"),
        (b"\xff", "body"),
    ],
)
def test_a_broken_body_is_refused_with_its_field(client: FlaskClient, body: bytes, field: str) -> None:
    response = client.post("/search", data=body, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]["field"]) == (400, field)


ODD = [
    "",
    " ",
    "x" * 10_000,
    "裙" * 10_000,
    "\x00\x07\x1b[31m",
    "😀👗🔥",
    "' OR 1=1; DROP TABLE products; --",
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %}",
    "\ud800",
    "%00%ff",
    "../../etc/passwd",
]


@pytest.mark.parametrize("path", ["/search", "/suggest", "/"])
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_an_odd_query_gets_an_answer(client: FlaskClient, path: str, text: str) -> None:
    response = client.get(path + "?" + urlencode({"q": text}, errors="surrogatepass"))
    assert response.status_code == 200
    assert b"<script>alert(1)" not in response.data or response.mimetype == "application/json"


def test_api_answers_are_not_cached_and_not_sniffed(client: FlaskClient) -> None:
    headers = client.get("/search?q=x").headers
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/json"


def test_a_mapping_that_is_no_dictionary_and_a_number_that_is_none_have_a_json_form(client: FlaskClient) -> None:
    from types import MappingProxyType

    from searchrank_web.api import answer

    assert answer(MappingProxyType({"a": float("nan")})).get_data() == b'{"a":null}'
