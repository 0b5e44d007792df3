"""People as the shop calls them: takes a query with its names, gives the query that seeks Chinese words for people which no product says by a word
for the same people that products say (奶奶 by 老人).

Left alone, characters of such a word find what has nothing to do with them: 奶奶 finds milk.
"""

from __future__ import annotations

import numpy as np

from searchrank.query.kinds import AUDIENCE
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.normalise import has_han
from searchrank.query.tokens import bigrams
from searchrank.records import Query, Rewrite, changed
from searchrank.store.snapshot import Snapshot

PEOPLE = "people"
"""The kind of a rewrite that stands in place of what was said."""


def called_here(query: Query, snapshot: Snapshot) -> Query:
    """The query with such words for people in what it seeks, and a rewrite for each; itself where it asks for just what was typed.

    A word of one character (男, 女) comes before all others, because it says no more than who it is; of the others the one that most products say.
    """
    for entity in query.entities:
        said = query.text[entity.start : entity.end]
        if entity.kind != AUDIENCE or query.exact or len(said) < 2 or not has_han(said) or said not in query.sought or _products(said, snapshot):
            continue
        alike = lexicon().people_like(fold(said)) - lexicon().people["anyone"]
        word = max(sorted(filter(has_han, alike)), key=lambda one: (len(one) == 1, _products(one, snapshot)), default=said)
        if _products(word, snapshot):
            rewrite = Rewrite(tuple(said), tuple(word), word, PEOPLE, 1.0)
            query = changed(query, sought=query.sought.replace(said, word, 1), rewrites=(*query.rewrites, rewrite))
    return query


def _products(word: str, snapshot: Snapshot) -> int:
    """How many products may say a Chinese word: as many as say its rarest pair of neighbours, or its only character."""
    kind, parts = ("bigrams", bigrams(word)) if len(word) > 1 else ("units", [word])
    places = snapshot.places(kind, parts)
    return int(snapshot.frequency(kind, np.array(places, np.int32)).min()) if places and min(places) >= 0 else 0
