"""Chinese in Latin letters: takes a word, gives its syllables, the letters as an input method composes them, and characters that sound alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin

FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("ing", "in"), ("eng", "en"), ("ang", "an"), ("hui", "fei"), ("hu", "fu"))
"""Syllables that dialects don't tell apart: beginnings, endings, or the whole."""
_ENDINGS = ("ing", "eng", "ang", "in", "en", "an")


def is_han(letter: str) -> bool:
    """Whether a letter is a Chinese character.

    >>> is_han("鞋"), is_han("x")
    (True, False)
    """
    return "一" <= letter <= "鿿"


@lru_cache(maxsize=1 << 16)
def syllables(word: str) -> tuple[str, ...]:
    """One syllable a character of a word of Han characters.

    >>> syllables("跑鞋")
    ('pao', 'xie')
    """
    read = tuple(lazy_pinyin(word))
    return read if len(read) == len(word) else tuple(lazy_pinyin(one)[0] for one in word)


@lru_cache(maxsize=1 << 16)
def composed(word: str) -> tuple[str, ...]:
    """What an input method shows after each letter of a word.

    >>> composed("跑鞋")
    ('p', 'pa', 'pao', "pao'x", "pao'xi", "pao'xie")
    """
    shown: list[str] = []
    before = ""
    for syllable in syllables(word):
        shown += [before + syllable[: end + 1] for end in range(len(syllable))]
        before = shown[-1] + "'"
    return tuple(shown)


@lru_cache(maxsize=1)
def characters_by_syllable() -> dict[str, tuple[str, ...]]:
    """The 3,755 characters of the first level of GB 2312, the common ones, by syllable and in the order of the standard."""
    found: dict[str, list[str]] = {}
    for character in _common():
        found.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {syllable: tuple(characters) for syllable, characters in found.items()}


def homophones(character: str, syllable: str) -> tuple[str, ...]:
    """Other common characters of the same syllable, whatever their tone; none where there are none.

    >>> "些" in homophones("鞋", "xie")
    True
    """
    return tuple(other for other in characters_by_syllable().get(syllable, ()) if other != character)


@lru_cache(maxsize=1 << 12)
def fuzzy(syllable: str) -> tuple[str, ...]:
    """Other syllables that some people hear or type instead, those that exist.

    >>> fuzzy("zhong"), fuzzy("lan"), fuzzy("xie")
    (('zong',), ('nan', 'lang'), ())
    """
    known = characters_by_syllable()
    return tuple(dict.fromkeys(other for other in _confused(syllable) if other in known and other != syllable))


def _confused(syllable: str) -> Iterator[str]:
    for pair in FUZZY:
        for one, other in (pair, pair[::-1]):
            if one in _ENDINGS:
                if syllable.endswith(one) and not (one + "g" in pair and syllable.endswith(one + "g")):
                    yield syllable[: -len(one)] + other
            elif syllable.startswith(one) and not (len(one) == 1 and syllable[1:2] == "h"):
                yield other + syllable[len(one) :]


def _common() -> Iterator[str]:
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF if high < 0xD7 else 0xFA):
            yield bytes((high, low)).decode("gb2312")
