"""What each recall channel is worth: takes what was served for judged queries with and without it, gives its recall, what only it brought into the
first ten, its time, and what a quota of zero would cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import quantiles
from typing import Any

from searchrank.evaluate.bootstrap import RESAMPLES
from searchrank.evaluate.compare import Difference, compare
from searchrank.evaluate.means import Report, evaluate
from searchrank.evaluate.measure import Measure
from searchrank.evaluate.trec import Run
from searchrank.records import Judgment

FIRST = 10
"""The final places that are looked at for what a channel alone brought."""
DEEP = 100
"""The places of a channel's own list that its recall counts."""

ALL = "all"
"""The segment that every query belongs to."""

_WORTH = ("channel", "segment", "queries", "asked", "recall", "only it", "of those relevant", "ms p50", "ms p95")
COLUMNS = (*_WORTH, "measure", "quota 0", "low", "high", "better", "worse")


@dataclass(frozen=True, slots=True)
class Served:
    """One answer: `ids` in final order, `brought` channel -> the products it brought, best first, `ms` channel -> how long it took."""

    ids: tuple[str, ...]
    brought: Mapping[str, tuple[str, ...]]
    ms: Mapping[str, float]

    def only(self, channel: str) -> set[str]:
        """Those of the first ten that no other channel brought."""
        others = {one for name, ids in self.brought.items() if name != channel for one in ids}
        return set(self.ids[:FIRST]) & set(self.brought.get(channel, ())) - others


@dataclass(frozen=True, slots=True)
class ChannelWorth:
    """One channel over the judged queries of a segment (`evaluate.segments`, or all of them).

    `queries` how many these are; `asked` those it took part in; `recall` mean share of the relevant products among the first 100 it brought, over all
    of them; `only` products of the first ten that it alone brought, `only_relevant` the relevant ones; milliseconds where it was asked, None where
    never; `differences` what the measures would be without it, minus what they are (empty for the keyword channel, which is never off).
    """

    name: str
    segment: str
    queries: int
    asked: int
    recall: float
    only: int
    only_relevant: int
    ms_p50: float | None
    ms_p95: float | None
    differences: tuple[Difference, ...] = field(default=())


def worth(
    name: str,
    served: Mapping[str, Served],
    relevant: Mapping[str, Collection[str]],
    differences: tuple[Difference, ...] = (),
    segment: str = ALL,
) -> ChannelWorth:
    """What a channel did for these queries, which are those of a segment; those without a relevant product are left out.

    >>> one = Served(("a", "b"), {"keyword": ("a",), "vector": ("a", "b")}, {"vector": 2.0})
    >>> found = worth("vector", {"q": one}, {"q": {"b", "c"}})
    >>> found.recall, found.only, found.only_relevant, found.ms_p50
    (0.5, 1, 1, 2.0)
    """
    counted = {query: one for query, one in served.items() if relevant.get(query)}
    shares = [len(set(one.brought.get(name, ())[:DEEP]) & set(relevant[query])) / len(relevant[query]) for query, one in counted.items()]
    only = [one.only(name) for one in counted.values()]
    hits = sum(len(ids & set(relevant[query])) for query, ids in zip(counted, only, strict=True))
    p50, p95 = _times([one.ms[name] for one in counted.values() if name in one.ms])
    asked = sum(name in one.ms for one in counted.values())
    return ChannelWorth(name, segment, len(counted), asked, sum(shares) / max(len(shares), 1), sum(map(len, only)), hits, p50, p95, differences)


def _times(ms: list[float]) -> tuple[float | None, float | None]:
    if len(ms) < 2:
        return (ms[0], ms[0]) if ms else (None, None)
    cuts = quantiles(ms, n=20, method="inclusive")
    return cuts[9], cuts[18]


def run_of(served: Mapping[str, Served]) -> Run:
    """The answers as a run: the score falls by one a place."""
    return {query: [(one, -float(place)) for place, one in enumerate(answer.ids)] for query, answer in served.items()}


def costs(
    measures: Sequence[Measure], judgments: Sequence[Judgment], served: Mapping[str, Served], without: Mapping[str, Served], seed: int = 0
) -> tuple[Difference, ...]:
    """The measures without a channel minus those with it, query by query, over the queries that were served."""
    judgments = [one for one in judgments if one.query_id in served]
    reports: list[Report] = [evaluate(measures, judgments, run_of(one), seed=seed, resamples=RESAMPLES) for one in (without, served)]
    return compare(*reports, seed=seed)


def rows(channels: Sequence[ChannelWorth]) -> list[tuple[Any, ...]]:
    """Rows for COLUMNS: one a channel and measure."""
    told: list[tuple[Any, ...]] = []
    for one in channels:
        head = (one.name, one.segment, one.queries, one.asked, one.recall, one.only, one.only_relevant, one.ms_p50, one.ms_p95)
        told += [(*head, each.measure, each.mean, each.low, each.high, each.wins, each.losses) for each in one.differences]
        told += [(*head, *[None] * 6)] if not one.differences else []
    return told


def as_json(channels: Sequence[ChannelWorth], queries: int) -> dict[str, Any]:
    """The same as JSON-able values."""
    return {"queries": queries, "channels": [asdict(one) for one in channels]}
