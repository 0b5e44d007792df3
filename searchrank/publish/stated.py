"""Values that products state of themselves, with what publishing makes of each, once: takes attributes as they are written, gives values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from searchrank.publish.cut import says_something
from searchrank.query.normalise import normalise_name
from searchrank.recall.engine import LONGEST_FILTER
from searchrank.recall.filters import ATTRIBUTES
from searchrank.store.products import READERS
from searchrank.store.spelled import spelled_value


class Stated(NamedTuple):
    """A value: as it is written, the same with its name as `store.spelled` has it, whether it is cut into words, and its filter token as JSON."""

    value: str
    spelled: str
    is_cut: bool
    token: str


def stated(attributes: Mapping[str, Any]) -> list[Stated]:
    """The values of a product, name by name.

    >>> [(one.value, one.token) for one in stated({"Size": ["42", 43], "waterproof": True})]
    [('42', '"attributes.size:42"'), ('43', '"attributes.size:43"'), ('yes', '"attributes.waterproof:yes"')]
    """
    return [_stated(name, value) for name, given in attributes.items() for value in _values(name, given) if value and name]


def _values(name: str, given: Any) -> Sequence[str]:
    # Most are one text.
    return (given.strip(),) if type(given) is str else READERS["attributes"]("attributes", {name: given}).get(name, ())


@lru_cache(maxsize=1 << 16)
def _stated(name: str, value: str) -> Stated:
    return Stated(value, spelled_value(name, value), says_something(value), token_as_json(ATTRIBUTES + attribute_key(name, value)))


@lru_cache(maxsize=1 << 16)
def attribute_key(name: str, value: str) -> str:
    """The normal form of an attribute value with its name; the first colon ends the name.

    >>> attribute_key("Colour", "Deep Red")
    'colour:deep red'
    """
    return f"{normalise_name(name).replace(':', ' ')}:{normalise_name(value)}"


def token_as_json(token: str) -> str:
    """A filter token as JSON, empty where it is too long to be indexed."""
    return orjson.dumps(token).decode() if len(token) <= LONGEST_FILTER else ""
