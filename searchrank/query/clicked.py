"""Rewrites learnt from clicks: takes a query and a snapshot, gives the stretches of it that other queries with the same clicks say otherwise.

A snapshot keeps for whole queries which stretch stands for which (`publish.rewrites`); one without such arrays rewrites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from searchrank.query.mentions import Pieces, fold, pieces_of
from searchrank.query.normalise import has_han
from searchrank.query.synonyms import sought_units, with_rewrites
from searchrank.records import Query, Rewrite
from searchrank.settings import SynonymSettings
from searchrank.store.arrays import text_hashes
from searchrank.store.snapshot import Snapshot

CLICKS = "clicks"
LONGEST_STRETCH = 8
"""Pieces of a stretch that may stand for another; longer ones are other wishes."""
_NEGATION = re.compile(r"不|无|非|免|没|without|^no$|^non$|^not$|free")


def replacement(query: str, other: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The stretch of one text that the other has otherwise, and what it has there, as folded pieces; None where more than one stretch differs, and
    where a number or a negation would come or go (pitfall P33). Of Chinese the whole run: a character alone is not what stands for another.

    >>> replacement("nike 运动鞋 男", "nike 跑鞋 男"), replacement("iphone 13", "iphone 14")
    ((('运', '动', '鞋'), ('跑', '鞋')), None)
    """
    one, two = pieces_of(query), pieces_of(other)
    first, second = one.texts, two.texts
    start = _common(first, second)
    end = _common(first[start:][::-1], second[start:][::-1])
    old, new = (_whole_runs(pieces, start, len(pieces) - end) for pieces in (one, two))
    if not (old and new) or len(old) > LONGEST_STRETCH or len(new) > LONGEST_STRETCH or any(map(_counts_or_denies, (*old, *new))):
        return None
    return old, new


def _whole_runs(pieces: Pieces, start: int, end: int) -> tuple[str, ...]:
    """The pieces from start to end, with the Chinese that is written together with them; nothing where they are none."""
    texts = pieces.texts
    if start >= end:
        return ()
    while start and has_han(texts[start]) and has_han(texts[start - 1]) and pieces.ends[start - 1] == pieces.starts[start]:
        start -= 1
    while end < len(texts) and has_han(texts[end - 1]) and has_han(texts[end]) and pieces.ends[end - 1] == pieces.starts[end]:
        end += 1
    return texts[start:end]


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """How many pieces both begin with alike."""
    return next((at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), min(len(one), len(two)))


def _counts_or_denies(piece: str) -> bool:
    return any(letter.isdigit() for letter in piece) or bool(_NEGATION.search(piece))


def _has_rewrites(snapshot: Snapshot) -> bool:
    return snapshot.has("rewrite.query") and len(snapshot.array("rewrite.query")) > 0


def clicked(query: Query, snapshot: Snapshot, settings: SynonymSettings) -> Query:
    """The query with the rewrites that clicks taught for just this query; itself where there are none, or it asks for just what was typed."""
    if settings.clicks == 0 or query.exact or not snapshot.kept("rewrite.there", _has_rewrites):
        return query
    keys = snapshot.array("rewrite.query")
    wanted = text_hashes([fold(query.sought)])
    low = int(keys.searchsorted(wanted)[0])
    if low == len(keys) or keys[low] != wanted[0]:
        return query
    high = int(keys.searchsorted(wanted, "right")[0])
    old, new = snapshot.strings("rewrite.of"), snapshot.strings("rewrite.to")
    rewrites = [Rewrite(tuple(old[row].split(" ")), sought_units(new[row]), new[row], CLICKS, settings.clicks) for row in range(low, high)]
    return with_rewrites(query, rewrites, snapshot, settings.most - len(query.rewrites))
