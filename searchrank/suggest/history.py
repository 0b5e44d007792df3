"""A shopper's own searches: takes the past, gives the texts again, newest first."""

from __future__ import annotations

from collections.abc import Callable

from searchrank.query.normalise import normalise
from searchrank.records import Suggestion
from searchrank.store.shoppers import Past
from searchrank.suggest.fold import fold

OWN = "history"


def history(past: Past, prefix: str, limit: int, blocked: Callable[[str], bool], supply: Callable[[str], int]) -> tuple[Suggestion, ...]:
    """At most `limit` of the shopper's own searches that begin with the prefix, each once, newest first; `hits` is what the shop has for it now.

    A text that is blocked is not repeated either; one that brings nothing any more is, for the shopper knows it.
    """
    begins, found = fold(normalise(prefix)), dict[str, Suggestion]()
    for search in past.searches:
        plain = normalise(search.text)
        if plain and plain not in found and fold(plain).startswith(begins) and not blocked(plain):
            text = " ".join(search.text.split())
            found[plain] = Suggestion(text, "", OWN, OWN, search.at, supply(plain), None, OWN)
        if len(found) == limit:
            break
    return tuple(found.values())
