"""Completion of what goes by another word: takes a text that no query begins with, gives the queries for what the dictionary says it means, and for
the people that it names by the word that products say (孩子: 儿童)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchrank.query.dictionary import Dictionary, others
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold, pieces_of
from searchrank.query.normalise import normalise
from searchrank.query.people import word_here
from searchrank.records import Suggestion, changed
from searchrank.store.snapshot import Snapshot
from searchrank.suggest.slips import going_on
from searchrank.suggest.typed import MOST_CHARACTERS

SYNONYM = "synonym"
"""How such a suggestion matches what was typed."""


def said_otherwise(
    typed: str, kept: Dictionary, snapshot: Snapshot, limit: int, complete: Callable[[str], tuple[Suggestion, ...]]
) -> tuple[Suggestion, ...]:
    """The queries that `complete` gives for what a text means that is a term of the dictionary as a whole (泡面: 方便面) or a word for people, each
    once, in the order of the dictionary's entries."""
    plain = normalise(typed[:MOST_CHARACTERS])
    texts = (*_meanings(plain, kept), *_people(plain, snapshot))
    found = (one for text in texts for one in going_on(text, limit, complete))
    return tuple({one.text: changed(one, match=SYNONYM) for one in found}.values())[:limit]


def _people(plain: str, snapshot: Snapshot) -> Iterator[str]:
    if any(fold(plain) in words for words in lexicon().people.values()) and (word := word_here(plain, snapshot)) != plain:
        yield word


def _meanings(plain: str, kept: Dictionary) -> Iterator[str]:
    pieces = pieces_of(plain)
    for hit in kept.synonyms.found(pieces):
        if len(hit.pieces) == len(pieces):
            yield from (text for one in hit.value for text in others(one, hit.text))
