"""Prices in words: takes normalised text, gives the bounds that it names and where.

300以内, 100到200, 200-300元, 三百以下, 两千多, 50左右, under $50, between 20 and 40, around 100, less than a hundred. A number that counts or
measures something else (5岁以下, under 2 years, 500ml以内) is no price, nor is a bare run of numbers that the catalogue itself writes (`100-400` of
a lens).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from searchrank.query.normalise import HAN
from searchrank.query.numerals import ENGLISH_NUMERAL, NUMERAL, english_numeral, numeral
from searchrank.query.quantities import UNIT_PATTERN

ABOUT = 0.2
"""How far from a price that is named with "about" a product may be, by its share."""
FEWEST_TIMES = 10.0
"""The high end of a bare range is at most so many times the low one."""
SMALLEST_NUMERAL = 10.0
"""一以内 is no price."""
_YEARS = range(1950, 2051)
_SIGN = r"(?:rmb|cny|usd|eur|gbp|us\$|hk\$|nt\$|[$¥€£])\s?"
_NAME = r"\s?(?:元|块钱|块|圆|人民币|美元|欧元|英镑|(?:rmb|cny|yuan|usd|dollars?|bucks?|eur|euros?|gbp|pounds?)(?![a-z])|[$¥€£])"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_COUNTED = (
    rf"(?!\s?(?:{UNIT_PATTERN}"
    r"|years?|yrs?|months?|weeks?|days?|hours?|minutes?|mins?|people|persons?|pieces?|pcs"
    r"|packs?|degrees?|percent|miles?|feet|ft|fps"
    r"|mm|cm|inch(?:es)?|lbs?|oz|gallons?|watts?|volts?|gen|grade|p)(?![a-z])"
    r"|\s?(?:岁|个|月|年|周|天|小时|分钟|人|件|片|只|支|条|张|包|盒|瓶|袋|双|本|颗|粒|枚|卷|套|层|级|档|度|号|寸|斤|码|匹|瓦|升|克|米|厘米|毫米|公分|平|倍|%))"
)
_MARK = r"(?:以内|以下|之内|以里|封顶)"
_WORDS_MOST = (
    r"(?:不超过|不高于|不大于|低于|少于|小于|不到|最多|最高|预算"
    r"|under|below|less than|up to|no more than|not more than|at most|cheaper than|lower than|<=?)"
)
_WORDS_LEAST = r"(?:高于|超过|大于|不低于|不少于|至少|最低|over|above|more than|at least|starting at|>=?)"
_WORDS_ABOUT = r"(?:大约|大概|差不多|around|about|approximately|approx|roughly|~)"
_TO = r"\s?(?:到|至|-|–|—|~|to|and)\s?"
_LEAD = r"(?:价格|价位|价钱|售价|预算|price|priced)?(?:在|为|是|:| )?"


def _number(name: str) -> str:
    written = rf"(?<![\d.])(?<!\d,)(?:{_DIGITS})|(?<![\d.{NUMERAL}])[{NUMERAL}]+|{ENGLISH_NUMERAL}"
    times = rf"(?P<times_{name}>[k千万](?![a-z]))?"
    return rf"(?P<sign_{name}>{_SIGN})?(?P<{name}>{written}){times}(?![\d,]|\.\d)(?P<name_{name}>{_NAME})?"


def _pattern(text: str) -> re.Pattern[str]:
    """Not behind Latin letters or digits, unless it begins with Chinese: 350ml不超过100."""
    return re.compile(rf"(?:(?<![a-z\d.-])|(?=[{HAN}])){_LEAD}{text}")


_ONE, _LOW, _HIGH = _number("one"), _number("low"), _number("high")
_BETWEEN = _pattern(rf"(?P<said>between |介于|在)?{_LOW}{_TO}{_HIGH}{_COUNTED}(?(name_high)|(?![\d-]))(?P<mark>之间|左右|价位)?(?:的)?")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("between", _BETWEEN),
    ("most", _pattern(rf"{_ONE}\s?{_MARK}(?:的)?")),
    ("most", _pattern(rf"{_ONE} (?:or less|or under|or below|and under|and below)(?![a-z])")),
    ("most", _pattern(rf"{_WORDS_MOST}\s?{_ONE}{_COUNTED}(?:的)?")),
    ("least", _pattern(rf"{_ONE}\s?(?:以上|往上)(?:的)?")),
    ("least", _pattern(rf"{_ONE} (?:or more|or over|or above|and up|and over|and above)(?![a-z])")),
    ("least", _pattern(rf"(?<!不){_WORDS_LEAST}\s?{_ONE}{_COUNTED}(?:的)?")),
    ("about", _pattern(rf"{_ONE}\s?(?:左右|上下)(?:的)?")),
    ("about", _pattern(rf"{_WORDS_ABOUT}\s?{_ONE}{_COUNTED}(?:的)?")),
    ("some", _pattern(rf"{_ONE}多(?:{_NAME}(?:的)?|的|(?=\s|$))")),
)
_MAY_PRICE = re.compile(rf"\d|[{NUMERAL}]|(?<![a-z]){ENGLISH_NUMERAL}")


@dataclass(frozen=True, slots=True)
class Price:
    """Bounds (both inclusive, None open) and the characters start to end (exclusive) that name them."""

    low: float | None
    high: float | None
    start: int
    end: int


def find_price(text: str, written: Callable[[str], bool] = lambda run: False) -> Price | None:
    """The first price that a normalised text names, None for none. `written` says whether the catalogue itself writes a run of digits (`100400` for
    100-400).

    >>> find_price("300以内蓝牙耳机"), find_price("watch under $50")
    (Price(low=None, high=300.0, start=0, end=5), Price(low=None, high=50.0, start=6, end=15))
    >>> find_price("三百到五百的风衣"), find_price("5岁以下玩具"), find_price("iphone 13-14")
    (Price(low=300.0, high=500.0, start=0, end=6), None, None)
    """
    if not _MAY_PRICE.search(text):
        return None
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            bounds = _between(found, written) if kind == "between" else _bounds(kind, _value(found, "one"))
            if bounds is not None:
                return Price(*bounds, *_trimmed(text, *found.span()))
    return None


def _bounds(kind: str, value: float | None) -> tuple[float | None, float | None] | None:
    if value is None or value <= 0:
        return None
    if kind == "about":
        return round(value * (1 - ABOUT), 2), round(value * (1 + ABOUT), 2)
    if kind == "some":
        return value, value + _last_place(value)
    return (None, value) if kind == "most" else (value, None)


def _last_place(value: float) -> float:
    """What the last digit of a round number counts: 两千多 is less than three thousand.

    >>> _last_place(2000.0), _last_place(2500.0), _last_place(30.0)
    (1000.0, 100.0, 10.0)
    """
    place = 1.0
    while value % (place * 10) == 0:
        place *= 10
    return place


def _between(found: re.Match[str], written: Callable[[str], bool]) -> tuple[float, float] | None:
    low, high = _value(found, "low"), _value(found, "high")
    if low is None or high is None or not low < high:
        return None
    return (low, high) if _said(found) or _reads_as_price(found, low, high, written) else None


def _said(found: re.Match[str]) -> bool:
    """Whether a currency or a word says that the range is one of prices."""
    return any(found[name] for name in ("said", "mark", "sign_low", "sign_high", "name_low", "name_high"))


def _reads_as_price(found: re.Match[str], low: float, high: float, written: Callable[[str], bool]) -> bool:
    """Whether a bare range is one of prices: round numbers of like size, no years, and nothing that the catalogue writes."""
    round_numbers = low % 5 == 0 and high % 5 == 0 and high <= FEWEST_TIMES * max(low, 1)
    years = low in _YEARS and high in _YEARS
    return round_numbers and not years and not written(f"{found['low']}{found['high']}")


def _value(found: re.Match[str], name: str) -> float | None:
    text, times = found[name], found[f"times_{name}"]
    if text[0].isdigit():
        value: float | None = float(text.replace(",", ""))
    else:
        value = english_numeral(text) if text.isascii() else numeral(text)
        if value is None or value < SMALLEST_NUMERAL:
            return None
    return None if value is None else value * {"k": 1e3, "千": 1e3, "万": 1e4}.get(times or "", 1.0)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    found = text[start:end]
    return start + len(found) - len(found.lstrip()), end - len(found) + len(found.rstrip())
