"""A query that says a kind of things and nothing else (shoes, 衣服): takes it, gives the query that looks around in their categories, best-selling
first.

Which of its products says the word most often tells nothing: `shoes` brought shoe cleaners, 衣服 storage boxes.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchrank.query.dictionary import Meanings, others
from searchrank.query.entries import NARROWER
from searchrank.query.heads import is_placed
from searchrank.query.intent import settled
from searchrank.query.kinds import CATEGORY
from searchrank.query.mentions import pieces_of
from searchrank.query.names import NO_ROW, Names, is_leaf
from searchrank.query.spoken import Spoken
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View


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
    """The category with others in it whose name is all that is sought."""
    named = [one for one in query.entities if query.text[one.start : one.end] == query.sought and one.kind == CATEGORY]
    return [one.id for one in named if not is_leaf(snapshot, one.id)]


def _kinds(text: str, synonyms: Spoken[Meanings], snapshot: Snapshot) -> Sequence[int]:
    """The categories that are all kinds of the one term that a text is."""
    for hit in synonyms.found(pieces_of(text)) if len(synonyms) else ():
        for one in hit.value if (hit.start, hit.end) == (0, len(text)) else ():
            rows = [_category(term, snapshot) for term in others(one, hit.text)] if one.kind == NARROWER else []
            if rows and min(rows) >= 0:
                return rows
    return ()


def _category(term: str, snapshot: Snapshot) -> int:
    """The category that a term as a whole is the name of, -1 for none."""
    names, pieces = snapshot.kept("names", Names.open), pieces_of(term)
    places = [place for first, last, place in names.found(pieces) if (first, last) == (0, len(pieces) - 1)]
    senses = [sense for place in places for sense in names.senses_of(place) if sense.kind == CATEGORY]
    return senses[0].id if senses else NO_ROW
