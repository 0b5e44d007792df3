"""Prices as people say them: takes bounds, gives a wording; takes a wording, gives its bounds back.

Numbers are the shop's own prices, yuan in every language: an English shopper types "under 300" and means what the cards show, without a currency
sign, since the shop has one currency and converts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isnan, nan
from random import Random
from types import MappingProxyType

AROUND = 0.2
"""How far from a price that is named with "about" one may be, by its share."""
AT_MOST: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh": ("{high}以内", "{high}以内", "{high}元以内", "{high}以下", "{high}元以下", "{high}块以内", "不超过{high}"),
        "en": ("under {high}", "under {high}", "below {high}", "less than {high}", "up to {high}"),
    }
)
BETWEEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh": ("{low}到{high}", "{low}-{high}", "{low}-{high}元", "{low}至{high}元"),
        "en": ("{low} to {high}", "{low}-{high}", "between {low} and {high}"),
    }
)
ABOUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"zh": ("{about}左右", "{about}元左右", "{about}块左右"), "en": ("around {about}", "about {about}")}
)
CHEAP: Mapping[str, tuple[str, ...]] = MappingProxyType({"zh": ("便宜的", "平价", "实惠", "性价比高的"), "en": ("cheap", "budget", "affordable")})
"""Wordings without a number: they name no bounds."""
_NUMBER = r"(\d+(?:\.\d+)?)"
_READ = (
    (re.compile(rf"(?:between )?{_NUMBER}(?:到|-|至| to | and ){_NUMBER}元?"), "between"),
    (re.compile(rf"{_NUMBER}[元块]?(?:以内|以下)|(?:不超过|under |below |less than |up to ){_NUMBER}"), "at most"),
    (re.compile(rf"{_NUMBER}[元块]?左右|(?:around |about ){_NUMBER}"), "about"),
)


def say_price(low: float, high: float, about: bool, language: str, chance: Random) -> str:
    """A wording of these bounds, which `read_price` reads back; `low` may be nan. `about` names the price in their middle, as `around` made them."""
    if about:
        return _one(ABOUT[language], chance).format(about=number(high / (1 + AROUND)))
    if isnan(low):
        return _one(AT_MOST[language], chance).format(high=number(high))
    return _one(BETWEEN[language], chance).format(low=number(low), high=number(high))


def around(price: float) -> tuple[float, float]:
    """The bounds that "about this price" means.

    >>> around(90.0)
    (72.0, 108.0)
    """
    return round(price * (1 - AROUND), 2), round(price * (1 + AROUND), 2)


def say_cheap(language: str, chance: Random) -> str:
    """A wording that asks for a low price and names none."""
    return _one(CHEAP[language], chance)


def read_price(text: str) -> tuple[float, float]:
    """The bounds (low, high) that a wording says, nan where it leaves one open; both nan where it names no number.

    >>> read_price("300以内"), read_price("100到200"), read_price("around 50"), read_price("便宜的")
    ((nan, 300.0), (100.0, 200.0), (40.0, 60.0), (nan, nan))
    """
    for pattern, kind in _READ:
        if found := pattern.fullmatch(text):
            numbers = [float(one) for one in found.groups() if one]
            return _bounds(kind, numbers)
    return nan, nan


def number(price: float) -> str:
    """A price as it is typed.

    >>> number(300.0), number(2.5)
    ('300', '2.5')
    """
    return f"{price:g}" if price < 100_000 else str(round(price))


def canonical(low: float, high: float) -> str:
    """The bounds as a price filter says them: lo..hi, either may be empty.

    >>> canonical(nan, 300.0)
    '..300'
    """
    return f"{'' if isnan(low) else number(low)}..{'' if isnan(high) else number(high)}"


def _bounds(kind: str, numbers: list[float]) -> tuple[float, float]:
    if kind == "between":
        return numbers[0], numbers[1]
    if kind == "about":
        return around(numbers[0])
    return nan, numbers[0]


def _one(wordings: tuple[str, ...], chance: Random) -> str:
    return wordings[int(chance.random() * len(wordings))]
