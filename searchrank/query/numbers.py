"""Numbers with units as terms: takes a text and where such numbers stand in it, gives its tokens with each number as one.

500毫升 is one term, not a number and two characters, and 500ml or 0.5l stands for it just as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from searchrank.query.prices import find_price
from searchrank.query.quantities import spellings
from searchrank.query.tokens import glued_parts, units
from searchrank.records import Token

MOST_SPELLINGS = 8
_DIGITS = re.compile(r"\d+")
TAGS = ("unit", "bigram", "han_word", "word", "model")


def with_numbers(text: str, spans: Sequence[tuple[int, int]], cut: Callable[[str], Sequence[Token]]) -> list[Token]:
    """The tokens of a text, each once, by kind as `cut` gives them and then in the order of the text; numbers with units among units and words."""
    found: dict[tuple[str, str], Token] = {}
    at = 0
    for start, end in (*spans, (len(text), len(text))):
        for token in cut(text[at:start]) if text[at:start].strip() else ():
            found.setdefault((token.tag, token.text), token)
        if end > start:
            number = text[start:end]
            found.setdefault(("unit", number), Token(number, "unit", 1.0, number_ways(number)))
            found.setdefault(("word", number), Token(number, "word"))
        at = end
    return [token for tag in TAGS for token in found.values() if token.tag == tag]


def number_ways(number: str) -> tuple[tuple[str, ...], ...]:
    """The sequences of units that stand for a number with a unit: its own parts, then other ways to write it.

    >>> number_ways("65寸")
    (('65', '寸'), ('65inch',), ('65', '英', '寸'))
    """
    bare = units(number.removesuffix("码")).main
    ways = [units(number).main, bare, tuple(glued_parts(number)), *(units(one).main for one in spellings(number)[:MOST_SPELLINGS])]
    return tuple(way for way in dict.fromkeys(ways) if way and way != (number,))


def keeps_numbers(before: str, after: str) -> bool:
    """Whether a correction says the same prices, numbers with units and other numbers as the text: none is lost for a likelier word.

    >>> keeps_numbers("一千块左右手机", "一千块桌游手机"), keeps_numbers("runing shoes 42", "running shoes 42")
    (False, True)
    """
    if _DIGITS.findall(before) != _DIGITS.findall(after):
        return False
    price, other = find_price(before), find_price(after)
    return (price is None) == (other is None) and (price is None or other is None or (price.low, price.high) == (other.low, other.high))
