"""One written form for texts that mean the same: takes any text, gives the form that is cut into tokens and compared.

Width and compatibility forms (NFKC), lower case, traditional to simplified Chinese, control characters, half character pairs, the first private
character and runs of blanks to one blank, a number and its unit joined ("500 ml" -> "500ml", '15.6"' -> "15.6inch").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

from searchrank.query.quantities import UNIT_PATTERN

MAX_QUERY_CHARACTERS = 256
"""A query is read to here; a shopper's is under 40 characters in 99.9 % of cases, and the cost of understanding grows with the length."""

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_HAN = re.compile(f"[{HAN}]")
BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202f\ue000\ufeff\ud800-\udfff]+")
# Most texts have none of these, and a look costs a third of a substitution that finds nothing to do.
_RARE_BLANK = re.compile(r"[\x00-\x1f\x7f\x85\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\ue000\ufeff\ud800-\udfff]")
QUOTE = re.compile("[\"'’″”]")
_INCHES = re.compile(r"(?<=\d)\s?(?:\"|''|″|”)")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’]s?(?![a-z])")
# Begins with its digit, so that the engine leaps from digit to digit; what may not stand before it is seen from behind it.
_SPACED_UNIT = re.compile(rf"(\d(?<![\w.]\d)\d*(?:\.\d+)?) ({UNIT_PATTERN})(?![a-z])")


def normalise(text: str) -> str:
    """The normal form of a text.

    >>> normalise("Ｎｉｋｅ　連衣裙  500 ML")
    'nike 连衣裙 500ml'
    >>> normalise('Men\\u2019s 15.6" laptop')
    'men 15.6inch laptop'
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = simplified(_single_blanks(plain.lower()))
    if QUOTE.search(plain):
        plain = _POSSESSIVE.sub("", _INCHES.sub("inch", plain))
    return joined_units(plain) if " " in plain else plain


def joined_units(plain: str) -> str:
    """The text with every number and its unit joined.

    >>> joined_units("500 ml 2.5 inch")
    '500ml 2.5inch'
    """
    return _SPACED_UNIT.sub(r"\1\2", plain)


def _single_blanks(text: str) -> str:
    """The text with one blank for every run of what shows nothing, and none at its ends."""
    if "  " in text or _RARE_BLANK.search(text):
        text = BLANKS.sub(" ", text)
    return text.strip()


def simplified(text: str) -> str:
    """The text with traditional characters made simplified, everything else as it is.

    >>> simplified("連衣裙 dress")
    '连衣裙 dress'
    """
    return _to_simplified().convert(text) if _HAN.search(text) else text


@lru_cache(maxsize=1 << 16)
def normalise_name(name: str) -> str:
    """`normalise` for names that come again and again: brands, categories, attribute values."""
    return normalise(name)


def has_han(text: str) -> bool:
    """Whether any character is Han."""
    return not text.isascii() and _HAN.search(text) is not None


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_BLANK_IN_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")


def unparted(text: str) -> str:
    """The text without blanks inside its Chinese, which is written without them and often typed with.

    >>> unparted("蓝牙 耳机 usb c")
    '蓝牙耳机 usb c'
    """
    return _BLANK_IN_HAN.sub("", text)
