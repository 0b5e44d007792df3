"""The parts of a bench in their order. Takes what to measure, gives figures as they come."""

from __future__ import annotations

from collections.abc import Iterator

from searchrank.bench.apart import peak_megabytes
from searchrank.bench.completing import completion_figures
from searchrank.bench.figures import Figure
from searchrank.bench.making import Bench
from searchrank.bench.recalling import recall_figures
from searchrank.bench.searching import elasticsearch_figures, search_figures

PARTS = ("search", "recall", "complete", "publish", "all")


def figures(bench: Bench, part: str, *, elasticsearch: bool = False) -> Iterator[Figure]:
    """All figures of a part (one of PARTS); with `elasticsearch`, also on the server of the settings. The shop is made first in any case."""
    yield from bench.make()
    if part in ("search", "all"):
        yield from bench.train()
        yield from search_figures(bench)
        if elasticsearch:
            yield from elasticsearch_figures(bench)
    if part in ("recall", "all"):
        yield from recall_figures(bench, elasticsearch=elasticsearch)
    if part in ("complete", "all"):
        yield from completion_figures(bench)
    yield Figure("memory", "most at any time, building included", peak_megabytes(), "MB")
