"""What a query asks for besides its thing: takes its entities and likely categories, gives the filters that they become.

Sizes, numbers with units, colours, materials, people and other values become filters where the products of the likely category state such values
often enough; what a product does not say is not held against it. A wish for a low price becomes a price: the cheapest third of the category.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from searchrank.query.either import OR
from searchrank.query.intent import PRICE, settled
from searchrank.query.kinds import CATEGORY, CHEAP, VALUES, WORD
from searchrank.query.normalise import normalise
from searchrank.query.values import Values
from searchrank.records import Applied, Entity, Filter, Query, changed
from searchrank.store.snapshot import Snapshot

ATTRIBUTES = "attributes."
LEAST_LIKELY = 0.5
"""A category as likely as this tells what its products state."""
MEASURES = ("number", "size")
LEAST_STATING = 0.3
"""A number or a size is that of the categories that state it, where they are as likely as this together: 256GB is of a laptop where 笔记本 may be a
notebook too."""
LEAST_STATED = 0.25
"""An attribute that a smaller share of the category's products state is no ground to leave out those that state another value."""
CHEAP_SHARE = 1 / 3
FEWEST_PRICED = 12
"""Of fewer products no third is cheap."""
HELD = {"number": 0, "size": 1, "audience": 2, "colour": 3, "material": 4}
"""Which wishes are held longest where nothing grants all of them."""
WISHED = frozenset(VALUES) - {"season", "place", "feature"}


def wished(query: Query, snapshot: Snapshot) -> Query:
    """The query with filters by the values that its words ask for, those on fields apart about which the shopper decided himself."""
    row, chance = next(iter(query.categories.items()), (-1, 0.0))
    made = list(_by_value(query, snapshot, {row: chance} if chance >= LEAST_LIKELY else {}))
    if chance >= LEAST_LIKELY:
        made += _by_price(query, snapshot, row)
    return changed(query, applied=(*query.applied, *made)) if made else query


def _by_value(query: Query, snapshot: Snapshot, surely: Mapping[int, float]) -> Sequence[Applied]:
    entities = [entity for entity in query.entities if entity.kind in WISHED and (surely or entity.kind in MEASURES)]
    values = snapshot.kept("values", Values.open) if entities else None
    if values is None:
        return ()
    found: dict[str, tuple[Applied, Entity]] = {}
    for entity in sorted(entities, key=lambda one: HELD.get(one.kind, len(HELD))):
        likely = _stating(query) if entity.kind in MEASURES else surely
        made = _made(values, entity, query.text[entity.start : entity.end], likely)
        if made is None or settled(query, made.filter.field):
            continue
        before = found.get(made.filter.field)
        if before is None:
            found[made.filter.field] = made, entity
        elif OR.fullmatch(query.text[before[1].end : entity.start]):
            found[made.filter.field] = _with_either(*before, made, entity, query.text), entity
    return [made for made, _ in found.values()]


def _with_either(one: Applied, first: Entity, other: Applied, last: Entity, text: str) -> Applied:
    """The filter that either of two values passes: red or blue."""
    values = dict.fromkeys((*one.filter.also, *filter(None, (other.filter.value,)), *other.filter.also))
    return Applied(changed(one.filter, also=tuple(values)), text[first.start : last.end])


def _stating(query: Query) -> Mapping[int, float]:
    """The likely categories, and that of a thing that is named: a phone of 6.1 inches is no case for one."""
    named = {one.leaf: LEAST_STATING for one in query.entities if one.kind in (CATEGORY, WORD) and one.leaf >= 0}
    return {**query.categories, **{leaf: max(chance, query.categories.get(leaf, 0.0)) for leaf, chance in named.items()}}


def _made(values: Values, entity: Entity, said: str, likely: Mapping[int, float]) -> Applied | None:
    """The filter by what the likely categories state of these words: of several attributes by that of the likeliest ones."""
    chances, stated = dict[str, float](), dict[str, dict[str, None]]()
    for row, chance in likely.items():
        # What the dictionary calls otherwise (navy blue) is stated by its name.
        asked = values.asked(entity.kind, said, row) or values.asked(entity.kind, normalise(entity.name), row)
        if asked is not None and asked.share >= LEAST_STATED:
            chances[asked.name] = chances.get(asked.name, 0.0) + chance
            stated.setdefault(asked.name, {}).update(dict.fromkeys(asked.values))
    if not chances or max(chances.values()) < LEAST_STATING:
        return None
    name = max(chances, key=lambda one: chances[one])
    first, *others = stated[name]
    return Applied(Filter(ATTRIBUTES + name, first, also=tuple(others), lenient=True), said)


def _by_price(query: Query, snapshot: Snapshot, leaf: int) -> Iterator[Applied]:
    said = next((query.text[one.start : one.end] for one in query.entities if one.kind == CHEAP), None)
    if said is None or settled(query, PRICE) or any(one.filter.field == PRICE for one in query.applied):
        return
    known: dict[int, float | None] = snapshot.kept("cheap", lambda _: {})
    if leaf not in known:
        known[leaf] = _cheap(snapshot, leaf)
    if (most := known[leaf]) is not None:
        yield Applied(Filter(PRICE, None, None, most), said)


def _cheap(snapshot: Snapshot, leaf: int) -> float | None:
    """What the cheapest third of a category costs at most; None where too few have a price."""
    prices = snapshot.array("column.price")[snapshot.array("column.category") == leaf]
    prices = prices[np.isfinite(prices)]
    return round(float(np.quantile(prices, CHEAP_SHARE)), 2) if len(prices) >= FEWEST_PRICED else None
