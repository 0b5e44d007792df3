"""How answers leave: values as JSON, and how much one request may carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response
from pydantic import BaseModel

from searchrank.errors import TooLarge
from searchrank.records import Document


def few(values: list[Any], most: int) -> list[Any]:
    """The values; raises TooLarge where they are too many for one request."""
    if len(values) > most:
        raise TooLarge(f"the body has {len(values)} items: send at most {most} at once", field="body")
    return values


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as a JSON response; dataclasses and models as objects, NaN as null."""
    body = orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, status, headers, mimetype="application/json")


def _plain(value: Any) -> Any:
    # A page holds twenty of these, and whether something is a model costs more to tell.
    if isinstance(value, Document):
        return value.json()
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
