"""User Behavior Insights 1.3.0: takes one JSON object as UBI clients send it, gives an Event or an AskedQuery, or one sentence on the first
faulty field.

Empty texts and null count as absent, fields that the standard does not name are kept among the attributes: the stock browser client sends both.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from searchrank.records import Event
from searchrank.store.fields import CONTROL, BadValue, identifier, moment
from searchrank.store.times import iso

LONGEST_NAME, LONGEST_ID, LONGEST_MESSAGE, LONGEST_QUERY, LONGEST_ATTRIBUTES = 100, 256, 1024, 10_000, 64 << 10
"""Characters of names and ids, of object ids, of messages, of queries; bytes of attributes."""

AHEAD_SECONDS = 86_400
"""How far ahead of this machine's clock an event may lie: clocks of browsers are wrong by minutes, and some call their local time UTC."""

_MILLISECONDS_FROM = 1e11
"""Numbers from here on are milliseconds: as seconds they would lie 3,000 years ahead."""

Clock = Callable[[], float]
_ADDRESSES = frozenset({"ip", "ip_address", "client_ip", "remote_addr", "remote_address", "x_forwarded_for", "x-forwarded-for"})
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_SHARED_FIELDS = ("timestamp", "client_id", "user_id", "session_id", "application")
_EVENT_FIELDS = frozenset(
    (*_SHARED_FIELDS, "event_id", "message_id", "action_name", "query_id", "user_query", "message_type", "message", "event_attributes")
)
_QUERY_FIELDS = frozenset(
    (*_SHARED_FIELDS, "user_query", "query_id", "object_id_field", "query_response_id", "query_response_hit_ids", "query_attributes")
)


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """One query as a client reports it. `hit_ids` are what was shown, in order; `timestamp` Unix seconds; the id makes repeats recognisable."""

    id: str
    user_query: str
    timestamp: float
    client_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    application: str | None = None
    object_id_field: str | None = None
    response_id: str | None = None
    hit_ids: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


def parse_ubi_event(given: Mapping[str, Any], clock: Clock = time.time) -> Event:
    """The event in a UBI object; its id is the client's (`event_id` or `message_id`), else a hash of the content.

    Addresses sent as user, client or session id are kept as hashes, addresses among the attributes are dropped. Raises InvalidInput naming the
    first faulty field: a time more than `AHEAD_SECONDS` after the clock's (Unix seconds) is one.

    >>> click = {"action_name": "click", "timestamp": "2024-05-31T08:00:00Z", "event_attributes": {"object": {"object_id": 7}}}
    >>> parse_ubi_event(click).attributes["object"]["object_id"]
    '7'
    """
    _require_object("event", given)
    event: dict[str, Any] = {
        "action": _required("action_name", given, LONGEST_NAME),
        "timestamp": _timestamp(given.get("timestamp"), clock()),
        **{name: _opaque(name, given) for name in ("query_id", "client_id", "user_id", "session_id")},
        "user_query": _optional("user_query", given, LONGEST_QUERY),
        "message_type": _optional("message_type", given, LONGEST_NAME),
        "message": _optional("message", given, LONGEST_MESSAGE),
        "application": _optional("application", given, LONGEST_NAME),
        "attributes": _event_attributes(given),
    }
    own = given.get("event_id") or given.get("message_id")
    return Event(id=identifier("event_id", own) if own else content_id(event), **event)


def parse_ubi_query(given: Mapping[str, Any], clock: Clock = time.time) -> AskedQuery:
    """The query in a UBI object; its id is `query_id` where the client gave one, else a hash of the content; without a timestamp it is asked now.

    Raises InvalidInput naming the first faulty field, as for events.

    >>> parse_ubi_query({"user_query": "跑鞋", "query_id": "q-1", "timestamp": "2024-05-31T08:00:00Z"}).id
    'q-1'
    """
    _require_object("query", given)
    query: dict[str, Any] = {
        "user_query": _required("user_query", given, LONGEST_QUERY),
        "timestamp": _timestamp(given["timestamp"], clock()) if given.get("timestamp") else clock(),
        **{name: _opaque(name, given) for name in ("client_id", "user_id", "session_id")},
        "application": _optional("application", given, LONGEST_NAME),
        "object_id_field": _optional("object_id_field", given, LONGEST_NAME),
        "response_id": _optional("query_response_id", given, LONGEST_NAME),
        "hit_ids": _hit_ids(given.get("query_response_hit_ids")),
        "attributes": _attributes("query_attributes", given, _QUERY_FIELDS),
    }
    return AskedQuery(id=_opaque("query_id", given) or content_id(query), **query)


