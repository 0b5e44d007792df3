"""What was typed, and what was meant: a text with the truth about it."""

from __future__ import annotations

from dataclasses import dataclass

KINDS: tuple[str, ...] = ("word", "brand", "model", "fits", "audience", "season", "colour", "size", "material")
KINDS += ("value", "number", "point", "use", "price", "marketing")
"""What a span can name: colour, size and material are values of those attributes, number a value with a unit, value any other."""
INPUTS = ("characters", "pinyin", "initials", "mixed", "english")
"""How a text is entered; what a population's input column names by place."""
ERRORS = ("neighbour", "transposed", "missing", "doubled", "homophone", "fuzzy_pinyin", "split", "joined")
"""Ways in which a text goes wrong."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start to end (exclusive) of the intended text name this; `value` is the canonical name of what is named."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Key:
    """What the box holds after one key: `text` committed so far with what is being composed (`pao'xie`, 跑xie) behind it."""

    text: str
    composing: str = ""

    @property
    def shown(self) -> str:
        """What the shopper sees in the box, and what a typeahead is asked for."""
        return self.text + self.composing


@dataclass(frozen=True, slots=True)
class Typed:
    """One query.

    `text` as submitted; `intended` without slips and in the usual characters; `spans` name its parts; `segments` are the words, in order, that make
    up the intended text without its blanks; `input` of INPUTS; `error` of ERRORS, or nothing; `keys` the box after every key.
    """

    text: str
    intended: str
    language: str
    spans: tuple[Span, ...] = ()
    segments: tuple[str, ...] = ()
    input: str = "characters"
    error: str = ""
    keys: tuple[Key, ...] = ()
