"""What else a query is found by: takes its tokens and the dictionary, gives the units of each known term the sequences that stand for them.

A synonym only adds: no word of the query is lost, and products that have the words themselves stay before those that have what stands for them.
A term counts where the words of the query begin and end with it: 大衣 is not in 大衣柜.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain, islice, zip_longest

from searchrank.query.correct.model import LanguageModel
from searchrank.query.dictionary import Meanings, others
from searchrank.query.entities import whole_name
from searchrank.query.entries import NARROWER
from searchrank.query.kinds import CATEGORY
from searchrank.query.mentions import pieces_of
from searchrank.query.normalise import has_han
from searchrank.query.spoken import Hit, Spoken
from searchrank.query.tokens import STOP_WORDS, bigrams, units
from searchrank.query.words import Cutter
from searchrank.records import Query, Rewrite, Token, changed
from searchrank.settings import SynonymSettings
from searchrank.store.snapshot import Snapshot

_MODEL = re.compile(r"(?: (?:[a-z]{0,2}\d{1,3}[a-z]{0,2}|pro|max|plus|mini|ultra|lite|air|se|fe|note|fold|flip|gen|series))+(?![a-z\d])")
"""What goes on behind the name of a line of products."""
LAST = 2.0
"""What the last word of a query weighs behind a name from elsewhere: the thing is said last in English."""
MOST_ALIKE = 3
"""Texts that are read in place of the query's own for its likely categories: each costs about what reading the query costs."""


def reworded(query: Query, synonyms: Spoken[Meanings], snapshot: Snapshot, cutter: Cutter, settings: SynonymSettings) -> Query:
    """The query whose unit tokens know what stands for them; itself where no entry touches it, and where it asks for just what was typed."""
    if not len(synonyms) or query.exact:
        return query
    hits = spoken(query.sought, synonyms, snapshot)
    if not hits:
        return query
    edges = cutter.edges(query.sought)
    hits = [hit for hit in hits if hit.start in edges and hit.end in edges]
    found = [list(_rewrites(hit, settings)) for hit in hits]
    # Each term of the query gets its first synonym before any gets its second.
    turns = chain.from_iterable(zip_longest(*found))
    return _with_last(with_rewrites(query, [one for one in turns if one is not None], snapshot, settings.most), hits, snapshot)


def _with_last(query: Query, hits: Sequence[Hit[Meanings]], snapshot: Snapshot) -> Query:
    """The query in which the last word weighs more where it alone follows a name that no product says, and no product says it beside what stands for
    that: a case is asked for by `ipad case`, also where there is none for tablets."""
    last = hits[-1] if hits and query.rewrites and query.sought.isascii() else None
    rest = units(query.sought[last.end :]).main if last is not None else ()
    if last is None or len(rest) != 1 or not rest[0].isalpha() or _is_said_together(query.sought[last.start : last.end], snapshot):
        return query
    if not snapshot.has("correct.count") or any(LanguageModel.of(snapshot).finds(f"{one.text} {rest[0]}") for one in query.rewrites):
        return query
    return changed(query, tokens=tuple(changed(one, weight=LAST) if one.tag == "unit" and one.text == rest[0] else one for one in query.tokens))


def spoken(text: str, synonyms: Spoken[Meanings], snapshot: Snapshot) -> list[Hit[Meanings]]:
    """The terms of the dictionary in a text. A name that no product says takes its model with it (iphone 15 pro max), which no product says
    either of what the name stands for."""
    hits = list(synonyms.found(pieces_of(text))) if len(synonyms) else []
    return [_with_model(hit, text, snapshot) for hit in hits] if hits and text.isascii() else hits


def _with_model(hit: Hit[Meanings], text: str, snapshot: Snapshot) -> Hit[Meanings]:
    model = _MODEL.match(text, hit.end)
    if model is None or min(snapshot.places("units", sought_units(text[hit.start : hit.end]))) >= 0:
        return hit
    return changed(hit, end=model.end(), pieces=(*hit.pieces, *units(model[0]).main))


