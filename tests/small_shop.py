"""A small real shop for tests: products in, a published snapshot out, without a database; and the words in which tests speak of it.

A product is a title (which is then its id as well) or an object as `parse_product` takes it. Products are shuffled before they are built,
so that no test can live on the order in which it names them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from searchrank.errors import EngineDown
from searchrank.pipeline import Pipeline, Search, Stage
from searchrank.publish.categories import write_categories
from searchrank.publish.collect import Collector, keep_documents
from searchrank.publish.correction import write_correction
from searchrank.publish.vector_network import Network
from searchrank.publish.vectors import write_vectors
from searchrank.query.dictionary import Dictionary, Kept, no_dictionary
from searchrank.query.entries import meaning
from searchrank.query.understand import Understand
from searchrank.rank.features import all_features
from searchrank.rank.fine import save_model
from searchrank.rank.fuse import Fuse
from searchrank.rank.stages import MODEL_FOLDER, DayOne, EngineOrder, Fine, KeywordOrder
from searchrank.recall.engine import Engine, Matched, Request
from searchrank.recall.engines import FOLDER, Engines
from searchrank.recall.facets import check_facets
from searchrank.recall.filters import parse_filter
from searchrank.recall.recall import Recall
from searchrank.records import Query
from searchrank.settings import Settings, VectorSettings
from searchrank.store.products import parse_product
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import View

NOW = 1_700_000_000.0
DAY = 86_400.0
NO_VECTORS = VectorSettings(encoder="none")
Given = str | Mapping[str, Any]
Learned = tuple[Any, Mapping[str, Any]]
"""A booster and the schema it is kept with."""


def build_snapshot(
    folder: Path,
    products: Sequence[Given],
    *,
    seed: int = 7,
    model: Learned | None = None,
    vectors: VectorSettings = NO_VECTORS,
    network: Network | None = None,
) -> Snapshot:
    """A sealed snapshot of these products, as publishing makes it, and opened again."""
    draft = Draft.begin(folder / "snapshots", "v000001")
    kept = keep_documents(_documents(products, seed), draft)
    collector = Collector(kept)
    engine = Engines(Settings(home=folder)).new(draft)
    engine.build(collector.rows())
    engine.close()
    collector.write(draft)
    collector.learn(draft)
    write_categories(draft, Snapshot(draft.folder, {"version": draft.version, "products": len(kept.documents)}))
    write_correction(draft, len(kept.documents))
    write_vectors(draft, len(kept.documents), vectors, network=network)
    if model is not None:
        save_model(draft.folder / MODEL_FOLDER, *model)
    manifest = {"products": len(kept.documents), "as_of": NOW, "as_of_change": 1, "cutter": collector.cutter.description, "index_name": None}
    return Snapshot.open(draft.seal(manifest))


def goods(titles: Mapping[str, str], each: int) -> Iterator[dict[str, Any]]:
    """So many products of every category, given by its path with a title, to which a number is added."""
    for path, title in titles.items():
        for number in range(each):
            yield {"id": f"{title} {number}", "title": f"{title} {number}号", "category": path.split(" > ")}


def _documents(products: Sequence[Given], seed: int) -> list[bytes]:
    shuffled = list(products)
    random.Random(seed).shuffle(shuffled)
    parsed = [parse_product({"id": one, "title": one} if isinstance(one, str) else {"id": one.get("title"), **one}) for one in shuffled]
    return [product.document for product in sorted(parsed, key=lambda product: product.id.encode())]


@dataclass(frozen=True)
class DownEngine:
    """An engine that is away: every search raises EngineDown."""

    def search(self, request: Request) -> Matched:
        raise EngineDown("the engine does not answer: connection refused")

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]:
        return tuple(map(self.search, requests))

    def build(self, rows: Any) -> None: ...

    def update(self, rows: Any) -> None: ...

    def remove(self, rows: Any) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class SmallShop:
    """A shop to ask: `found` lists ids best first, `assert_order` compares lists, `assert_found` compares sets."""

    view: View
    settings: Settings
    engine_of: Callable[[Snapshot], Engine]
    now: float = NOW
    kept: Kept = no_dictionary

    def search(self, text: str, *, pipeline: str = "day_one", filters: Sequence[str] = (), facets: Sequence[str] = (), **asked: Any) -> Search:
        """The search after all stages of a pipeline of the settings, without re-rank; `asked` are further fields of the Query."""
        snapshot = self.view.snapshot
        conditions = tuple(parse_filter(one, snapshot) for one in filters)
        query = Query(text, filters=conditions, facets=check_facets(facets, snapshot), now=self.now, **asked)
        return self.pipeline(pipeline).run(Search(query, self.view))

    def pipeline(self, name: str) -> Pipeline:
        """The stages that the settings name, those of re-rank left out."""
        features, recall = all_features(), Recall(self.engine_of, self.settings.asked_recall)
        made: tuple[Stage, ...] = (
            Understand(self.settings.query, self.kept),
            recall,
            EngineOrder(),
            KeywordOrder(),
            DayOne(features, self.settings.recall.ranked_day_one),
            Fine(features, self.settings.recall.ranked_day_one),
            Fuse(),
        )
        known = {stage.name: stage for stage in made}
        return Pipeline(tuple(known[stage] for stage in self.settings.pipelines[name] if stage in known), name)

    def understood(self, text: str) -> Query:
        """The query as `query/` hands it to recall."""
        return Understand(self.settings.query, self.kept).run(Search(Query(text, now=self.now), self.view)).query

    def found(self, text: str, **asked: Any) -> list[str]:
        """The ids of all candidates, best first."""
        return self.view.ids(self.search(text, **asked).candidates.rows)

    def matched(self, text: str, **asked: Any) -> list[str]:
        """The ids of the match set, over which total, facets and sort speak, by id."""
        return self.view.ids(self.search(text, **asked).found.rows)

    def page(self, text: str, page: int, per_page: int, **asked: Any) -> list[str]:
        """The ids that stand on one page."""
        return self.found(text, page=page, per_page=per_page, **asked)[(page - 1) * per_page : page * per_page]

    def facet(self, text: str, name: str, **asked: Any) -> dict[str, int]:
        """How many products of the match set have each value."""
        return dict(self.search(text, facets=[name], **asked).found.facets[name])

    def rows(self, *ids: str) -> list[int]:
        """The rows of these products, all of which there must be."""
        rows: list[int] = self.view.rows_of(ids).tolist()
        assert -1 not in rows
        return rows

    def assert_order(self, text: str, ids: Sequence[str], **asked: Any) -> None:
        """Exactly these products, in this order."""
        assert self.found(text, **asked) == list(ids)

    def assert_found(self, text: str, ids: Sequence[str], **asked: Any) -> None:
        """Exactly these products match, in whatever order."""
        assert sorted(self.matched(text, **asked)) == sorted(ids)

    def knowing(self, *entries: tuple[str, str]) -> SmallShop:
        """The same shop with these entries, kind and text, in its dictionary."""
        kept = Dictionary.of(meaning(kind, text) for kind, text in entries)
        return replace(self, kept=lambda: kept)

    def by_engine(self) -> SmallShop:
        """The same shop where the engine brings all candidates, not the snapshot's own lists."""
        recall = self.settings.recall.model_copy(update={"impacts": False})
        return replace(self, settings=self.settings.model_copy(update={"recall": recall}))

    def without_engine(self) -> SmallShop:
        """The same shop while its engine is away."""
        return replace(self, engine_of=lambda snapshot: DownEngine())


def small_shop(
    folder: Path,
    *products: Given,
    seed: int = 7,
    model: Learned | None = None,
    vectors: VectorSettings = NO_VECTORS,
    network: Network | None = None,
    **recall: Any,
) -> SmallShop:
    """A shop of these products, built in the folder, without vectors; `recall` are settings of recall that differ from the usual ones."""
    settings = Settings(home=folder, recall=recall, vectors=vectors)
    view = View(build_snapshot(folder, products, seed=seed, model=model, vectors=vectors, network=network))
    assert view.snapshot.has(FOLDER)
    return SmallShop(view, settings, Engines(settings).of)
