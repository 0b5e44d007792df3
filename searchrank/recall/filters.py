"""Filters: parsed from what the caller sent, turned into engine tokens, and checked exactly on columns.

A filter is split at its first colon. Several on one field are alternatives, on different fields all hold. Names: brand, category, shop, region,
price, stock and `attributes.NAME`; an attribute's own name alone will do where it is none of those.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from searchrank.errors import InvalidInput, UnknownName
from searchrank.query.normalise import normalise
from searchrank.recall.saying import says
from searchrank.recall.stated import stating
from searchrank.records import Filter, Rows
from searchrank.store.arrays import OFFSETS, VALUES, distinct
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

NAMES = ("brand", "category", "shop", "region")
PRICE, STOCK, ATTRIBUTES, WITHOUT = "price", "stock", "attributes.", "without"
LISTED = ("category", "brand")
"""The fields whose values have lists of their products."""
SELLING = frozenset(("shop", "region", PRICE, STOCK))
"""The fields that can change while a product's text stays as it is."""
_LISTED_ATTRIBUTES = 30


def known_fields(snapshot: Snapshot) -> list[str]:
    """The fields that a filter may name, attributes by falling number of values last."""
    names = list(snapshot.vocabulary("attribute.name").texts[:_LISTED_ATTRIBUTES])
    return [*NAMES, PRICE, STOCK, *(ATTRIBUTES + name for name in names)]


def parse_filter(text: str, snapshot: Snapshot) -> Filter:
    """One filter as a value; raises UnknownName or InvalidInput with the value seen."""
    name, colon, value = text.partition(":")
    if not colon or not value.strip():
        raise InvalidInput(f"filter {text[:80]!r} is not field:value: write for example brand:acme or price:10..50", field="filter")
    if name == PRICE:
        return _price(value)
    if name == STOCK:
        return _stock(value)
    key = normalise(value)
    return Filter(_field(name, snapshot), category_key(key) if name == "category" else key)


def _field(name: str, snapshot: Snapshot) -> str:
    if name in NAMES:
        return name
    key = normalise(name.removeprefix(ATTRIBUTES))
    if snapshot.vocabulary("attribute.name").ids([key])[0] < 0:
        raise UnknownName("filter", name, known_fields(snapshot), field="filter")
    return ATTRIBUTES + key


def _price(value: str) -> Filter:
    low, dots, high = value.partition("..")
    bounds = [_bound(part, value) for part in ((low, high) if dots else (low, low))]
    if bounds == [None, None]:
        raise InvalidInput(f"filter price:{value[:40]} has no bound: write price:10..50, price:10.. or price:..50", field="filter")
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        turned = f"price:{high.strip()[:40]}..{low.strip()[:40]}"
        raise InvalidInput(f"filter price:{value[:40]} lets nothing pass: write the lower bound first, {turned}", field="filter")
    return Filter(PRICE, None, bounds[0], bounds[1])


def _bound(part: str, value: str) -> float | None:
    if not part.strip():
        return None
    try:
        number = float(part)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(f"filter price:{value[:40]} has the bound {part[:40]!r}, which is no number: write price:10..50", field="filter")
    return number


def _stock(value: str) -> Filter:
    if value != "in":
        raise InvalidInput(f"filter stock:{value[:40]} is unknown: the only value is stock:in", field="filter")
    return Filter(STOCK, value)


Grouped = Mapping[str, Sequence[Filter]]


def by_field(filters: Sequence[Filter], *, without: str | None = None) -> Grouped:
    """The filters by field, one field left out if named."""
    groups: dict[str, list[Filter]] = defaultdict(list)
    for one in filters:
        if one.field != without:
            groups[one.field].append(one)
    return groups


def engine_tokens(groups: Grouped) -> tuple[tuple[str, ...], ...]:
    """What the engine demands: one group of alternatives a field; prices apart (they are ranges), and what is to be left out."""
    asked = [(field, ones) for field, ones in groups.items() if field not in (PRICE, WITHOUT)]
    return tuple(tuple(f"{field}:{value}" for one in ones for value in (one.value, *one.also)) for field, ones in asked)


def price_range(groups: Grouped) -> tuple[float | None, float | None] | None:
    """The range that holds all asked price ranges, for the engine; columns check each exactly."""
    ones = groups.get(PRICE, ())
    if not ones:
        return None
    low = None if any(one.low is None for one in ones) else min(one.low for one in ones if one.low is not None)
    high = None if any(one.high is None for one in ones) else max(one.high for one in ones if one.high is not None)
    return low, high


def passing(view: View, rows: Rows, groups: Grouped) -> Rows:
    """Those of the rows that pass every group, in the order given."""
    for field, ones in groups.items():
        if not len(rows):
            return rows
        rows = rows[_passes(view, rows, field, ones)]
    return rows


