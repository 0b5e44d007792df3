"""The loops by which texts are divided before they are cut into pieces: takes normalised texts as characters one behind the other, gives stretches
that are cut by themselves, and titles between their punctuation. Compiled.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from searchrank.query.normal_loops import SEPARATOR
from searchrank.query.run_loops import CHINESE, END, Codes, Ints, Kinds
from searchrank.store.compiled import U8, U32, compiled
from searchrank.suggest.survey import DASHES, PART_ENDS

ALONE = " ,;:!?()[]|/。、《》【】<>{}~*\"'=「」"
"""No word of Chinese goes over one of these, and each is a piece of its own."""
_CHARACTERS, _BLANK, _SEPARATOR = 0x110000, 0x20, ord(SEPARATOR)
_DASH, _STOP = 1, 2


@lru_cache(maxsize=1)
def alone() -> Kinds:
    """1 for characters of ALONE, else 0: uint8 (all characters,)."""
    return _marked({1: ALONE})


@lru_cache(maxsize=1)
def part_ends() -> Kinds:
    """What ends a part of a title, by itself or between blanks: uint8 (all characters,)."""
    return _marked({_STOP: PART_ENDS, _DASH: DASHES})


def _marked(characters: dict[int, str]) -> Kinds:
    found = np.zeros(_CHARACTERS, np.uint8)
    for mark, some in characters.items():
        found[list(map(ord, some))] = mark
    return found


@compiled(U32, U8, U8)
def stretches(codes: Codes, kinds: Kinds, alone: Kinds) -> tuple[Ints, Ints, Ints]:
    """Where stretches begin and end, and how many each text has: cut one by one, they give the pieces of the whole.

    Where there is Chinese, a stretch is a character that stands alone, or what is between those; else what is between blanks, together with what is
    behind it, by which both are told from each other.
    """
    begins, ends, counts = np.empty(len(codes), np.int64), np.empty(len(codes), np.int64), np.zeros(len(codes), np.int64)
    found, text, at = 0, 0, 0
    while at < len(codes):
        last, first, chinese = at, found, False
        while kinds[codes[last]] != END:
            chinese |= kinds[codes[last]] == CHINESE
            last += 1
        while at < last:
            begins[found] = at
            at += 1
            if chinese:
                while alone[codes[at - 1]] == 0 and at < last and alone[codes[at]] == 0:
                    at += 1
                ends[found] = at
                found += 1
            elif codes[at - 1] != _BLANK:
                while at < last and codes[at] != _BLANK:
                    at += 1
                at += 1
                ends[found] = at
                found += 1
        counts[text] = found - first
        text, at = text + 1, last + 1
    return begins[:found].copy(), ends[:found].copy(), counts[:text].copy()


@compiled(U32, U8, U8)
def parted(codes: Codes, kinds: Kinds, ends: Kinds) -> tuple[Codes, Ints]:
    """The parts of titles between punctuation as texts of their own, those of nothing but blanks left out, and how many each title has."""
    parts, counts = np.empty(len(codes), np.uint32), np.zeros(len(codes), np.int64)
    size, begin, text, at, said = 0, 0, 0, 0, False
    while at < len(codes):
        code, closed = codes[at], kinds[codes[at]] == END
        dashed = code == _BLANK and ends[codes[at + 1]] == _DASH and codes[at + 2] == _BLANK
        if closed or dashed or ends[code] == _STOP:
            if said:
                parts[size] = _SEPARATOR
                counts[text] += 1
                begin = size + 1
            size, said = begin, False
            text += closed
        else:
            parts[size] = code
            size += 1
            said |= code != _BLANK
        at += 3 if dashed else 1
    return parts[:size].copy(), counts[:text].copy()


def as_text(stretch: str) -> str | None:
    """A stretch of a text without Chinese, which is one piece; None for others."""
    return stretch[:-1] if len(stretch) > 1 and stretch[-1] in (" ", SEPARATOR) else None