def with_rewrites(query: Query, rewrites: Sequence[Rewrite], snapshot: Snapshot, most: int) -> Query:
    """The query with the first `most` of these rewrites on its unit tokens; left out are those that say nothing new, or that no product says."""
    present = {token.text for token in query.tokens if token.tag == "unit"}
    kept = tuple(islice((one for one in rewrites if _is_new(one, present) and _is_said(one, snapshot)), most))
    if not kept:
        return query
    tokens = tuple(_with_synonyms(token, kept) if token.tag == "unit" else token for token in query.tokens)
    return changed(query, tokens=tokens, rewrites=(*query.rewrites, *kept))


def said_alike(text: str, synonyms: Spoken[Meanings], snapshot: Snapshot, cutter: Cutter) -> Sequence[str]:
    """What a text is with one of its words said by synonyms that tell more of what it is; none where there are no such.

    A word that names a category needs none. For another one these are the synonyms and narrower words that do (衣服, which storage boxes say too);
    where no product says the word, all that some product says. The first MOST_ALIKE count.
    """
    hits = spoken(text, synonyms, snapshot)
    edges, alike = cutter.edges(text) if hits else frozenset(), list[str]()
    for hit in hits:
        if hit.start in edges and hit.end in edges and not _is_category(text[hit.start : hit.end], snapshot):
            alike += [f"{text[: hit.start]}{term}{text[hit.end :]}" for term in _telling(hit, text[hit.start : hit.end], snapshot)]
    return alike[:MOST_ALIKE]


def _telling(hit: Hit[Meanings], said: str, snapshot: Snapshot) -> Iterator[str]:
    """The words for a term of the dictionary that tell more of its category than what was said."""
    is_said = _is_said_together(said, snapshot)
    for one in hit.value:
        terms = others(one, hit.text)
        yield from (term for term in terms if _is_category(term, snapshot) or (not is_said and _is_said_together(term, snapshot)))


def _is_category(term: str, snapshot: Snapshot) -> bool:
    """Whether a term as a whole names a category."""
    named = whole_name(term, snapshot)
    return named is not None and named.kind == CATEGORY


def _is_said_together(term: str, snapshot: Snapshot) -> bool:
    """Whether products say all pairs of neighbours of a term, and its Latin units."""
    latin = [unit for unit in units(term).main if not has_han(unit)]
    return min(snapshot.places("bigrams", bigrams(term)) + snapshot.places("units", latin), default=-1) >= 0


def _is_new(one: Rewrite, present: Set[str]) -> bool:
    """Whether it brings what the query itself does not: not a part of the query (手机壳 => 壳), nor what has all of the stretch (鞋 => 皮鞋)."""
    return not set(one.units) <= present and not present.isdisjoint(one.of) and not set(one.of).issubset(one.units)


def _is_said(one: Rewrite, snapshot: Snapshot) -> bool:
    return min(snapshot.places("units", one.units), default=0) >= 0


def _rewrites(hit: Hit[Meanings], settings: SynonymSettings) -> Iterator[Rewrite]:
    for one in hit.value:
        weight = settings.narrower if one.kind == NARROWER else settings.weight
        for text in others(one, hit.text) if weight > 0 else ():
            yield Rewrite(hit.pieces, sought_units(text), text, one.kind, weight)


def sought_units(text: str) -> tuple[str, ...]:
    """The units that a normalised text is searched by, in its order."""
    main = units(text).main
    return tuple(unit for unit in main if unit not in STOP_WORDS) or main


def _with_synonyms(token: Token, rewrites: Sequence[Rewrite]) -> Token:
    ways = tuple((one.units, one.weight) for one in rewrites if token.text in one.of)
    return changed(token, synonyms=(*token.synonyms, *ways)) if ways else token
