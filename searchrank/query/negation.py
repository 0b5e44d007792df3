"""What a query does not want: takes a query with its entities, gives the filter that leaves it out, and what is sought without those words.

不要白色, 不含酒精, 不辣, without lace. What follows the word of refusal is refused up to a blank, a known thing (不要白色板鞋 refuses a colour), or,
in English, one name or word. Names that begin with such a word (不粘, 无糖, no show) are what the catalogue calls so, and stay as they are.
"""

from __future__ import annotations

import re

from searchrank.query.kinds import CATEGORY, WORD
from searchrank.query.normalise import HAN
from searchrank.records import Applied, Entity, Filter, Query, changed

WITHOUT = "without"
_CUE = re.compile(
    r"不想要|不要|别要|不含|不带|除了|不(?=[辣甜苦酸咸])"
    r"|(?<![a-z\d-])(?<!do )(?<!does )(?:without|except|excluding|no|not)(?: any| the| a)? (?=[a-z])"
)
_HAN_RUN = re.compile(rf"\s?[{HAN}a-z\d]+")
_WORD = re.compile(r"[a-z\d-]+")


def refused(query: Query) -> Query:
    """The query that seeks nothing of what it refuses, with a filter that leaves it out unless the shopper undid that."""
    cue = next((one for one in _CUE.finditer(query.text) if not _is_named(one, query)), None)
    if cue is None:
        return query
    end = _end(query, cue)
    what = query.text[cue.end() : end].strip().removesuffix("的")
    if not what:
        return query
    said = query.text[cue.start() : end]
    made = () if WITHOUT in query.undone else (Applied(Filter(WITHOUT, what), said),)
    kept = tuple(one for one in query.entities if one.end <= cue.start() or one.start >= end)
    sought = " ".join(query.sought.replace(said, " ").split())
    return changed(query, sought=sought, entities=kept, applied=(*query.applied, *made))


def _is_named(cue: re.Match[str], query: Query) -> bool:
    """Whether the word of refusal is part of a name: `no drill`, and not a `not` by itself, which titles say often enough to be mined."""
    word = cue.start() + len(cue[0].rstrip())
    return any(one.start <= cue.start() < one.end and (one.start < cue.start() or one.end > word) for one in query.entities)


def _end(query: Query, cue: re.Match[str]) -> int:
    """Where what is refused ends."""
    named = _named_at(query, cue.end())
    if cue[0][0] < "\u3007":
        word = _WORD.match(query.text, cue.end())
        return named.end if named is not None else word.end() if word else cue.end()
    run = _HAN_RUN.match(query.text, cue.end())
    end = run.end() if run else cue.end()
    things = [one.start for one in query.entities if one.kind in (CATEGORY, WORD) and cue.end() < one.start < end]
    return min([end, *things])


def _named_at(query: Query, place: int) -> Entity | None:
    return next((one for one in query.entities if one.start == place), None)
