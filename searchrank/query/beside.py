"""What names mean beside each other: takes the names of a text in its order, gives those that they are together.

A category for whom (女士衬衫) names both people and thing; a model with its brand, before a thing that fits it, is one name of what it has to fit
(a case for the Lingto X3 is not by Lingto); a part of the shop (客厅, 办公) beside a thing says where or for what that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchrank.query.kinds import AUDIENCE, BRAND, CATEGORY, MODEL, WORD
from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import pieces_of
from searchrank.query.names import NO_ROW, is_leaf
from searchrank.query.placed import as_place, behind
from searchrank.query.values import Values
from searchrank.records import Entity, changed
from searchrank.store.snapshot import Snapshot

THINGS = (CATEGORY, WORD)


def settled(text: str, entities: Sequence[Entity], snapshot: Snapshot) -> Sequence[Entity]:
    """The names as they are meant beside each other."""
    if not entities:
        return entities
    entities = behind(text, entities)
    things = [one for one in entities if one.kind in THINGS]
    if not things:
        return entities
    if len(things) > 1:
        entities = [as_place(one, text) if one.kind == CATEGORY and _holds_others(one, things, snapshot) else one for one in entities]
    return list(_fitting(text, entities, things, snapshot)) if any(one.kind == MODEL for one in entities) else entities


def _holds_others(entity: Entity, things: Sequence[Entity], snapshot: Snapshot) -> bool:
    """Whether a category holds others, and a thing that is none such is named too."""
    return not is_leaf(snapshot, entity.id) and any(one is not entity and (one.kind == WORD or is_leaf(snapshot, one.id)) for one in things)


def _fitting(text: str, entities: Sequence[Entity], things: Sequence[Entity], snapshot: Snapshot) -> Iterator[Entity]:
    """The names, of which a brand before a model is one with it where products of the thing state both as what they fit."""
    last: Entity | None = None
    for one in entities:
        if last is not None and last.kind == BRAND and one.kind == MODEL and _is_fitted(text[last.start : one.end], things, snapshot):
            one, last = changed(one, start=last.start), None
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _is_fitted(said: str, things: Sequence[Entity], snapshot: Snapshot) -> bool:
    values = snapshot.kept("values", Values.open)
    return values is not None and any(thing.leaf != NO_ROW and values.asked(MODEL, said, thing.leaf) for thing in things)


def parted(text: str, entity: Entity) -> tuple[Entity, ...]:
    """People and the thing for them, where a name is of both.

    >>> [(one.kind, one.name) for one in parted("女士衬衫", Entity("category", 3, "女士衬衫", 0, 4, 3))]
    [('audience', '女士'), ('category', '女士衬衫')]
    """
    pieces = pieces_of(text[entity.start : entity.end])
    for last in range(len(pieces) - 1, 0, -1):
        if pieces.folded[: pieces.finishes[last - 1]] in lexicon().words[AUDIENCE]:
            end, start = entity.start + pieces.ends[last - 1], entity.start + pieces.starts[last]
            return Entity(AUDIENCE, NO_ROW, text[entity.start : end], entity.start, end), changed(entity, start=start)
    return (entity,)
