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
from searchrank.query.tokens import bigrams, units
from searchrank.query.words import Cutter
from searchrank.records import Query, Rewrite, changed
from searchrank.store.snapshot import Snapshot

PEOPLE = "people"
"""The kind of a rewrite that stands in place of what was said."""


def called_here(query: Query, snapshot: Snapshot, cutter: Cutter) -> Query:
    """The query with such words for people in what it seeks, and a rewrite for each; itself where it asks for just what was typed."""
    for entity in query.entities:
        said = query.text[entity.start : entity.end]
        if entity.kind == AUDIENCE and not query.exact and len(said) > 1 and has_han(said) and said in query.sought:
            word = word_here(said, snapshot)
            if word != said:
                rewrite = Rewrite(tuple(said), tuple(word), word, PEOPLE, 1.0)
                query = changed(query, sought=_with(query.sought, said, word, cutter), rewrites=(*query.rewrites, rewrite))
    return query


def _with(text: str, said: str, word: str, cutter: Cutter) -> str:
    """The text with a word in place of another, and a blank behind it where it would become one word with what follows (男生 of 男生日)."""
    put, end = text.replace(said, word, 1), text.index(said) + len(word)
    return put if end in cutter.edges(put) else f"{put[:end]} {put[end:]}"


def word_here(said: str, snapshot: Snapshot) -> str:
    """The word that products say for the people of a word that none of them says, of the same script; the word itself where there is none.

    A word of one character (男, 女) comes before all others, because it says no more than who it is; of the others the one that most products say.
    """
    if products_saying(said, snapshot):
        return said
    alike = sorted(one for one in lexicon().people_like(fold(said)) - lexicon().people["anyone"] if has_han(one) == has_han(said))
    often = {one: count for one in alike if (count := products_saying(one, snapshot))}
    return max(often, key=lambda one: (len(one) == 1, often[one]), default=said)


def products_saying(word: str, snapshot: Snapshot) -> int:
    """How many products may say a word: as many as say the rarest pair of neighbours of a Chinese one, or its rarest unit."""
    kind, parts = ("bigrams", bigrams(word)) if has_han(word) and len(word) > 1 else ("units", units(word).main)
    places = snapshot.places(kind, parts)
    return int(snapshot.frequency(kind, np.array(places, np.int32)).min()) if places and min(places) >= 0 else 0
