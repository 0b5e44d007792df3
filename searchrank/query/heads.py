"""What the names of things in a query say about its category: takes a query with likely categories, gives the query with likelier ones.

The words beside a thing speak of other things that are described alike (三岁男孩 of remote-controlled cars), the name of the thing itself speaks of
it alone. A name is the head of what is asked where nothing that could be one goes on behind it: 行李箱 of 行李箱 28寸 is one, of 行李箱套 not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from searchrank.query.endings import endings
from searchrank.query.entities import Context, remaining
from searchrank.query.kinds import CATEGORY, FEATURE, KINDS, SAID, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.names import NO_ROW, is_leaf
from searchrank.query.normalise import has_han
from searchrank.query.values import Values
from searchrank.records import Entity, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

DESCRIBES = frozenset(("colour", "size", "material", "audience", "season", "style", "number", "price", *SAID))
"""Kinds of names that may follow a thing and are none themselves."""
AUDIENCE = "audience"
HARDLY = 0.05
"""What is left of the probability of a category whose products are for other people."""
LIKELY = 0.2
"""Words as likely as this of a category may name a thing of it."""
EVEN = 0.5
"""Where no category of products for the people who are named is as likely as this, a thing is asked for that the shop has for others alone."""
SURELY = 0.9
"""A thing as likely as this of a category, all alone, is of it."""
CERTAIN = 0.98
"""What of certainty the one category has that lies beside that of what it is for."""
OF_A_KIND = ("品", "类", "用品", "产品", "商品", "系列")
"""What Chinese may put behind the name of a kind of things."""
_BEHIND = ("for", "with", "without", "no", "not", "except", "under", "in", "of", "from", "that", "which", "who", "made", "when", "on", "at", "to")
CLAUSE = tuple(f"{word} " for word in _BEHIND)
"""What begins to describe the thing before it."""


def headed(query: Query, snapshot: Snapshot, share: float, likely: Context) -> Query:
    """The query whose likely categories give `share` of what is certain to the one category that it names as its head, or to the kinds of it; where
    no category is called so, to the one where most products of that name lie, or of which the thing by itself is surely `likely`.

    As it is where it names none, or several, and where the name is of a category that holds others.
    """
    query = _possible(query, snapshot)
    things = _behind([entity for entity in query.entities if entity.kind in (CATEGORY, WORD)], query)
    if beside := _beside(things, query, snapshot):
        return changed(query, categories=mixed(query.categories, beside, CERTAIN))
    things = _without_sorts(things, snapshot)
    heads = {query.text[one.start : one.end]: one for one in things if is_head(one, query)}
    if len({one.leaf for one in things}) != 1 or not heads:
        return query
    text, head = next(iter(heads.items()))
    if len(heads) > 1 and head.leaf == NO_ROW:
        return query
    rows = _meant(query, head, fold(text), snapshot) or _surely(text, head, likely) or _for_these(query, text, head, snapshot, likely)
    found = query.categories if head.kind == CATEGORY or not rows else without_parts(query.categories, fold(text), snapshot)
    return changed(query, categories=mixed(found, rows, share)) if rows else query


def _behind(things: Sequence[Entity], query: Query) -> Sequence[Entity]:
    """Of these things the one that ends a Chinese query behind 的, where there is such: what stands before says what it is for (放冰箱的饭盒)."""
    last = things[-1] if len(things) > 1 else None
    return [last] if last is not None and query.text[: last.start].endswith("的") and is_head(last, query) else things


def _without_sorts(things: Sequence[Entity], snapshot: Snapshot) -> Sequence[Entity]:
    """The things without words that titles say mostly of another sort of the same (双拍 of 羽毛球拍), where a category is named: 乒乓球拍 双拍."""
    named = {one.leaf for one in things if one.kind == CATEGORY}
    if len(named) != 1 or len(things) == len(named):
        return things
    (row,), kinds, parents = named, endings(snapshot), snapshot.array("category.parent")

    def is_sort(leaf: int) -> bool:
        name = kinds.names[row] if NO_ROW not in (leaf, row) else ""
        return bool(name) and parents[leaf] == parents[row] and not kinds.is_of(leaf, name)

    return [one for one in things if one.kind == CATEGORY or not is_sort(one.leaf)]


def _beside(things: Sequence[Entity], query: Query, snapshot: Snapshot) -> Sequence[int]:
    """The one category whose English name ends with the last of two things side by side, and that lies beside that of the first: watch straps,
    beside smart watches, for `fitbit strap`; none where there are more, or the last is a name of a category itself."""
    if len(things) != 2 or not query.text.isascii() or things[1].kind == CATEGORY or not is_head(things[1], query):
        return []
    first, last = things
    leaf, paths = _leaf(first, snapshot), snapshot.vocabulary(CATEGORY).texts
    if leaf < 0 or query.text[first.end : last.start].strip():
        return []
    name, parent = fold(query.text[last.start : last.end]), paths[leaf].rpartition(">")[0]
    rows = [row for row in endings(snapshot).worded.get(name, ()) if row != leaf and paths[row].rpartition(">")[0] == parent]
    return rows if len(rows) == 1 else []


def _surely(text: str, head: Entity, likely: Context) -> Sequence[int]:
    """The one category of which a phrase that titles say, and that is of no category by itself, is nearly certain to be."""
    row, chance = next(iter(likely(text).items()), (NO_ROW, 0.0)) if head.leaf == NO_ROW else (NO_ROW, 0.0)
    return [row] if chance >= SURELY else []


def _for_these(query: Query, text: str, head: Entity, snapshot: Snapshot, likely: Context) -> Sequence[int]:
    """Where a name that is no category's is likely for others than the people who are named, too (裤子), the categories for these."""
    chances = likely(text) if head.kind == WORD else {}
    for_others = {row: chance for row, chance in chances.items() if is_for_others(query, snapshot, row)}
    if max(for_others.values(), default=0.0) < LIKELY:
        return []
    return [row for row, chance in chances.items() if chance >= HARDLY and row not in for_others]


