"""How Chinese is typed in Latin letters: takes the words of a text, gives a syllable a character; takes what was typed, says how far it reaches.

A character that is not Han is its own syllable, so that `nike跑鞋` reads n-i-k-e-pao-xie. What is typed may mix Han characters, whole syllables, half
a syllable at the end, bare initials, and apostrophes between syllables, as an input method shows them while it composes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from searchrank.query.pinyin import POLYPHONES, read_words, readings

__all__ = ["POLYPHONES", "read_words", "readings"]

SEPARATOR = "'"
MOST_READINGS = 4
"""A text with several characters of two readings is keyed by so many readings of the whole, its likeliest first."""

_PIECE = re.compile(r"(?:[zcs]h|[b-df-hj-np-tw-z])?[aeiouv]+(?:ng(?![aeiouv])|[nr](?![aeiouv]))?|[zcs]h|.")
_VOWELS = frozenset("aeiouv")
_DOUBLE = ("zh", "ch", "sh")


def whole_readings(characters: str, syllables: Sequence[str]) -> list[tuple[str, ...]]:
    """The readings of a whole text, the likeliest first, at most MOST_READINGS.

    >>> ["".join(reading) for reading in whole_readings("薄壳", ["bao", "ke"])]
    ['baoke', 'baoqiao', 'boke', 'boqiao']
    """
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


def covered(typed: str, characters: str, spoken: str, *, start: int = 0, short: bool = False) -> int | None:
    """How many characters what was typed has completed, counted from the beginning of the text; None where it does not fit.

    `typed` begins at character `start`; `spoken` has a syllable a character, separators between. Half a syllable at the end fits without completing
    its character; with `short`, an initial stands for a whole syllable.

    >>> covered("paoxi", "跑鞋", "pao'xie"), covered("p'xie", "跑鞋", "pao'xie", short=True), covered("xi'an", "先", "xian")
    (1, 2, None)
    """
    syllables = spoken.split(SEPARATOR)
    if not short and "".join(syllables[start:]).startswith(typed):
        return start + _whole(len(typed), syllables[start:])
    if short and "".join([syllable[0] for syllable in syllables[start:]]).startswith(typed):
        return start + len(typed)
    return _covered(typed, characters, syllables, start, short)


def _whole(letters: int, syllables: Sequence[str]) -> int:
    """How many syllables lie wholly in the first letters."""
    for place, syllable in enumerate(syllables):
        letters -= len(syllable)
        if letters < 0:
            return place
    return len(syllables)


def _covered(typed: str, characters: str, syllables: Sequence[str], start: int, short: bool) -> int | None:
    left = typed.lstrip(SEPARATOR)
    if not left:
        return start
    if start == len(characters):
        return None
    for reached, rest in _steps(left, characters[start], syllables[start], short):
        end = start if reached == 0 else _covered(rest, characters, syllables, start + 1, short)
        if end is not None:
            return end
    return None


def _steps(typed: str, character: str, syllable: str, short: bool) -> Iterator[tuple[int, str]]:
    """The ways to go on over one character: (1, what is left), or (0, "") where half a syllable ends what was typed."""
    if typed[0] == character:
        yield 1, typed[1:]
    if character == syllable:
        return
    for reading in readings(character, syllable):
        if typed.startswith(reading):
            yield 1, typed[len(reading) :]
        if short and reading.startswith(typed[:2]) and typed.startswith(_DOUBLE):
            yield 1, typed[2:]
        if short and reading[0] == typed[0]:
            yield 1, typed[1:]
        if len(typed) < len(reading) and reading.startswith(typed):
            yield 0, ""
