"""The forms in which queries are compared: takes normalised text, gives what completion looks up and what de-duplication compares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold as fold_name
from searchrank.query.tokens import STOP_WORDS, glued_parts, stem

FOLDED = " -'’·_/"
"""Characters that shoppers type or leave out as they like."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEGATION = re.compile(r"\b(?:no|non|not|without)\b|[无不非免没]")


def fold(text: str) -> str:
    """The text without the characters that may be left out, in lower case.

    >>> fold("Wi-Fi 6 路由器")
    'wifi6路由器'
    """
    for character in FOLDED:
        if character in text:
            text = text.replace(character, "")
    return text.lower()


def word_starts(text: str, words: Sequence[str]) -> tuple[int, ...]:
    """Where the words after the first begin in `fold(text)`, stop words left out.

    >>> word_starts("nike 男士跑鞋", ["nike", "男士", "跑鞋"])
    (4, 6)
    """
    starts, at, folded = [], 0, fold(text) != text
    for word in words:
        found = text.find(word, at)
        if found >= 0:
            at = found + len(word)
            starts.append((word, len(fold(text[:found])) if folded else found))
    return tuple([start for word, start in starts if start > 0 and word not in STOP_WORDS])


def same_query(text: str, words: Sequence[str]) -> tuple[str, str]:
    """Two forms; texts that share either one ask for the same: spaces left out, and words in any order, singular, glued or not.

    Numbers count in their order, and so do all words where one negates, because those change what is meant.

    >>> same_query("iphone 13", ["iphone", "13"])[1] == same_query("iphone13", ["iphone13"])[1]
    True
    >>> same_query("iphone 13", ["iphone", "13"])[1] == same_query("iphone 14", ["iphone", "14"])[1]
    False
    """
    numbers = " ".join(_NUMBER.findall(text))
    return f"letters|{fold(text)}|{numbers}", f"words|{' '.join(_bag(text, words))}|{numbers}"


def same_shelf(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """A form that texts share which bring the same products: `same_query`, and people are who they are however they are called.

    >>> same_shelf("女款跑鞋", ["女款", "跑鞋"]) == same_shelf("跑鞋女士", ["跑鞋", "女士"])
    True
    >>> same_shelf("女款跑鞋", ["女款", "跑鞋"]) == same_shelf("男款跑鞋", ["男款", "跑鞋"])
    False
    """
    return (*_bag(text, _told(words)), *_NUMBER.findall(text))


def _told(words: Sequence[str]) -> Sequence[str]:
    """The words, those that say who it is for by who that is; 女款 may have been cut in two."""
    if not (any(map(_people, words)) or any(map(_both, words, words[1:]))):
        return words
    told, at = list[str](), 0
    while at < len(words):
        both = _both(*words[at : at + 2])
        told.append(both or _people(words[at]) or words[at])
        at += 2 if both else 1
    return told


@lru_cache(maxsize=1 << 16)
def _people(word: str) -> str | None:
    """Who it is for that a word says; remembered, because queries repeat their words."""
    return lexicon().people_of(fold_name(word))


@lru_cache(maxsize=1 << 16)
def _both(word: str, following: str = "") -> str | None:
    """The same of two words behind one another."""
    return _people(word + following)


def _bag(text: str, words: Sequence[str]) -> Sequence[str]:
    """The words that tell, in any order; in their own where one negates."""
    parts = list(chain.from_iterable(map(_parts, words)))
    told = parts if STOP_WORDS.isdisjoint(parts) else [part for part in parts if part not in STOP_WORDS] or parts
    return told if _NEGATION.search(text) else sorted(set(told))


@lru_cache(maxsize=1 << 16)
def _parts(word: str) -> tuple[str, ...]:
    """The stems of a word's letters and digits; remembered, because queries repeat their words."""
    return tuple(map(stem, glued_parts(word) or [word]))
