"""The words that are never suggested: takes the block list's patterns, says of a text whether one of them is in it.

A pattern is a text, found anywhere in the normalised query, or `/expression/`, a regular expression. Latin words are found whole (`ass` leaves
`glass`), in the singular and the plural; Chinese ones anywhere, blanks inside or not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from searchrank.errors import InvalidInput
from searchrank.query.normalise import has_han, normalise
from searchrank.query.tokens import stem

LONGEST_PATTERN = 200
_NESTED_REPEAT = re.compile(r"[+*}]\??\)[+*{]")


@dataclass(frozen=True, slots=True)
class Blocklist:
    """A compiled block list; `Blocklist.of(())` blocks nothing.

    Patterns are kept by the first character, so that a text without any of these costs well under a microsecond however long the list is.
    """

    firsts: frozenset[str] = frozenset()
    by_first: Mapping[str, re.Pattern[str]] | None = None
    expressions: tuple[re.Pattern[str], ...] = ()

    @staticmethod
    def of(patterns: Iterable[str]) -> Blocklist:
        """The block list of these patterns; empty ones are left out.

        Raises InvalidInput for an expression that cannot be compiled or could run for ever.

        >>> blocked = Blocklist.of(["假烟", "ass", "/^二手.*机$/"]).blocks
        >>> [blocked(text) for text in ("假烟批发", "wine glass", "二手手机", "手机")]
        [True, False, True, False]
        """
        kept = [pattern.strip() for pattern in patterns]
        expressions = tuple(_expression(pattern) for pattern in kept if _is_expression(pattern))
        plain = sorted({normalise(pattern) for pattern in kept if not _is_expression(pattern)} - {""})
        by_first = _by_first(plain)
        return Blocklist(frozenset(by_first), by_first, expressions)

    def blocks(self, text: str) -> bool:
        """Whether a normalised text holds a blocked word."""
        if self.by_first and not self.firsts.isdisjoint(text):
            for first in self.firsts.intersection(text):
                if self.by_first[first].search(text):
                    return True
        return bool(self.expressions) and any(expression.search(text) for expression in self.expressions)


def _is_expression(pattern: str) -> bool:
    return len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/")


def _expression(pattern: str) -> re.Pattern[str]:
    if len(pattern) > LONGEST_PATTERN:
        raise InvalidInput(
            f"block list expression {pattern[:40]!r}... has {len(pattern)} characters: keep it under {LONGEST_PATTERN}", field="pattern"
        )
    if _NESTED_REPEAT.search(pattern):
        raise InvalidInput(f"block list expression {pattern!r} repeats a repetition, which could run for ever: write it without", field="pattern")
    try:
        return re.compile(pattern[1:-1])
    except re.error as error:
        raise InvalidInput(
            f"block list expression {pattern!r} is not a regular expression ({error}): mend it or leave out the slashes", field="pattern"
        ) from None


def _by_first(patterns: Iterable[str]) -> dict[str, re.Pattern[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        for form in {pattern, stem(pattern)}:
            grouped[form[0]].append(_anywhere(form))
    return {first: re.compile("|".join(sources)) for first, sources in grouped.items()}


def _anywhere(text: str) -> str:
    """The source of an expression that finds the text as a shopper would read it."""
    body = " ?".join(map(re.escape, text)) if has_han(text) else re.escape(text).replace(r"\ ", " ?")
    before = "(?<![a-z])" if _is_letter(text[0]) else ""
    after = "(?:e?s)?(?![a-z])" if _is_letter(text[-1]) else ""
    return f"{before}{body}{after}"


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
