"""Contents and ads of the demo shop: guides of the fixtures, and simulated bids on products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from searchrank.simulate.chance import Weighted
from searchrank.simulate.world.lexicon import Lexicon
from searchrank.simulate.world.listing import Listing

SHARE_OF_PRICE = 0.01
"""What a click may cost, by the price of the product."""


def contents(lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """The articles of the fixtures as JSON objects that `import contents` takes; `categories` are leaf names in the article's language."""
    for article in lexicon.articles:
        categories = [lexicon.leaves[key].path[article.language][-1] for key in article.leaves]
        fields = {"id": article.id, "kind": article.kind, "title": article.title, "text": article.text}
        yield {**fields, "language": article.language, "categories": categories}


def ads(listings: Sequence[Listing], seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Up to `count` ads for different products as JSON objects that `import ads` takes; shops bid more for what is dear and sells little."""
    chance = Random(f"ads/{seed}")
    stocked = [(listing, 1 / (1 + listing.document["sales"]) ** 0.3) for listing in listings if listing.document["stock"]]
    drawn = Weighted.of(stocked) if stocked else None
    chosen = {listing.document["id"]: listing for listing in (drawn.pick(chance) for _ in range(2 * count))} if drawn else {}
    for number, (product_id, listing) in enumerate(list(chosen.items())[:count], 1):
        bid = round(max(0.1, SHARE_OF_PRICE * listing.document["price"] * chance.uniform(0.3, 1.5)), 2)
        words = list(listing.style.leaf.words[listing.language])
        yield {"id": f"ad{number:04d}", "product_id": product_id, "bid": bid, "shop": listing.document["shop"], "keywords": words}
