"""How a text goes wrong: takes what was meant, gives what was typed, and the kind of the slip."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from searchrank.simulate.chance import Weighted
from searchrank.simulate.typing.pinyin import fuzzy, homophones, is_han, syllables

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
KINDS_HAN = Weighted.of({"homophone": 56, "fuzzy_pinyin": 20, "missing": 8, "doubled": 5, "transposed": 6, "split": 5}.items())
"""Of Chinese characters. Published lists name the kinds (homophones, zh for z, dropped and doubled); the weights are assumptions."""
KINDS_LATIN = Weighted.of({"neighbour": 25, "transposed": 18, "missing": 25, "doubled": 14, "split": 8, "joined": 10}.items())
KINDS_PINYIN = Weighted.of({"neighbour": 25, "transposed": 15, "missing": 25, "doubled": 10, "fuzzy_pinyin": 25}.items())

Slip = Callable[[str, Random], str]


def slip(text: str, letters: str, chance: Random) -> tuple[str, str]:
    """(what was typed, kind of `typed.ERRORS`): one slip, by how the text is entered: `letters` is han, latin or pinyin.

    A text in which no such slip is possible comes back as it is, with no kind.

    >>> slip("shoes", "latin", Random(4))
    ('whoes', 'neighbour')
    """
    kinds, ways = SLIPS[letters]
    for _ in range(4):
        kind = kinds.pick(chance)
        made = ways[kind](text, chance)
        if made and made != text and made.strip() == made:
            return made, kind
    return text, ""


def neighbours(letter: str) -> str:
    """The letters beside and below or above a letter of the keyboard; none of other keys.

    >>> neighbours("g"), neighbours("q"), neighbours("鞋")
    ('fhtyvb', 'wa', '')
    """
    for number, row in enumerate(ROWS):
        place = row.find(letter)
        if place >= 0:
            beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            above = ROWS[number - 1][place : place + 2] if number else ""
            below = ROWS[number + 1][max(place - 1, 0) : place + 1] if number < 2 else ""
            return beside + above + below
    return ""


def _place(text: str, chance: Random, fits: Callable[[str], bool]) -> int:
    places = [place for place, letter in enumerate(text) if fits(letter)]
    return places[int(chance.random() * len(places))] if places else -1


def _neighbour(text: str, chance: Random) -> str:
    place = _place(text.lower(), chance, lambda letter: bool(neighbours(letter)))
    if place < 0:
        return ""
    near = neighbours(text[place].lower())
    return text[:place] + near[int(chance.random() * len(near))] + text[place + 1 :]


def _transposed(text: str, chance: Random) -> str:
    place = _place(text[:-1], chance, str.isalpha)
    if place < 0 or not text[place + 1].isalpha():
        return ""
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _missing(text: str, chance: Random) -> str:
    place = _place(text, chance, str.isalpha)
    return text[:place] + text[place + 1 :] if place >= 0 and len(text) > 2 else ""


def _doubled(text: str, chance: Random) -> str:
    place = _place(text, chance, str.isalpha)
    return text[: place + 1] + text[place:] if place >= 0 else ""


def _split(text: str, chance: Random) -> str:
    if len(text) < 4:
        return ""
    place = 1 + int(chance.random() * (len(text) - 1))
    return text[:place] + " " + text[place:] if text[place - 1].isalpha() and text[place].isalpha() else ""


def _joined(text: str, chance: Random) -> str:
    place = _place(text, chance, str.isspace)
    return text[:place] + text[place + 1 :] if place >= 0 else ""


def _homophone(text: str, chance: Random) -> str:
    place = _place(text, chance, is_han)
    return _sounding(text, place, _syllable(text, place), chance) if place >= 0 else ""


def _fuzzy_character(text: str, chance: Random) -> str:
    place = _place(text, chance, is_han)
    others = fuzzy(_syllable(text, place)) if place >= 0 else ()
    return _sounding(text, place, others[int(chance.random() * len(others))], chance) if others else ""


def _fuzzy_letters(text: str, chance: Random) -> str:
    """One syllable typed in letters in its other way: zh for z, in for ing."""
    swaps = [(found, other) for one, other in LETTERS for found in one.finditer(text)]
    if not swaps:
        return ""
    found, other = swaps[int(chance.random() * len(swaps))]
    return text[: found.start()] + other + text[found.end() :]


LETTERS = tuple((re.compile(one), other) for one, other in (
    *((rf"{first}h", first) for first in "zcs"),
    *((rf"{first}(?!h)", first + "h") for first in "zcs"),
    *((rf"{vowel}ng", vowel + "n") for vowel in "iea"),
    *((rf"{vowel}n(?!g)", vowel + "ng") for vowel in "iea"),
))  # fmt: skip
"""What people hear or type as the other: beginnings and ends of syllables."""


def _syllable(text: str, place: int) -> str:
    """Read with the characters about it: 长 in 长袖 is chang."""
    start = place
    while start > 0 and is_han(text[start - 1]):
        start -= 1
    end = place + 1
    while end < len(text) and is_han(text[end]):
        end += 1
    return syllables(text[start:end])[place - start]


def _sounding(text: str, place: int, syllable: str, chance: Random) -> str:
    alike = homophones(text[place], syllable)
    # An input method offers frequent characters first, and the standard's order knows no frequency: any will do.
    return text[:place] + alike[int(chance.random() * len(alike))] + text[place + 1 :] if alike else ""


LATIN: Mapping[str, Slip] = MappingProxyType(
    {"neighbour": _neighbour, "transposed": _transposed, "missing": _missing, "doubled": _doubled, "split": _split, "joined": _joined}
)
SLIPS: Mapping[str, tuple[Weighted[str], Mapping[str, Slip]]] = MappingProxyType(
    {
        "han": (KINDS_HAN, MappingProxyType({**LATIN, "homophone": _homophone, "fuzzy_pinyin": _fuzzy_character})),
        "latin": (KINDS_LATIN, LATIN),
        "pinyin": (KINDS_PINYIN, MappingProxyType({**LATIN, "fuzzy_pinyin": _fuzzy_letters})),
    }
)
"""The kinds of slips with their weights, and what each does, by the letters that are typed."""
