"""A kind of things that a Chinese query says last, in a word that names no category: takes the query, gives the one that asks for the categories
whose names end with it (台灯 and 吊灯 for 露营用的灯).

The word is one character behind 的 or a blank, or such a one behind a word for its size; by itself it tells little, and what it is for would be
found in its place: camping chairs, aprons for 做饭不冒烟的锅.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchrank.query.endings import endings
from searchrank.query.heads import is_placed, mixed
from searchrank.query.intent import settled
from searchrank.query.kinds import CATEGORY, MODEL, WORD
from searchrank.query.mentions import fold
from searchrank.query.names import NO_ROW, is_leaf
from searchrank.query.normalise import has_han
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

FEWEST = 2
"""What one category's name alone ends with is no kind of things yet."""
SHARE = 0.9
"""What of certainty such categories have together."""
SIZES = frozenset("小大薄厚新旧长短软硬")
BEFORE = frozenset("的 ")
NOUNS = ("子", "头")
"""What makes a name of a character that is none by itself: 帽子, 枕头."""


def of_its_kind(query: Query, view: View, least: float) -> Query:
    """The query with a filter by the categories of the kind that it says last, unless one of them is likelier than `least` already; itself where it
    says none, and where the shopper decided about categories or some product has none."""
    said = "" if query.exact or settled(query, CATEGORY) or not is_placed(view) else tail(query.sought)
    rows = _kinds(said, view.snapshot) if said and not _is_named(said, query, view.snapshot) else ()
    likeliest, chance = next(iter(query.categories.items()), (NO_ROW, 0.0))
    if not rows or (likeliest in rows and chance > least):
        return query
    keys = view.snapshot.vocabulary("category.key").texts
    asked = [Applied(Filter(CATEGORY, keys[row]), said) for row in rows]
    return changed(query, categories=mixed(query.categories, rows, SHARE), applied=(*query.applied, *asked))


def tail(text: str) -> str:
    """The one character that a text ends with behind 的 or a blank, with a word for its size before it where there is one; else empty.

    >>> [tail(text) for text in ("做饭的锅", "露营 灯", "孩子背的小包", "两件装", "跑鞋", "lamp")]
    ['锅', '灯', '小包', '', '', '']
    """
    last = text[-1:] if text[-2:-1] in BEFORE else text[-2:] if text[-3:-2] in BEFORE and _is_sized(text[-2:]) else ""
    return last if has_han(last[-1:]) else ""


def _is_named(said: str, query: Query, snapshot: Snapshot) -> bool:
    """Whether a thing is named that the word is of, or is the end of: a brush for 奶瓶 is nearer to bottles than to other brushes."""
    things = ((one, query.text[one.start : one.end]) for one in query.entities if one.kind in (CATEGORY, WORD, MODEL))
    return any(name != said and (name.endswith(said[-1:]) or (one.leaf >= 0 and is_leaf(snapshot, one.leaf))) for one, name in things)


def _is_sized(name: str) -> bool:
    return len(name) == 2 and name[0] in SIZES


def _kinds(said: str, snapshot: Snapshot) -> Sequence[int]:
    known, last = endings(snapshot), said[-1:]
    if last != said and known.kinds(fold(said)):
        return ()
    whole = [row for noun in NOUNS for row in known.called.get(fold(last + noun), ()) if is_leaf(snapshot, row)]
    rows = sorted({*known.kinds(fold(last)), *whole})
    return rows if whole or len(rows) >= FEWEST else ()
