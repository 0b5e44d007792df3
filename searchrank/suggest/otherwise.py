"""Completion of what the dictionary knows by another word: takes a text that no query begins with, gives the queries for what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchrank.query.dictionary import Dictionary, others
from searchrank.query.mentions import pieces_of
from searchrank.query.normalise import normalise
from searchrank.records import Suggestion, changed
from searchrank.suggest.slips import going_on
from searchrank.suggest.typed import MOST_CHARACTERS

SYNONYM = "synonym"
"""How such a suggestion matches what was typed."""


def said_otherwise(typed: str, kept: Dictionary, limit: int, complete: Callable[[str], tuple[Suggestion, ...]]) -> tuple[Suggestion, ...]:
    """The queries that `complete` gives for what a text means that is a term of the dictionary as a whole (泡面: 方便面), each once, in the order of
    its entries."""
    found = (one for text in _meanings(normalise(typed[:MOST_CHARACTERS]), kept) for one in going_on(text, limit, complete))
    return tuple({one.text: changed(one, match=SYNONYM) for one in found}.values())[:limit]


def _meanings(plain: str, kept: Dictionary) -> Iterator[str]:
    pieces = pieces_of(plain)
    for hit in kept.synonyms.found(pieces):
        if len(hit.pieces) == len(pieces):
            yield from (text for one in hit.value for text in others(one, hit.text))
