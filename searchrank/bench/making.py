"""Makes the shop that is measured: generated products and queries, imported, published, with a model of the usual size. Each phase is timed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from searchrank.bench.figures import Figure, latency, seconds_of, timed
from searchrank.learn.train import train
from searchrank.publish.build import publish
from searchrank.settings import Settings
from searchrank.shop import open_shop
from searchrank.simulate.world.files import ShopFiles, write_lines, write_objects
from searchrank.simulate.world.world import World, load_world
from searchrank.store.store import Store, open_store

SEED = 13
TODAY = date(2026, 1, 1)
"""Fixed, so that every run measures the same shop."""
LOGGED = 1.2
"""Logged queries a product: nearly all are in stock, so that 100,000 products give a bank of 100,000."""
JUDGED_AMONG, JUDGED_QUERIES = 10_000, 60
"""Judgments come from the first products: the model needs its size, not its quality."""
OPENINGS = 5

Report = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: a shop's settings, how many products, where progress goes."""

    settings: Settings
    products: int
    report: Report

    @property
    def searches(self) -> int:
        """How many searches are measured: 2,000, fewer on a shop of less than 10,000 products, which only shows that everything runs."""
        return min(2000, self.products // 5)

    @property
    def files(self) -> ShopFiles:
        """Where the generated files lie."""
        return ShopFiles.within(self.settings.home / "import")

    def make(self) -> Iterator[Figure]:
        """Generate, import, publish and open the shop; a figure after each phase."""
        world = load_world(TODAY)
        self.settings.home.mkdir(parents=True, exist_ok=True)
        yield seconds_of("publish", f"generate {self.products:,} products", timed(lambda: self._generate(world))[1])
        store = open_store(self.settings, create=True)
        try:
            spent = yield from self._filled(store)
        finally:
            store.close()
        yield seconds_of("publish", "import and publish", spent, "60 at 100,000 products")
        yield from self._opened()

    def train(self) -> Iterator[Figure]:
        """Train a model and publish with it."""
        world = load_world(TODAY)
        judged = world.judgments(SEED, list(world.listings(SEED, min(self.products, JUDGED_AMONG))), JUDGED_QUERIES)
        store = open_store(self.settings)
        try:
            store.judgments.put(judged.queries, judged.judgments)
            trained, spent = timed(lambda: train(store, self.settings, folds=0, progress=self.report))
            yield seconds_of("search", f"train on {len(judged.queries)} queries", spent)
            publish(store, self.settings, model=trained.version, progress=self.report)
        finally:
            store.close()

    def _generate(self, world: World) -> None:
        self.files.products.parent.mkdir(exist_ok=True)
        write_objects(self.files.products, self._told("generate", world.products(SEED, self.products)))
        write_lines(self.files.queries, (f"{text}\t{count}" for text, count in world.queries(SEED, int(self.products * LOGGED))))

    def _told(self, step: str, objects: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
        done = 0
        while chunk := list(islice(objects, 1000)):
            yield from chunk
            done += len(chunk)
            self.report(step, done, self.products)

    def _filled(self, store: Store) -> Generator[Figure, None, float]:
        """Three figures; returns the seconds of products and publishing together."""
        imported = self._import(store, "products", self.files.products)
        yield seconds_of("publish", "import products", imported)
        yield seconds_of("publish", "import queries", self._import(store, "queries", self.files.queries))
        _, published = timed(lambda: publish(store, self.settings, progress=self.report))
        yield seconds_of("publish", "publish", published)
        return imported + published

    def _import(self, store: Store, kind: str, path: Path) -> float:
        def told(done: int, total: int | None) -> None:
            self.report(f"import {kind}", done, total)

        return timed(lambda: store.imports.run(kind, path, progress=told))[1]

    def _opened(self) -> Iterator[Figure]:
        spent = []
        for _ in range(OPENINGS):
            shop, seconds = timed(lambda: open_shop(self.settings))
            shop.close()
            spent.append(seconds)
        yield latency("publish", "open the shop, warm files", spent, "1000")
