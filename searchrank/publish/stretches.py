"""A title as stretches of words, between which no phrase is read: takes its pieces, gives lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from searchrank.query.mentions import PIECE
from searchrank.query.normalise import has_han
from searchrank.query.tokens import stem

_END = re.compile(r"[,，。;；:：|/()（）\[\]【】{}<>《》「」!！?？~～*+&]|^[-–—]$")


def stretches(pieces: Iterable[str]) -> list[list[str]]:
    """A title's pieces as words between punctuation, Latin ones as stems.

    >>> stretches(["跑鞋", " ", "nike", ",", "running", "shoes"])
    [['跑鞋', 'nike'], ['running', 'shoe']]
    """
    found: list[list[str]] = [[]]
    for words, ends in map(said, pieces):
        found[-1] += words
        if ends:
            found.append([])
    return [stretch for stretch in found if stretch]


@lru_cache(maxsize=1 << 16)
def said(piece: str) -> tuple[tuple[str, ...], bool]:
    """The words of a piece, and whether a stretch ends with it; remembered, because titles repeat their words."""
    if has_han(piece):
        return (piece,), False
    return tuple(stem(run) for run in PIECE.findall(piece)), _END.search(piece) is not None
