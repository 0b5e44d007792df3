"""What a search costs, whole and by stage, and the recall engine alone with the very requests that these searches made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from searchrank.bench.apart import apart
from searchrank.bench.figures import Figure, latency, timed
from searchrank.bench.making import SEED, TODAY, Bench
from searchrank.pipeline import Pipeline, Search
from searchrank.publish.build import publish
from searchrank.recall.engine import Engine, Matched, Request
from searchrank.recall.engines import Engines
from searchrank.recall.recall import Recall
from searchrank.records import Page, Query
from searchrank.settings import Settings
from searchrank.shop import Shop, open_shop
from searchrank.simulate.world.world import load_world
from searchrank.store.settle import settle
from searchrank.store.store import open_store

WARM_UP = 0.5
"""Searches before those that are measured, by their number: cold, an engine is three times slower."""
STAGE_BUDGETS = {"understand": "0.25 / 1", "recall": "1.5 / 5.7 with matches", "fine": "0.8 / 1.7 with features", "scatter": "0.4 / 1"}
ASSEMBLE_BUDGET, WHOLE_BUDGET = "0.3 / 1", "2.5 / 7 at 100,000; 3.5 / 9 at 1M"


def search_figures(bench: Bench, part: str = "search") -> list[Figure]:
    """Whole searches of different queries, each once, with the page's own timings; then with all facets, and the engine alone."""
    return apart(part, searched, bench.settings, bench.searches)


def searched(part: str, settings: Settings, searches: int) -> list[Figure]:
    """The same in this process."""
    warm, texts = different_queries(int(WARM_UP * searches)), different_queries(searches, SEED + 1)
    with closing(open_shop(settings)) as shop:
        settle()
        for text in warm:
            shop.search(text)
        facets = shop.facet_fields()
        return [
            *_by_stage(part, [timed(partial(shop.search, text)) for text in texts]),
            latency(part, f"whole search with {len(facets)} facets", [timed(partial(shop.search, text, facets=facets))[1] for text in texts]),
            *engine_figures(shop, part, texts),
        ]


def different_queries(count: int, seed: int = SEED) -> list[str]:
    """Generated queries, each once: harder than traffic, in which the same ones come again."""
    return [text for text, _ in load_world(TODAY).queries(seed, count)]


def _by_stage(part: str, answered: Sequence[tuple[Page, float]]) -> Iterator[Figure]:
    stages = answered[0][0].timings_ms
    for stage in stages:
        yield latency(part, stage, (page.timings_ms.get(stage, 0.0) / 1000 for page, _ in answered), STAGE_BUDGETS.get(stage, ""))
    rest = (spent - sum(page.timings_ms.values()) / 1000 for page, spent in answered)
    yield latency(part, "assemble the page", rest, ASSEMBLE_BUDGET)
    if missing := sum(bool(page.degraded) for page, _ in answered):
        yield Figure(part, f"answers that lacked a part, of {len(answered)}", missing, "searches", budget="0")
    rankers = {page.ranker.partition(":")[0] for page, _ in answered if page.hits}
    yield latency(part, f"whole search, {'/'.join(sorted(rankers))}", (spent for _, spent in answered), WHOLE_BUDGET)


@dataclass(frozen=True, slots=True)
class Recorder:
    """An engine that also notes what it is asked."""

    engine: Engine
    asked: list[Request] = field(default_factory=list)

    def search(self, request: Request) -> Matched:
        self.asked.append(request)
        return self.engine.search(request)

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]:
        return tuple(map(self.search, requests))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def engine_figures(shop: Shop, part: str, texts: Sequence[str]) -> Iterator[Figure]:
    """The engine alone, asked again what recall asks it for these texts."""
    engine, asked = shop.engines.of(shop.watch.view().snapshot), requests_of(shop, texts)
    # Asked just now, they are warm.
    spent = [timed(partial(engine.search, request))[1] for request in asked]
    if spent:
        yield latency(part, f"engine alone, {len(asked)} requests of {len(texts)} searches", spent)


def requests_of(shop: Shop, texts: Sequence[str]) -> list[Request]:
    """What recall asks the engine for these texts, in order: none where the snapshot's own lists answer, seldom more than one."""
    view = shop.watch.view()
    recorder = Recorder(shop.engines.of(view.snapshot))
    asking = Pipeline(tuple(_recorded(stage, recorder) for stage in shop.pipelines["engine"].stages))
    for text in texts:
        asking.run(Search(Query(text), view))
    return recorder.asked


def _recorded(stage: Any, recorder: Recorder) -> Any:
    return replace(stage, engine_of=lambda snapshot: recorder) if isinstance(stage, Recall) else stage


def elasticsearch_figures(bench: Bench) -> Iterator[Figure]:
    """The same searches over Elasticsearch: the same products published to it, its index removed afterwards."""
    settings = bench.settings.model_copy(update={"engine": "elasticsearch"})
    index, seconds = timed(lambda: _published(settings, bench))
    engines = Engines(settings)
    try:
        yield Figure("elasticsearch", "publish", round(seconds, 3), "s")
        yield from search_figures(replace(bench, settings=settings), "elasticsearch")
    finally:
        engines.drop([index])
        engines.close()


def _published(settings: Settings, bench: Bench) -> str:
    store = open_store(settings)
    try:
        version = publish(store, settings, model=store.models.list()[0].version, progress=bench.report)
        return str(Engines(settings).index_name(version))
    finally:
        store.close()
