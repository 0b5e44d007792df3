"""Channels: other ways to products than the words of the query. Each is a value that brings at most its quota, best first.

They are asked where the words find little (no product covers `below` of the query): elsewhere keyword order is better than all of them, and they cost
nothing. What they bring joins the match set; `Candidates.channels` says who brought a product and `ranks` at which place, which `rank.fuse` reads.
Adding a channel: a class with `name` and `bring`, a line in CHANNELS, and its quota in the settings under its name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from searchrank.errors import EngineDown, NotFound, SnapshotDamaged
from searchrank.query.understand import snapshot_cutter, tokenised
from searchrank.recall import plan
from searchrank.recall.engine import Engine, Request
from searchrank.recall.filters import ATTRIBUTES, Grouped, by_field, engine_tokens, passing, price_range
from searchrank.recall.found import Brought, Found
from searchrank.recall.sort import sorted_rows
from searchrank.recall.terms import terms_of
from searchrank.recall.vectors import TextVectors
from searchrank.records import Candidates, Filter, Missing, Query, Rows, changed, frozen
from searchrank.settings import RecallSettings
from searchrank.store.arrays import distinct
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

NOTHING = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a channel is asked: a query that recall reads little from, what its products must pass, and how many are wanted."""

    query: Query
    view: View
    filters: Grouped
    settings: RecallSettings
    engine_of: Callable[[Snapshot], Engine]
    quota: int = 0

    def passing(self, rows: Rows) -> Rows:
        """Those of the rows that pass the filters, in their order."""
        return passing(self.view, rows, self.filters)


class Channel(Protocol):
    """One way to products; its place in CHANNELS is its bit."""

    @property
    def name(self) -> str: ...

    def bring(self, ask: Ask) -> Rows:
        """At most `ask.quota` rows that pass, best first, none twice; none where it has nothing to go by. Raises EngineDown,
        NotFound or SnapshotDamaged where a part of it is away."""


@dataclass(frozen=True, slots=True)
class VectorChannel:
    """The products whose texts are nearest to the query: what a misspelt or unknown word is about."""

    name: str = "vector"

    def bring(self, ask: Ask) -> Rows:
        vectors = TextVectors.of(ask.view.snapshot)
        if vectors is None:
            raise NotFound("this snapshot has no vectors: publish again, or set recall.channels.vector to 0")
        near = vectors.nearest(ask.query, ask.quota, ask.settings.channels.least_cosine, ask.passing if ask.filters else None)
        return ask.passing(ask.view.followed(near))


@dataclass(frozen=True, slots=True)
class RewriteChannel:
    """What the other reading of the query finds: the correction that is only offered, or the text as typed where it was replaced."""

    name: str = "rewrite"

    def bring(self, ask: Ask) -> Rows:
        query = other_reading(ask.query, ask.view.snapshot)
        if query is None:
            return NOTHING
        terms = terms_of(ask.view.snapshot, "units", query.tagged("unit"))
        columns = plan.telling_columns(terms, ask.view.snapshot, ask.settings)
        if not len(columns):
            return NOTHING
        clause = plan.any_terms(query, terms, columns, ask.settings)
        request = Request(clause, engine_tokens(ask.filters), price_range(ask.filters), ask.quota)
        return ask.passing(ask.view.followed(ask.engine_of(ask.view.snapshot).search(request).rows))


def other_reading(query: Query, snapshot: Snapshot) -> Query | None:
    """The query cut from what its correction left aside; None where nothing was corrected."""
    if query.correction is None:
        return None
    text = query.correction.typed if query.correction.applied else query.correction.text
    return tokenised(changed(query, text=text, sought=text, tokens=()), snapshot.kept("cutter", snapshot_cutter))


@dataclass(frozen=True, slots=True)
class CategoryChannel:
    """The best-selling products of the category, brand or attribute that the query names."""

    name: str = "category"

    def bring(self, ask: Ask) -> Rows:
        named = tuple(_filters_of(ask.query, ask.view.snapshot))
        if not named:
            return NOTHING
        rows = passing(ask.view, ask.view.every(), by_field(named))
        return sorted_rows(ask.view, ask.passing(rows), "sales")[: ask.quota]


