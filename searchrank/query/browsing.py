"""A query that says a kind of things and nothing else (shoes, 衣服): takes it, gives the query that looks around in their categories, best-selling
first.

Which of its products says the word most often tells nothing: `shoes` brought shoe cleaners, 衣服 storage boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from searchrank.query.dictionary import Meanings, others
from searchrank.query.endings import endings
from searchrank.query.entries import NARROWER
from searchrank.query.heads import is_placed
from searchrank.query.intent import settled
from searchrank.query.kinds import CATEGORY
from searchrank.query.mentions import fold, pieces_of
from searchrank.query.names import is_leaf
from searchrank.query.spoken import Spoken
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

MOSTLY = 0.8
"""A name as likely as this of one category means that: titles call only board shoes casual shoes (休闲鞋)."""


def looked_around(query: Query, synonyms: Spoken[Meanings], view: View) -> Query:
    """The query with a filter by the category with others in it that it names, or by those that the dictionary calls kinds of what it says (one of
    them holds); it seeks nothing else.

    As it is where it says more, where the shopper decided about categories or asks for just what was typed, and where some product has no category.
    """
    if not query.sought or query.exact or settled(query, CATEGORY) or not is_placed(view):
        return query
    snapshot = view.snapshot
    keys = snapshot.vocabulary("category.key").texts
    asked = [Applied(Filter(CATEGORY, keys[row]), query.sought) for row in _named(query, snapshot) or _kinds(query.sought, synonyms, snapshot)]
    return changed(query, sought="", applied=(*query.applied, *asked)) if asked else query


def _named(query: Query, snapshot: Snapshot) -> Sequence[int]:
    """The categories whose name is all that is sought, where each holds others (外套 of women and of men), unless words say that it means one."""
    named = any(one.kind == CATEGORY and query.text[one.start : one.end] == query.sought for one in query.entities)
    if not named or max(query.categories.values(), default=0.0) >= MOSTLY:
        return ()
    rows = endings(snapshot).called.get(fold(query.sought), ())
    return rows if not any(is_leaf(snapshot, row) for row in rows) else ()


def _kinds(text: str, synonyms: Spoken[Meanings], snapshot: Snapshot) -> Sequence[int]:
    """The categories that are all kinds of the one term that a text is."""
    called = endings(snapshot).called
    for hit in synonyms.found(pieces_of(text)) if len(synonyms) else ():
        for one in hit.value if (hit.start, hit.end) == (0, len(text)) else ():
            rows = [called.get(fold(term), ()) for term in others(one, hit.text)] if one.kind == NARROWER else []
            if rows and all(rows):
                return list(dict.fromkeys(chain.from_iterable(rows)))
    return ()
