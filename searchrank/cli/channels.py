"""`evaluate --channels`: every judged query served with all channels, and again without each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from searchrank.cli.output import progress_bars

if TYPE_CHECKING:
    from searchrank.evaluate.channels import ChannelWorth, Served
    from searchrank.evaluate.measure import Measure
    from searchrank.evaluate.study import Study
    from searchrank.pipeline import Pipeline, Search
    from searchrank.shop import Shop


def channels_worth(shop: Shop, study: Study, measures: Sequence[Measure], pipeline: str | None, seed: int) -> list[ChannelWorth]:
    """What each channel is worth over all queries and over those of each segment, the keyword channel first; raises UnknownName for an unknown
    pipeline."""
    from searchrank.errors import UnknownName
    from searchrank.evaluate.channels import costs, worth
    from searchrank.recall.channels import KEYWORD, NAMES

    name = pipeline or shop.settings.pipeline
    if name not in shop.pipelines:
        raise UnknownName("pipeline", name, shop.pipelines)
    whole = shop.pipelines[name]
    relevant = {query: {one for one, grade in grades.items() if grade > 0} for query, grades in study.graded.items()}
    served, parts = _served(shop, whole, study.texts, "all channels"), _segments(shop, study, relevant)
    found = [worth(KEYWORD, _some(served, queries), relevant, (), segment) for segment, queries in parts.items()]
    for channel in NAMES[1:]:
        without = _served(shop, _without(whole, channel), study.texts, f"without {channel}")
        for segment, queries in parts.items():
            some = _some(served, queries)
            found.append(worth(channel, some, relevant, costs(measures, study.judgments, some, _some(without, queries), seed), segment))
    return found


def _segments(shop: Shop, study: Study, relevant: Mapping[str, Collection[str]]) -> dict[str, Sequence[str]]:
    """The queries of each segment by the shop's query bank, all of them first; those without a relevant product are left out."""
    from searchrank.evaluate.channels import ALL
    from searchrank.evaluate.segments import segments
    from searchrank.publish.logged import counted
    from searchrank.query.normalise import normalise
    from searchrank.store.store import open_store

    texts = {query: normalise(text) for query, text in study.texts.items() if relevant.get(query)}
    with closing(open_store(shop.settings)) as store:
        counts = counted(store, shop.settings, shop.clock())
    return {ALL: tuple(texts), **(segments(texts, counts) if counts else {})}


def _some(served: Mapping[str, Served], queries: Sequence[str]) -> dict[str, Served]:
    return {query: served[query] for query in queries if query in served}


def _without(pipeline: Pipeline, channel: str) -> Pipeline:
    """The pipeline with a quota of zero for this channel."""
    from searchrank.recall.recall import Recall
    from searchrank.records import changed

    stages = tuple(changed(stage, settings=stage.settings.without(channel)) if isinstance(stage, Recall) else stage for stage in pipeline.stages)
    return changed(pipeline, stages=stages)


def _served(shop: Shop, pipeline: Pipeline, texts: Mapping[str, str], step: str) -> dict[str, Served]:
    from searchrank.pipeline import Search
    from searchrank.records import Query

    view, now, served = shop.watch.view(), shop.clock(), {}
    with progress_bars() as report:
        for query, text in texts.items():
            served[query] = _told(pipeline.run(Search(Query(text, now=now), view)))
            report(step, len(served), len(texts))
    return served


def _told(search: Search) -> Served:
    from searchrank.evaluate.channels import DEEP, Served
    from searchrank.recall.channels import KEYWORD

    others = {one.name: one for one in search.brought}
    candidates = search.candidates
    by_words = candidates.take(candidates.channels & 1 > 0)
    keyword = by_words.take(by_words.ranks[:, 0].argsort(kind="stable"))
    brought = {KEYWORD: keyword.rows, **{name: one.rows for name, one in others.items()}}
    ms = {name: one.ms for name, one in others.items()}
    recall = sum(step.ms for step in search.trace if step.stage == "recall") - sum(ms.values())
    ids = {name: tuple(search.view.ids(rows)) for name, rows in brought.items()}
    return Served(tuple(search.view.ids(candidates.rows[:DEEP])), ids, {KEYWORD: recall, **ms})