def _meant(query: Query, head: Entity, thing: str, snapshot: Snapshot) -> Sequence[int]:
    """The categories that the head of a query may be of: the one that it names, kinds of it, or the one where most of that name lie, and of all these
    the one that says the people who are named, where there is one. A kind of which the words surely are comes before what it is a kind of (shell
    jackets for `waterproof jacket`)."""
    leaf, kinds = _leaf(head, snapshot), endings(snapshot)
    rows = kinds.kinds(thing)
    if for_them := _for_people(query, thing, snapshot):
        return for_them
    if sure := _sure_kind(query, thing, snapshot):
        return sure
    if head.kind == CATEGORY or not rows:
        rows = [leaf] if leaf >= 0 and (head.kind == CATEGORY or not kinds.is_of(leaf, thing)) else []
    fitting = [row for row in rows if not is_for_others(query, snapshot, row)]
    unsure = max(query.categories.values(), default=0.0) < EVEN
    return fitting or (rows if head.kind == CATEGORY and unsure else [])


def _sure_kind(query: Query, thing: str, snapshot: Snapshot) -> Sequence[int]:
    """The kind of a folded thing, by its English name, of which the words surely are: cat toys for `toys for bored cats`."""
    row, chance = next(iter(query.categories.items()), (NO_ROW, 0.0))
    return [row] if chance >= SURELY and row in endings(snapshot).worded.get(thing, ()) else []


def _for_people(query: Query, thing: str, snapshot: Snapshot) -> Sequence[int]:
    """The kinds of a folded thing that are called after the people whom a query names: kids' shoes for `shoes for toddlers`."""
    kinds, people = endings(snapshot), _people(query)
    rows = (*kinds.kinds(thing), *kinds.worded.get(thing, ())) if people else ()
    return [row for row in rows if people & lexicon().people_like(kinds.before(row, thing))]


def _people(query: Query) -> frozenset[str]:
    """Every folded word for the people whom a query names."""
    said = (fold(query.text[one.start : one.end]) for one in query.entities if one.kind == AUDIENCE)
    return frozenset().union(*map(lexicon().people_like, said)) - lexicon().people.get("anyone", frozenset())


def without_parts(likely: Mapping[int, float], thing: str, snapshot: Snapshot) -> Mapping[int, float]:
    """The likely categories, of which those of parts of the thing and of things for it are hardly likely."""
    kinds = endings(snapshot)
    left = {row: chance * (HARDLY if kinds.is_of(row, thing) else 1.0) for row, chance in likely.items()}
    whole = sum(left.values()) / sum(likely.values()) if likely else 1.0
    return {row: chance / whole for row, chance in left.items()}


def thing(query: Query) -> Entity | None:
    """The one name of a thing that the query asks for, what stands beside it describing it (trainers of `trainers women`, drone of `drone with
    camera`); None where it names none, or several."""
    heads = [one for one in query.entities if one.kind in (CATEGORY, WORD) and is_head(one, query)]
    if len(heads) > 1 and query.text[heads[0].end :].lstrip().startswith(CLAUSE):
        return heads[0]
    return heads[0] if len(heads) == 1 else None


def asked_whole(query: Query, snapshot: Snapshot, likely: Context) -> int:
    """The category with others in it that a query asks for by its name and by no other thing (护肤品 of 孕妇可以用的护肤品); -1 for none.

    The name ends the query, as a kind of things or by itself, or what it is for follows. A name of several categories (外套 of women and of men)
    asks for none of them, nor does one with a kind for the people who are named, and one behind words that name nothing and are `likely` of another
    category (卧室 of 静音风扇 卧室).
    """
    things = [entity for entity in query.entities if entity.kind in (CATEGORY, WORD)]
    if len(things) != 1 or things[0].kind != CATEGORY or _leaf(things[0], snapshot) >= 0:
        return NO_ROW
    rest, row = query.text[things[0].end :], things[0].id
    if rest and rest not in OF_A_KIND and not rest[1:].startswith(CLAUSE):
        return NO_ROW
    name = fold(query.text[things[0].start : things[0].end])
    if len(endings(snapshot).called.get(name, ())) > 1 or _for_people(query, name, snapshot) or _sure_kind(query, name, snapshot):
        return NO_ROW
    if _is_another_thing(query, things[0], snapshot, likely):
        return NO_ROW
    return row


