"""Nothing was found: the nearest that the shop does have, as real products and never as advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from searchrank.errors import SearchrankError
from searchrank.records import Hit
from searchrank_web.address import Address
from searchrank_web.contract import Shop

SHOWN = 10
FEWEST_WORDS = 1


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is offered instead: `kind` is unfiltered, suggested, fewer or best_selling; `address` shows all of it, None where no search led there."""

    kind: str
    q: str
    hits: Sequence[Hit]
    address: Address | None


def nearest(shop: Shop, address: Address) -> Nearest:
    """The first of these that has products: the same without filters, what the shop suggests for the text, fewer words, best sellers."""
    for kind, other in _attempts(shop, address):
        hits = shop.search(other.q, filters=other.filters, per_page=SHOWN).hits
        if hits:
            return Nearest(kind, other.q, hits, other)
    return Nearest("best_selling", "", tuple(shop.front().best_selling)[:SHOWN], None)


def _attempts(shop: Shop, address: Address) -> Iterator[tuple[str, Address]]:
    plain = Address(address.q, made=address.made)
    if address.filters:
        yield "unfiltered", plain
    for text in _suggested(shop, address.q):
        yield "suggested", replace(plain, q=text)
    words = address.q.split()[:8]
    for count in range(len(words) - 1, FEWEST_WORDS - 1, -1):
        yield "fewer", replace(plain, q=" ".join(words[:count]))


def _suggested(shop: Shop, text: str) -> tuple[str, ...]:
    # Help must not turn an answered page into a failure.
    try:
        return tuple(one.text for one in shop.suggest(text, limit=1).suggestions if one.text != text)
    except SearchrankError:
        return ()
