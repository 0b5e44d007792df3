"""Here is a Query, gimme Candidates: the stage that brings products, and the match set that total, facets, sort and paging speak of.

The match set is the products with all terms where there are enough of them; otherwise the candidates that cover at least a share of what the best
one covers.
Candidates come in keyword order (our own BM25), members of the match set before the looser ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from searchrank.errors import EngineDown
from searchrank.pipeline import Search
from searchrank.query.weights import importance
from searchrank.recall import channels, plan
from searchrank.recall.apart import has_only_characters, is_unsaid, says_only_digits
from searchrank.recall.clause import Clause
from searchrank.recall.engine import Engine, Matched, Request
from searchrank.recall.facets import Counting
from searchrank.recall.filters import Grouped, by_field, engine_tokens, passing, price_range
from searchrank.recall.found import Flags, Found, granted, told
from searchrank.recall.impacts import OwnLists
from searchrank.recall.looser import left_out_of, looser_queries, untold
from searchrank.recall.matches import Matches, find_matches
from searchrank.recall.order import given, in_order
from searchrank.recall.postings import NOTHING, Postings
from searchrank.recall.since import Since, shown_now
from searchrank.recall.sort import sorted_rows
from searchrank.recall.terms import Terms, terms_of
from searchrank.recall.thing import Thing, is_it, parts_last
from searchrank.records import Filter, Floats, MatchSet, Missing, Query, Rows, changed, frozen
from searchrank.settings import RecallSettings
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

Answered = tuple[Rows, str, tuple[Missing, ...]]
"""Rows of an engine's answer that pass the filters, its relation, and what went wrong."""


@dataclass(frozen=True, slots=True)
class Recall:
    """The keyword channel, over the engine that `engine_of` keeps for a snapshot; where it finds little, the others too (`channels`)."""

    engine_of: Callable[[Snapshot], Engine]
    settings: RecallSettings
    name: str = "recall"

    def run(self, search: Search) -> Search:
        asking = _Asking(self.engine_of, self.settings, search.query, search.view)
        found, unfiltered = asking.answers()
        if asking.implied and (not found.by_words or found.missed):
            asking, found, unfiltered = self._looser(search, asking, found, unfiltered)
        others = {field: Counting(search.view, one.matched) for field, one in unfiltered.items()}
        counting = Counting(search.view, found.matched)
        facets = {field: others.get(field, counting).of(field) for field in search.query.facets}
        # What only its characters say is likely is no more than what they bring.
        query = untold(asking.query) if found.apart else told(asking.query, found.let_go)
        left_out = (*search.relaxed, *left_out_of(search.query, asking.query))
        search = search.with_(query=query, degraded=(*search.degraded, *found.degraded), relaxed=left_out)
        matched = MatchSet(frozen(found.matched), len(found.matched), found.relation, facets)
        return in_order(search.with_(found=matched, brought=found.brought), found, self.settings)

    def _looser(self, search: Search, asking: _Asking, found: Found, unfiltered: Mapping[str, Found]) -> tuple[_Asking, Found, Mapping[str, Found]]:
        """What is found with fewer of the filters that the words ask for: the first way that brings something, and the thing itself where it can."""
        first = asking, found, unfiltered
        for query in looser_queries(search.query):
            asking = _Asking(self.engine_of, self.settings, query, search.view)
            found, unfiltered = asking.answers()
            if found.by_words and not found.missed:
                return asking, found, unfiltered
            if not first[1].by_words:
                first = asking, found, unfiltered
        return first


