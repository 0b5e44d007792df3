"""What tests of live changes say: `shop.change(...)` is a PUT that every worker has seen when it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from searchrank.publish.live import Follower
from searchrank.recall.engines import Engines
from tests.shop_vocabulary import Given, LivingShop, living_shop, product

DATABASES = ("sqlite", "postgresql")
"""Where products and their changes are kept."""


def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database of the kind that the fixture's parameter names; None for the one in the home of the shop."""
    return str(request.getfixturevalue("fresh_postgresql_url")) if request.param == "postgresql" else None


@dataclass(frozen=True)
class LiveShop:
    """A living shop, and the follower of its changes, which runs when it is told to."""

    shop: LivingShop
    follower: Follower

    def change(self, *products: Given) -> None:
        """Put these products whole."""
        self.shop.shop.products.put([product(one) for one in products])
        self.follow()

    def patch(self, product_id: str, **fields: Any) -> None:
        """Change some fields of a product."""
        _, faults = self.shop.shop.products.patch([(product_id, fields)])
        assert not faults
        self.follow()

    def delete(self, *product_ids: str) -> None:
        """Sell these no more."""
        assert self.shop.shop.products.delete(product_ids).count == len(product_ids)
        self.follow()

    def follow(self) -> None:
        """Let the follower take all changes over, and every worker see them."""
        while self.follower.turn():
            pass
        self.shop._look()

    def killed(self) -> LiveShop:
        """The same shop after its writer was killed: another takes over what lies in the folder."""
        return LiveShop(self.shop, Follower(self.shop.store, self.shop.settings, Engines(self.shop.settings)))

    def sees(self, text: str, **asked: Any) -> list[str]:
        """The ids on the page, those that fit in part left out, by id."""
        page = self.shop.shop.search(text, **asked)
        return sorted(hit.id for hit in page.hits[: page.matching])

    def order(self, text: str, **asked: Any) -> list[str]:
        """The ids on the page, best first."""
        page = self.shop.shop.search(text, **asked)
        return [hit.id for hit in page.hits[: page.matching]]

    def facet(self, text: str, name: str) -> Mapping[str, int]:
        """The counts of a facet."""
        return self.shop.shop.search(text, facets=[name]).facets[name]


@contextmanager
def live_shop(home: Path, *products: Given, **settings: Any) -> Iterator[LiveShop]:
    """A published shop whose changes are followed."""
    with living_shop(home, *products, **{"suggest": {"catalogue_min_products": 1}, "watch_ms": 10_000, **settings}) as shop:
        shop.another()
        yield LiveShop(shop, Follower(shop.store, shop.settings, Engines(shop.settings)))
