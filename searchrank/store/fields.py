"""Readers of single values: each takes a field's name and what came under it, gives its one form, and raises InvalidInput with field, value and
expectation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape
from typing import Any

import orjson

from searchrank.errors import InvalidInput

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_ID = 200
LARGEST = 1e15
"""Larger numbers are mistakes, and columns hold float32."""
_EARLIEST, _LATEST = -62135596800.0, 253402300799.0
_DAY_DIGITS = 8
_HTML = re.compile(r"</[a-z][a-z0-9]*\s*>|<(?:br|p|li|img|hr|div)\b", re.IGNORECASE)
"""What shows that `<` begins a tag, and is not less than."""
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|big|em|font|i|mark|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>", re.IGNORECASE)
"""Tags that stand within words, and separate none."""
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,32};")


class BadValue(InvalidInput):
    """One value is not what its field takes; `value` is what was seen (cut to 80 characters), `expected` what would have been right.

    >>> str(BadValue("price", -1, "a number from 0"))
    'price has the value -1: expected a number from 0'
    """

    def __init__(self, field: str, value: Any, expected: str) -> None:
        self.value, self.expected = shown(value), expected
        super().__init__(f"{field} has the value {self.value}: expected {expected}", field=field)


def shown(value: Any) -> str:
    """A value as a report shows it, at most 80 characters.

    >>> shown("红色"), shown([1, None]), shown("x" * 200)[-4:]
    ('"红色"', '[1,null]', 'xxx…')
    """
    try:
        text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except (TypeError, orjson.JSONEncodeError):
        text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def identifier(name: str, value: Any) -> str:
    """An id: 1 to 200 characters without control characters; a whole number is taken as its digits."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_ID or CONTROL.search(text):
        raise BadValue(name, value, f"a text of 1 to {LONGEST_ID} characters without control characters")
    return text


def text(name: str, value: Any) -> str:
    """A text without blanks around it; numbers are written out, None is the empty text."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    return _written(name, value, "a text")


def required_text(name: str, value: Any) -> str:
    """A text that is not empty."""
    read = text(name, value)
    if not read:
        raise BadValue(name, value, "a text that is not empty")
    return read


def prose(name: str, value: Any) -> str:
    """A text as people read it: where it is HTML, what its tags hold, and the characters that its entities stand for.

    >>> prose("description", "<p>Keeps tea <b>hot</b>&nbsp;&amp; milk cold.</p><p>500ml</p>"), prose("description", "for s < 5 & t > 3")
    ('Keeps tea hot & milk cold. 500ml', 'for s < 5 & t > 3')
    """
    written = text(name, value)
    if "<" in written and _HTML.search(written):
        written = _TAG.sub(" ", _INLINE.sub("", _UNSEEN.sub(" ", written)))
        written = " ".join(written.split())
    # No blank that breaks nowhere: it would glue two words.
    return _ENTITY.sub(lambda found: unescape(found[0]).replace("\xa0", " "), written) if "&" in written else written


def amount(name: str, value: Any) -> float | None:
    """A number from 0, also written as text; None or an empty text where there is none."""
    read = number(name, value, "a number from 0")
    if read is not None and read < 0:
        raise BadValue(name, value, "a number from 0")
    return read


def number(name: str, value: Any, expected: str = "a number") -> float | None:
    """A finite number, also written as text; None or an empty text where there is none."""
    if value is None or value == "":
        return None
    if type(value) in (float, int) and -LARGEST < value < LARGEST:
        return float(value)
    try:
        # float() would take 1_000 for 1000 and True for 1.
        if isinstance(value, bool) or not isinstance(value, int | float | str) or (isinstance(value, str) and "_" in value):
            raise ValueError
        read = float(value)
    except (ValueError, OverflowError):
        raise BadValue(name, value, expected + _plainly(value)) from None
    if not math.isfinite(read) or abs(read) >= LARGEST:
        raise BadValue(name, value, f"{expected} below {LARGEST:.0e}")
    return read


def _plainly(value: Any) -> str:
    """What is wrong with an amount that people can read: `$12`, `1,299`, `12 pcs`."""
    return " in digits alone, such as 1299.5" if isinstance(value, str) and re.search(r"\d", value) else ""


def path(name: str, value: Any) -> tuple[str, ...]:
    """A category from the widest name to the narrowest: a list, or one text `a > b > c`; empty names are dropped."""
    parts = value.split(">") if isinstance(value, str) else value
    if parts is None:
        return ()
    if not isinstance(parts, list | tuple):
        raise BadValue(name, value, "a list of names from the widest to the narrowest, or a text such as 'a > b > c'")
    return tuple([part for part in [text(name, part) for part in parts] if part])


def attributes(name: str, value: Any) -> Mapping[str, tuple[str, ...]]:
    """Attribute values as tuples of texts: 6.0 is "6", true is "yes"; empty ones are dropped."""
    if value is None:
        return {}
    if type(value) is not dict and not isinstance(value, Mapping):
        raise BadValue(name, value, "an object of names and values")
    read = {key: _values(key, given) for key, given in value.items()}
    return {key: values for key, values in read.items() if values and key}


def moment(name: str, value: Any) -> float | None:
    """Unix seconds, of a number of seconds or an ISO 8601 date or time (UTC where it names no zone); None where there is none."""
    if value is None or value == "":
        return None
    seconds = _iso_seconds(value.strip()) if isinstance(value, str) else value
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not _EARLIEST <= seconds <= _LATEST:
        raise BadValue(name, value, "an ISO 8601 date such as 2024-05-31, or Unix seconds")
    return float(seconds)


def printed(value: float) -> str:
    """A number as people write it.

    >>> printed(6.0), printed(0.5), printed(12), printed(1e22)
    ('6', '0.5', '12', '1e+22')
    """
    return str(int(value)) if isinstance(value, int) or (value.is_integer() and abs(value) < LARGEST) else repr(value)


@lru_cache(maxsize=1 << 14)
def _iso_seconds(value: str) -> float | None:
    try:
        # Eight digits are a day (20240531); other digits are seconds.
        if value.replace(".", "", 1).lstrip("-").isdecimal() and len(value) != _DAY_DIGITS:
            return float(value)
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _values(attribute: str, value: Any) -> tuple[str, ...]:
    if type(value) is str:
        return (read,) if (read := value.strip()) else ()
    many = value if isinstance(value, list | tuple) else (value,)
    return tuple([part for part in [_scalar(attribute, one) for one in many] if part])


def _scalar(attribute: str, value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    return _written(f"attributes.{attribute}", value, "a text, a number, yes or no, or a list of them")


def _written(name: str, value: Any, expected: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadValue(name, value, expected)
    return printed(value)
