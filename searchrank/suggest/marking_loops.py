"""What a suggestion shows: takes texts and where the typed part of each lies, gives each text and its HTML, in which the completion is marked."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchrank.store.compiled import compiled
from searchrank.suggest.reading_loops import CONTINUED, CONTINUES

_OPENED, _CLOSED = tuple(b"<mark>"), tuple(b"</mark>")
_AND, _LESS, _MORE, _QUOTE, _APOSTROPHE = (tuple(sign) for sign in (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&#x27;"))
_LONGEST_SIGN = 6


@compiled()
def _put(written: Any, at: int, signs: Any) -> int:
    for sign in signs:
        written[at] = sign
        at += 1
    return at


@compiled()
def _put_escaped(written: Any, at: int, sign: int) -> int:
    """What stands for a byte in HTML."""
    if sign == ord("&"):
        return _put(written, at, _AND)
    if sign == ord("<"):
        return _put(written, at, _LESS)
    if sign == ord(">"):
        return _put(written, at, _MORE)
    if sign == ord('"'):
        return _put(written, at, _QUOTE)
    if sign == ord("'"):
        return _put(written, at, _APOSTROPHE)
    written[at] = sign
    return at + 1


@compiled()
def _put_marked(written: Any, at: int, text: Any, begin: int, end: int) -> int:
    """The text as HTML, characters before `begin` and from `end` on marked."""
    character, marks = -1, False
    for sign in text:
        if sign & CONTINUED != CONTINUES:
            character += 1
            if marks and character == begin:
                at, marks = _put(written, at, _CLOSED), False
            if not marks and (character < begin or character >= end):
                at, marks = _put(written, at, _OPENED), True
        at = _put_escaped(written, at, sign)
    return _put(written, at, _CLOSED) if marks else at


@compiled()
def shown(offsets: Any, values: Any, entries: Any, spans: Any) -> Any:
    """Every text and its HTML, in UTF-8, a zero behind each; `spans` are the characters at which the typed part begins and ends, a row an entry."""
    size = 0
    for entry in entries:
        size += (offsets[entry + 1] - offsets[entry]) * (1 + _LONGEST_SIGN) + 2 * (len(_OPENED) + len(_CLOSED) + 1)
    written, at = np.zeros(size, np.uint8), 0
    for row in range(len(entries)):
        text = values[offsets[entries[row]] : offsets[entries[row] + 1]]
        written[at : at + len(text)] = text
        at = _put_marked(written, at + len(text) + 1, text, spans[row, 0], spans[row, 1]) + 1
    return written[:at]
