"""A name of two things means the one of which the rest of the query speaks: laptops (笔记本电脑) for 打游戏的笔记本, car vacuums for 车上用的吸尘器.

What else the name of a category may mean is told by the categories whose names end with it, and by the dictionary, where it
says that the name stands for another one too (`笔记本 => 笔记本电脑`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from searchrank.query.dictionary import Dictionary, others
from searchrank.query.endings import endings
from searchrank.query.entities import Context, whole_name
from searchrank.query.entries import SYNONYM
from searchrank.query.heads import is_for_others
from searchrank.query.intent import blanked
from searchrank.query.kinds import AUDIENCE, BRAND, CATEGORY, COLOUR, SAID
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.names import is_leaf
from searchrank.query.normalise import has_han
from searchrank.query.spoken import folded
from searchrank.records import Entity, Query, changed
from searchrank.store.snapshot import Snapshot

SILENT = (COLOUR, AUDIENCE, *SAID)
"""Kinds of names that things of any kind have beside them."""
LEAST = 0.03
"""Words that are less likely of a category do not speak of it."""
ODDS = 4.0
"""Words that are so many times likelier of another category than of the one that is named speak of that one."""


def told_apart(query: Query, kept: Dictionary, snapshot: Snapshot, likely: Context) -> Query:
    """The query whose name of a category is that of another one that is called so too, where the words beside it speak of that one; itself where it
    names several."""
    things = [one for one in query.entities if one.kind == CATEGORY]
    if len(things) != 1 or query.exact or not is_leaf(snapshot, things[0].id):
        return query
    if (theirs := _of_people(query, things[0], kept, snapshot)) is not None:
        return _naming(query, things[0], theirs, snapshot)
    rows = dict.fromkeys(_called_so(query.text[things[0].start : things[0].end], kept, snapshot))
    beside = _telling(query, things[0], snapshot) if rows else ""
    besides = [row for row in rows if row != things[0].id and not is_for_others(query, snapshot, row)] if beside else []
    meant = _meant(things[0], besides, likely(beside)) if besides else things[0].id
    return query if meant == things[0].id else _naming(query, things[0], meant, snapshot)


def _naming(query: Query, named: Entity, row: int, snapshot: Snapshot) -> Query:
    """The query in which a name is of another category."""
    other = changed(named, id=row, leaf=row, name=snapshot.vocabulary(CATEGORY).texts[row])
    return changed(query, entities=tuple(other if one is named else one for one in query.entities))


def _of_people(query: Query, named: Entity, kept: Dictionary, snapshot: Snapshot) -> int | None:
    """The category of products that the dictionary calls by people who are named and by the thing together (老人机 for 奶奶用的手机, because it is
    老人手机 too); None where it knows none."""
    said = query.text[named.start : named.end]
    people = [fold(query.text[one.start : one.end]) for one in query.entities if one.kind == AUDIENCE] if has_han(said) else []
    words = sorted(frozenset().union(*map(lexicon().people_like, people)) - lexicon().people["anyone"]) if people else []
    alike = (term for word in words for one in kept.synonyms.values.get(word + fold(said), ()) for term in others(one, word + fold(said)))
    return next((row for row in _named(alike, snapshot) if row != named.id), None)


def _telling(query: Query, named: Entity, snapshot: Snapshot) -> str:
    """The words beside a name that can tell which of two things it means: no colour, no people, and no brand that has what is named (a phone of one
    that makes senior phones, too, is a phone)."""
    silent = [one for one in query.entities if one.kind in SILENT or (one.kind == BRAND and _makes(one.id, named.id, snapshot))]
    return blanked(query.text, [named, *silent]).strip()


def _makes(brand: int, leaf: int, snapshot: Snapshot) -> bool:
    """Whether a brand had products of a category when the snapshot was published."""
    lists = snapshot.ragged("brand.rows")
    return brand < len(lists) and bool((snapshot.array("column.category")[lists[brand]] == leaf).any())


def _meant(named: Entity, rows: list[int], chances: Mapping[int, float]) -> int:
    """The category of which the words beside a name speak, the named one where they do not tell."""
    best = max(rows, key=lambda row: chances.get(row, 0.0), default=named.id)
    return best if chances.get(best, 0.0) >= max(LEAST, ODDS * chances.get(named.id, 0.0)) else named.id


def _called_so(said: str, kept: Dictionary, snapshot: Snapshot) -> Iterator[int]:
    """The categories of products that a name may be short for."""
    known, name = endings(snapshot), fold(said)
    yield from known.kinds(name)
    yield from known.worded.get(name, ())
    yield from _named((term for one in kept.synonyms.values.get(folded(said), ()) if one.kind == SYNONYM for term in one.right), snapshot)


def _named(terms: Iterable[str], snapshot: Snapshot) -> Iterator[int]:
    """The categories of products that these terms name."""
    for term in terms:
        other = whole_name(term, snapshot)
        if other is not None and other.kind == CATEGORY and is_leaf(snapshot, other.id):
            yield other.id
