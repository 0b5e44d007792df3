"""What a request may ask: one model an endpoint, read alike from an address and from a JSON body.

Raises InvalidInput with the field, the value seen and what was expected; unknown parameters raise UnknownName.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

import orjson
from flask import Request, Response
from flask import request as current_request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from searchrank.errors import InvalidInput, UnknownName
from searchrank.records import SORTS
from searchrank.store.fields import CONTROL
from searchrank.store.ubi import LONGEST_NAME
from searchrank.suggest.scenes import MOST


def _without_control(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("leave out control characters")
    return text


Plain = Annotated[str, AfterValidator(_without_control)]
"""Text for people: PostgreSQL keeps no text with a NUL, and a terminal obeys the others."""
Opaque = Field(None, max_length=LONGEST_NAME)
"""An id of a shopper or a visit: as long as in events, which name it again."""
REPEATABLE = frozenset({"filter", "facets", "undo"})


class Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Asked = TypeVar("Asked", bound=Parameters)
Given = ParamSpec("Given")


class NoParameters(Parameters):
    """Of an address that takes none."""


class SearchParameters(Parameters):
    """One search: the words and everything that narrows, orders and pages."""

    q: str = Field("", description="The words as typed; empty matches everything the filters let through.")
    filter: list[str] = Field([], max_length=100, description="field:value, or price:lo..hi (both inclusive, either may be empty). Repeatable.")
    sort: str = Field("best", description="The order of the products.", json_schema_extra={"enum": list(SORTS)})
    page: int = Field(1, ge=1, description="1-based.")
    per_page: int = Field(20, ge=1, le=100)
    facets: list[str] = Field([], max_length=50, description="brand, category, shop, region, price or attributes.NAME. Repeatable.")
    undo: list[str] = Field(
        [],
        max_length=10,
        description="Fields (price, category, shop, without, attributes.NAME) on which the words' own filter is not made, see `applied`. Repeatable.",
    )
    pipeline: str | None = Field(None, max_length=200, description="A pipeline declared in the settings; the shop's own by default.")
    explain: bool = Field(False, description="Say of every hit why it stands where it stands.")
    exact: bool = Field(False, description="Search for just what was typed, without any correction.")
    view: str | None = Field(None, max_length=200, description="The view of the first page, so that the next one continues it (see `next`).")
    timeout_ms: int | None = Field(None, ge=1, le=60_000)
    user_id: Plain | None = Opaque
    session_id: Plain | None = Opaque
    source: str | None = Field(None, max_length=200, description="What led here: typed, suggest, link ...")
    from_query_id: str | None = Field(None, max_length=LONGEST_NAME, description="The query_id of the suggestions that led here.")


class SuggestParameters(Parameters):
    """One answer of a scene of suggestions."""

    q: str = Field("", description="What stands in the box, as typed (a composition like lian'yi'qun too); for related, the query that was searched.")
    scene: str = Field(
        "complete", max_length=200, description="complete while typing, hint for the empty box, related to a query, history of the shopper."
    )
    limit: int = Field(10, ge=1, le=MOST)
    user_id: Plain | None = Field(None, max_length=LONGEST_NAME, description="Whose past counts: what was recorded under this user_id.")
    session_id: Plain | None = Opaque


class PatternItem(Parameters):
    """One pattern of the block list: words found anywhere in a suggestion, or `/expression/`."""

    pattern: str = Field(min_length=1, max_length=1000)
    reason: Plain = Field("", max_length=500, description="Why, for those who read the list; ignored where a pattern is taken off.")


class DictionaryParameters(Parameters):
    """Who changes the dictionary, and why: kept in its history."""

    by: Plain = Field("", max_length=100, description="Who makes the change.")
    why: Plain = Field("", max_length=500, description="Why, for those who read the history.")


class EntryItem(Parameters):
    """One entry of the dictionary."""

    kind: str = Field(description="synonym, narrower, correction, protected, stop, entity or word.")
    entry: str = Field(max_length=2000, description="As docs/dictionary.md writes entries of this kind.")
    note: Plain = Field("", max_length=500, description="For people; ignored where an entry is removed.")


def entry_item(value: Any) -> EntryItem:
    """An entry from an item of a body: an object, or a line of JSON with one."""
    value = _json_of(value, "line") if isinstance(value, bytes) else value
    if not isinstance(value, dict):
        raise InvalidInput(f"an entry is {shortened(value)}: send an object with kind, entry and note", field="entry")
    return read(EntryItem, value, strict=True)


def pattern_item(value: Any) -> PatternItem:
    """A pattern from an item of a body: an object, the pattern alone, or a line of JSON with either.

    >>> pattern_item("假烟") == pattern_item({"pattern": "假烟"}) == pattern_item('"假烟"'.encode())
    True
    """
    value = _json_of(value, "line") if isinstance(value, bytes) else value
    value = {"pattern": value} if isinstance(value, str) else value
    if not isinstance(value, dict):
        raise InvalidInput(f"a pattern is {shortened(value)}: send a text, or an object with pattern and reason", field="pattern")
    return read(PatternItem, value, strict=True)


def parameters(request: Request, kind: type[Asked]) -> Asked:
    """The parameters of a request: from its JSON object when it is a POST, else from its address."""
    if request.method == "POST":
        for name in request.args:
            raise InvalidInput(f"{name} stands in the address of a POST: send it in the body, beside the other parameters", field=name)
        return read(kind, body_object(request), strict=True)
    return read(kind, from_address(request, kind), strict=False)


def no_parameters(view: Callable[Given, Response]) -> Callable[Given, Response]:
    """The view, of an address that takes no parameters: one that is given would be passed over without a word."""

    @wraps(view)
    def checked(*given: Given.args, **named: Given.kwargs) -> Response:
        read(NoParameters, dict(current_request.args), strict=False)
        return view(*given, **named)

    return checked


def read(kind: type[Asked], values: dict[str, Any], *, strict: bool) -> Asked:
    """The values as a model; `strict` refuses a number given as text.

    >>> read(SuggestParameters, {"q": "lian", "limit": "5"}, strict=False).limit
    5
    """
    try:
        return kind.model_validate(values, strict=strict)
    except ValidationError as error:
        raise fault(kind, error) from None


def fault(kind: type[Parameters], error: ValidationError) -> InvalidInput:
    """The first fault as a sentence with its field.

    >>> try: SuggestParameters(limit=0)
    ... except ValidationError as error: fault(SuggestParameters, error).message
    'limit has the value 0: input should be greater than or equal to 1'
    """
    first = error.errors()[0]
    name = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return UnknownName("parameter", name, kind.model_fields, field=name[:LONGEST_NAME])
    said = first["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    return InvalidInput(f"{name} has the value {shortened(first['input'])}: {said}", field=name)


def shortened(value: Any) -> str:
    """A value as a message quotes it: never longer than 80 characters. What came as JSON is quoted as JSON.

    >>> shortened("red"), shortened(None), shortened([True, "a"])
    ("'red'", 'null', '[true,"a"]')
    """
    text = repr(value) if isinstance(value, str | bytes) else orjson.dumps(value, default=str).decode()
    return text if len(text) <= 80 else text[:77] + "..."


def from_address(request: Request, kind: type[Parameters]) -> dict[str, Any]:
    """The values by name; a name that may come once and comes twice is refused."""
    values: dict[str, Any] = {}
    for name, given in request.args.lists():
        if name in REPEATABLE and name in kind.model_fields:
            values[name] = given
        elif len(given) == 1:
            values[name] = given[0]
        else:
            raise InvalidInput(f"{name} is given {len(given)} times: give it once", field=name)
    return values


def body_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body."""
    value = body_json(request)
    if not isinstance(value, dict):
        raise InvalidInput(f"the body is {shortened(value)}: send a JSON object with the parameters of this address", field="body")
    return value


def body_items(request: Request) -> list[Any]:
    """The items of a body: those of a JSON array, or its lines as they are (bytes), blank ones left out."""
    body = _body(request)
    if body.lstrip().startswith(b"["):
        return list(_json_of(body, "body"))
    return [line for line in body.splitlines() if line.strip()]


def body_json(request: Request) -> Any:
    """The JSON value in the body, whatever content type it was sent with (beacons send text/plain)."""
    return _json_of(_body(request), "body")


def _body(request: Request) -> bytes:
    packed = request.headers.get("Content-Encoding", "identity")
    if packed.lower() != "identity":
        raise InvalidInput(f"the body is packed (Content-Encoding: {packed[:40]}): send it unpacked", field="Content-Encoding")
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        # Sent in pieces: what lies beyond the limit is cut off before it comes here.
        raise RequestEntityTooLarge
    return body


def _json_of(text: bytes, what: str) -> Any:
    if not text.strip():
        raise InvalidInput(f"the {what} is empty: send JSON", field=what)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"the {what} is not JSON: {error}", field=what) from None
