"""Completion of words in any order: takes what stands in the box, gives the queries that hold all its words, the last one begun."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from searchrank.query.normalise import has_han, normalise
from searchrank.query.words import Cutter
from searchrank.records import Suggestion, changed
from searchrank.suggest.bank import LONGEST
from searchrank.suggest.fold import fold
from searchrank.suggest.typed import MOST_CHARACTERS

APART = "words"
"""How such a suggestion matches what was typed."""
MOST_LOOKED_AT = 100
"""Completions of the longest word that are looked at."""


def in_any_order(typed: str, limit: int, complete: Callable[[str, int], Sequence[Suggestion]], cutter: Cutter) -> tuple[Suggestion, ...]:
    """At most `limit` of the queries that go on from the longest word and hold the others, but what is typed; nothing where that is one word.

    Words are parted by blanks; Chinese that has none is cut.
    """
    plain = normalise(typed[:MOST_CHARACTERS])
    words, itself = plain.split(), fold(plain)
    words = cutter.pieces(plain) if len(words) == 1 and has_han(plain) else words
    if len(words) < 2 or len(plain) > LONGEST:
        return ()
    looked_at = (one for one in complete(max(words, key=len), MOST_LOOKED_AT) if fold(one.text) != itself)
    found = (one for one in looked_at if all(_holds(one.text.lower(), word) for word in words))
    return tuple(_marked(one, words) for one, _ in zip(found, range(limit), strict=False))


def _holds(text: str, word: str) -> bool:
    """Whether a text has a word, or one that begins with it.

    >>> _holds("mens running shoes", "sho"), _holds("mens running shoes", "hoes"), _holds("小学生书包", "学生")
    (True, False, True)
    """
    return word in text if has_han(word) else re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) is not None


def _marked(one: Suggestion, words: Sequence[str]) -> Suggestion:
    """The suggestion as it is shown here, with everything that was not typed in <mark>."""
    typed = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    return changed(one, match=APART, highlight="".join(_parts(one.text, typed)))


def _parts(text: str, typed: re.Pattern[str]) -> Iterator[str]:
    at = 0
    for start, end in [*(found.span() for found in typed.finditer(text)), (len(text), len(text))]:
        if text[at:start].strip():
            yield f"<mark>{escape(text[at:start])}</mark>"
        else:
            yield text[at:start]
        yield escape(text[start:end])
        at = end
