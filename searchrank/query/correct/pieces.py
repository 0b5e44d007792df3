"""A text in the pieces that correction looks at: Han characters one by one, runs of letters, and what is never changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchrank.query.normalise import HAN, has_han
from searchrank.query.tokens import has_only_han, stem
from searchrank.records import quickly_made

_PIECE = re.compile(rf"[{HAN}]|\d+\.\d+(?![\w.])|[^\W_{HAN}]+")
_FIXED = re.compile(r"\d+(?:\.\d+)?|(?<![a-z])x{1,5}[sl](?![a-z])|[〇零一二三四五六七八九十百千万两半码号]|[无不非免没]|\b(?:no|non|not|without)\b")
KINDS = HAN_CHARACTER, LETTERS, FIXED = range(3)
LONGEST_LETTERS = 30


@quickly_made
@dataclass(frozen=True, slots=True)
class Piece:
    """Characters start to end (exclusive) of a text; `unit` is the stem by which the index knows it."""

    text: str
    start: int
    end: int
    kind: int

    @property
    def unit(self) -> str:
        return stem(self.text)


@lru_cache(maxsize=1 << 12)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a normalised text, in order; remembered, because one correction asks for those of a text several times.

    >>> [(piece.text, piece.kind) for piece in pieces_of("跑xie r50 2.5")]
    [('跑', 0), ('xie', 1), ('r50', 2), ('2.5', 2)]
    """
    if has_only_han(text):
        return tuple([Piece(letter, at, at + 1, HAN_CHARACTER) for at, letter in enumerate(text)])
    return tuple([Piece(found[0], *found.span(), _kind(found[0])) for found in _PIECE.finditer(text)])


@lru_cache(maxsize=1 << 12)
def _kind(text: str) -> int:
    if len(text) == 1 and has_han(text):
        return HAN_CHARACTER
    return LETTERS if text.isascii() and text.isalpha() and len(text) <= LONGEST_LETTERS else FIXED


def fixed(text: str) -> list[str]:
    """The numbers, numerals, sizes (码, 号, xxl) and negations of a text, in order: what no correction may add, take or change.

    >>> fixed("无糖 三件套 500ml"), fixed("xxxl tv without stand")
    (['无', '三', '500'], ['xxxl', 'without'])
    """
    return _FIXED.findall(text)


def counted(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece follows a bare number at once, as a unit, a size or a currency does: 36码, 450左右.

    >>> [counted(pieces_of("36码r50大"), at) for at in range(4)]
    [False, True, False, False]
    """
    return touching(pieces, at - 1, at) and pieces[at - 1].text.replace(".", "", 1).isdigit()


def touching(pieces: Sequence[Piece], left: int, right: int) -> bool:
    """Whether two pieces follow each other without anything between them."""
    return 0 <= left < right < len(pieces) and pieces[left].end == pieces[right].start
