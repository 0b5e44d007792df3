"""Products over HTTP: shown as kept, put whole, changed in part, taken out. Good lines are applied in one transaction, faulty ones are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response, request

from searchrank.errors import InvalidInput, NotFound, SearchrankError
from searchrank.records import Product
from searchrank.store.fields import BadValue, identifier
from searchrank.store.products import parse_product
from searchrank.store.selling import parse_patch
from searchrank_web.access import for_admins
from searchrank_web.answering import answer, few
from searchrank_web.answers import ProductFault, ProductsAnswer
from searchrank_web.contract import current_shop
from searchrank_web.errors import item_fault
from searchrank_web.parameters import body_items, no_parameters

MOST_PRODUCTS = 1000
"""Products one request may carry: a slow request blocks its worker."""
products = Blueprint("products", __name__)
Parsed = TypeVar("Parsed")
Faults = dict[int, SearchrankError]


@products.put("/products")
@for_admins
@no_parameters
def put() -> Response:
    good, faults = _parsed(parse_product)
    kept: list[Product] = list(good.values())
    changed = current_shop().products.put(kept) if kept else None
    return _told(len(good), 0 if changed is None else changed.count, None if changed is None else changed.change, faults)


@products.patch("/products")
@for_admins
@no_parameters
def patch() -> Response:
    good, faults = _parsed(parse_patch)
    if not good:
        return _told(0, 0, None, faults)
    changed, wrong = current_shop().products.patch(list(good.values()))
    places = list(good)
    faults |= {places[place]: fault for place, fault in wrong.items()}
    return _told(len(good) - len(wrong), changed.count, changed.change if len(wrong) < len(good) else None, faults)


@products.delete("/products")
@for_admins
@no_parameters
def delete_several() -> Response:
    good, faults = _parsed(_product_id)
    known = current_shop().products.known(good.values())
    unknown = {place: one for place, one in good.items() if one not in known}
    faults |= {place: _unknown(one) for place, one in unknown.items()}
    gone = [one for place, one in good.items() if place not in unknown]
    changed = current_shop().products.delete(gone) if gone else None
    return _told(len(gone), 0 if changed is None else changed.count, None if changed is None else changed.change, faults)


@products.get("/products/<path:product_id>")
@for_admins
@no_parameters
def get(product_id: str) -> Response:
    found = current_shop().products.get(_known_form(product_id))
    if found is None:
        raise _unknown(product_id)
    return Response(found.document, mimetype="application/json")


@products.delete("/products/<path:product_id>")
@for_admins
@no_parameters
def delete(product_id: str) -> Response:
    changed = current_shop().products.delete([_known_form(product_id)])
    if not changed.count:
        raise _unknown(product_id)
    return answer(ProductsAnswer(accepted=1, changed=1, change=changed.change, errors=[]))


def _parsed(parse: Callable[[Any], Parsed]) -> tuple[dict[int, Parsed], Faults]:
    """What the items of the body are, and what is wrong with the others, both by their places."""
    good: dict[int, Parsed] = {}
    faults: Faults = {}
    for place, item in enumerate(few(body_items(request), MOST_PRODUCTS)):
        try:
            good[place] = parse(_read(item))
        except InvalidInput as fault:
            faults[place] = fault
    return good, faults


def _read(item: Any) -> Any:
    try:
        return orjson.loads(item) if isinstance(item, bytes) else item
    except orjson.JSONDecodeError as error:
        raise BadValue("line", item.decode(errors="replace"), f"one JSON object a line ({error})") from None


def _product_id(given: Any) -> str:
    return identifier("id", given.get("id") if isinstance(given, Mapping) else given)


def _known_form(product_id: str) -> str:
    """The id, where a product may have it."""
    try:
        return identifier("id", product_id)
    except BadValue:
        raise _unknown(product_id) from None


def _unknown(product_id: str) -> NotFound:
    return NotFound(f"there is no product {product_id[:80]!r}: it may have been deleted already", field="id")


def _told(accepted: int, changed: int, change: int | None, faults: Faults) -> Response:
    named = [_fault(place, faults[place]) for place in sorted(faults)]
    body = ProductsAnswer(accepted=accepted, changed=changed, change=change, errors=named)
    return answer(body, 400 if faults and not accepted else 200)


def _fault(place: int, error: SearchrankError) -> ProductFault:
    return ProductFault(**item_fault(place, error).model_dump(), value=error.value if isinstance(error, BadValue) else None)
