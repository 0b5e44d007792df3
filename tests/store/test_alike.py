"""Two documents say the same however they are written, and never where one value differs."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchrank.store.alike import alike
from searchrank.store.products import parse_product

PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0, 2.0]) | st.text(max_size=3)
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3), max_leaves=8)


def turned(value: Any) -> Any:
    """The same with the names of every object the other way round."""
    if isinstance(value, dict):
        return {name: turned(inner) for name, inner in reversed(value.items())}
    return [turned(one) for one in value] if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """What tells values apart, so that true is not 1 and 1 is 1.0."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else (isinstance(value, bool), value)


@given(VALUES)
def test_names_in_another_order_say_the_same(value: Any) -> None:
    assert alike(orjson.dumps(value), orjson.dumps(turned(value)))


@given(VALUES, VALUES)
def test_what_differs_anywhere_does_not_say_the_same(one: Any, other: Any) -> None:
    assert alike(orjson.dumps(one), orjson.dumps(other)) == (plain(one) == plain(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [(b'{"a":1,"b":true}', b'{"a":true,"b":1}'), (b'{"a":[1,2]}', b'{"a":[2,1]}'), (b'{"a":null}', b"{}"), (b'{"a":"1"}', b'{"a":1}')],
)
def test_these_are_not_the_same(one: bytes, other: bytes) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize("wrapped", [lambda inner: {"a": inner, "b": 1}, lambda inner: [inner, {"a": 1}]])
def test_a_document_as_deep_as_one_can_be_is_compared(wrapped: Any) -> None:
    deep: Any = {"a": 1, "b": 2}
    for _ in range(125 if isinstance(wrapped(1), dict) else 120):
        deep = wrapped(deep)
    document = parse_product({"id": "d", "title": "deep", "more": deep}).document
    assert alike(document, orjson.dumps(turned(orjson.loads(document))))
