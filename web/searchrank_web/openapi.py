"""The OpenAPI document, made of the models that parameters are read with and answers are checked with."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from searchrank import errors
from searchrank_web import answers
from searchrank_web.parameters import DictionaryParameters, EntryItem, Parameters, PatternItem, SearchParameters, SuggestParameters

REFERENCE = "#/components/schemas/{model}"
MODELS: tuple[type[BaseModel], ...] = (
    SearchParameters,
    answers.SearchAnswer,
    answers.SuggestAnswer,
    answers.RecordedAnswer,
    PatternItem,
    answers.BlocklistAnswer,
    EntryItem,
    answers.DictionaryAnswer,
    answers.ChangedAnswer,
    answers.ProductsAnswer,
    answers.HealthAnswer,
    answers.ReadyAnswer,
    answers.VersionAnswer,
    answers.ErrorAnswer,
)
MANY = ("RecordedAnswer", "ChangedAnswer", "ProductsAnswer")
"""Answers that name faults item by item."""
HTTP_FAULTS = {
    "bad_request": "The request is not HTTP that can be read (400).",
    "method_not_allowed": "The address knows other methods, named in Allow (405).",
    "http_error": "Another fault of the request, by its HTTP status.",
    "internal": "The server failed; its log says why (500).",
}
UBI_ITEM = {"type": "object", "description": "A User Behavior Insights 1.3 object; docs/events.md maps its fields."}
TEXT = {"description": "The text format of Prometheus, 0.0.4.", "content": {"text/plain": {"schema": {"type": "string"}}}}
PRODUCT = {"type": "object", "required": ["id", "title"], "description": "A product as the shop describes it; docs/catalogue.md names the fields."}

ADMIN = {"admin": {"type": "http", "scheme": "bearer", "description": "admin_token of the settings; without one this is closed."}}


@cache
def document(version: str) -> dict[str, Any]:
    """The whole document.

    >>> sorted(document("1.0")["paths"])[:3]
    ['/blocklist', '/dictionary', '/health']
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "searchrank", "version": version, "description": "Search and query suggestions of one shop."},
        "paths": _paths(),
        "components": {"schemas": _schemas(), "responses": _faults(), "securitySchemes": ADMIN},
    }


def _paths() -> dict[str, Any]:
    search = _operation("search", "One page of products", "SearchAnswer", ("invalid_input", "unavailable"))
    events = _operation("record events", "Keep what shoppers did", "RecordedAnswer", ("invalid_input", "too_large", "unavailable"))
    queries = _operation("record queries", "Keep what shoppers asked", "RecordedAnswer", ("invalid_input", "too_large", "unavailable"))
    suggest = _operation("suggest", "Queries to offer", "SuggestAnswer", ("invalid_input",))
    return {
        "/search": {
            "get": {**search, "parameters": _in_query(SearchParameters)},
            "post": {**search, "operationId": "searchPost", "requestBody": _body(_ref("SearchParameters"))},
        },
        "/suggest": {"get": {**suggest, "parameters": _in_query(SuggestParameters)}},
        "/ubi_events": {"post": {**events, "requestBody": _body(_one_or_many())}},
        "/ubi_queries": {"post": {**queries, "requestBody": _body(_one_or_many())}},
        "/blocklist": _blocklist(),
        "/dictionary": _dictionary(),
        "/products": _products(),
        "/products/{product_id}": {"get": _shown(), "delete": _deletion()},
        "/health": {"get": _operation("health", "The process answers", "HealthAnswer")},
        "/health/ready": {"get": _ready()},
        "/metrics": {"get": {"operationId": "metrics", "summary": "Counts of all workers and how the shop stands", "responses": {"200": TEXT}}},
        "/version": {"get": _operation("version", "The version", "VersionAnswer")},
        "/openapi.json": {"get": {"operationId": "openapi", "summary": "This document", "responses": {"200": {"description": "OpenAPI 3.1."}}}},
    }


def _blocklist() -> dict[str, Any]:
    item = {"anyOf": [{"type": "string", "description": "The pattern alone."}, _ref("PatternItem")]}
    body = _body({"type": "array", "items": item})
    body["content"]["application/x-ndjson"] = {"schema": item}
    shown = _operation("blocklist", "What is never suggested", "BlocklistAnswer")
    put = _operation("block patterns", "Never suggest what these match", "ChangedAnswer", ("invalid_input", "too_large"))
    delete = _operation("unblock patterns", "Take these off the block list", "ChangedAnswer", ("invalid_input", "too_large"))
    every = {"get": shown, "put": {**put, "requestBody": body}, "delete": {**delete, "requestBody": body}}
    return {method: _for_admins(operation) for method, operation in every.items()}


