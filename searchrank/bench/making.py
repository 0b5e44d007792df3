"""Makes the shop that is measured: generated products and queries, imported, published, with a model of the usual size. Each phase is timed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from searchrank.bench.figures import Figure, latency, seconds_of, timed
from searchrank.learn.train import train
from searchrank.publish.build import publish
from searchrank.settings import Settings
from searchrank.shop import open_shop
from searchrank.simulate.world.files import write_lines
from searchrank.simulate.world.folder import WorldFolder, open_world, write_world
from searchrank.simulate.world.world import load_world
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


@dataclass(frozen=True)
class Bench:
    """What is measured: a shop's settings, how many products, where progress goes; `made` is a world folder to take instead of generating one."""

    settings: Settings
    products: int
    report: Report
    made: Path | None = None

    @property
    def searches(self) -> int:
        """How many searches are measured: 2,000, fewer on a shop of less than 10,000 products, which only shows that everything runs."""
        return min(2000, self.products // 5)

    @cached_property
    def world(self) -> WorldFolder:
        """The products and what is known of them, generated at first use."""
        if self.made is not None:
            return open_world(self.made)
        return write_world(self.settings.home / "world", self.products, SEED, TODAY, self.report)

    def make(self) -> Iterator[Figure]:
        """Generate, import, publish and open the shop; a figure after each phase."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        yield seconds_of("publish", f"generate {self.products:,} products", timed(lambda: self.world)[1])
        store = open_store(self.settings, create=True)
        try:
            spent = yield from self._filled(store)
        finally:
            store.close()
        yield seconds_of("publish", "import and publish", spent, "60 at 100,000 products")
        yield from self._opened()

    def train(self) -> Iterator[Figure]:
        """Train a model and publish with it."""
        world, seed = load_world(self.world.today), self.world.seed
        judged = world.judgments(seed, list(world.listings(seed, min(self.products, JUDGED_AMONG))), JUDGED_QUERIES)
        store = open_store(self.settings)
        try:
            store.judgments.put(judged.queries, judged.judgments)
            trained, spent = timed(lambda: train(store, self.settings, folds=0, progress=self.report))
            yield seconds_of("search", f"train on {len(judged.queries)} queries", spent)
            publish(store, self.settings, model=trained.version, progress=self.report)
        finally:
            store.close()

    def _queries(self) -> Path:
        """A file of logged queries, more than a world folder has: the bank is to be as large as the catalogue."""
        path = self.settings.home / "queries.tsv.gz"
        self.report("queries", 0, None)
        write_lines(path, (f"{text}\t{count}" for text, count in load_world(TODAY).queries(SEED, int(self.products * LOGGED))))
        return path

    def _filled(self, store: Store) -> Generator[Figure, None, float]:
        """Three figures; returns the seconds of products and publishing together."""
        imported = sum(self._import(store, "products", path) for path in self.world.product_files)
        yield seconds_of("publish", "import products", imported)
        yield seconds_of("publish", "import queries", self._import(store, "queries", self._queries()))
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
