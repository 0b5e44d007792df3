"""From a shop and queries to a run: every query is searched once, page by page, or its judged products are ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from searchrank.errors import UnknownName
from searchrank.evaluate.trec import Run
from searchrank.records import Page

SCOPES = ("all", "judged")
"""What is ranked: the whole catalogue, or each query's judged products only."""

PER_PAGE = 100

LEARNED = "fine:"
"""How an answer's ranker begins where a learned model ranked; the model's version follows."""

Progress = Callable[[str, int, int | None], None]
"""(step, done so far, total)."""

JudgedIds = Mapping[str, Collection[str]]
"""Query id -> its judged products."""

PRODUCTS = ("product", "ad")
"""Hits that are products: an advertised one has the id of its product."""


class Searchable(Protocol):
    """All that evaluation knows of a shop."""

    def search(self, text: str, *, pipeline: str | None = None, page: int = 1, per_page: int = 20, view: str | None = None) -> Page:
        """A page of products for a text; `next` is None on the last page."""

    def rank(self, text: str, product_ids: Sequence[str], *, pipeline: str | None = None) -> Page:
        """These products in the pipeline's order, on one page; ids that the shop does not know, or that nothing matched, may be left out."""

    def known(self, product_ids: Collection[str]) -> set[str]:
        """Those of the ids that the shop has a product for."""

    def trained_on(self) -> frozenset[str]:
        """`study.query_key` of every query that the served model was trained on; empty without a model."""


@dataclass(frozen=True, slots=True, eq=False)
class MadeRun:
    """A run and where it came from.

    `pipeline` is None for a run of a file. `rankers` says who ordered the answers -> how many, most first; `views` which views answered, sorted;
    `degraded` part -> how many answers lacked it.
    """

    run: Run
    pipeline: str | None = None
    rankers: Mapping[str, int] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    degraded: Mapping[str, int] = field(default_factory=dict)

    @property
    def model(self) -> str | None:
        """The version of the learned model that ranked; None where none did."""
        return next((ranker.removeprefix(LEARNED) for ranker in self.rankers if ranker.startswith(LEARNED)), None)


@dataclass(frozen=True, slots=True)
class _Told:
    """What an answer says of its making, kept without the answer: a run of many queries would not fit in memory with its documents."""

    pipeline: str
    ranker: str
    view: str
    without: tuple[str, ...]


def make_run(
    shop: Searchable,
    queries: Mapping[str, str],
    *,
    pipeline: str | None = None,
    depth: int = 100,
    scope: str = "all",
    judged: JudgedIds = MappingProxyType({}),
    progress: Progress | None = None,
) -> MadeRun:
    """The products that the shop brings for each query id -> text, best first, at most `depth`; the shop's own pipeline where none is named.

    With scope "judged", all `judged` products of a query: ranked as the pipeline does, then those that nothing matched, with score 0, by id.
    Raises UnknownName for another scope, and what the shop raises.
    """
    if scope not in SCOPES:
        raise UnknownName("scope", scope, SCOPES)
    run: dict[str, list[tuple[str, float]]] = {}
    told: Counter[_Told] = Counter()
    asked = {query_id: judged.get(query_id, ()) for query_id in queries}
    for query_id, text in queries.items():
        pages = [shop.rank(text, sorted(asked[query_id]), pipeline=pipeline)] if scope == "judged" else _pages(shop, text, pipeline, depth)
        run[query_id] = list(_listed(pages, told))[: None if scope == "judged" else depth]
        if progress:
            progress("search", len(run), len(queries))
    return _described(among_judged(run, asked) if scope == "judged" else run, told)


def among_judged(run: Run, judged: JudgedIds) -> dict[str, list[tuple[str, float]]]:
    """The run with each query's judged products only, in its order; judged products that it does not list follow with score 0, by id.

    >>> among_judged({"q": [("x", 2.0), ("b", 1.5)]}, {"q": {"a", "b", "c"}})
    {'q': [('b', 1.5), ('a', 0.0), ('c', 0.0)]}
    """
    return {query_id: _completed(run.get(query_id, ()), frozenset(ids)) for query_id, ids in judged.items()}


def _completed(listed: Sequence[tuple[str, float]], ids: frozenset[str]) -> list[tuple[str, float]]:
    kept = [(product_id, score) for product_id, score in listed if product_id in ids]
    missing = sorted(ids - {product_id for product_id, _ in kept})
    return kept + [(product_id, 0.0) for product_id in missing]


def _pages(shop: Searchable, text: str, pipeline: str | None, depth: int) -> Iterator[Page]:
    view, per_page = None, min(depth, PER_PAGE)
    for number in range(1, -(-depth // per_page) + 1):
        page = shop.search(text, pipeline=pipeline, page=number, per_page=per_page, view=view)
        yield page
        if page.next is None:
            return
        view = page.view


def _listed(pages: Iterable[Page], told: Counter[_Told]) -> Iterator[tuple[str, float]]:
    for page in pages:
        told[_Told(page.pipeline, page.ranker, page.view, tuple(missing.part for missing in page.degraded))] += 1
        yield from ((hit.id, hit.score) for hit in page.hits if hit.type in PRODUCTS)


def _described(run: Run, told: Counter[_Told]) -> MadeRun:
    rankers: Counter[str] = Counter()
    degraded: Counter[str] = Counter()
    for one, times in told.items():
        rankers[one.ranker] += times
        degraded.update(dict.fromkeys(one.without, times))
    pipeline = min((one.pipeline for one in told), default=None)
    return MadeRun(run, pipeline, dict(rankers.most_common()), tuple(sorted({one.view for one in told})), dict(degraded))
