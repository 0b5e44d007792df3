"""From query terms to the clause that an engine is asked (SPEC 5.1, 5.2).

One OR of the rarer Han characters and the Han bigrams, and of Latin stems over the fields with their joined forms and parts. Where enough products
have every term, each is demanded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from searchrank.recall.clause import PHRASE_FIELDS, Bool, Clause, Phrase, Term
from searchrank.recall.terms import HAN, Terms
from searchrank.records import Query
from searchrank.settings import RecallSettings
from searchrank.store.snapshot import Snapshot

LATIN_WEIGHTS = {"title": 1.0, "brand": 1.0, "category": 1.0, "attributes": 0.5, "description": 1.0}
HAN_WEIGHTS = {"title": 1.0, "brand": 0.5, "category": 0.5, "attributes": 0.25}
DESCRIPTION_BIGRAMS = 0.2
ALTERNATIVE = 0.7
"""A part or joined form brings less than the unit itself: it is a guess."""


def any_terms(query: Query, terms: Terms, columns: Sequence[int], settings: RecallSettings) -> Clause:
    """The clause of the wide road: whatever holds one of these terms, or a bigram of the query."""
    should: list[Clause] = [part for column in columns for part in _unit(terms, column)]
    should += [part for _, parts in terms.phrases for part in _phrase(terms, parts.tolist())]
    should += _bigrams(query, settings.bigram_weight)
    return Bool(should=tuple(should))


def telling_columns(terms: Terms, snapshot: Snapshot, settings: RecallSettings) -> Sequence[int]:
    """The columns to ask for: all Latin ones and the rarer Han ones; all where those bring nothing, or too little to be asked for alone."""
    han_products = int(snapshot.array("units.products")[HAN])
    most = max(settings.rare_share * han_products, settings.rare_floor)
    telling = np.flatnonzero(((terms.ids >= 0) & ((terms.script != HAN) | (terms.df < most)))[: terms.plain])
    return telling.tolist() if terms.df[telling].sum() >= settings.limit else known_columns(terms)


def known_columns(terms: Terms) -> Sequence[int]:
    """The columns to ask for that the catalogue has at all."""
    return np.flatnonzero(terms.ids[: terms.plain] >= 0).tolist()


def _unit(terms: Terms, column: int, share: float = 1.0) -> Iterator[Term]:
    weights = HAN_WEIGHTS if terms.script[column] == HAN else LATIN_WEIGHTS
    factor = 1.0 if column < terms.units else ALTERNATIVE * share
    for field, weight in weights.items():
        yield Term(field, terms.texts[column], weight * factor)


def _bigrams(query: Query, weight: float) -> list[Term]:
    texts = [token.text for token in query.tagged("bigram")]
    titles = [Term("bigrams", text, weight) for text in texts]
    return titles + [Term("description", text, weight * DESCRIPTION_BIGRAMS) for text in texts]


def every_term(query: Query, terms: Terms, settings: RecallSettings) -> Clause:
    """The clause of the narrow road: every unit, or what stands for it, in some field; bigrams in the title count besides."""
    must = tuple(_one_unit(terms, unit) for unit in range(terms.units))
    return Bool(must=must, should=tuple(_bigrams(query, settings.bigram_weight)))


def _one_unit(terms: Terms, unit: int) -> Clause:
    ways: list[Clause] = list(_unit(terms, unit))
    phrases = dict(terms.phrases)
    for which, columns, _ in terms.alternatives:
        if which == unit:
            ways.append(_together(terms, [part for column in columns.tolist() for part in phrases.get(column, (column,))]))
    return Bool(should=tuple(ways))


def _together(terms: Terms, columns: Sequence[int]) -> Clause:
    """All of these columns, each in whatever field, as the snapshot's own lists find them."""
    share = 1.0 / len(columns)
    return Bool(must=tuple(Bool(should=tuple(_unit(terms, column, share))) for column in columns))


def _phrase(terms: Terms, columns: Sequence[int]) -> Iterator[Clause]:
    """These columns side by side in the title, or all of them in one of the other, shorter fields, whose places engines do not keep."""
    weights = HAN_WEIGHTS if terms.script[columns[0]] == HAN else LATIN_WEIGHTS
    texts = tuple(terms.texts[column] for column in columns)
    for field, weight in weights.items():
        if field in PHRASE_FIELDS:
            yield Phrase(field, texts, weight=ALTERNATIVE * weight / len(texts))
        else:
            yield Bool(must=tuple(Term(field, text, ALTERNATIVE * weight / len(texts)) for text in texts))
