"""How far what was typed has come in a text: compiled loops over mapped bytes.

Takes what was typed as it sounds, a text, its syllables (a separator between) and the readings of characters that have several; gives how many
characters are typed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.query.pinyin import POLYPHONES
from searchrank.store.compiled import compiled, first_not_below
from searchrank.suggest.fold import FOLDED

NOT_SPOKEN = -1
"""What was typed is no way to read the text."""

SEPARATOR = ord("'")
_LETTERS = 8
"""A reading is kept in a number, a byte a letter."""
_HAN_FROM = 0x2E80
"""Characters before this one have no reading, and their syllable is their lower case."""
CONTINUED, CONTINUES = 0xC0, 0x80
"""The bits that tell a byte which goes on with a character in UTF-8, and their value there."""
_FOLDED = tuple(map(ord, FOLDED))
_BEGIN, _END, _WORD, _LONE, _AT, _WAY = range(6)
"""What is known of a character: where its bytes lie, its reading, whether it has none, what is typed before it, the ways that were tried."""
_SCRATCH = 6
_LITERAL, _WHOLE, _DOUBLE, _INITIAL, _HALF = range(5)
_OVER, _ENDED = -1, -2


def other_readings() -> npt.NDArray[np.uint64]:
    """A row a character that has several readings, ascending: its number, then the readings in their order, zeros behind.

    >>> bool((other_readings()[:, 0] == ord("薄")).any())
    True
    """
    rows = sorted((ord(character), *map(_packed, readings)) for character, readings in POLYPHONES.items())
    most = max(map(len, rows))
    return np.array([(*row, *[0] * (most - len(row))) for row in rows], np.uint64)


def _packed(reading: str) -> int:
    return int.from_bytes(reading.encode()[:_LETTERS], "little")


@compiled()
def character_at(text: Any, at: int) -> tuple[int, int]:
    """The character whose first byte stands here, and where it ends."""
    first, end = int(text[at]), at + 1
    code = first if first < 0x80 else first & 0x1F if first < 0xE0 else first & 0x0F if first < 0xF0 else first & 0x07
    while end < len(text) and text[end] & CONTINUED == CONTINUES:
        code = (code << 6) | (int(text[end]) & 0x3F)
        end += 1
    return code, end


@compiled()
def may_be_left_out(code: int) -> bool:
    """Whether a character is one of FOLDED."""
    return code in _FOLDED


@compiled()
def _length(word: Any) -> int:
    letters = 0
    while word != 0:
        word, letters = word >> np.uint64(8), letters + 1
    return letters


@compiled()
def _shared(word: Any, typed: Any, at: int) -> int:
    """How many letters of a reading stand in what was typed from `at` on."""
    shared = 0
    while word != 0 and at + shared < len(typed) and np.uint64(typed[at + shared]) == word & np.uint64(0xFF):
        word, shared = word >> np.uint64(8), shared + 1
    return shared


@compiled()
def _prepared(text: Any, syllables: Any, known: Any) -> int:
    """Fill in a row a character that counts; gives how many there are, NOT_SPOKEN where they are not as many as the syllables."""
    count, at, place = 0, 0, 0
    while at < len(text):
        code, end = character_at(text, at)
        if not may_be_left_out(code):
            if place > len(syllables):
                return NOT_SPOKEN
            begin, word = place, np.uint64(0)
            while place < len(syllables) and syllables[place] != SEPARATOR:
                if place - begin < _LETTERS:
                    word |= np.uint64(syllables[place]) << np.uint64(8 * (place - begin))
                place += 1
            known[count, _BEGIN], known[count, _END], known[count, _WORD] = at, end, np.int64(word)
            known[count, _LONE] = code < _HAN_FROM or (place - begin == end - at and syllables[begin] == text[at])
            count, place = count + 1, place + 1
        at = end
    return count if place == len(syllables) + 1 else NOT_SPOKEN


@compiled()
def _literally(typed: Any, at: int, text: Any, known: Any) -> int:
    """What is typed behind this character, _OVER where it does not stand here."""
    if known[_LONE] and known[_END] - known[_BEGIN] <= 2:
        lower = np.uint64(known[_WORD])
        shared = _shared(lower, typed, at)
        return at + shared if shared == _length(lower) else _OVER
    for place in range(known[_BEGIN], known[_END]):
        if at == len(typed) or typed[at] != text[place]:
            return _OVER
        at += 1
    return at


@compiled()
def _reading(known: Any, text: Any, others: Any, number: int) -> Any:
    """A reading of a character, its own first; 0 behind the last, and in the place of one that is its own again."""
    own = np.uint64(known[_WORD])
    if number == 0:
        return own
    code, _ = character_at(text, known[_BEGIN])
    row = first_not_below(others[:, 0], np.uint64(code), 0, len(others))
    if row == len(others) or others[row, 0] != np.uint64(code) or others[row, number] == own:
        return np.uint64(0)
    return others[row, number]


@compiled()
def _double(typed: Any, at: int) -> bool:
    """Whether zh, ch or sh is typed here."""
    return at + 1 < len(typed) and typed[at + 1] == ord("h") and (typed[at] == ord("z") or typed[at] == ord("c") or typed[at] == ord("s"))


@compiled()
def _by_sound(typed: Any, at: int, reading: Any, way: int, short: bool) -> int:
    """What is typed behind a character that is read in this way; _ENDED where half of it is all that is left, _OVER where it does not fit."""
    shared = _shared(reading, typed, at)
    if shared == 0:
        return _OVER
    if way == _WHOLE:
        return at + shared if shared == _length(reading) else _OVER
    if way == _DOUBLE:
        return at + 2 if short and shared >= 2 and _double(typed, at) else _OVER
    if way == _INITIAL:
        return at + 1 if short and typed[at] < CONTINUES else _OVER
    return _ENDED if at + shared == len(typed) and shared < _length(reading) else _OVER


@compiled()
def _gone_on(typed: Any, text: Any, others: Any, known: Any, short: bool) -> int:
    """The next way over this character that fits: what is typed behind it, _ENDED, or _OVER behind the last way."""
    while True:
        way = known[_WAY]
        known[_WAY] += 1
        if way == _LITERAL:
            reached = _literally(typed, known[_AT], text, known)
        elif known[_LONE] or way > _HALF * others.shape[1]:
            return _OVER
        else:
            number, kind = (way - 1) // _HALF, (way - 1) % _HALF + 1
            reached = _by_sound(typed, known[_AT], _reading(known, text, others, number), kind, short)
        if reached != _OVER:
            return reached


@compiled()
def _behind_separators(typed: Any, at: int) -> int:
    while at < len(typed) and typed[at] == SEPARATOR:
        at += 1
    return at


@compiled()
def read_along(typed: Any, text: Any, syllables: Any, others: Any, start: int, short: bool) -> int:
    """How many characters are typed, the first way that fits; `typed` begins at character `start`, with `short` a letter may be a syllable."""
    known = np.zeros((len(text) + 2, _SCRATCH), np.int64)
    count, depth = _prepared(text, syllables, known), start
    if start > count:
        return NOT_SPOKEN
    known[depth, _AT] = _behind_separators(typed, 0)
    while depth >= start:
        if known[depth, _AT] == len(typed):
            return depth
        reached = _gone_on(typed, text, others, known[depth], short) if depth < count else _OVER
        if reached == _ENDED:
            return depth
        if reached == _OVER:
            depth -= 1
        else:
            depth += 1
            known[depth, _AT], known[depth, _WAY] = _behind_separators(typed, reached), 0
    return NOT_SPOKEN


@compiled()
def spoken(typed: Any, syllables: Any, start: int, short: bool) -> int:
    """The same where it is typed just as the syllables (with `short`: their first letters) are written, from `start` on; otherwise NOT_SPOKEN."""
    at, character, place, begins = 0, start, _start(syllables, start), True
    while at < len(typed) and place < len(syllables):
        if syllables[place] == SEPARATOR:
            character, begins = character + 1, True
        elif not short or begins or syllables[place] & CONTINUED == CONTINUES:
            if typed[at] != syllables[place]:
                return NOT_SPOKEN
            at, begins = at + 1, False
        place += 1
    if at < len(typed):
        return NOT_SPOKEN
    return character + 1 if short or place == len(syllables) or syllables[place] == SEPARATOR else character


@compiled()
def _start(syllables: Any, character: int) -> int:
    """Where the syllable of this character begins."""
    place = 0
    while character > 0 and place < len(syllables):
        character -= syllables[place] == SEPARATOR
        place += 1
    return place
