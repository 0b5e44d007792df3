"""The shop: where parts are chosen and wired. `open_shop(settings)` gives one; it searches, suggests and records."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as installed_version
from typing import Any

import orjson

from searchrank.answer import answer, check_page, explained
from searchrank.errors import InvalidSettings, NotFound, UnknownName
from searchrank.pipeline import Pipeline, Search, Stage, times
from searchrank.publish.blocked import watched_blocklist
from searchrank.publish.dictionary import LiveDictionary
from searchrank.publish.health import health_of
from searchrank.publish.live_process import WriterKeeper
from searchrank.publish.swap import Watch
from searchrank.publish.watched import Watched
from searchrank.query.dictionary import Kept, no_dictionary
from searchrank.query.understand import Understand, checked_undo
from searchrank.rank.features import all_features
from searchrank.rank.fuse import Fuse
from searchrank.rank.stages import DayOne, EngineOrder, Fine, KeywordOrder
from searchrank.recall.engines import Engines
from searchrank.recall.facets import check_facets
from searchrank.recall.filters import parse_filter
from searchrank.recall.recall import Given, Recall
from searchrank.recall.rescue import Rescue
from searchrank.records import Event, Page, Query, Shopper, Suggestions, changed
from searchrank.rerank.fresh import Fresh
from searchrank.rerank.mix import Mix, nothing
from searchrank.rerank.scatter import Scatter
from searchrank.rerank.sold_out import SoldOutLast
from searchrank.settings import Settings
from searchrank.shopfront import Front, facet_fields, front, open_up
from searchrank.store.blocklist import Blocked
from searchrank.store.events import Recorded
from searchrank.store.selling import Selling
from searchrank.store.store import Store, open_store
from searchrank.store.view import View
from searchrank.suggest.blocked import Blocklist
from searchrank.suggest.scenes import Asking, Lately, beside, offered, understood

RELATED = 8


def stages(settings: Settings, engines: Engines, blocked: Callable[[str], bool] = nothing, kept: Kept = no_dictionary) -> Mapping[str, Stage]:
    """Every stage by its name in the settings; a new one is added here. `blocked` says of a normal form that nobody may be offered it."""
    features, understand, recall = all_features(), Understand(settings.query, kept), Recall(engines.of, settings.asked_recall)
    made: tuple[Stage, ...] = (
        understand,
        recall,
        Rescue(understand, recall),
        EngineOrder(),
        KeywordOrder(),
        DayOne(features, settings.recall.ranked_day_one),
        Fine(features, settings.recall.ranked_day_one),
        Fuse(),
        Fresh(settings.query.fresh_weight),
        SoldOutLast(),
        Scatter(settings.scatter),
        Mix(settings.mix, blocked),
    )
    return {stage.name: stage for stage in made}


def pipelines(settings: Settings, known: Mapping[str, Stage]) -> Mapping[str, Pipeline]:
    """The pipelines that the settings declare; raises InvalidSettings with every unknown stage, and for a default that is none of them."""
    faults = [
        f"pipeline {name!r} names the unknown stage {stage!r}: known are {', '.join(known)}"
        for name, names in settings.pipelines.items()
        for stage in names
        if stage not in known
    ]
    if settings.pipeline not in settings.pipelines:
        faults.append(f"setting 'pipeline' names {settings.pipeline!r}: known are {', '.join(settings.pipelines)}")
    if faults:
        raise InvalidSettings(faults)
    return {name: Pipeline(tuple(known[stage] for stage in names), name) for name, names in settings.pipelines.items()}


@dataclass(frozen=True)
class Shop:
    """A shop that is open: one a process, shared by its threads. Close it to let go of files and connections.

    In `search`, `undo` names fields on which the words' own filters are not made; `filters` are as `recall.filters.parse_filter` reads them; `view`
    goes on with that version where it is still held; `timeout_ms` leaves out ranking that would begin later; `now` (Unix seconds) stands for the
    clock.
    """

    settings: Settings
    store: Store
    engines: Engines
    watch: Watch
    pipelines: Mapping[str, Pipeline]
    blocked: Watched[Blocklist]
    dictionary: LiveDictionary
    keeper: WriterKeeper
    clock: Callable[[], float] = time.time
    version: str = field(default_factory=lambda: installed_version("searchrank"))

    def search(
        self,
        text: str,
        *,
        filters: Sequence[str] = (),
        sort: str = "best",
        page: int = 1,
        per_page: int = 20,
        facets: Sequence[str] = (),
        undo: Sequence[str] = (),
        user_id: str | None = None,
        session_id: str | None = None,
        pipeline: str | None = None,
        explain: bool = False,
        exact: bool = False,
        view: str | None = None,
        timeout_ms: int | None = None,
        source: str | None = None,
        from_query_id: str | None = None,
        now: float | None = None,
    ) -> Page:
        """One page of products; raises InvalidInput (UnknownName, PageTooDeep) naming the field, NothingPublished before the first publishing."""
        (started, until), who = times(timeout_ms), Shopper(user_id, session_id)
        chosen, seen = self._pipeline(pipeline), self.watch.view(view)
        query = Query(text, sort=sort, page=page, per_page=per_page, shopper=who, now=self._moment(now), explain=explain, exact=exact)
        return self._answered(chosen.run(self._asked(query, filters, facets, undo, seen), until=until), chosen.name, started)

    def _moment(self, now: float | None) -> float:
        return self.clock() if now is None else now

    def _answered(self, search: Search, pipeline: str, started: float) -> Page:
        page = answer(search, pipeline, started)
        if page.page > 1 or pipeline != self.settings.pipeline:
            return page
        return changed(page, related_queries=beside(search.view, understood(search.query), RELATED, self.blocked.value.blocks))

    def _asked(self, query: Query, filters: Sequence[str], facets: Sequence[str], undo: Sequence[str], view: View) -> Search:
        check_page(query, self.settings.recall.deep_limit)
        parsed, shown = tuple(parse_filter(one, view.snapshot) for one in filters), check_facets(facets, view.snapshot)
        return Search(changed(query, filters=parsed, facets=shown, undone=checked_undo(undo)), view)

    def _pipeline(self, name: str | None) -> Pipeline:
        wanted = self.settings.pipeline if name is None else name
        if wanted not in self.pipelines:
            raise UnknownName("pipeline", wanted, self.pipelines)
        return self.pipelines[wanted]

    def rank(self, text: str, product_ids: Sequence[str], *, pipeline: str | None = None) -> Page:
        """These products alone in the pipeline's order, on one page; ids that the shop does not know are left out."""
        started = time.perf_counter()
        search, name = self._given(text, product_ids, pipeline, explain=False)
        return answer(search, name, started, whole=True)

    def explain(self, text: str, product_id: str, *, pipeline: str | None = None) -> Mapping[str, Any]:
        """Why a product stands where it does for a text: its rank in the list as served (None where it is not in it), and every feature's
        contribution.

        Raises NotFound for an unknown product.
        """
        if self.watch.view().rows_of([product_id])[0] < 0:
            raise NotFound(f"there is no product {product_id[:80]!r} in the published catalogue")
        chosen = self._pipeline(pipeline)
        query = Query(text, now=self.clock(), explain=True)
        served = chosen.run(Search(query, self.watch.view()))
        listed = served.view.ids(served.candidates.rows)
        rank = listed.index(product_id) + 1 if product_id in listed else None
        if rank is None:
            served, _ = self._given(text, [product_id], pipeline, explain=True)
        row = int(served.view.rows_of([product_id])[0])
        found = explained(served, [row]).get(row, {"ranker": served.ranker, "score": None, "bias": 0.0, "features": []})
        return {"product_id": product_id, "query": served.query.text, "rank": rank, "of": len(listed), "view": served.view.version, **found}

    def _given(self, text: str, product_ids: Sequence[str], pipeline: str | None, *, explain: bool) -> tuple[Search, str]:
        chosen, view = self._pipeline(pipeline), self.watch.view()
        rows = view.rows_of(list(product_ids))
        given = Given(tuple(rows[rows >= 0].tolist()))
        # Only what was given is ranked: nothing else stands among it.
        stages = tuple(given if stage.name == "recall" else stage for stage in chosen.stages if stage.name not in ("mix", "rescue"))
        query = Query(text, now=self.clock(), explain=explain)
        return Pipeline(stages, chosen.name).run(Search(query, view)), chosen.name

    def known(self, product_ids: Collection[str]) -> set[str]:
        """Those of the ids that the published catalogue has."""
        return {one for one, row in zip(product_ids, self.watch.view().rows_of(list(product_ids)), strict=True) if row >= 0}

    def model(self) -> Mapping[str, Any] | None:
        """What is kept of the model that serves: version, features, what it was trained on, measures; None without one."""
        model = Fine(all_features()).model_of(self.watch.view())
        return model.schema if model else None

    def trained_on(self) -> frozenset[str]:
        """A hash of every query that the served model was trained on; empty without a model."""
        return frozenset((self.model() or {}).get("trained_on", ()))

    def content(self, content_id: str) -> Mapping[str, Any] | None:
        """The guide, review or list with this id, as the shop sent it; None where there is none."""
        return dict(orjson.loads(found.document)) if (found := self.store.contents.get(content_id)) else None

    def suggest(
        self,
        prefix: str,
        *,
        scene: str = "complete",
        limit: int = 10,
        user_id: str | None = None,
        session_id: str | None = None,
        now: float | None = None,
    ) -> Suggestions:
        """Queries of a scene: completions of a prefix, words for the empty box, what others searched beside a query, the shopper's own searches.

        `user_id` is who the events and queries recorded under it tell of. Raises UnknownName for a scene that is none, InvalidInput for a bad limit.
        """
        started, moment = time.perf_counter(), self._moment(now)
        lately, chosen = Lately(self.store.shoppers, user_id), self.settings
        blocks, least = self.blocked.value.blocks, chosen.suggest.hint_min_hits
        kept = self.dictionary.now if chosen.query.dictionary else no_dictionary
        return offered(scene, Asking(self.watch.view(), prefix, limit, moment, blocks, lately, least, chosen.query, kept), started)

    def block(self, pattern: str, reason: str = "", *, more: bool = False) -> None:
        """Never suggest what this pattern matches: from now on here, within a second in other workers. Raises InvalidInput for a bad expression.

        `more` says that others follow, which costs less: here they hold together, from `obey` on.
        """
        Blocklist.of([pattern])
        self.store.blocklist.add(pattern, reason)
        if not more:
            self.obey()

    def unblock(self, pattern: str, *, more: bool = False) -> bool:
        """Take a pattern off the block list; gives whether it was on it. `more` as in `block`."""
        found = self.store.blocklist.remove(pattern)
        if not more:
            self.obey()
        return found

    def obey(self) -> None:
        """Take over the block list as it is kept now."""
        self.blocked.read()

    def block_list(self) -> Sequence[Blocked]:
        """The patterns on the block list, in byte order."""
        return self.store.blocklist.list()

    def record(self, events: Sequence[Event]) -> Recorded:
        """Keep what shoppers did; committed when this returns. Events that are known already are counted as duplicates."""
        return self.store.events.record(events)

    def record_queries(self, queries: Sequence[Any]) -> Recorded:
        """Keep what was searched, as UBI reports it."""
        return self.store.events.record_queries(queries)

    @property
    def products(self) -> Selling:
        """The products that the shop sells: what is changed here is on disk at once, and seen by every worker within a second."""
        return Selling(self.store.catalogue)

    def facet_fields(self) -> tuple[str, ...]:
        """The facets worth showing: brand, category, price, and the attributes that most products have."""
        return self.watch.view().snapshot.kept("facet_fields", facet_fields)

    def front(self) -> Front:
        """What a shopper sees before a search: categories, newest, best-selling."""
        return (view := self.watch.view()).kept("front", lambda: front(view))

    def health(self) -> Mapping[str, Any]:
        """Each part by name: {ok, ...}; those with `required` False may fail and the shop still serves."""
        return health_of(self.watch, self.engines, self.store, follows=self.keeper.wanted)

    def close(self) -> None:
        """Let go of threads, files and connections."""
        self.keeper.stop()
        self.watch.stop()
        self.blocked.stop()
        self.dictionary.watched.stop()
        self.engines.close()
        self.store.close()


def open_shop(settings: Settings, *, follow: bool = False) -> Shop:
    """The shop in `settings.home`; with `follow`, changes are followed as long as it is open, by a process beside it that all workers share.

    Raises NotFound where nothing was initialised, InvalidSettings for wrong settings.
    """
    store = open_store(settings)
    engines = Engines(settings)
    watch = Watch(settings, lambda view: open_up(view, engines))
    blocked, dictionary = watched_blocklist(store), LiveDictionary.of(store)
    known = pipelines(settings, stages(settings, engines, lambda text: blocked.value.blocks(text), dictionary.now))
    keeper = WriterKeeper(settings, wanted=follow and settings.live.serve)
    shop = Shop(settings, store, engines, watch, known, blocked, dictionary, keeper)
    watch.look()
    watch.start()
    blocked.start()
    dictionary.watched.start()
    keeper.start()
    return shop