def content_id(content: Mapping[str, Any]) -> str:
    """An id that equal contents share: 32 hexadecimal digits.

    >>> content_id({"a": 1, "b": 2}) == content_id({"b": 2, "a": 1})
    True
    """
    return hashlib.blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def _require_object(name: str, given: object) -> None:
    if not isinstance(given, Mapping):
        raise BadValue(name, given, "a JSON object")


def _required(name: str, given: Mapping[str, Any], longest: int) -> str:
    read = _optional(name, given, longest)
    if read is None:
        raise BadValue(name, given.get(name), f"a text of 1 to {longest} characters")
    return read


def _optional(name: str, given: Mapping[str, Any], longest: int) -> str | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    # NUL and half characters cannot be stored; line breaks belong to messages.
    if not isinstance(value, str) or len(value) > longest or CONTROL.search(re.sub(r"[\t\r\n]", " ", value)):
        raise BadValue(name, value, f"a text of at most {longest} characters without control characters")
    return value


def _opaque(name: str, given: Mapping[str, Any]) -> str | None:
    value = _optional(name, given, LONGEST_NAME)
    return None if value is None else kept_id(value)


def kept_id(given: str) -> str:
    """The form in which an id of a shopper, a visit or a browser is kept: as it is, but a mail or network address as its hash.

    >>> kept_id("7f3a"), kept_id("ann@example.com")[:12]
    ('7f3a', 'address-228a')
    """
    return "address-" + hashlib.blake2b(given.encode(), digest_size=16).hexdigest() if _is_address(given) else given


def _is_address(value: str) -> bool:
    if _MAIL.fullmatch(value):
        return True
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return not value.isdecimal()


def _timestamp(value: Any, now: float) -> float:
    # Older clients send Date.now() where the standard asks for ISO 8601.
    milliseconds = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _MILLISECONDS_FROM
    read = moment("timestamp", value / 1000 if milliseconds else value)
    if read is None:
        raise BadValue("timestamp", value, "an ISO 8601 time such as 2024-05-31T08:00:00Z")
    if read > now + AHEAD_SECONDS:
        here = f"here it is {iso(now)}, and clocks may be a day ahead"
        raise BadValue("timestamp", value, f"a time that has come: {here}; set the sender's clock right")
    return read


def _event_attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    attributes = _attributes("event_attributes", given, _EVENT_FIELDS)
    thing, position = attributes.get("object"), attributes.get("position")
    if thing is not None:
        attributes["object"] = _thing(thing)
    if position is not None:
        _check_position(position)
    return attributes


def _attributes(name: str, given: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    value = {} if given.get(name) is None else given[name]
    if not isinstance(value, Mapping):
        raise BadValue(name, value, "an object")
    others = {key: kept for key, kept in given.items() if key not in known}
    merged = {key: kept for key, kept in {**others, **value}.items() if key.lower() not in _ADDRESSES}
    if len(orjson.dumps(merged)) > LONGEST_ATTRIBUTES:
        raise BadValue(name, merged, f"at most {LONGEST_ATTRIBUTES} bytes")
    return merged


def _thing(value: Any) -> dict[str, Any]:
    place = "event_attributes.object"
    _require_object(place, value)
    checked = {"object_id": _object_id(f"{place}.object_id", value.get("object_id"))}
    if value.get("internal_id") is not None:
        checked["internal_id"] = _object_id(f"{place}.internal_id", value["internal_id"])
    for name in ("object_id_type", "object_id_field"):
        _optional(name, value, LONGEST_NAME)
    return {**value, **checked}


def _object_id(name: str, value: Any) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text or len(text) > LONGEST_ID or CONTROL.search(text):
        raise BadValue(name, value, f"a text of 1 to {LONGEST_ID} characters or a whole number")
    return text


def _check_position(value: Any) -> None:
    place = "event_attributes.position"
    _require_object(place, value)
    ordinal = value.get("ordinal")
    if ordinal is not None and (isinstance(ordinal, bool) or not isinstance(ordinal, int) or not 0 <= ordinal < 2**31):
        raise BadValue(f"{place}.ordinal", ordinal, "a whole number from 0")
    point = value if value.get("xy") is None else value["xy"]
    _require_object(f"{place}.xy", point)
    for name in ("x", "y"):
        if point.get(name) is not None and (isinstance(point[name], bool) or not isinstance(point[name], int | float)):
            raise BadValue(f"{place}.{name}", point[name], "a number")


def _hit_ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > LONGEST_QUERY:
        raise BadValue("query_response_hit_ids", value, f"a list of at most {LONGEST_QUERY} ids")
    return tuple(_object_id("query_response_hit_ids", one) for one in value)
