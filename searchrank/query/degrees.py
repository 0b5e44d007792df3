"""Qualities that are asked for by degree: takes a query, gives the one that seeks them by the word for them that products say (加厚 for 厚一点,
大号 for 大一点的).

One character by itself says too little: 厚 would find boots for their 厚底.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from searchrank.query.kinds import CATEGORY, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.people import products_saying
from searchrank.query.tokens import bigrams, has_unit
from searchrank.query.words import Cutter
from searchrank.records import Query, Rewrite, Rows, changed
from searchrank.store.snapshot import Snapshot

DEGREE = "degree"
"""The kind of a rewrite that stands in place of what was said."""
_BEFORE = "比较|稍微|稍|尽量|特别|非常|更"
_BEHIND = "一点点|一点儿|一点|一些|点儿|点(?=的| |$)"


def by_degree(query: Query, snapshot: Snapshot, cutter: Cutter) -> Query:
    """The query with each such quality said by the word that most products of its thing say, and a rewrite for it; without the word for its degree
    where none says any. Itself where it asks for just what was typed."""
    found = [] if query.exact else [one for one in _pattern().finditer(query.sought) if one["before"] or one["behind"]]
    edges, sought, rewrites = cutter.edges(query.sought) if found else frozenset(), query.sought, query.rewrites
    for one in reversed(found):
        said = one["said"] or ""
        if one.start() not in edges or (said and one.start("said") not in edges):
            continue
        word = _word_here(said, query, snapshot) if said else ""
        sought = f"{sought[: one.start()]} {word} {sought[one.end() :].removeprefix('的')}"
        if said:
            # What no product says still tells which products say the opposite.
            stands = lexicon().chinese.degrees[said][0] if word == said else word
            rewrites = (*rewrites, Rewrite((said,), tuple(stands), stands, DEGREE, 1.0))
    sought = " ".join(sought.split())
    return changed(query, sought=sought, rewrites=rewrites) if sought != query.sought and has_unit(sought) else query


def _word_here(said: str, query: Query, snapshot: Snapshot) -> str:
    """The word for a quality that most products of the one thing that is named say; without a thing the first that products say; the quality itself
    where none says any."""
    leaves = {one.leaf for one in query.entities if one.kind in (CATEGORY, WORD) and one.leaf >= 0}
    words = lexicon().chinese.degrees[said]
    if len(leaves) != 1:
        return next((word for word in words if products_saying(word, snapshot)), said)
    often = {word: _often(word, min(leaves), snapshot) for word in words}
    best = max(words, key=lambda word: often[word])
    return best if often[best] else said


def _often(word: str, leaf: int, snapshot: Snapshot) -> int:
    """How many products of a category may say a word in the title."""
    places = snapshot.places("bigrams", bigrams(word))
    if min(places) < 0:
        return 0
    rows: Rows = snapshot.ragged("category.rows")[leaf]
    return min(int(np.isin(rows, snapshot.ragged("bigrams.postings")[place]).sum()) for place in places)


@cache
def _pattern() -> re.Pattern[str]:
    """A quality with a word for its degree before it or behind it."""
    said = "|".join(sorted(lexicon().chinese.degrees, key=len, reverse=True))
    return re.compile(rf"(?P<before>{_BEFORE})?(?P<said>{said})?(?P<behind>{_BEHIND})?(?=的|\s|$)")
