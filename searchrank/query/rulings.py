"""What the shop's own dictionary decides about a query: corrections, what is never corrected, names, and words that are not searched for.

Each step takes a query and the dictionary and gives another query, the same one where no entry touches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from searchrank.query.dictionary import Dictionary, Meanings, Named, others
from searchrank.query.entities import whole_name
from searchrank.query.entries import SYNONYM
from searchrank.query.kinds import BRAND, CATEGORY
from searchrank.query.mentions import pieces_of
from searchrank.query.names import NO_ROW
from searchrank.query.placed import behind
from searchrank.query.spoken import Hit, Spoken
from searchrank.query.synonyms import spoken
from searchrank.query.tokens import has_unit
from searchrank.query.words import Cutter
from searchrank.records import Correction, Entity, Query, changed
from searchrank.store.snapshot import Snapshot

DICTIONARY = "dictionary"
"""The kind of a correction that an entry demands."""
CERTAIN = 100.0
"""Its gain: the odds are beyond what counting could say."""
_NAMES = (BRAND, CATEGORY)


def respelled(query: Query, kept: Dictionary, correct: Callable[[Query], Query]) -> Query:
    """The query with the corrections that the dictionary demands, then with what `correct` makes of it, unless that loses a word which the
    dictionary knows."""
    said = _as_demanded(query, kept)
    meant = correct(said)
    if meant.correction is said.correction:
        return meant
    if _loses_known(said, meant, kept):
        return said
    if said.correction is None or meant.correction is None:
        return meant
    return changed(meant, correction=changed(meant.correction, typed=query.text)) if meant.correction.applied else said


def _as_demanded(query: Query, kept: Dictionary) -> Query:
    if not len(kept.corrections) or query.exact:
        return query
    hits = list(kept.corrections.found(pieces_of(query.text)))
    if not hits:
        return query
    text = _replaced(query.text, hits)
    return changed(query, text=text, sought=text, correction=Correction(query.text, text, "strong", DICTIONARY, CERTAIN))


def _replaced(text: str, hits: Iterable[Hit[str]]) -> str:
    for hit in reversed(list(hits)):
        text = text[: hit.start] + hit.value + text[hit.end :]
    return text


def _loses_known(said: Query, meant: Query, kept: Dictionary) -> bool:
    """Whether a correction changes a word of the dictionary, or would where it is only offered (立领羽毛球拍 for 李宁羽毛球拍)."""
    if not len(kept.known) or meant.correction is None:
        return False
    after = _terms(meant.correction.text, kept.known)
    return not all(any(_holds(one, term) for one in after) for term in _terms(said.text, kept.known))


def _terms(text: str, known: Spoken[None]) -> set[tuple[str, ...]]:
    return {hit.pieces for hit in known.found(pieces_of(text))}


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a term is said within another: 耳机 of 蓝芽耳机 is not lost where 蓝牙耳机 is known too."""
    return any(whole[start : start + len(part)] == part for start in range(len(whole) - len(part) + 1))


def named(query: Query, kept: Dictionary, snapshot: Snapshot, cutter: Cutter) -> Query:
    """The query with what the dictionary says that its words name, in place of whatever shorter or equal names lie there; a synonym of a name
    names what that names, also where the word itself is known as a thing of titles or a value alone."""
    if not (len(kept.entities) or len(kept.synonyms)) or not query.text:
        return query
    pieces = pieces_of(query.text)
    stated = (_stated(hit, query.text, snapshot) for hit in kept.entities.found(pieces))
    found = list(chain(filter(None, stated), _aliases(query, kept, snapshot, cutter)))
    return changed(query, entities=tuple(behind(query.text, _merged(query.entities, found)))) if found else query


def _stated(hit: Hit[Named], text: str, snapshot: Snapshot) -> Entity | None:
    """The entity that an entry states; None where the published catalogue has no such brand or category."""
    kind, name = hit.value.kind, hit.value.name
    if kind not in (BRAND, CATEGORY):
        return Entity(kind, NO_ROW, name or text[hit.start : hit.end], hit.start, hit.end)
    row = int(snapshot.vocabulary(f"{kind}.key").ids([name])[0])
    return None if row < 0 else Entity(kind, row, snapshot.vocabulary(kind).texts[row], hit.start, hit.end)


def _aliases(query: Query, kept: Dictionary, snapshot: Snapshot, cutter: Cutter) -> Iterator[Entity]:
    """What the synonyms of whole words name that are no names of the shop themselves. Where an arrow leads to (耐克 => 跑鞋), no thing is meant that
    the query goes on to name otherwise: 耐克卫衣."""
    hits = [] if query.exact else spoken(query.text, kept.synonyms, snapshot)
    edges = cutter.edges(query.text) if hits else frozenset()
    for hit in hits:
        there = [one for one in query.entities if one.start <= hit.start and hit.end <= one.end]
        if hit.start not in edges or hit.end not in edges or any(one.kind in _NAMES or one.end - one.start > hit.end - hit.start for one in there):
            continue
        own = whole_name(query.text[hit.start : hit.end], snapshot)
        if own is not None and own.kind in _NAMES:
            continue
        things = [one for one in query.entities if one.kind == CATEGORY and one.start >= hit.end]
        found = next(_meant(hit, snapshot, names_only=bool(there), thing_follows=bool(things)), None)
        if found is not None:
            yield changed(found, start=hit.start, end=hit.end)


def _meant(hit: Hit[Meanings], snapshot: Snapshot, *, names_only: bool, thing_follows: bool) -> Iterator[Entity]:
    """What the synonyms of a term name, as wholes; with `names_only` brands and categories alone."""
    for one in hit.value:
        for text in others(one, hit.text) if one.kind == SYNONYM else ():
            named = whole_name(text, snapshot)
            if named is None or (names_only and named.kind not in _NAMES) or (thing_follows and one.right and named.kind == CATEGORY):
                continue
            yield named


def _merged(before: Iterable[Entity], found: Iterable[Entity]) -> tuple[Entity, ...]:
    """All that stand: of overlapping ones the longest, of equally long ones the first found, which are the dictionary's."""
    stands: list[Entity] = []
    for one in sorted((*found, *before), key=lambda one: one.start - one.end):
        if all(one.end <= other.start or other.end <= one.start for other in stands):
            stands.append(one)
    return tuple(sorted(stands, key=lambda one: one.start))


def without_stops(query: Query, kept: Dictionary, cutter: Cutter) -> Query:
    """The query that does not seek the dictionary's stop words; where there are no others, they are sought after all."""
    if not len(kept.stops):
        return query
    hits = list(kept.stops.found(pieces_of(query.sought)))
    if not hits:
        return query
    edges, text = cutter.edges(query.sought), query.sought
    for hit in reversed(hits):
        if hit.start in edges and hit.end in edges:
            text = f"{text[: hit.start]} {text[hit.end :]}"
    text = " ".join(text.split())
    return changed(query, sought=text) if has_unit(text) else query
