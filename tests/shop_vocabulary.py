"""What tests of a whole shop say: `shop.put(...)`, `shop.publish()`, `shop.sees("跑鞋")`. Goes through the real store.

Takes products as dicts; a bare text stands for a product with that title and id.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchrank.publish import swap
from searchrank.publish.build import publish
from searchrank.records import Page, Product
from searchrank.settings import Settings
from searchrank.shop import Shop, open_shop
from searchrank.store.products import parse_product
from searchrank.store.snapshot import no_checkpoint, versions
from searchrank.store.store import Store, open_store

Given = str | Mapping[str, Any]

SOON = 5.0
"""Seconds to wait for what is promised within one: the tests share the machine, and none of them measures speed."""

SHOES: tuple[Given, ...] = (
    {"id": "n1", "title": "耐克 跑鞋 男 透气", "brand": "耐克", "category": "运动 > 跑鞋", "price": 499, "stock": 3, "sales": 20},
    {"id": "n2", "title": "Nike Air Zoom running shoes", "brand": "Nike", "category": "运动 > 跑鞋", "price": 899, "stock": 0, "sales": 90},
    {"id": "a1", "title": "安踏 跑鞋 女 轻便", "brand": "安踏", "category": "运动 > 跑鞋", "price": 259, "stock": 9, "sales": 55},
    {"id": "l1", "title": "启辰r50 大灯罩 左", "brand": "启辰", "category": "汽车 > 灯罩", "price": 120, "stock": 5, "attributes": {"颜色": "透明"}},
    {"id": "m1", "title": "保温杯 500ml 不锈钢", "brand": "虎牌", "category": "厨房 > 杯子", "price": 99, "stock": 7, "released_at": 1_690_000_000},
)


@dataclass(frozen=True)
class LivingShop:
    """A shop in a folder of its own, with its store; `shop` is the worker that serves, opened at first use."""

    settings: Settings
    store: Store
    _workers: list[Shop] = field(default_factory=list)

    @property
    def shop(self) -> Shop:
        """The first worker."""
        return self._workers[0] if self._workers else self.another()

    def another(self) -> Shop:
        """One more worker over the same folder; closed with the others."""
        self._workers.append(open_shop(self.settings))
        return self._workers[-1]

    def put(self, *products: Given) -> None:
        """Keep these products, shuffled in."""
        shuffled = [product(one) for one in products]
        random.Random(7).shuffle(shuffled)
        self.store.catalogue.put(shuffled)

    def publish(self, *products: Given, model: str | None = None, checkpoint: Callable[[str], None] = no_checkpoint) -> str:
        """Keep these products, if any, and publish; the worker, if one is open, serves the new version when this returns."""
        self.put(*products)
        version = publish(self.store, self.settings, model, checkpoint=checkpoint)
        self._look()
        return version

    def rollback(self, version: str | None = None) -> str:
        """Serve an earlier version again, at once."""
        chosen = swap.rollback(self.store, self.settings, version)
        self._look()
        return chosen

    def sees(self, text: str, **asked: Any) -> list[str]:
        """The ids on the page that a shopper sees, best first."""
        return [hit.id for hit in self.shop.search(text, **asked).hits]

    def suggests(self, prefix: str, limit: int = 10) -> list[str]:
        """The texts that are suggested, best first."""
        return [one.text for one in self.shop.suggest(prefix, limit=limit).suggestions]

    @property
    def serving(self) -> str | None:
        """The version that CURRENT names."""
        return swap.current(self.settings)

    @property
    def kept(self) -> list[str]:
        """The versions in the folder of snapshots."""
        return versions(self.settings.snapshots)

    @property
    def noted(self) -> list[str]:
        """The versions in the register."""
        return [row.version for row in self.store.snapshots.list()]

    @property
    def leftovers(self) -> list[str]:
        """Whatever lies among the snapshots and is neither one, nor CURRENT, nor a lock, nor the shop's own name."""
        locks = {".publishing", ".swapping", ".leases", ".shop"}
        return sorted({path.name for path in self.settings.snapshots.iterdir()} - {*self.kept, *locks, "CURRENT"})

    def close(self) -> None:
        for worker in self._workers:
            worker.close()
        self.store.close()

    def _look(self) -> None:
        for worker in self._workers:
            worker.watch.look()


@contextmanager
def living_shop(home: Path, *products: Given, **settings: Any) -> Iterator[LivingShop]:
    """A shop in this folder; published, if products are given. `settings` differ from the usual ones."""
    chosen = Settings(home=home, **{"watch_ms": 20, **settings})
    home.mkdir(parents=True, exist_ok=True)
    shop = LivingShop(chosen, open_store(chosen, create=True))
    try:
        if products:
            shop.publish(*products)
        yield shop
    finally:
        shop.close()


def product(given: Given) -> Product:
    """The product of a dict, or of a title that is its id too."""
    return parse_product({"id": given, "title": given} if isinstance(given, str) else {"id": given.get("title"), **given})


def shoes(count: int, *, colour: str = "红色") -> list[dict[str, Any]]:
    """This many different shoes, all of this colour, with ids shoe-0000 and on."""
    kinds = ("跑鞋", "篮球鞋", "登山鞋", "凉鞋", "running shoes")
    return [
        {
            "id": f"shoe-{number:04d}",
            "title": f"{colour} {kinds[number % len(kinds)]} 型号{number}",
            "brand": ("安踏", "李宁", "Nike")[number % 3],
            "price": 100 + number,
            "stock": number % 4,
            "category": f"鞋 > {kinds[number % len(kinds)]}",
        }
        for number in range(count)
    ]


def adds_up(explanation: Any) -> float:
    """The score that an explanation makes: bias and contributions."""
    return float(explanation["bias"]) + sum(float(one["contribution"]) for one in explanation["features"])


def eventually(holds: Callable[[], bool], *, seconds: float = SOON) -> bool:
    """Whether this holds within so many seconds."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return held


class Shoppers:
    """Three shoppers who search for these texts without pause until the block ends; `pages` in the order of the answers."""

    def __init__(self, shop: Shop, texts: Sequence[str]) -> None:
        self.pages: list[Page] = []
        self.failures: list[Exception] = []
        self._shop, self._texts, self._done = shop, texts, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(3)]

    def _ask(self, number: int) -> None:
        while not self._done.wait(0.005):
            number += 1
            try:
                self.pages.append(self._shop.search(self._texts[number % len(self._texts)]))
            except Exception as error:
                self.failures.append(error)

    def __enter__(self) -> Shoppers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()
