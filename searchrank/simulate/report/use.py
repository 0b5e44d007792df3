"""How use spreads over shoppers, products and brands: counts clicks, carts and orders by each, gives their quantiles and shares."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from searchrank.simulate.report.counting import Counted
from searchrank.simulate.report.day import CART, CLICK, PRODUCT, Day, Later, among, where
from searchrank.simulate.report.measure import Curve, Measure, curve, share

WEEKS = 28
"""Days over which events by shopper are counted, from the first."""
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class UseTally:
    """users: events in the first WEEKS days; items: events of the whole log; `products` and `brand` say whose product an item is."""

    products: pa.Array
    brand: npt.NDArray[np.int32]
    users: Counted
    items: Counted
    days: int

    @staticmethod
    def begun(orders: Later, products: pa.Array, brand: npt.NDArray[np.int32]) -> UseTally:
        """A tally that holds the orders of a log, and nothing else of it yet."""
        early = orders.at < orders.at.min(initial=np.inf) + WEEKS * 86400
        return UseTally(products, brand, Counted.of(where(orders.user, early)), Counted.of(orders.item), 0)

    def add(self, day: Day) -> UseTally:
        """This tally and the day."""
        events = day.events
        used = (events.of(CLICK) | events.of(CART)) & (events.card == PRODUCT)
        users = self.users + Counted.of(where(events.user, used)) if self.days < WEEKS else self.users
        return replace(self, users=users, items=self.items + Counted.of(where(events.item, used)), days=self.days + 1)

    def measures(self) -> Iterator[Measure]:
        """Events a shopper and a product, and the shares of brands."""
        yield from _quantiles("use.events_a_user", self.users.counts, (50, 90))
        yield from _quantiles("use.events_a_product", self.items.counts, ())
        brands, total = self._brands()
        yield share("use.no_brand", total - brands.sum(), total)
        yield share("use.first_brand", brands[:1].sum(), total)
        yield share("use.first_four_brands", brands[:4].sum(), total)

    def curves(self) -> Iterator[Curve]:
        """The share of shoppers and products with at least so many events; the share of events by rank of the product."""
        for line, counted in {"shoppers": self.users, "products": self.items}.items():
            counts = counted.largest()
            if len(counts):
                values, first = np.unique(counts[::-1], return_index=True)
                yield curve("use.events", line, values, 1 - first / len(counts))

    def _brands(self) -> tuple[Numbers, int]:
        """Events by brand, most first, and events of known products in all."""
        places = among(self.items.texts, self.products)
        brand, counts = self.brand[places[places >= 0]], self.items.counts[places >= 0]
        sums = np.bincount(brand[brand >= 0], weights=counts[brand >= 0]).astype(np.int64)
        return np.sort(sums)[::-1], int(counts.sum())


def _quantiles(name: str, counts: Numbers, percents: tuple[int, ...]) -> Iterator[Measure]:
    for percent in percents:
        yield Measure(f"{name}_p{percent}", float(np.percentile(counts, percent)) if len(counts) else math.nan, len(counts))
    if not percents:
        yield Measure(f"{name}_p50", float(np.median(counts)) if len(counts) else math.nan, len(counts))
        yield Measure(f"{name}_p95_by_p50", float(np.percentile(counts, 95) / np.median(counts)) if len(counts) else math.nan, len(counts))
    yield Measure(f"{name}_sigma", float(np.log(counts).std()) if len(counts) else math.nan, len(counts))
    yield Measure(f"{name}_mean", float(counts.mean()) if len(counts) else math.nan, len(counts))
