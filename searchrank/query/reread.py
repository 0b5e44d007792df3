"""A query that may have been meant otherwise is looked for in both ways: takes its readings, gives its tokens what they say besides.

The typed character stays what it is; what stands for it counts as far as it is likely. Pairs and words of a reading join those of the text; pairs
that the shop says nowhere go, for they find nothing. Without a reading they stay, and the pair turned about is looked for beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchrank.query.tokens import bigrams, units
from searchrank.query.words import Cutter, han_words
from searchrank.records import Query, Reading, Token, changed
from searchrank.store.snapshot import Snapshot

UNIT = 0.8
"""What a unit of a certain reading is worth beside the typed one: as a synonym is."""
TURNED = 0.5
"""What a pair turned about is worth beside the typed one, which nothing says: real queries with two characters exchanged gain by it, others are as
they were (.3 and .7 do about the same)."""


def reread(query: Query, snapshot: Snapshot, cutter: Cutter) -> Query:
    """The query with the tokens of its readings; where it has none, with pairs turned about; itself where there is nothing to add."""
    if not query.readings:
        return turned(query, snapshot)
    tokens = tuple(_with_reading(token, query.readings, query.tokens, snapshot) for token in query.tokens)
    added = [*_new("bigram", "bigrams", _pairs(query.readings), query.tokens, snapshot)]
    added += _new("han_word", "words", _words(query.readings, cutter), query.tokens, snapshot)
    return changed(query, tokens=(*_said(tokens, snapshot), *added))


def turned(query: Query, snapshot: Snapshot) -> Query:
    """The query with, beside each pair that the shop says only the other way round, the pair that it says: 金桔 beside 桔金."""
    pairs = [token.text for token in query.tokens if token.tag == "bigram"]
    if not pairs:
        return query
    new = [pair[::-1] for pair in _unsaid(pairs, snapshot) if pair[::-1] not in pairs]
    places = snapshot.places("bigrams", new) if new else ()
    added = [Token(pair, "bigram", TURNED) for pair, place in zip(new, places, strict=True) if place >= 0]
    return changed(query, tokens=(*query.tokens, *added)) if added else query


def _with_reading(token: Token, readings: Sequence[Reading], tokens: Sequence[Token], snapshot: Snapshot) -> Token:
    if token.tag != "unit":
        return token
    typed = [one.text for one in tokens if one.tag == "unit"]
    ways = tuple(((new,), UNIT * one.chance) for one in readings if (new := _instead(token.text, typed, one.text, snapshot)))
    return changed(token, synonyms=(*token.synonyms, *ways)) if ways else token


def _instead(unit: str, typed: Sequence[str], text: str, snapshot: Snapshot) -> str | None:
    """The one unit that a text says instead of this one; None where it keeps it, or changes more."""
    meant = units(text).main
    new = [one for one in dict.fromkeys(meant) if one not in typed]
    if [one for one in typed if one not in meant] != [unit] or len(new) != 1 or snapshot.places("units", new)[0] < 0:
        return None
    return new[0]


def _pairs(readings: Sequence[Reading]) -> list[tuple[str, Reading]]:
    return [(pair, one) for one in readings for pair in bigrams(one.text)]


def _words(readings: Sequence[Reading], cutter: Cutter) -> list[tuple[str, Reading]]:
    """The words of readings; a character by itself is a unit already."""
    return [(word, one) for one in readings for word in han_words(cutter.pieces(one.text)) if len(word) > 1]


def _new(tag: str, kind: str, said: Sequence[tuple[str, Reading]], tokens: Sequence[Token], snapshot: Snapshot) -> Iterator[Token]:
    """The texts that the query has not and the shop says, each once and as likely as its likeliest reading."""
    first = {text: one.chance for text, one in reversed(said)}
    new = [text for text in first if all(token.text != text or token.tag != tag for token in tokens)]
    places = snapshot.places(kind, new)
    return (Token(text, tag, first[text]) for text, place in zip(new, places, strict=True) if place >= 0)


def _said(tokens: Sequence[Token], snapshot: Snapshot) -> Iterator[Token]:
    unsaid = _unsaid([token.text for token in tokens if token.tag == "bigram"], snapshot)
    return (token for token in tokens if token.tag != "bigram" or token.text not in unsaid)


def _unsaid(pairs: Sequence[str], snapshot: Snapshot) -> Sequence[str]:
    """The pairs that the shop says nowhere."""
    return [pair for pair, place in zip(pairs, snapshot.places("bigrams", pairs), strict=True) if place < 0]
