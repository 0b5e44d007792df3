"""A kind of things that a Chinese query says last, in a word that is no category's name: takes the query, gives the one that asks for the categories
whose names end with it (台灯 and 吊灯 for 露营用的灯, shoes for 学步鞋, 笔记本电脑 and 平板电脑 for 翻新电脑).

The word is one character behind 的 or a blank, or such a one behind a word for its size, or with 子 behind it; or the end of a word that nothing in
the shop is called by; or a name of things of no one category. By itself it tells little, and what it is for would be found in its place: camping
chairs, aprons for 做饭不冒烟的锅, office chairs (电脑椅) for 电脑. What stands before 的 may belong to the name of a category: 煮咖啡的壶 is 咖啡壶.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from searchrank.query.endings import endings
from searchrank.query.heads import DESCRIBES, is_for_others, is_for_them, is_head, is_placed, mixed, thing
from searchrank.query.intent import settled
from searchrank.query.kinds import CATEGORY, MODEL, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold
from searchrank.query.names import NO_ROW, is_leaf
from searchrank.query.normalise import HAN, has_han
from searchrank.records import Applied, Filter, Query, changed
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

FEWEST = 2
"""What one category's name alone ends with is no kind of things yet."""
SHARE = 0.9
"""What of certainty such categories have together."""
LONGEST = 3
"""So many characters of a name are looked for at most."""
TOGETHER = 0.55
"""Categories of which as many lie in one of the tree's first parts are of one kind; speakers, fridges and suitcases (箱) are not."""
MOST = 0.6
"""A category that has so many of all products that say a thing, or more, is where it is found."""
NOUNS = ("子", "头")
"""What makes a name of a character that is none by itself: 帽子, 枕头."""
_TAIL = re.compile(f"(?<=[的 ])[小大薄厚新旧长短软硬]?[{HAN}][{''.join(NOUNS)}]?$")
"""One character behind 的 or a blank, with a word for its size before it, and what makes a name of it behind it."""


def of_its_kind(query: Query, view: View, least: float) -> Query:
    """The query with a filter by the categories of the kind that it says last, unless one of them is likelier than `least` already; itself where it
    says none, and where the shopper decided about categories or some product has none."""
    if query.exact or not has_han(query.sought) or settled(query, CATEGORY) or not is_placed(view):
        return query
    said, rows = _last(query, view.snapshot)
    likeliest, chance = next(iter(query.categories.items()), (NO_ROW, 0.0))
    if not rows or (likeliest in rows and chance > least):
        return query
    rows = _for_people(rows, query, view.snapshot)
    keys = view.snapshot.vocabulary("category.key").texts
    asked = [Applied(Filter(CATEGORY, keys[row]), said) for row in rows]
    return changed(query, categories=mixed(query.categories, rows, SHARE), applied=(*query.applied, *asked))


def _for_people(rows: Sequence[int], query: Query, snapshot: Snapshot) -> Sequence[int]:
    """Of these categories those for the people whom the query names; all where that leaves only what says nothing of people (围裙 for 女童的裙)."""
    left = [row for row in rows if not is_for_others(query, snapshot, row)]
    told = len(left) == len(rows) or any(is_for_them(query, snapshot, row) for row in left)
    return left if told else rows


def _last(query: Query, snapshot: Snapshot) -> tuple[str, Sequence[int]]:
    """What a query says last of a kind of things, and the categories of that kind."""
    text = _undescribed(query)
    if said := tail(text):
        found = _joined(text, said, snapshot) or (
            () if _is_named(said, query, snapshot) else _kinds(said, snapshot, FEWEST) or _mostly(said, snapshot)
        )
        return said, found
    if (one := thing(query)) is not None and one.kind == WORD and one.leaf == NO_ROW:
        said = query.text[one.start : one.end]
        return said, _together(endings(snapshot).kinds(fold(said)), snapshot, FEWEST)
    if not has_han(text[-1:]) or _is_called(text, query, snapshot):
        return text, ()
    return _unknown(text, snapshot)


def _unknown(text: str, snapshot: Snapshot) -> tuple[str, Sequence[int]]:
    """The longest end of a text that categories' names end with; one character only where it is a thing."""
    for size in range(min(len(text) - 1, LONGEST), 1, -1):
        if rows := endings(snapshot).kinds(fold(text[-size:])):
            return text[-size:], rows
    said = lexicon().thing_at_end(text)
    return said, _together(_kinds(said, snapshot, 1), snapshot) if said else ()


