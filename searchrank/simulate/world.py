"""The demo shop's world: from a seed to products, logged queries, judgments, contents and ads, all simulated.

The same seed gives the same things for ever; a longer catalogue begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count as numbers
from itertools import islice
from typing import Any

from searchrank.simulate.lexicon import Lexicon
from searchrank.simulate.listing import Lister, Listing
from searchrank.simulate.reading import fixtures, load_lexicon
from searchrank.simulate.shops import market
from searchrank.simulate.style import stylist


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Everything that can be drawn. Made by `load_world`."""

    lexicon: Lexicon
    lister: Lister

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


def load_world(today: date) -> World:
    """The world of the fixtures; ages of products are counted back from `today`."""
    lexicon = load_lexicon(fixtures())
    return World(lexicon, Lister(stylist(lexicon), market(lexicon), today))
