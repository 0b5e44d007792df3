"""The forms in which queries are compared: takes normalised text, gives what completion looks up and what de-duplication compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchrank.query.tokens import STOP_WORDS, glued_parts, stem

FOLDED = " -'’·_/"
"""Characters that shoppers type or leave out as they like."""

_DROP = str.maketrans("", "", FOLDED)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NEGATION = re.compile(r"\b(?:no|non|not|without)\b|[无不非免没]")


def fold(text: str) -> str:
    """The text without the characters that may be left out, in lower case.

    >>> fold("Wi-Fi 6 路由器")
    'wifi6路由器'
    """
    return text.translate(_DROP).lower()


def word_starts(text: str, words: Sequence[str]) -> tuple[int, ...]:
    """Where the words after the first begin in `fold(text)`, stop words left out.

    >>> word_starts("nike 男士跑鞋", ["nike", "男士", "跑鞋"])
    (4, 6)
    """
    starts, at = [], 0
    for word in words:
        found = text.find(word, at)
        if found >= 0:
            at = found + len(word)
            starts.append((word, len(fold(text[:found]))))
    return tuple(start for word, start in starts if start > 0 and word not in STOP_WORDS)


def same_query(text: str, words: Sequence[str]) -> tuple[str, str]:
    """Two forms; texts that share either one ask for the same: spaces left out, and words in any order, singular, glued or not.

    Numbers count in their order, and so do all words where one negates, because those change what is meant.

    >>> same_query("iphone 13", ["iphone", "13"])[1] == same_query("iphone13", ["iphone13"])[1]
    True
    >>> same_query("iphone 13", ["iphone", "13"])[1] == same_query("iphone 14", ["iphone", "14"])[1]
    False
    """
    numbers = " ".join(_NUMBER.findall(text))
    parts = [stem(part) for word in words for part in (glued_parts(word) or [word])]
    told = [part for part in parts if part not in STOP_WORDS] or parts
    bag = told if _NEGATION.search(text) else sorted(set(told))
    return f"letters|{fold(text)}|{numbers}", f"words|{' '.join(bag)}|{numbers}"
