"""How Chinese is typed in Latin letters: takes the words of a text, gives a syllable a character; takes what was typed, gives its pieces.

A character that is not Han is its own syllable, so that `nike跑鞋` reads n-i-k-e-pao-xie. What is typed may mix Han characters, whole syllables, half
a syllable at the end, bare initials, and apostrophes between syllables, as an input method shows them while it composes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from searchrank.query.pinyin import POLYPHONES, read_words, readings

__all__ = ["POLYPHONES", "read_words", "readings"]

SEPARATOR = "'"
MOST_READINGS = 4
"""A text with several characters of two readings is keyed by so many readings of the whole, its likeliest first."""

_PIECE = re.compile(r"(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiouv]+(?:ng(?![aeiouv])|[nr](?![aeiouv]))?|[zcs]h|.")
_SURE = re.compile(f"[^{''.join(POLYPHONES)}]*")
"""Most texts have no character of several readings."""
_VOWELS = frozenset("aeiouv")


def whole_readings(characters: str, syllables: Sequence[str]) -> list[tuple[str, ...]]:
    """The readings of a whole text, the likeliest first, at most MOST_READINGS.

    >>> ["".join(reading) for reading in whole_readings("薄壳", ["bao", "ke"])]
    ['baoke', 'baoqiao', 'boke', 'boqiao']
    """
    if _SURE.fullmatch(characters):
        return [tuple(syllables)]
    choices = [readings(character, syllable) for character, syllable in zip(characters, syllables, strict=True)]
    return [reading for _, reading in zip(range(MOST_READINGS), product(*choices), strict=False)]


def initials(characters: str, syllables: Sequence[str]) -> str:
    """The first letter of each syllable.

    >>> initials("nike跑鞋", ("n", "i", "k", "e", "pao", "xie"))
    'nikepx'
    """
    return "".join(syllable[0] for _, syllable in zip(characters, syllables, strict=True))


def pieces(letters: str) -> list[str]:
    """Typed letters as syllables and bare initials; separators end a piece.

    >>> pieces("lyqun"), pieces("pao'x"), pieces("连yiq")
    (['l', 'y', 'qun'], ['pao', 'x'], ['连', 'yi', 'q'])
    """
    return [piece for part in letters.split(SEPARATOR) for piece in _PIECE.findall(part)]


def abbreviates(typed: Sequence[str]) -> bool:
    """Whether a piece before the last is a bare initial, which no key of whole syllables begins with.

    >>> abbreviates(["l", "y", "qun"]), abbreviates(["pao", "x"])
    (True, False)
    """
    return any(piece.isascii() and piece.isalpha() and not _VOWELS.intersection(piece) for piece in typed[:-1])
