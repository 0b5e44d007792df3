"""Words of a sentence that ask, and name nothing that a product has: takes a query with its names, gives the query that knows them for such
(我想买一个 of 我想买一个剃胡子的, 有没有那种 of 有没有那种挂墙的风扇, `i am looking for a` of `i am looking for a drill`).

A word of one character (我, 买, 给) asks only at the start, or beside other words that ask, that say nothing or that say for whom it is, and at
the end where it makes a question (吗). English asks at the start; a contraction (don't) says nothing anywhere, and its t is no T-shirt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from searchrank.query.dictionary import Dictionary
from searchrank.query.kinds import AUDIENCE, SAID
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import pieces_of
from searchrank.query.names import NO_ROW
from searchrank.query.normalise import has_han
from searchrank.query.spoken import Spoken
from searchrank.query.synonyms import spoken
from searchrank.query.words import Cutter
from searchrank.records import Entity, Query, changed
from searchrank.store.snapshot import Snapshot

Span = tuple[int, int]
_CONTRACTED = re.compile(r"(?<![a-z])[a-z]+n't(?![a-z])")


def asking(query: Query, kept: Dictionary, snapshot: Snapshot, cutter: Cutter) -> Query:
    """The query with what asks among its names, as words that are not searched for; itself where it has none, and where it asks for just what was
    typed. Names and terms of the dictionary keep their words."""
    if query.exact or not _may_ask(query.text):
        return query
    taken = [(one.start, one.end) for one in query.entities] + [(hit.start, hit.end) for hit in spoken(query.text, kept.synonyms, snapshot)]
    found = _in_chinese(query, taken, cutter) if has_han(query.text) else _in_english(query.text, taken)
    made = [Entity(SAID[0], NO_ROW, query.text[start:end], start, end) for start, end in found]
    return changed(query, entities=tuple(sorted((*query.entities, *made), key=lambda one: one.start))) if made else query


def _may_ask(text: str) -> bool:
    """Whether a word that asks stands anywhere in a text: most have none, and need not be cut for it."""
    if not has_han(text):
        return bool(_in_english(text, ()))
    return not lexicon().chinese.asking_one.isdisjoint(text) or next(_words().found(pieces_of(text)), None) is not None


def _in_chinese(query: Query, taken: Sequence[Span], cutter: Cutter) -> Sequence[Span]:
    edges = sorted(cutter.edges(query.text))
    found = [one for one in _phrases(query.text, frozenset(edges)) if not _meets(one, taken)]
    singles = sorted(_singles(query.text, edges, {start for start, _ in (*taken, *found)}))
    singles = [one for one in singles if not _meets(one, [*taken, *found])]
    silent = [(one.start, one.end) for one in query.entities if one.kind in (*SAID, AUDIENCE)]
    found += _beside(query.text, singles, [*found, *silent])
    return found + [
        one for one in singles if one not in found and one[1] == len(query.text) and query.text[slice(*one)] in lexicon().chinese.particles
    ]


def _in_english(text: str, taken: Sequence[Span]) -> Sequence[Span]:
    """What opens a sentence, and contractions."""
    start = _opening().match(text)
    found = [start.span()] if start and start.end() < len(text) else []
    found += [one.span() for one in _CONTRACTED.finditer(text) if not _meets(one.span(), found)]
    return [one for one in found if not _meets(one, taken)]


def _phrases(text: str, edges: frozenset[int]) -> Iterator[Span]:
    """Every asking word of two characters and more that begins and ends where words do."""
    yield from ((hit.start, hit.end) for hit in _words().found(pieces_of(text)) if hit.start in edges and hit.end in edges)


def _singles(text: str, edges: Sequence[int], begun: set[int]) -> Iterator[Span]:
    """Every asking word of one character before whole words: a character that is no word by itself may belong to it (给力). Last first."""
    for start, end in reversed(list(pairwise(edges))):
        alone = has_han(text[end : end + 1]) and end + 1 in edges and end not in begun
        if text[start:end] in lexicon().chinese.asking_one and not alone:
            begun = {*begun, start}
            yield start, end


def _meets(one: Span, others: Sequence[Span]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def _beside(text: str, singles: Sequence[Span], silent: Sequence[Span]) -> list[Span]:
    """The words of one character that begin the text or stand beside what is silent, or beside one that does."""
    ends, starts, kept = {0, *(end for _, end in silent)}, {start for start, _ in silent}, list[Span]()
    for one in singles:
        if _back(text, one[0]) in ends:
            ends.add(one[1])
            kept.append(one)
    for one in reversed(singles):
        if one not in kept and _forth(text, one[1]) in starts:
            starts.add(one[0])
            kept.append(one)
    return kept


def _back(text: str, at: int) -> int:
    return len(text[:at].rstrip())


def _forth(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


@cache
def _opening() -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, sorted(lexicon().english["opening"], key=len, reverse=True)))
    return re.compile(rf"(?:{phrases})(?: an?| the| some| any)?(?= (?!for ))")


@cache
def _words() -> Spoken[None]:
    return Spoken.of((word, None) for word in sorted(lexicon().chinese.asking))
