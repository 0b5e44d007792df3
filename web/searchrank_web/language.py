"""Which language a page speaks: the one chosen before (a cookie), else the one the browser asks for, else Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from searchrank_web.messages import LANGUAGES, MESSAGES

COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Words:
    """The interface in one language; `words("sort")` gives a text, `words("count", n=3)` fills it. `sign` stands before prices of no one product."""

    language: str
    texts: Mapping[str, str]
    sign: str = "¥"

    def __call__(self, name: str, /, **values: object) -> str:
        return self.texts[name].format(**values)

    def known(self, name: str, otherwise: str) -> str:
        """The text, or another one where there is none: for names that come with the shop's data."""
        return self.texts.get(name, otherwise)


def words_in(language: str) -> Words:
    """The interface in a language.

    >>> words_in("en")("sort"), words_in("zh")("sort")
    ('Sort', '排序')
    """
    column = LANGUAGES.index(language)
    return Words(language, {name: texts[column] for name, texts in MESSAGES.items()})


def current_words() -> Words:
    """The interface for who asks now."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return words_in(chosen)
    return words_in(request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0])
