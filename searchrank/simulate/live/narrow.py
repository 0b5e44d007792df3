"""Filters that a shopper may set: takes a page and a need, gives the filter of the page that says most of what the query did not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchrank.simulate.live.door import Answer
from searchrank.simulate.live.meaning import wanted_values, wording
from searchrank.simulate.wants import PARTS, Needs
from searchrank.simulate.world.catalogue import NONE, Places
from searchrank.simulate.world.lexicon import LANGUAGES

FACETS = ("brand", "category", "price")
"""What the page of results counts."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that the page offers, and how much it matters to the need, 0 to 1."""

    filter: str
    weight: float


def best_filter(page: Answer, needs: Needs, row: int, places: Places, set_already: Sequence[str]) -> str | None:
    """The filter that matters most among those that the page offers and that are not set; None where there is none. Ties: brand, price, values."""
    fields = {one.partition(":")[0] for one in set_already}
    offers = [offer for offer in offered(page, needs, row, places) if offer.filter.partition(":")[0] not in fields and offer.weight > 0]
    return max(offers, key=lambda offer: offer.weight).filter if offers else None


def offered(page: Answer, needs: Needs, row: int, places: Places) -> Iterator[Offer]:
    """Every filter of this page that the need can use."""
    heavy = dict(zip(PARTS, needs.weight[row].tolist(), strict=True))
    language = LANGUAGES[int(needs.wants.language[row])]
    yield from _brands(page, needs, row, places, heavy["brand"])
    yield from _prices(page, needs, row, heavy["price"])
    shown = _shown_attributes(page)
    for attribute, bits in wanted_values(needs.wants, row, places):
        name = attribute.name[language]
        wanted = {wording(value) for place, value in enumerate(attribute.values[language]) if bits >> place & 1}
        yield from (Offer(f"attributes.{name}:{value}", heavy["values"]) for value in shown.get(name, []) if wording(value) in wanted)


def _brands(page: Answer, needs: Needs, row: int, places: Places, weight: float) -> Iterator[Offer]:
    brand = int(needs.wants.brand[row])
    if brand != NONE:
        names = {wording(places.brands[brand].latin), wording(places.brands[brand].native)}
        yield from (Offer(f"brand:{name}", weight) for name in page["facets"].get("brand", {}) if wording(name) in names)


def _prices(page: Answer, needs: Needs, row: int, weight: float) -> Iterator[Offer]:
    """The need's own bounds: the page has two boxes for prices, where its products have any."""
    low, high = float(needs.wants.low[row]), float(needs.wants.high[row])
    bounds = "..".join("" if math.isnan(one) or math.isinf(one) else f"{max(one, 0):.0f}" for one in (low, high))
    if page["facets"].get("price") and bounds != "..":
        yield Offer(f"price:{bounds}", weight)


def _shown_attributes(page: Answer) -> dict[str, list[str]]:
    """Values by attribute, as the products of the page have them."""
    shown: dict[str, list[str]] = {}
    for hit in page["hits"]:
        for name, value in (hit["document"].get("attributes") or {}).items():
            values = shown.setdefault(name, [])
            values += [one for one in (value if isinstance(value, list) else [value]) if one not in values]
    return shown
