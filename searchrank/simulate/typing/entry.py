"""From the text meant to the text submitted: takes it and the hand that types, gives a query with its slip, its input style and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from searchrank.simulate.typing.keys import initials, keys, letters, unfinished
from searchrank.simulate.typing.pinyin import is_han, syllables
from searchrank.simulate.typing.slips import slip
from searchrank.simulate.typing.typed import Key, Span, Typed

LEFT_IN_LETTERS = 0.6
"""How often those who leave text in pinyin, initials or half of it do so; else they commit characters."""
MOST_INITIALS = 4
"""Characters of a text that people enter by initials."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How a shopper types: `input` of `typed.INPUTS`, and the chance of a slip in a query."""

    input: str
    slips: float


def entered(intended: str, language: str, spans: tuple[Span, ...], segments: tuple[str, ...], hand: Hand, chance: Random, with_keys: bool) -> Typed:
    """The query that this hand makes of a text."""
    style = _style(intended, language, hand, chance)
    slipped = chance.random() < hand.slips
    if style in ("pinyin", "initials", "mixed"):
        text, error, box = _in_letters(intended, segments, style, slipped, chance)
    else:
        text, error = slip(intended, _letters(intended, chance), chance) if slipped else (intended, "")
        box = keys(text, segments) if with_keys else ()
    return Typed(text, intended, language, spans, segments, style, error, box if with_keys else ())


def _style(text: str, language: str, hand: Hand, chance: Random) -> str:
    if language == "en":
        return "english"
    if hand.input in ("characters", "english") or chance.random() >= LEFT_IN_LETTERS or not any(map(is_han, text)):
        return "characters"
    if hand.input == "initials" and (len(text) > MOST_INITIALS or not all(map(is_han, text))):
        return "pinyin"
    if hand.input == "mixed" and not (is_han(text[-1]) and len(text) > 1):
        return "pinyin"
    return hand.input


def _letters(text: str, chance: Random) -> str:
    """Which letters the slip concerns: Chinese and Latin ones by their share of the text."""
    han = sum(map(is_han, text))
    return "han" if chance.random() * len(text) < han else "latin"


def _in_letters(intended: str, segments: tuple[str, ...], style: str, slipped: bool, chance: Random) -> tuple[str, str, tuple[Key, ...]]:
    if style == "mixed":
        last = 2 if len(intended) > 3 and is_han(intended[-2]) and chance.random() < 0.5 else 1
        before, rest = intended[:-last], "".join(syllables(intended[-last:]))
        return before + rest, "", unfinished(before, rest)
    text = initials(intended) if style == "initials" else letters(intended)
    text, error = slip(text, "pinyin", chance) if slipped and style == "pinyin" else (text, "")
    return text, error, tuple(Key(text[: end + 1]) for end in range(len(text)))
