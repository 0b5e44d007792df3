"""What a query wants besides things: takes its text and entities, gives the price filter that its words ask for, what is sought without such words,
and intents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from searchrank.query.entities import remaining
from searchrank.query.kinds import AUDIENCE, BRAND, MODEL, SAID
from searchrank.query.negation import WITHOUT
from searchrank.query.prices import Price, find_price
from searchrank.query.tokens import has_unit
from searchrank.query.words import JOINING, Cutter
from searchrank.records import Applied, Entity, Filter, Query, changed
from searchrank.store.snapshot import Snapshot

PRICE = "price"
FOR = "给"
LEAST_PRICED = 0.5
"""A price in words is read where this share of the products has a price: elsewhere a filter by it would hide most of the shop."""


def priced(query: Query, snapshot: Snapshot) -> Query:
    """The query with the filter that its words name (unless the shopper decided otherwise), the words themselves out of `sought`, and an entity
    where they stand.

    A product without a price passes no price filter.
    """
    price = find_price(query.text, _written(snapshot)) if snapshot.kept("priced", _is_priced) else None
    if price is None:
        return query
    said = query.text[price.start : price.end]
    made = () if settled(query, PRICE) else (Applied(Filter(PRICE, None, price.low, price.high), said),)
    entity = Entity(PRICE, -1, said, price.start, price.end)
    return changed(query, sought=_without(query.text, price), applied=(*query.applied, *made), entities=(*query.entities, entity), intents=(PRICE,))


def settled(query: Query, field: str) -> bool:
    """Whether the shopper has decided about a field: he undid what his words ask for, or filters by it himself."""
    return field in query.undone or any(one.field == field for one in query.filters)


def unsaid(query: Query, cutter: Cutter) -> Query:
    """The query that seeks nothing by words which ask for no thing (包邮, best); where there are no others, they are sought after all.

    What ends in a character that joins begins where a word does: 好的 stands not in 美好的生活, nor 用的 in 实用的包.
    """
    before = [one for one in map(partial(_before, query.text), query.entities) if one is not None]
    if not before and all(entity.kind not in SAID for entity in query.entities):
        return query
    joining = [one for one in query.entities if one.kind in SAID and query.text[one.end - 1] in JOINING]
    begins = cutter.edges(query.text) if joining else frozenset[int]()
    entities = tuple(one for one in query.entities if one not in joining or one.start in begins)
    left = remaining(query.text, sorted((*entities, *before), key=lambda one: one.start), (*SAID, PRICE))
    for refused in (one.text for one in query.applied if one.filter.field == WITHOUT):
        left = " ".join(left.replace(refused, " ").split())
    return changed(query, entities=entities, sought=left) if has_unit(left) else changed(query, entities=entities)


def _before(text: str, people: Entity) -> Entity | None:
    """The word right before people that says no more than that it is for them: 给 of 给孩子的玩具."""
    if people.kind != AUDIENCE or not text[: people.start].endswith(FOR):
        return None
    return Entity(SAID[0], -1, FOR, people.start - len(FOR), people.start)


def with_intents(query: Query) -> Query:
    """The query with its intents: price, cheap, fresh and reading by their words, size by a size or a number with a unit, navigational where
    nothing but brands and models is named."""
    kinds = {entity.kind for entity in query.entities}
    found: list[str] = [kind for kind in ("cheap", "fresh", "reading") if kind in kinds]
    found += ["size"] if kinds & {"size", "number"} else []
    found += ["navigational"] if kinds & {BRAND, MODEL} and not has_unit(remaining(query.text, query.entities, (BRAND, MODEL, PRICE, *SAID))) else []
    return changed(query, intents=(*query.intents, *found)) if found else query


def blanked(text: str, entities: Sequence[Entity]) -> str:
    """The text with blanks where these entities stand, so that what is left keeps its place."""
    for entity in entities:
        text = text[: entity.start] + " " * (entity.end - entity.start) + text[entity.end :]
    return text


def _without(text: str, price: Price) -> str:
    return " ".join(f"{text[: price.start]} {text[price.end :]}".split())


def _is_priced(snapshot: Snapshot) -> bool:
    return bool(np.isfinite(snapshot.array("column.price")).mean() >= LEAST_PRICED)


def _written(snapshot: Snapshot) -> Callable[[str], bool]:
    """Whether the catalogue has a run of digits as a token: it keeps `100-400` as 100400 too."""
    return lambda run: snapshot.places("units", [run])[0] >= 0
