"""Filters: read, refused, and checked on columns."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.recall.filters import by_field, engine_tokens, parse_filter, passing, price_range
from searchrank.records import Filter
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    def shoe(name: str, **fields: object) -> dict[str, object]:
        return {"id": name, "title": "shoe", **fields}

    return small_shop(
        tmp_path_factory.mktemp("filters"),
        shoe("run", brand="Nike", category="Shoes > Running", price=10, attributes={"Colour": ["Red", "Blue"], "尺码": 42}),
        shoe("trail", brand="NIKE", category="Shoes > Running > Trail", price=19.99, attributes={"colour": "blue", "note": "a:b"}, shop="East"),
        shoe("boot", brand="New Balance", category="Shoes > Boots", price=50, stock=0, region="上海"),
        shoe("other", category="Shoes Running", stock=-1, attributes={"a:b": "c", "尺码": 43}),
        shoe("bare"),
    )


def passed(shop: SmallShop, *filters: str) -> list[str]:
    """What passes on columns alone, without words and without an engine."""
    groups = by_field([parse_filter(one, shop.view.snapshot) for one in filters])
    return shop.view.ids(passing(shop.view, np.arange(shop.view.count, dtype=np.int32), groups))


CASES = [
    (["brand:nike"], ["run", "trail"]),
    (["brand:ＮＩＫＥ"], ["run", "trail"]),
    (["brand:nike", "brand:new balance"], ["boot", "run", "trail"]),
    (["brand:nobody"], []),
    (["category:Shoes"], ["boot", "run", "trail"]),
    (["category:shoes > running"], ["run", "trail"]),
    (["category:Shoes>Running>Trail"], ["trail"]),
    (["category:shoes running"], ["other"]),
    (["category:running"], []),
    (["category:Shoes > Boots", "category:Shoes > Running > Trail"], ["boot", "trail"]),
    (["price:10..19.99"], ["run", "trail"]),
    (["price:10.01..19.98"], []),
    (["price:19.99.."], ["boot", "trail"]),
    (["price:..10"], ["run"]),
    (["price:50"], ["boot"]),
    (["price:..10", "price:50.."], ["boot", "run"]),
    (["price:10..10"], ["run"]),
    (["stock:in"], ["bare", "run", "trail"]),
    (["attributes.colour:blue"], ["run", "trail"]),
    (["Colour:BLUE"], ["run", "trail"]),
    (["colour:red", "colour:blue"], ["run", "trail"]),
    (["colour:red"], ["run"]),
    (["colour:green"], []),
    (["attributes.尺码:42"], ["run"]),
    (["note:a:b"], ["trail"]),
    (["attributes.a b:c"], ["other"]),
    (["shop:east"], ["trail"]),
    (["region:上海"], ["boot"]),
    (["brand:nike", "colour:blue", "price:15.."], ["trail"]),
    (["brand:nike", "stock:in", "region:上海"], []),
]


@pytest.mark.parametrize(("filters", "ids"), CASES, ids=[" & ".join(filters) for filters, _ in CASES])
def test_columns_pass_what_the_filters_say(shop: SmallShop, filters: list[str], ids: list[str]) -> None:
    assert passed(shop, *filters) == ids


@pytest.mark.parametrize(("filters", "ids"), CASES, ids=[" & ".join(filters) for filters, _ in CASES])
def test_a_search_passes_the_same_with_its_engine_and_without(shop: SmallShop, filters: list[str], ids: list[str]) -> None:
    shop.assert_found("shoe", ids, filters=filters)
    shop.without_engine().assert_found("shoe", ids, filters=filters)


def test_a_filter_is_split_at_its_first_colon(shop: SmallShop) -> None:
    assert parse_filter("note:a:b", shop.view.snapshot) == Filter("attributes.note", "a:b")
    assert parse_filter("brand:a:b", shop.view.snapshot) == Filter("brand", "a:b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brand", "filter 'brand' is not field:value"),
        ("brand:", "filter 'brand:' is not field:value"),
        ("brand:  ", "is not field:value"),
        (":nike", "unknown filter ''"),
        ("price:abc", "has the bound 'abc', which is no number: write price:10..50"),
        ("price:1..x", "has the bound 'x'"),
        ("price:nan..inf", "has the bound 'nan'"),
        ("price:..", "has no bound"),
        ("price:50..10.5", "lets nothing pass: write the lower bound first, price:10.5..50"),
        ("stock:out", "the only value is stock:in"),
    ],
)
def test_a_filter_that_says_nothing_is_refused_with_what_would_be_right(shop: SmallShop, text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_filter(text, shop.view.snapshot)
    assert said in refused.value.message
    assert refused.value.field == "filter"


def test_an_unknown_filter_names_the_known_ones(shop: SmallShop) -> None:
    with pytest.raises(UnknownName) as refused:
        parse_filter("color:red", shop.view.snapshot)
    assert refused.value.message.startswith("unknown filter 'color': known are brand, category, shop, region, price, stock, attributes.")
    assert {"attributes.colour", "attributes.尺码"} <= set(refused.value.known)


def test_the_engine_is_asked_for_alternatives_within_a_field_and_the_hull_of_prices(shop: SmallShop) -> None:
    groups = by_field([parse_filter(one, shop.view.snapshot) for one in ("brand:nike", "brand:a", "stock:in", "price:1..5", "price:20..30")])
    assert engine_tokens(groups) == (("brand:nike", "brand:a"), ("stock:in",))
    assert price_range(groups) == (1.0, 30.0)
    assert price_range(by_field([Filter("price", low=1.0), Filter("price", high=3.0)])) == (None, None)
    assert price_range(by_field([])) is None


def test_a_field_can_be_left_out(shop: SmallShop) -> None:
    assert list(by_field([Filter("brand", "a"), Filter("price", low=1.0)], without="brand")) == ["price"]
