"""The demo shop's world: from a seed to products, logged queries, judgments, contents and ads, all simulated.

The same seed gives the same things for ever; a longer catalogue begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Any

from searchrank.simulate.truth.judge import Judged, judge
from searchrank.simulate.typing.queries import different_queries, logged_queries, spoken
from searchrank.simulate.world import promotions
from searchrank.simulate.world.articles import contents
from searchrank.simulate.world.columns import recorder
from searchrank.simulate.world.lexicon import Lexicon
from searchrank.simulate.world.listing import Lister, Listing, lister
from searchrank.simulate.world.reading import fixtures, load_lexicon
from searchrank.simulate.world.spans import SPAN, spans

PATIENCE = 40
"""Queries tried for each judged one that is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Everything that can be drawn. Made by `load_world`."""

    lexicon: Lexicon
    lister: Lister

    def listings(self, seed: int, count: int) -> Iterator[Listing]:
        """The first `count` listings with the truth behind them, one after the other."""
        return chain.from_iterable(self.lister.span(seed, span) for span in spans(seed, count, SPAN))

    def products(self, seed: int, count: int) -> Iterator[dict[str, Any]]:
        """The first `count` products as JSON objects that `import products` takes.

        >>> world = load_world(date(2026, 1, 1))
        >>> [product["id"] for product in world.products(7, 2)] == [product["id"] for product in world.products(7, 3)][:2]
        True
        """
        return (listing.document for listing in self.listings(seed, count))

    def queries(self, seed: int, count: int) -> Iterator[tuple[str, int]]:
        """Up to `count` different queries with counts, most frequent first; fewer where the lexicon has no more to ask for."""
        return logged_queries(spoken(self.lexicon, self.lister.today, seed), count)

    def judgments(self, seed: int, listings: Sequence[Listing], queries: int = 200) -> Judged:
        """Up to `queries` queries that these listings serve, and the grades of the listings, computed from the truth."""
        record = recorder(self.lister.market)
        asked = islice(different_queries(spoken(self.lexicon, self.lister.today, seed)), PATIENCE * queries)
        return judge(asked, record.record(listings), record.places, seed, queries)

    def contents(self) -> Iterator[dict[str, Any]]:
        """Guides, reviews and lists as JSON objects that `import contents` takes."""
        return contents(self.lexicon)

    def ads(self, seed: int, listings: Sequence[Listing], count: int) -> Iterator[dict[str, Any]]:
        """Up to `count` ads for different products in stock, as JSON objects that `import ads` takes."""
        record = recorder(self.lister.market)
        return promotions.ads(record.record(listings), record.places, tuple(record.shops), seed, count)


def load_world(today: date) -> World:
    """The world of the fixtures; ages of products are counted back from `today`."""
    lexicon = load_lexicon(fixtures())
    return World(lexicon, lister(lexicon, today))