def listed(snapshot: Snapshot, groups: Grouped, most: int) -> tuple[Rows, Grouped] | None:
    """The published rows that a filter by category or brand lets pass, ascending, by the field's own list, and the filters left to be passed.

    None where no list is so short. What a field with lists says is text: a row that says what was published has that field as it was published.
    """
    for field in LISTED:
        runs = [_run(snapshot, field, value or "") for one in groups.get(field, ()) for value in (one.value, *one.also)]
        if runs and sum(end - start for start, end in runs) <= most:
            values = snapshot.array(f"{field}.rows{VALUES}")
            rows = distinct(np.concatenate([values[start:end] for start, end in runs]))
            return rows, {name: ones for name, ones in groups.items() if name != field}
    return None


def _run(snapshot: Snapshot, field: str, key: str) -> tuple[int, int]:
    """Where in the list of a field the rows of one value lie: categories are numbered so that those below one follow it."""
    (place,), offsets = snapshot.places(f"{field}.key", [key]), snapshot.array(f"{field}.rows{OFFSETS}")
    # What came since publishing has no published rows.
    if not 0 <= place < len(offsets) - 1:
        return 0, 0
    return int(offsets[place]), int(offsets[snapshot.array("category.end")[place] if field == "category" else place + 1])


def newly_passing(view: View, rows: Rows, before: Rows, groups: Grouped) -> npt.NDArray[np.bool_]:
    """Which of the rows pass every group now, where the rows `before` of the same products do not."""
    now, then = np.ones(len(rows), bool), np.ones(len(rows), bool)
    for field, ones in groups.items():
        now &= _passes(view, rows, field, ones)
        then &= _passes(view, before, field, ones)
    return now & ~then


def _passes(view: View, rows: Rows, field: str, ones: Sequence[Filter]) -> npt.NDArray[np.bool_]:
    if field == PRICE:
        return _any(_in_range(view.take(PRICE, rows), one) for one in ones)
    if field == STOCK:
        return ~(view.take(STOCK, rows) <= 0)
    if field == WITHOUT:
        return ~_any(says(view, rows, one.value or "") for one in ones)
    keys = [value or "" for one in ones for value in (one.value, *one.also)]
    if field == "category":
        return _in_categories(view, rows, keys)
    if field in NAMES:
        wanted = np.array(view.snapshot.places(f"{field}.key", keys))
        return np.isin(view.take(field, rows), wanted[wanted >= 0])
    return _stating(view, rows, field.removeprefix(ATTRIBUTES), keys)[0]


def _any(masks: object) -> npt.NDArray[np.bool_]:
    return np.logical_or.reduce(list(masks))  # type: ignore[call-overload, no-any-return]


def _in_range(price: npt.NDArray[np.float32], one: Filter) -> npt.NDArray[np.bool_]:
    low = np.float32(-np.inf if one.low is None else one.low)
    high = np.float32(np.inf if one.high is None else one.high)
    return (price >= low) & (price <= high)


def _in_categories(view: View, rows: Rows, keys: Sequence[str]) -> npt.NDArray[np.bool_]:
    category = view.take("category", rows)
    masks = [view.below(category, node) for node in view.snapshot.places("category.key", keys) if node >= 0]
    return _any(masks) if masks else np.zeros(len(rows), bool)


def category_key(path: str) -> str:
    """A category path in normal form.

    >>> category_key("鞋靴>跑鞋")
    '鞋靴 > 跑鞋'
    """
    return " > ".join(part.strip() for part in path.split(">"))


def agreeing(view: View, rows: Rows, wish: Filter) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which rows grant a wish (they state one of its values, or say the first in so many words), and which state other values alone."""
    name = wish.field.removeprefix(ATTRIBUTES)
    has, stated = _stating(view, rows, name, [value for value in (wish.value, *wish.also) if value])
    granting, silent = has, np.flatnonzero(~(stated | has))
    granting[silent] = says(view, rows[silent], wish.value or "")
    return granting, stated & ~granting


def _stating(view: View, rows: Rows, name: str, keys: Sequence[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which rows state one of these values of an attribute, and which state any."""
    wanted = np.array(view.snapshot.places("attribute.key", [f"{name}:{key}" for key in keys]), np.int32)
    lists, places = view.lists_within("attributes", rows)
    return stating(lists.offsets, lists.values, places, wanted[wanted >= 0], _values_of(view.snapshot, name))


def _values_of(snapshot: Snapshot, name: str) -> npt.NDArray[np.int32]:
    """The rows of an attribute's values; none for an unknown name."""
    place = snapshot.places("attribute.name", [name])[0]
    return np.empty(0, np.int32) if place < 0 else snapshot.ragged("attribute.values")[place]
