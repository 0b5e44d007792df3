"""The demo shop's world: from a seed to products, logged queries, judgments, contents and ads, all simulated.

The same seed gives the same things for ever; a longer catalogue begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count as numbers
from itertools import islice
from typing import Any

from searchrank.simulate.truth.judgments import Judged, judge
from searchrank.simulate.typing.queries import logged_queries
from searchrank.simulate.typing.wish import Wisher, wisher
from searchrank.simulate.world import promotions
from searchrank.simulate.world.lexicon import Lexicon
from searchrank.simulate.world.listing import Lister, Listing
from searchrank.simulate.world.reading import fixtures, load_lexicon
from searchrank.simulate.world.shops import market
from searchrank.simulate.world.style import stylist


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Everything that can be drawn. Made by `load_world`."""

    lexicon: Lexicon
    lister: Lister
    wisher: Wisher

    def listings(self, seed: int, count: int) -> Iterator[Listing]:
        """The first `count` listings with the truth behind them, one after the other."""
        every = (listing for number in numbers() for listing in self.lister.listings(seed, number))
        return islice(every, count)

    def products(self, seed: int, count: int) -> Iterator[dict[str, Any]]:
        """The first `count` products as JSON objects that `import products` takes.

        >>> world = load_world(date(2026, 1, 1))
        >>> [product["id"] for product in world.products(7, 2)] == [product["id"] for product in world.products(7, 3)][:2]
        True
        """
        return (listing.document for listing in self.listings(seed, count))

    def queries(self, seed: int, count: int) -> Iterator[tuple[str, int]]:
        """Up to `count` different queries with counts, most frequent first; fewer where the lexicon has no more to ask for."""
        return logged_queries(self.wisher, seed, count)

    def judgments(self, seed: int, listings: Sequence[Listing], queries: int = 200) -> Judged:
        """Up to `queries` queries that these listings serve, and the grades of the listings, computed from the truth."""
        return judge(self.wisher, listings, seed, queries)

    def contents(self) -> Iterator[dict[str, Any]]:
        """Guides and reviews as JSON objects that `import contents` takes."""
        return promotions.contents(self.lexicon)

    def ads(self, seed: int, listings: Sequence[Listing], count: int) -> Iterator[dict[str, Any]]:
        """Up to `count` ads for different products in stock, as JSON objects that `import ads` takes."""
        return promotions.ads(listings, seed, count)


def load_world(today: date) -> World:
    """The world of the fixtures; ages of products are counted back from `today`."""
    lexicon = load_lexicon(fixtures())
    return World(lexicon, Lister(stylist(lexicon), market(lexicon), today), wisher(lexicon))