def _dictionary() -> dict[str, Any]:
    body = _body({"type": "array", "items": _ref("EntryItem")})
    body["content"]["application/x-ndjson"] = {"schema": _ref("EntryItem")}
    faults = ("invalid_input", "too_large")
    shown = _operation("dictionary", "What operators say of words, and the latest changes", "DictionaryAnswer")
    put = _operation("add entries", "Keep these entries", "ChangedAnswer", faults)
    delete = _operation("remove entries", "Remove these entries", "ChangedAnswer", faults)
    changes = {"parameters": _in_query(DictionaryParameters), "requestBody": body}
    every = {"get": shown, "put": {**put, **changes}, "delete": {**delete, **changes}}
    return {method: _for_admins(operation) for method, operation in every.items()}


def _products() -> dict[str, Any]:
    part = {"type": "object", "required": ["id"], "description": "The id and the fields to change (JSON Merge Patch); null takes a field out."}
    faults = ("invalid_input", "too_large", "unavailable")
    put = {**_operation("put products", "Keep these in place of those with the same ids", "ProductsAnswer", faults), "requestBody": _lines(PRODUCT)}
    patch = {**_operation("patch products", "Change some fields of products", "ProductsAnswer", faults), "requestBody": _lines(part)}
    asked = _lines({"anyOf": [{"type": "string"}, {"type": "object", "required": ["id"]}]})
    delete = {**_operation("delete products", "Sell these no more", "ProductsAnswer", faults), "requestBody": asked}
    return {"put": _for_admins(put), "patch": _for_admins(patch), "delete": _for_admins(delete)}


def _shown() -> dict[str, Any]:
    shown = _operation("get product", "The product as it is kept now", "ProductsAnswer")
    return _of_one_product({**shown, "responses": {**shown["responses"], "200": _content("The product as the shop sent it.", PRODUCT)}})


def _deletion() -> dict[str, Any]:
    return _of_one_product(_operation("delete product", "Sell it no more", "ProductsAnswer"))


def _of_one_product(operation: dict[str, Any]) -> dict[str, Any]:
    one = _for_admins(operation)
    named = {"name": "product_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {**one, "parameters": [named], "responses": {**one["responses"], "404": {"$ref": "#/components/responses/not_found"}}}


def _lines(item: dict[str, Any]) -> dict[str, Any]:
    body = _body({"type": "array", "items": item})
    body["content"]["application/x-ndjson"] = {"schema": item}
    return body


def _for_admins(operation: dict[str, Any]) -> dict[str, Any]:
    faults = {"401": {"$ref": "#/components/responses/no_token"}, "403": {"$ref": "#/components/responses/denied"}}
    return {**operation, "security": [{"admin": []}], "responses": {**operation["responses"], **faults}}


def _ready() -> dict[str, Any]:
    ready = _operation("ready", "Whether this worker can serve, check by check", "ReadyAnswer")
    ready["responses"]["503"] = {**_json("ReadyAnswer"), "description": "It cannot serve; `checks` says why."}
    return ready


def _operation(name: str, summary: str, model: str, faults: tuple[str, ...] = ()) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": _json(model)}
    if "invalid_input" in faults:
        responses["400"] = _either(model if model in MANY else None)
    if "too_large" in faults:
        responses["413"] = {"$ref": "#/components/responses/too_large"}
    responses["503"] = {"$ref": "#/components/responses/unavailable"}
    responses["500"] = {"$ref": "#/components/responses/internal"}
    first, *rest = name.split()
    return {"operationId": first + "".join(word.title() for word in rest), "summary": summary, "responses": responses}


def _either(model: str | None) -> dict[str, Any]:
    if model is None:
        return {"$ref": "#/components/responses/invalid_input"}
    return _content("Nothing was kept: the body cannot be read, or none of its items.", {"anyOf": [_ref("ErrorAnswer"), _ref(model)]})


def _json(model: str) -> dict[str, Any]:
    return _content("The answer.", _ref(model))


def _content(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _one_or_many() -> dict[str, Any]:
    return {"anyOf": [{"type": "array", "items": UBI_ITEM}, UBI_ITEM]}


def _ref(model: str) -> dict[str, Any]:
    return {"$ref": REFERENCE.format(model=model)}


def _in_query(kind: type[Parameters]) -> list[dict[str, Any]]:
    properties = kind.model_json_schema()["properties"]
    return [_parameter(name, dict(schema)) for name, schema in properties.items()]


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    described = {"description": schema.pop("description")} if "description" in schema else {}
    return {"name": name, "in": "query", "required": False, "schema": schema, **described}


def _schemas() -> dict[str, Any]:
    _, definitions = models_json_schema([(model, "serialization") for model in MODELS], ref_template=REFERENCE)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _faults() -> dict[str, Any]:
    """One response a code, so that the link in an error leads to what it means."""
    said = dict(HTTP_FAULTS)
    for kind in _tree(errors.SearchrankError):
        said[kind.code] = (kind.__doc__ or kind.code).split("\n")[0]
    return {code: _content(text, _ref("ErrorAnswer")) for code, text in sorted(said.items())}


def _tree(kind: type[errors.SearchrankError]) -> list[type[errors.SearchrankError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]