def _undescribed(query: Query) -> str:
    """What is sought without colours, sizes and numbers behind a blank."""
    text = query.sought
    for one in reversed(query.entities):
        said = query.text[one.start : one.end]
        if text.endswith(f" {said}") and (one.kind in DESCRIBES or any(map(str.isdecimal, said))):
            text = text[: -len(said)].rstrip()
    return text


def _joined(text: str, said: str, snapshot: Snapshot) -> Sequence[int]:
    """The categories whose names end with what stands before 的 and the last character together."""
    before, last, known = text.removesuffix(said), _character(said), endings(snapshot)
    for size in range(LONGEST, 0, -1) if before.endswith("的") else ():
        name = fold(before[-1 - size : -1] + last)
        if rows := known.kinds(name) or _leaves(known.called.get(name, ()), snapshot):
            return rows
    return ()


def _leaves(rows: Sequence[int], snapshot: Snapshot) -> Sequence[int]:
    return [row for row in rows if is_leaf(snapshot, row)]


def tail(text: str) -> str:
    """The one character that a text ends with behind 的 or a blank, with a word for its size before it or 子 behind it, if any; else empty.

    >>> [tail(text) for text in ("做饭的锅", "露营 灯", "孩子背的小包", "能折叠的桌子", "坐的小凳子", "两件装", "跑鞋", "lamp")]
    ['锅', '灯', '小包', '桌子', '小凳子', '', '', '']
    """
    found = _TAIL.search(text)
    return found[0] if found else ""


def _is_named(said: str, query: Query, snapshot: Snapshot) -> bool:
    """Whether a thing is named that the word is of, or is the end of: a brush for 奶瓶 is nearer to bottles than to other brushes."""
    things = ((one, query.text[one.start : one.end]) for one in query.entities if one.kind in (CATEGORY, WORD, MODEL))
    return any(name != said and (name.endswith(said[-1:]) or (one.leaf >= 0 and is_leaf(snapshot, one.leaf))) for one, name in things)


def _is_called(text: str, query: Query, snapshot: Snapshot) -> bool:
    """Whether a category of products is asked for (四件套 1.8米床; 空调被 is no 空调), or the end of a text belongs to a name."""
    categories = any(one.kind == CATEGORY and is_leaf(snapshot, one.leaf) and is_head(one, query) for one in query.entities)
    return categories or any(text.endswith(query.text[one.start : one.end]) for one in query.entities)


def _character(said: str) -> str:
    """The one character of a word that says what it is: 桌 of 桌子, 包 of 小包, 凳 of 小凳子."""
    return said[-2] if said[-1] in NOUNS and len(said) > 1 else said[-1]


def _kinds(said: str, snapshot: Snapshot, least: int) -> Sequence[int]:
    """The categories that are called by the one character of a word, with or without 子, and those whose names end with it, at least so many."""
    known, last = endings(snapshot), _character(said)
    if last != said and known.kinds(fold(said)):
        return ()
    names = (last, *(last + noun for noun in NOUNS))
    whole = _leaves([row for name in names for row in known.called.get(fold(name), ())], snapshot)
    rows = sorted({*known.kinds(fold(last)), *whole})
    return rows if whole or len(rows) >= least else ()


def _mostly(said: str, snapshot: Snapshot) -> Sequence[int]:
    """The one category of most of the products that say the one character of a thing (tableware for 碗), where no category is called by it."""
    last = _character(said)
    unit = snapshot.places("units", [last])[0] if last in lexicon().one_character else NO_ROW
    lists = snapshot.ragged("units.postings")
    if not 0 <= unit < len(lists) or endings(snapshot).kinds(fold(last)) or endings(snapshot).called.get(fold(last)):
        return ()
    often = Counter(snapshot.array("column.category")[lists[unit]].tolist())
    row, count = max(often.items(), key=lambda pair: (pair[1], -pair[0]))
    return [row] if count >= MOST * often.total() and is_leaf(snapshot, row) else ()


def _together(rows: Sequence[int], snapshot: Snapshot, least: int = 1) -> Sequence[int]:
    """The categories, where there are at least so many and most lie in the same of the tree's first parts; else none."""
    first = Counter(snapshot.vocabulary("category").texts[row].partition(" > ")[0] for row in rows)
    return rows if len(rows) >= least and max(first.values()) >= TOGETHER * len(rows) else ()
