"""Here is a Query, gimme Candidates: the stage that brings products, and the match set that total, facets, sort and paging speak of.

The match set is the products with all terms where there are enough of them; otherwise the candidates that cover at least a share of what the best
one covers.
Candidates come in keyword order (our own BM25), members of the match set before the looser ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.errors import EngineDown
from searchrank.pipeline import NO_CANDIDATES, Search
from searchrank.query.tokens import units
from searchrank.recall import channels, plan
from searchrank.recall.bm25 import by_score, keyword_score
from searchrank.recall.clause import Clause
from searchrank.recall.engine import Engine, Request
from searchrank.recall.facets import count_values
from searchrank.recall.filters import Grouped, by_field, engine_tokens, passing, price_range
from searchrank.recall.matches import Matches, find_matches
from searchrank.recall.postings import NOTHING, Postings
from searchrank.recall.sort import sorted_rows
from searchrank.recall.terms import Terms, terms_of
from searchrank.records import Candidates, Filter, MatchSet, Missing, Query, Rows, changed, frozen
from searchrank.settings import RecallSettings
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

ENGINE = 0
"""The bit of the keyword channel."""

BEST_HITS = 10
NONE_NEAR = np.empty(0, bool)


@dataclass(frozen=True, slots=True)
class Found:
    """What one road brought: candidates in the engine's order, the match set, what went wrong; which candidates are members (all, if None)."""

    rows: Rows
    matched: Rows
    relation: str = "eq"
    degraded: tuple[Missing, ...] = ()
    near: npt.NDArray[np.bool_] | None = None
    matches: Matches | None = None
    brought: tuple[channels.Brought, ...] = ()
    added: int = 0
    """So many of the last rows other channels alone brought."""

    @property
    def by_words(self) -> int:
        """So many of the first rows the keyword channel brought."""
        return len(self.rows) - self.added