def _is_another_thing(query: Query, name: Entity, snapshot: Snapshot, likely: Context) -> bool:
    """Whether the words before a category's name that name nothing, or what things of some kind alone state (green tea before bags), are most likely
    of a category outside of it."""
    told = [kind for kind in KINDS if kind != "attribute"]
    left = remaining(query.text[: name.start], [one for one in query.entities if one.end <= name.start], told)
    leaf, chance = next(iter(likely(left).items()), (name.id, 0.0))
    return chance >= LIKELY and not name.id <= leaf < int(snapshot.array("category.end")[name.id])


def is_placed(view: View) -> bool:
    """Whether every product has a category, those that changed since publishing too: a filter would hide those that have none."""
    return view.snapshot.kept("placed", all_placed) and (view.live is None or view.live.kept("placed", lambda: _all_live(view)))


def all_placed(snapshot: Snapshot) -> bool:
    """Whether every published product has a category."""
    return bool((snapshot.array("column.category") >= 0).all())


def _all_live(view: View) -> bool:
    rows = view.shown(np.arange(view.snapshot.count, view.count, dtype=np.int32))
    return bool((view.take(CATEGORY, rows) >= 0).all())


def _possible(query: Query, snapshot: Snapshot) -> Query:
    """The query whose categories are hardly likely where their products are for other people than it names."""
    if all(one.kind != AUDIENCE for one in query.entities):
        return query
    out = {row for row in query.categories if is_for_others(query, snapshot, row)}
    if not out or len(out) == len(query.categories):
        return query
    left = {row: chance * (HARDLY if row in out else 1.0) for row, chance in query.categories.items()}
    whole = sum(left.values()) / sum(query.categories.values())
    return changed(query, categories=dict(sorted(((row, chance / whole) for row, chance in left.items()), key=lambda pair: (-pair[1], pair[0]))))


def is_for_others(query: Query, snapshot: Snapshot, leaf: int) -> bool:
    """Whether a category's products are for other people than a query names, as they state; an age by itself (6岁以上) names none."""
    values = snapshot.kept("values", Values.open)
    return values is not None and any(values.lacks(AUDIENCE, said, leaf) for said in _named_people(query))


def is_for_them(query: Query, snapshot: Snapshot, leaf: int) -> bool:
    """Whether products of a category state that they are for the people whom a query names."""
    values = snapshot.kept("values", Values.open)
    return values is not None and any(values.asked(AUDIENCE, said, leaf) is not None for said in _named_people(query))


def _named_people(query: Query) -> list[str]:
    said = [query.text[one.start : one.end] for one in query.entities if one.kind == AUDIENCE]
    return [one for one in said if not any(map(str.isdecimal, one))]


def _leaf(entity: Entity, snapshot: Snapshot) -> int:
    """The category of products that a name is of, -1 for none."""
    return entity.leaf if entity.kind in (CATEGORY, WORD) and is_leaf(snapshot, entity.leaf) else NO_ROW


def is_head(entity: Entity, query: Query) -> bool:
    """Whether what follows a name describes it: nothing, a blank in Chinese, a colour, size, number, for whom, or what most say that are such."""
    rest = query.text[entity.end :]
    if not rest or any(other.start == entity.end and _describes(other, entity, query) for other in query.entities):
        return True
    if not rest.startswith(" "):
        return False
    following = next((other for other in query.entities if other.start == entity.end + 1), None)
    told = has_han(query.text[entity.start : entity.end]) or rest[1:].startswith(CLAUSE)
    return told or (following is not None and following.kind in DESCRIBES)


def _describes(other: Entity, entity: Entity, query: Query) -> bool:
    """Whether a name right behind one of a thing describes it: 显瘦 of 连衣裙显瘦, which dresses say most, before a blank."""
    said = other.kind == FEATURE and other.leaf == entity.leaf != NO_ROW and query.text[other.end : other.end + 1] in ("", " ")
    return said or other.kind in DESCRIBES


def mixed(likely: Mapping[int, float], rows: Sequence[int], share: float) -> dict[int, float]:
    """Probabilities of which `share` goes to these rows, the likelier more, and to all alike where none is likely; the likeliest first.

    >>> mixed({3: 0.9, 5: 0.1}, [5], 0.5), mixed({3: 0.8, 5: 0.15, 7: 0.05}, [5, 7], 0.5)
    ({5: 0.55, 3: 0.45}, {5: 0.45, 3: 0.4, 7: 0.15})
    """
    own = sum(likely.get(row, 0.0) for row in rows)
    found = {one: chance * (1 - share) for one, chance in likely.items()}
    for row in rows:
        found[row] = found.get(row, 0.0) + share * (likely.get(row, 0.0) / own if own else 1 / len(rows))
    return dict(sorted(((one, round(chance, 6)) for one, chance in found.items()), key=lambda pair: (-pair[1], pair[0])))
