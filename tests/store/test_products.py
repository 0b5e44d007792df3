from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.records import Product
from searchrank.store.products import checked_fields, parse_product, product_from_document


def parsed(**fields: Any) -> Product:
    return parse_product({"id": "p1", "title": "跑鞋", **fields})


GIVEN = {
    "id": "p1",
    "title": " 李宁 跑鞋 ",
    "brand": "李宁",
    "category": " 运动 > 鞋>跑鞋 ",
    "price": "299.50",
    "original_price": 399,
    "description": None,
    "attributes": {"颜色": ["红", "蓝"], "尺码": 42.0, "重量": 0.25, "防水": True, "透气": False, "空": None, "无": ["", None]},
    "shop": 361,
    "region": "",
    "style": "s1",
    "stock": "-2",
    "sales": 1e3,
    "rating": "4.5",
    "reviews": "",
    "image_url": "/a.jpg",
    "url": "/p1",
    "released_at": "2024-05-31",
    "warehouse": {"row": 7},
}


def test_every_field_is_read_into_its_one_form() -> None:
    product = parse_product(GIVEN)
    assert product == Product(
        id="p1",
        title="李宁 跑鞋",
        brand="李宁",
        category=("运动", "鞋", "跑鞋"),
        price=299.5,
        original_price=399.0,
        attributes={"颜色": ("红", "蓝"), "尺码": ("42",), "重量": ("0.25",), "防水": ("yes",), "透气": ("no",)},
        shop="361",
        style="s1",
        stock=-2.0,
        sales=1000.0,
        rating=4.5,
        image_url="/a.jpg",
        url="/p1",
        released_at=1717113600.0,
        document=product.document,
    )


def test_a_description_in_html_is_read_as_the_words_in_it_and_kept_as_it_came() -> None:
    written = "<style>p {color: red}</style><p>A <b>warm</b>&nbsp;&amp; light coat.</p><!-- new --><ul><li>防<i>水</i></li></ul>"
    product = parsed(description=written)
    assert product.description == "A warm & light coat. 防水"
    assert orjson.loads(product.document)["description"] == written


def test_a_description_that_compares_is_no_html() -> None:
    assert parsed(description="for s<5 & t>3, 尺寸 <M> 码").description == "for s<5 & t>3, 尺寸 <M> 码"


def test_the_document_is_what_the_shop_gave_with_unknown_fields() -> None:
    given = {"id": "p1", "title": "杯", "category": "家居 > 水杯", "attributes": {"容量": 6.0}, "warehouse": {"row": [7, None]}}
    assert orjson.loads(parse_product(given).document) == given


def test_numbers_given_as_text_are_numbers_in_the_document() -> None:
    assert orjson.loads(parsed(price="9.5", stock="3").document) == {"id": "p1", "title": "跑鞋", "price": 9.5, "stock": 3.0}


def test_a_number_is_taken_for_an_id_by_its_digits() -> None:
    product = parse_product({"id": 7, "title": "杯"})
    assert (product.id, orjson.loads(product.document)["id"]) == ("7", "7")


def test_what_was_given_is_not_changed() -> None:
    given = {"id": 7, "title": " 杯 ", "price": "9.5"}
    parse_product(given)
    assert given == {"id": 7, "title": " 杯 ", "price": "9.5"}


@pytest.mark.parametrize("fields", [{}, {"price": "12", "attributes": {"a": [1, "b"]}, "category": ["x", "y"], "released_at": 5, "more": 1}])
def test_a_document_gives_the_same_product_again(fields: dict[str, Any]) -> None:
    product = parsed(**fields)
    assert product_from_document(product.document) == product


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("id", "", "a text of 1 to 200 characters"),
        ("id", "x" * 201, "a text of 1 to 200 characters"),
        ("id", "a\nb", "a text of 1 to 200 characters without control characters"),
        ("id", None, "a text of 1 to 200 characters"),
        ("id", True, "a text of 1 to 200 characters"),
        ("title", "  ", "a text that is not empty"),
        ("title", None, "a text that is not empty"),
        ("title", ["跑鞋"], "a text"),
        ("brand", {"name": "x"}, "a text"),
        ("price", "abc", "a number from 0"),
        ("price", -0.01, "a number from 0"),
        ("price", "NaN", "a number from 0"),
        ("price", float("inf"), "a number from 0"),
        ("price", float("nan"), "a number from 0"),
        ("price", "1e400", "a number from 0"),
        ("price", True, "a number from 0"),
        ("price", "1_000", "a number from 0"),
        ("price", "$12.50", "a number from 0 in digits alone"),
        ("price", "1,299.00", "a number from 0 in digits alone"),
        ("price", 1e15, "a number from 0 below 1e+15"),
        ("rating", [5], "a number from 0"),
        ("stock", "many", "a number"),
        ("category", 7, "a list of names"),
        ("category", [["a"]], "a text"),
        ("attributes", ["red"], "an object of names and values"),
        ("attributes.colour", {"deep": 1}, "a text, a number, yes or no, or a list of them"),
        ("blob", b"\xff", "what JSON holds"),
        ("released_at", "yesterday", "an ISO 8601 date"),
        ("released_at", "2024-13-01", "an ISO 8601 date"),
        ("released_at", 1e18, "an ISO 8601 date"),
        ("released_at", True, "an ISO 8601 date"),
    ],
)
def test_a_faulty_field_is_named_with_its_value_and_what_was_expected(field: str, value: Any, expected: str) -> None:
    outer, _, inner = field.partition(".")
    with pytest.raises(InvalidInput) as caught:
        parsed(**{outer: {inner: value} if inner else value})
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field} has the value ")
    assert f"expected {expected}" in str(caught.value)


def test_a_long_value_is_shown_short() -> None:
    with pytest.raises(InvalidInput) as caught:
        parsed(price="9" * 5000 + "x")
    assert len(str(caught.value)) < 160


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2024-05-31T08:00:00+08:00", datetime(2024, 5, 31, tzinfo=UTC)),
        ("2024-05-31T00:00:00", datetime(2024, 5, 31, tzinfo=UTC)),
        ("2024-05-31T00:00:00Z", datetime(2024, 5, 31, tzinfo=UTC)),
        ("20240531", datetime(2024, 5, 31, tzinfo=UTC)),
        (1717113600, datetime(2024, 5, 31, tzinfo=UTC)),
        ("1717113600.0", datetime(2024, 5, 31, tzinfo=UTC)),
        ("1960-01-01", datetime(1960, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_is_read_from_iso_text_and_from_seconds(given: Any, moment: datetime) -> None:
    assert parsed(released_at=given).released_at == moment.timestamp()


def test_only_the_named_fields_are_kept_with_id_and_title() -> None:
    product = parse_product({"id": "p1", "title": "杯", "brand": "x", "price": "free", "extra": 1}, only=checked_fields("brand"))
    assert orjson.loads(product.document) == {"id": "p1", "title": "杯", "brand": "x"}


def test_an_unknown_field_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"unknown field 'titel': did you mean title\? known are id, title, brand"):
        checked_fields("id, titel")


def test_a_product_of_more_than_a_mebibyte_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at most 1048576 bytes"):
        parsed(description="x" * (1 << 20))
