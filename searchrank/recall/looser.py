"""A query that asks for less: takes one by whose words too little was found, gives looser ones, and what each leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from searchrank.query.gifts import GIFT
from searchrank.query.kinds import CATEGORY
from searchrank.recall.filters import WITHOUT
from searchrank.records import Query, changed


def looser_queries(query: Query) -> Iterator[Query]:
    """The query without one of the fields by which its words filter, and without all: what is left out is said to be relaxed.

    What was read last goes first, but a category that is named last; what the words refuse is never let go. Before whom a gift is for, the word for
    gifts goes, and before the categories of several things what is said beside them.
    """
    if GIFT in query.intents or _is_of_several(query):
        yield changed(query, sought="", tokens=())
    read = dict.fromkeys(one.filter.field for one in query.applied if not one.filter.lenient and one.filter.field != WITHOUT)
    named = any(one.kind == CATEGORY for one in query.entities)
    fields = sorted([*reversed(read)], key=lambda field: named and field == CATEGORY)
    for out in [{field} for field in fields if len(fields) > 1] + [set(fields)]:
        yield changed(query, applied=tuple(changed(one, relaxed=one.filter.field in out) for one in query.applied))


def _is_of_several(query: Query) -> bool:
    """Whether the words ask for several categories, and for more."""
    return bool(query.sought) and sum(one.filter.field == CATEGORY for one in query.applied) > 1


def left_out_of(query: Query, asked: Query) -> tuple[str, ...]:
    """The words beside several things that nothing has."""
    return tuple(token.text for token in query.tagged("word")) if _is_of_several(query) and not asked.sought else ()


def untold(query: Query) -> Query:
    """The query without what its characters told of its category, the filter by it among that."""
    return changed(query, categories={}, applied=tuple(one for one in query.applied if one.filter.field != CATEGORY))
