"""Publishing: what is kept becomes a sealed snapshot, and CURRENT names it.

Steps, each a checkpoint where a kill leaves the last good snapshot serving: before and after fsync, after rename, engine, database row, before and
after CURRENT.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchrank.errors import Conflict, NotFound
from searchrank.publish.collect import Collector, Progress, keep_documents, silent
from searchrank.publish.dictionary import user_words
from searchrank.publish.lock import Journal, only_publisher, swapping
from searchrank.publish.logged import logged_queries
from searchrank.publish.people import show_people
from searchrank.publish.promotions import write_promotions
from searchrank.publish.prune import Pruning
from searchrank.publish.rewrites import write_rewrites
from searchrank.publish.suggestions import Helper, Suggesting, Task, helper
from searchrank.publish.vector_network import network_of
from searchrank.publish.vectors import write_vectors
from searchrank.rank.stages import MODEL_FOLDER
from searchrank.recall.engine import AnyRow
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.settle import uncollected
from searchrank.store.snapshot import Draft, no_checkpoint, versions, write_current
from searchrank.store.store import Store

Checkpoint = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Build:
    """One publishing in the making."""

    store: Store
    settings: Settings
    engines: Engines
    version: str
    model: str | None
    progress: Progress
    checkpoint: Checkpoint
    at: float

    def run(self) -> str:
        """Build, seal, register and make current; gives the version."""
        draft = Draft.begin(self.settings.snapshots, self.version, self.checkpoint)
        manifest = self._fill(draft)
        draft.seal(manifest)
        self.store.snapshots.add(self.version, manifest["as_of_change"], manifest["products"], self.model, manifest["index_name"])
        self.checkpoint("after_row")
        with swapping(self.settings.snapshots):
            write_current(self.settings.snapshots, self.version, self.checkpoint)
            show_people(self.engines, manifest["index_name"])
        return self.version

    def _fill(self, draft: Draft) -> Mapping[str, Any]:
        with helper(self.store.catalogue.count()) as other:
            return self._filled(draft, other)

    def _filled(self, draft: Draft, other: Helper | None) -> Mapping[str, Any]:
        reading = self.store.catalogue.read()
        kept = keep_documents(reading.documents, draft, self.progress, user_words(self.store))
        if not kept.documents:
            raise Conflict("there are no products to publish: run `searchrank import products FILE` first")
        products, cuttings = len(kept.documents), self.settings.cuttings if self.settings.keep_cuttings else None
        collector = Collector(kept, self.progress, cuttings)
        logged = logged_queries(self.store, self.settings, self.at)
        network = network_of(self.settings, logged.counts)
        task = Task(draft.folder, draft.version, products, logged, self.settings.suggest)
        suggestions = Suggesting(task) if other is None else other.begin(task, collector.fresh)
        self._index(draft, _surveyed(collector, suggestions))
        collector.write(draft)
        suggestions.begin_writing()
        self.progress("names", 0, 1)
        collector.learn(draft, logged.counts)
        write_promotions(draft, self.store.contents.read(), self.store.ads.read(), products)
        self.progress("suggestions", 0, 1)
        write_vectors(draft, products, self.settings.vectors, self.progress, network)
        write_rewrites(draft, products, self.settings, self.at)
        suggestions.finish()
        self.progress("suggestions", 1, 1)
        self._pin_model(draft)
        return self._manifest(reading.as_of_change, products, collector)

    def _index(self, draft: Draft, rows: Iterable[AnyRow]) -> None:
        engine = self.engines.new(draft)
        engine.build(rows)
        engine.close()
        self.checkpoint("after_engine")

    def _manifest(self, as_of_change: int, products: int, collector: Collector) -> Mapping[str, Any]:
        return {
            "products": products,
            "as_of_change": as_of_change,
            "as_of": self.at,
            "cutter": collector.cutter.description,
            "model": self.model,
            "index_name": self.engines.index_name(self.version),
        }

    def _pin_model(self, draft: Draft) -> None:
        """Hard links to the model's files: they never change, and a roll-back takes them back."""
        if self.model is not None:
            folder = draft.subfolder(MODEL_FOLDER)
            for file in model_files(self.settings, self.model):
                os.link(file, folder / file.name)


def _surveyed(collector: Collector, suggestions: Suggesting) -> Iterator[AnyRow]:
    """The rows of the index; names are mined from behind the last on, while the engine writes what it was given."""
    yield from collector.rows(suggestions.shared)
    suggestions.begin_naming(collector.survey())


def model_files(settings: Settings, version: str) -> list[Path]:
    """The files of a trained model; raises NotFound where there are none."""
    files = sorted(path for path in (settings.models / version).glob("*") if path.suffix in (".ubj", ".json"))
    if not files:
        raise NotFound(f"model {version!r} has no files in {settings.models.name}: `searchrank model list` shows those registered")
    return files


def publish(
    store: Store,
    settings: Settings,
    model: str | None = None,
    progress: Progress | None = None,
    checkpoint: Checkpoint = no_checkpoint,
) -> str:
    """Build a snapshot of all finished imports with this model (the newest promoted one by default), make it serve, and give its version.

    What publishings that were killed left is removed on the way, and so are the versions that are kept no more. Raises NotFound for an unknown
    model, Conflict without products and while another process publishes, EngineDown where Elasticsearch does not answer; nothing is changed then.
    """
    chosen = store.models.get(model) if model is not None else store.models.newest_promoted()
    tell = progress or silent
    with closing(Engines(settings)) as engines, only_publisher(settings.snapshots) as journal, uncollected():
        pruning = Pruning(store, settings, engines)
        _bury(journal, pruning)
        version = _next_version(store, settings)
        journal.note(version)
        build = Build(store, settings, engines, version, chosen.version if chosen else None, tell, checkpoint, time.time())
        try:
            build.run()
        except BaseException:
            _bury(journal, pruning)
            raise
        journal.clear()
        pruning.keep_newest()
        pruning.prune_journal()
    tell("published", 1, 1)
    return version


def _bury(journal: Journal, pruning: Pruning) -> None:
    """Remove what the noted publishing left; one that was killed after CURRENT was replaced is whole and stays."""
    if (dead := journal.version) is not None:
        pruning.discard(dead)
    pruning.sweep()
    journal.clear()


def _next_version(store: Store, settings: Settings) -> str:
    """A version above all that lie in the folder: the register may be another one than the one they were numbered by."""
    newest = max(versions(settings.snapshots), default="")
    while (version := store.snapshots.next_version()) <= newest:
        pass
    return version