@dataclass(frozen=True, slots=True)
class Recall:
    """The keyword channel, over the engine that `engine_of` keeps for a snapshot; where it finds little, the others too (`channels`)."""

    engine_of: Callable[[Snapshot], Engine]
    settings: RecallSettings
    name: str = "recall"

    def run(self, search: Search) -> Search:
        asking = _Asking(self.engine_of, self.settings, search.query, search.view)
        found = asking.found(by_field(asking.filters))
        for looser in looser_queries(search.query) if asking.implied else ():
            if found.by_words:
                break
            asking = _Asking(self.engine_of, self.settings, looser, search.view)
            search, found = search.with_(query=looser), asking.found(by_field(asking.filters))
        facets = {field: count_values(search.view, asking.facet_rows(field, found), field) for field in search.query.facets}
        matched = MatchSet(frozen(found.matched), len(found.matched), found.relation, facets)
        search = search.with_(found=matched, brought=found.brought, degraded=(*search.degraded, *found.degraded))
        return _in_order(search, found, self.settings)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One query against one view."""

    engine_of: Callable[[Snapshot], Engine]
    settings: RecallSettings
    query: Query
    view: View

    @property
    def implied(self) -> tuple[Filter, ...]:
        """The filters that the query's words ask for."""
        return tuple(one.filter for one in self.query.applied if not one.relaxed)

    @property
    def filters(self) -> tuple[Filter, ...]:
        return (*self.query.filters, *self.implied)

    def found(self, filters: Grouped) -> Found:
        """What passes these filters."""
        if not self.query.sought:
            return self._browsed(filters)
        terms = terms_of(self.view.snapshot, "units", self.query.tagged("unit"))
        if not (terms.ids >= 0).any():
            return self._widened(Found(NOTHING, NOTHING), 0.0, filters)
        every = Postings(self.view.snapshot).having_all(terms, at_least=self.settings.demand_all_from)
        if len(every) >= self.settings.demand_all_from:
            return self._narrow(terms, passing(self.view, every, filters), filters)
        return self._wide(terms, filters)

    def _browsed(self, filters: Grouped) -> Found:
        """Without words: everything that passes, best-selling first; nothing where nothing is asked."""
        if not filters:
            return Found(NOTHING, NOTHING)
        rows = passing(self.view, np.arange(self.view.count, dtype=np.int32), filters)
        return Found(sorted_rows(self.view, rows, "sales")[: self.settings.deep_limit], rows)

    def _narrow(self, terms: Terms, matched: Rows, filters: Grouped) -> Found:
        if len(matched) <= self.settings.limit or self.query.sort != "best":
            return Found(matched, matched)
        clause = plan.every_term(self.query, terms, self.settings)
        rows, _, degraded = self._ask(terms, clause, filters)
        return Found(rows, matched, "eq", degraded)

    def _wide(self, terms: Terms, filters: Grouped) -> Found:
        rows, relation, degraded = self._wide_rows(terms, filters)
        matches = find_matches(self.query, self.view, rows, terms)
        # The first `limit` alone make the match set, so that total, facets and sort are the same on every page.
        first = np.arange(len(rows)) < self.settings.limit
        best = float(matches.coverage[first].max(initial=0))
        near = first & (matches.coverage >= self.settings.coverage * best)
        more = (relation == "gte" or len(rows) >= self.settings.limit) and bool(near[first].all())
        return self._widened(Found(rows, np.sort(rows[near]), "gte" if more else "eq", degraded, near, matches), best, filters)

    def _widened(self, found: Found, coverage: float, filters: Grouped) -> Found:
        """With what other channels bring, where no product covers enough of the query."""
        if coverage >= self.settings.channels.below:
            return found
        brought = channels.bring(channels.Ask(self.query, self.view, filters, self.settings, self.engine_of))
        degraded = (*found.degraded, *(missing for one in brought for missing in one.missing))
        brought = tuple(one for one in brought if len(one.rows))
        if not brought:
            return changed(found, degraded=degraded)
        new = channels.new_rows(found.rows, brought)
        rows = np.concatenate((found.rows, new))
        near = np.concatenate((NONE_NEAR if found.near is None else found.near, np.ones(len(new), bool)))
        near |= np.isin(rows, np.concatenate([one.rows for one in brought]))
        return Found(rows, np.sort(rows[near]), found.relation, degraded, near, None, brought, len(new))

    def _wide_rows(self, terms: Terms, filters: Grouped) -> tuple[Rows, str, tuple[Missing, ...]]:
        """What the telling terms bring, or all characters where that is too little; on deep pages all characters follow behind."""
        telling, known = plan.telling_columns(terms, self.view.snapshot, self.settings), plan.known_columns(terms)
        rows, relation, degraded = self._ask(terms, plan.any_terms(self.query, terms, telling, self.settings), filters)
        if degraded or len(rows) >= self._limit or len(telling) == len(known):
            return rows, relation, degraded
        clause = plan.any_terms(self.query, terms, known, self.settings)
        every, relation, degraded = self._ask(terms, clause, filters)
        if len(rows) < self.settings.limit:
            return every, relation, degraded
        return np.concatenate((rows, every[~np.isin(every, rows)]))[: self._limit], relation, degraded

    @property
    def _limit(self) -> int:
        deep = self.query.page * self.query.per_page > self.settings.ranked
        return self.settings.deep_limit if deep else self.settings.limit

    def _ask(self, terms: Terms, clause: Clause, filters: Grouped) -> tuple[Rows, str, tuple[Missing, ...]]:
        request = Request(clause, engine_tokens(filters), price_range(filters), self._limit)
        try:
            matched = self.engine_of(self.view.snapshot).search(request)
        except EngineDown as error:
            rows, _ = Postings(self.view.snapshot).best(terms, self.view.count if filters else self._limit)
            return passing(self.view, rows, filters)[: self._limit], "gte", (Missing("engine", error.message),)
        partial = (Missing("engine", "a part of the index did not answer in time"),) if matched.partial else ()
        return passing(self.view, matched.rows, filters), matched.relation, partial

    def facet_rows(self, field: str, found: Found) -> Rows:
        """The match set without the facet's own filter."""
        if all(one.field != field for one in self.filters):
            return found.matched
        return self.found(by_field(self.filters, without=field)).matched