def _filters_of(query: Query, snapshot: Snapshot) -> Iterator[Filter]:
    """What the query names, as filters: each brand, category and attribute that a table holds."""
    for one in query.entities:
        if one.id >= 0 and one.kind in ("brand", "category"):
            yield Filter(one.kind, snapshot.vocabulary(f"{one.kind}.key").texts[one.id])
        elif one.id >= 0:
            name, _, value = snapshot.vocabulary("attribute.key").texts[one.id].partition(":")
            yield Filter(ATTRIBUTES + name, value)


KEYWORD = "keyword"
CHANNELS: tuple[Channel, ...] = (VectorChannel(), RewriteChannel(), CategoryChannel())
"""The channels beside the keyword one, whose bit is 0; theirs follow in this order."""

NAMES = (KEYWORD, *(channel.name for channel in CHANNELS))
"""Every channel by its bit, and by its column of `Candidates.ranks`."""


def bring(ask: Ask, channels: Sequence[Channel] = CHANNELS, clock: Callable[[], float] = time.perf_counter) -> tuple[Brought, ...]:
    """What every channel with a quota brings; one whose turn comes when the budget is spent, or whose part is away, says that it is missing."""
    chosen = [(channel, quota) for channel in channels if (quota := getattr(ask.settings.channels, channel.name))]
    begun, brought = clock(), list[Brought]()
    for channel, quota in chosen:
        late = bool(brought) and (clock() - begun) * 1000 >= ask.settings.channels.budget_ms
        brought.append(_brought(channel, changed(ask, quota=quota), late, clock))
    return tuple(brought)


def _brought(channel: Channel, ask: Ask, late: bool, clock: Callable[[], float]) -> Brought:
    started = clock()
    if late:
        return Brought(channel.name, NOTHING, 0.0, (Missing(channel.name, "left out: the other channels took all the time there is"),))
    try:
        rows = channel.bring(ask)
    except (EngineDown, NotFound, SnapshotDamaged) as error:
        return Brought(channel.name, NOTHING, 0.0, (Missing(channel.name, error.message),))
    return Brought(channel.name, rows, (clock() - started) * 1000)


def widened(found: Found, ask: Ask) -> Found:
    """What was found with what the channels bring, which joins the match set."""
    asked = bring(ask)
    degraded = (*found.degraded, *(missing for one in asked for missing in one.missing))
    brought = tuple(one for one in asked if len(one.rows))
    if not brought:
        return changed(found, degraded=degraded)
    new = new_rows(found.rows, brought)
    rows = np.concatenate((found.rows, new))
    near = np.concatenate((np.zeros(len(found.rows), bool) if found.near is None else found.near, np.ones(len(new), bool)))
    near |= np.isin(rows, np.concatenate([one.rows for one in brought]))
    # What a channel brings is no other thing, as far as is known.
    against = None if found.against is None else np.concatenate((found.against, np.zeros(len(new), bool)))
    wider = {"rows": rows, "matched": np.sort(rows[near]), "near": near, "against": against, "matches": None}
    return changed(found, degraded=degraded, brought=brought, added=len(new), **wider)


def new_rows(rows: Rows, brought: Sequence[Brought]) -> Rows:
    """What the channels bring beyond these rows, each once, ascending."""
    some = distinct(np.concatenate([NOTHING, *(one.rows for one in brought)]))
    new: Rows = some[~np.isin(some, rows)]
    return new


def marked(candidates: Candidates, keyword: int, limit: int, brought: Sequence[Brought]) -> Candidates:
    """The candidates with who brought each, and at which place; the first `keyword` of them are the keyword channel's, in its order.

    What a channel brought that keywords find behind `limit`, on a deep page only, counts as the channel's alone: so the order is that of the first
    pages.
    """
    if not brought:
        return candidates
    ranks = np.full((len(candidates), len(NAMES)), -1, np.int32)
    ranks[:keyword, 0] = np.arange(keyword)
    place_of = {row: place for place, row in enumerate(candidates.rows.tolist())}
    for one in brought:
        places = np.array([place_of[row] for row in one.rows.tolist()], np.intp)
        ranks[places, NAMES.index(one.name)] = np.arange(len(places))
        ranks[places[places >= limit], 0] = -1
    bits = ((ranks >= 0) << np.arange(len(NAMES))).sum(axis=1)
    return Candidates(candidates.rows, candidates.score, frozen(bits.astype(np.uint16)), frozen(ranks))
