"""Products as shops describe them: takes a JSON object, gives a Product, or one sentence on the first field that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

import orjson

from searchrank.errors import InvalidInput, UnknownName
from searchrank.records import Product
from searchrank.store.fields import BadValue, amount, attributes, identifier, moment, number, path, prose, required_text, text

LONGEST_DOCUMENT = 1 << 20
"""Bytes of one product's JSON."""

READERS: Mapping[str, Callable[[str, Any], Any]] = MappingProxyType(
    {
        "id": identifier,
        "title": required_text,
        "brand": text,
        "category": path,
        "price": amount,
        "original_price": amount,
        "description": prose,
        "attributes": attributes,
        "shop": text,
        "region": text,
        "style": text,
        # Shops count stock that is sold but not yet there as negative.
        "stock": number,
        "sales": amount,
        "rating": amount,
        "reviews": amount,
        "image_url": text,
        "url": text,
        "released_at": moment,
    }
)
"""Every field that searchrank understands and how it is read; all others are kept in the document."""

REQUIRED = ("id", "title")
NUMBERS = tuple(name for name, reader in READERS.items() if reader in (amount, number))


def parse_product(given: Mapping[str, Any], only: Collection[str] | None = None) -> Product:
    """The product that this JSON object describes; with `only`, of these fields alone (id and title are always kept).

    Numbers may be texts; a category is a list or `a > b > c`; attribute values are texts, numbers, yes or no, or lists of them. The document is
    the object as it was given, unknown fields included, with the id as text and numbers as numbers. Raises InvalidInput naming the first faulty
    field, its value and what was expected.

    >>> parse_product({"id": 7, "title": "跑鞋", "price": "299", "category": "运动 > 跑鞋", "attributes": {"尺码": [42.0, 43]}}).attributes
    {'尺码': ('42', '43')}
    """
    if not isinstance(given, Mapping):
        raise BadValue("product", given, "a JSON object")
    kept = {name: value for name, value in given.items() if only is None or name in only or name in REQUIRED}
    for name in REQUIRED:
        READERS[name](name, kept.get(name))
    fields = _fields(kept)
    plain = {name: fields[name] for name in NUMBERS if isinstance(kept.get(name), str)}
    return Product(**fields, document=_document({**kept, **plain, "id": fields["id"]}))


def product_from_document(document: bytes, only: Collection[str] | None = None) -> Product:
    """The product of a document that `parse_product` made; with `only`, these of its fields (id and title must be among them).

    >>> product_from_document(parse_product({"id": "p1", "title": "杯", "price": "9.5"}).document).price
    9.5
    """
    given = orjson.loads(document)
    wanted = given if only is None else {name: given[name] for name in only if name in given}
    return Product(**_fields(wanted), document=document)


def merged_document(document: bytes, patch: Mapping[str, Any]) -> bytes:
    """The document with these fields in place of its own, by JSON Merge Patch (RFC 7386): null takes a field out, objects are merged field by field.

    Raises InvalidInput where the result is no product.

    >>> merged_document(b'{"id":"p","title":"cup","attributes":{"colour":"red","size":"L"}}', {"price": 5, "attributes": {"colour": None}})
    b'{"id":"p","title":"cup","attributes":{"size":"L"},"price":5}'
    """
    kept = orjson.loads(document)
    whole = _merged(kept, {**patch, "id": kept["id"]})
    # What the patch leaves alone was read when it came: reading it again costs more than all the rest.
    touched = {name: READERS[name](name, whole.get(name)) for name in patch if name in READERS}
    return _document({**whole, **{name: touched[name] for name in NUMBERS if isinstance(whole.get(name), str) and name in touched}})


def _merged(kept: Any, patch: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(kept) if isinstance(kept, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = _merged(whole.get(name), value) if isinstance(value, Mapping) else value
    return whole


def checked_fields(text: str) -> frozenset[str]:
    """The field names in `id,title,price`, id and title added; raises UnknownName for a name that is not in READERS.

    >>> sorted(checked_fields("price"))
    ['id', 'price', 'title']
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in READERS:
            raise UnknownName("field", name, READERS, field="only")
    return frozenset((*names, *REQUIRED))


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(name, value) for name, value in given.items() if (read := READERS.get(name)) is not None}


def _document(given: Mapping[str, Any]) -> bytes:
    try:
        document = orjson.dumps(given)
    except (TypeError, orjson.JSONEncodeError) as error:
        raise _not_json(given, error) from None
    if len(document) > LONGEST_DOCUMENT:
        raise BadValue("product", f"{len(document)} bytes", f"at most {LONGEST_DOCUMENT} bytes")
    return document


def _not_json(given: Mapping[str, Any], error: Exception) -> InvalidInput:
    """What to say of a product with a value that JSON cannot hold: the first field that has one."""
    for name, value in given.items():
        try:
            orjson.dumps(value)
        except (TypeError, orjson.JSONEncodeError):
            return BadValue(name, value, "what JSON holds (text, number, list, object), or leave the field out")
    return InvalidInput(f"the product cannot be kept as JSON ({error}): send texts, numbers, lists and objects", field="product")