@dataclass(frozen=True)
class _Asking:
    """One query against one view."""

    engine_of: Callable[[Snapshot], Engine]
    settings: RecallSettings
    query: Query
    view: View

    @property
    def implied(self) -> tuple[Filter, ...]:
        """The filters that the query's words ask for."""
        return tuple(one.filter for one in self.query.applied if not (one.relaxed or one.filter.lenient))

    @property
    def wishes(self) -> tuple[Filter, ...]:
        """The values that the words ask for, in their order."""
        return tuple(one.filter for one in self.query.applied if one.filter.lenient and not one.relaxed)

    @property
    def filters(self) -> tuple[Filter, ...]:
        return (*self.query.filters, *self.implied)

    def answers(self) -> tuple[Found, Mapping[str, Found]]:
        """What passes all filters; and for each facet that is filtered itself, what passes the others: its counts ignore its own filter."""
        own = [field for field in self.query.facets if self._set_aside(field)]
        found, *without = self.found([by_field(self.filters), *(by_field(self.filters, without=field) for field in own)])
        return self._granted(found), {field: self._granted(one, field) for field, one in zip(own, without, strict=True)}

    def _set_aside(self, field: str) -> bool:
        """Whether the counts of a field ignore filters on it: where the words ask for that filter and nothing else, no search is left without it."""
        if not self.query.sought and any(one.field == field for one in self.implied):
            return False
        return any(one.field == field for one in (*self.filters, *self.wishes))

    def _granted(self, found: Found, without: str | None = None) -> Found:
        """Of what was found, what states every value that the words ask for, those of one field aside, is the match set."""
        wishes = tuple(one for one in self.wishes if one.field != without)
        return granted(found, wishes, self.view) if wishes and len(found.matched) else found

    def found(self, groups: Sequence[Grouped]) -> Sequence[Found]:
        """What passes each of these groups of filters; the engine is asked for all of them together."""
        if not self.query.sought:
            return [self._browsed(filters) for filters in groups]
        terms = self._terms
        if not (terms.ids >= 0).any():
            return [self._widened(Found(NOTHING, NOTHING), 0.0, filters) for filters in groups]
        if self.settings.apart and (says_only_digits(terms) or is_unsaid(self.query, self.view.snapshot)):
            return [self._widened(Found(NOTHING, NOTHING, apart=True), 0.0, filters) for filters in groups]
        every = Postings(self.view.snapshot).having_all(terms, at_least=self.settings.demand_all_from)
        if self._since is not None:
            every = self._since.with_published(every)
        if len(every) >= self.settings.demand_all_from:
            matched, *others = (passing(self.view, every, filters) for filters in groups)
            return [self._narrow(terms, matched, groups[0]), *(Found(rows, rows) for rows in others)]
        return [self._wide(terms, *one) for one in zip(self._wide_rows(terms, groups), groups, strict=True)]

    @cached_property
    def _terms(self) -> Terms:
        return terms_of(self.view.snapshot, "units", self.query.tagged("unit"))

    @cached_property
    def _pairs(self) -> Terms:
        return terms_of(self.view.snapshot, "bigrams", self.query.tagged("bigram"))

    @cached_property
    def _since(self) -> Since | None:
        """The live rows that hold the query's terms; None where nothing is live."""
        return None if self.view.live is None else Since(self.view, self._terms)

    @cached_property
    def _own(self) -> OwnLists | None:
        """The snapshot's own lists, where they may choose the candidates."""
        if not self.settings.impacts:
            return None
        return OwnLists.of(self.view, self._terms, self._pairs, self.query.tagged("bigram"), self._since)

    def _browsed(self, filters: Grouped) -> Found:
        """Without words: everything that passes, best-selling first; nothing where nothing is asked."""
        if not filters:
            return Found(NOTHING, NOTHING)
        rows = passing(self.view, self.view.every(), filters)
        best = sorted_rows(self.view, rows, "sales")[: self.settings.deep_limit]
        return Found(parts_last(self.query.text, self.view, best) if self.settings.thing else best, rows)

    def _narrow(self, terms: Terms, matched: Rows, filters: Grouped) -> Found:
        """What has all words, what is no such thing as the query names behind the others."""
        found = self._having_all(terms, matched, filters)
        theirs = is_it(self.query, self.view, found.rows) if self.settings.thing and self.query.sort == "best" else None
        return found if theirs is None else changed(found, against=~theirs)

    def _having_all(self, terms: Terms, matched: Rows, filters: Grouped) -> Found:
        if len(matched) <= self.settings.limit or self.query.sort != "best":
            return Found(matched, matched, terms=(terms, self._pairs))
        found = self._best_of(terms, matched, filters)
        if self._since is None:
            return found
        among = self._since.among(found.rows, matched)
        rows, shallow = self._since.merged(among, filters, self.settings.limit, self._limit)
        return changed(found, rows=rows, worth=None, shallow=shallow)

    def _best_of(self, terms: Terms, matched: Rows, filters: Grouped) -> Found:
        """The best candidates of the products that have all terms."""
        if self._own is not None:
            rows, worth = self._own.among(matched, self._limit)
            return Found(rows, matched, worth=worth, terms=(terms, self._pairs))
        ((rows, _, degraded),) = self._ask(terms, plan.every_term(self.query, terms, self.settings), [filters])
        return Found(rows, matched, "eq", degraded, terms=(terms, self._pairs))

    def _wide(self, terms: Terms, brought: Answered, filters: Grouped) -> Found:
        rows, relation, degraded = brought
        shallow = self.settings.limit
        if self._since is not None:
            rows, shallow = self._since.merged(rows, filters, shallow, self._limit)
        matches = find_matches(self.query, self.view, rows, terms, self._pairs)
        # The first `limit` alone make the match set, so that total, facets and sort are the same on every page.
        first = np.arange(len(rows)) < shallow
        if self.settings.apart and has_only_characters(matches, first, self.settings.apart):
            return self._widened(Found(NOTHING, NOTHING, degraded=degraded, apart=True), 0.0, filters)
        best = float(matches.coverage[first].max(initial=0))
        thing = Thing.of(self.query, self.view) if self.settings.thing else None
        theirs = None if thing is None else thing.those(matches, first)
        near = self._near(matches, first if theirs is None else first & theirs)
        more = (relation == "gte" or len(rows) >= self.settings.limit) and bool(near[first].all())
        found = Found(rows, np.sort(rows[near]), "gte" if more else "eq", degraded, near, matches, shallow=shallow)
        if thing is not None:
            found = changed(found, against=None if theirs is None else ~theirs, missed=thing.is_missed(matches))
        return self._widened(found, best, filters)

    def _near(self, matches: Matches, among: Flags) -> Flags:
        """Which of these cover at least a share of what the best one of them covers."""
        near = among & (matches.coverage >= self.settings.coverage * matches.coverage[among].max(initial=0))
        if np.count_nonzero(near) < self.settings.enough:
            worth = self._worth(matches)
            near |= among & (worth >= self.settings.coverage * worth[among].max(initial=0))
        return np.asarray(near, bool)

    def _widened(self, found: Found, coverage: float, filters: Grouped) -> Found:
        """With what other channels bring, where no product covers enough of the query."""
        if coverage >= self.settings.channels.below:
            return found
        return channels.widened(found, channels.Ask(self.query, self.view, filters, self.settings, self.engine_of))

    def _worth(self, matches: Matches) -> Floats:
        """The share of the query that each candidate has, by idf and by how much each word is worth keeping: without weak words first."""
        known, terms = importance(self.query, self.view.snapshot), matches.units.terms
        worth = np.array([known.get(text, 1.0) for text in terms.texts[: terms.units]], np.float32)
        return np.asarray(matches.present @ worth / max(float(terms.unit_idf @ worth), 1e-6), np.float32)

    def _wide_rows(self, terms: Terms, groups: Sequence[Grouped]) -> Sequence[Answered]:
        """What the telling terms bring, or all characters where that is too little; on deep pages all characters follow behind."""
        telling, known = plan.telling_columns(terms, self.view.snapshot, self.settings), plan.known_columns(terms)
        ways = [telling] if len(telling) == len(known) else [telling, known]
        if self._own is not None:
            return [(*self._own.wide(ways, filters, self.settings.limit, self._limit), ()) for filters in groups]
        brought = self._ask(terms, plan.any_terms(self.query, terms, telling, self.settings), groups)
        few = [which for which, one in enumerate(brought) if not one[2] and len(one[0]) < self._limit]
        if not few or len(ways) == 1:
            return brought
        more = self._ask(terms, plan.any_terms(self.query, terms, known, self.settings), [groups[which] for which in few])
        joined = {which: self._joined(brought[which], every) for which, every in zip(few, more, strict=True)}
        return [joined.get(which, one) for which, one in enumerate(brought)]

    def _joined(self, telling: Answered, every: Answered) -> Answered:
        rows = telling[0]
        if len(rows) < self.settings.limit:
            return every
        return np.concatenate((rows, every[0][~np.isin(every[0], rows)]))[: self._limit], *every[1:]

    @property
    def _limit(self) -> int:
        deep = self.query.page * self.query.per_page > self.settings.ranked
        return self.settings.deep_limit if deep else self.settings.limit

    def _ask(self, terms: Terms, clause: Clause, groups: Sequence[Grouped]) -> Sequence[Answered]:
        """What the engine brings of a clause under each of these groups of filters, in one round trip."""
        requests = [Request(clause, engine_tokens(filters), price_range(filters), self._limit) for filters in groups]
        try:
            engine = self.engine_of(self.view.snapshot)
            answers = engine.search_all(requests) if len(requests) > 1 else (engine.search(requests[0]),)
        except EngineDown as error:
            return [self._without_engine(terms, filters, error) for filters in groups]
        return [self._passed(matched, filters) for matched, filters in zip(answers, groups, strict=True)]

    def _passed(self, matched: Matched, filters: Grouped) -> Answered:
        partial = (Missing("engine", "a part of the index did not answer in time"),) if matched.partial else ()
        return passing(self.view, shown_now(self._since, matched.rows), filters), matched.relation, partial

    def _without_engine(self, terms: Terms, filters: Grouped, error: EngineDown) -> Answered:
        rows, _ = Postings(self.view.snapshot).best(terms, self.view.count if filters else self._limit)
        return passing(self.view, shown_now(self._since, rows), filters)[: self._limit], "gte", (Missing("engine", error.message),)


@dataclass(frozen=True, slots=True)
class Given:
    """Stands in for Recall where the candidates are known: judged lists, one product to explain."""

    rows: tuple[int, ...]
    name: str = "recall"

    def run(self, search: Search) -> Search:
        return given(search, self.rows).with_(note=f"{len(self.rows)} products given")