def looser_queries(query: Query) -> Iterator[Query]:
    """The query without one of the filters that its words ask for, and without all: what is left out is said to be relaxed."""
    kinds = range(len(query.applied))
    for out in [{kind} for kind in reversed(kinds) if len(kinds) > 1] + [set(kinds)]:
        yield changed(query, applied=tuple(changed(one, relaxed=kind in out) for kind, one in enumerate(query.applied)))


def _in_order(search: Search, found: Found, settings: RecallSettings) -> Search:
    if search.query.sort != "best":
        rows = sorted_rows(search.view, found.matched, search.query.sort)[: settings.deep_limit]
        ordered = Candidates.of(rows, np.zeros(len(rows), np.float32), channel=ENGINE)
        return search.with_(candidates=ordered, ranker=f"sort:{search.query.sort}", note=_said(found))
    if not search.query.sought:
        browsed = Candidates.of(found.rows, np.zeros(len(found.rows), np.float32), channel=ENGINE)
        return search.with_(candidates=browsed, ranker="sort:sales", note=_said(found))
    return _keyword_order(search, found, settings)


def _keyword_order(search: Search, found: Found, settings: RecallSettings) -> Search:
    """The first `limit` of the engine by our BM25, then the deeper ones: so that a deep page goes on where the shallow one ended."""
    if not len(found.rows):
        return search.with_(candidates=NO_CANDIDATES, ranker="keyword", note="nothing found")
    matches = found.matches or find_matches(search.query, search.view, found.rows)
    score = keyword_score(matches)
    loose = np.zeros(len(found.rows), bool) if found.near is None else ~found.near
    group = loose.astype(np.int8)
    group[settings.limit : found.by_words] *= 3
    order = np.lexsort((found.rows, -score, group))
    candidates = Candidates.of(found.rows, score, channel=ENGINE)
    return search.with_(
        candidates=channels.marked(candidates, found.by_words, settings.limit, found.brought).take(order),
        members=int(loose[order].argmax()) if loose.any() else len(order),
        matches=matches.take(order[: settings.ranked]),
        ranker="keyword",
        note=_said(found),
    )


def _said(found: Found) -> str:
    others = "".join(f", {len(one.rows)} by {one.name} in {one.ms:.2f} ms" for one in found.brought)
    return f"{len(found.matched)} products match, {len(found.rows)} brought{others}"


def lacking(query: Query, matches: Matches, order: npt.NDArray[np.intp]) -> tuple[str, ...]:
    """The words of the query that half of the best hits in this order, or more, have nowhere."""
    terms = matches.units.terms
    best = order[:BEST_HITS]
    absent = (matches.present[best] < 0.5 * terms.unit_idf).sum(axis=0)
    # Half of two or three hits is chance: of so few, most must lack it.
    lacking = 2 * absent > len(best) if len(best) < BEST_HITS // 2 else 2 * absent >= len(best)
    if not lacking.any():
        return ()
    units_lacking = {text for text, missing in zip(terms.texts, lacking, strict=False) if missing}
    return tuple(token.text for token in query.tagged("word") if units_lacking.intersection(units(token.text).main))


def given(search: Search, rows: Sequence[int]) -> Search:
    """The search with these products as its candidates, in keyword order, as if recall had brought them."""
    asked = np.unique(np.array(rows, np.int32))
    matches = find_matches(search.query, search.view, asked)
    score = keyword_score(matches)
    order = by_score(score, asked)
    candidates = Candidates.of(asked, score, channel=ENGINE).take(order)
    found = MatchSet(frozen(asked), len(asked))
    return search.with_(candidates=candidates, members=len(order), matches=matches.take(order), found=found, ranker="keyword")


@dataclass(frozen=True, slots=True)
class Given:
    """Stands in for Recall where the candidates are known: judged lists, one product to explain."""

    rows: tuple[int, ...]
    name: str = "recall"

    def run(self, search: Search) -> Search:
        return given(search, self.rows).with_(note=f"{len(self.rows)} products given")
