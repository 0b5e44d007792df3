"""Which engine serves a snapshot: the embedded one in its folder, or the Elasticsearch index named in its manifest."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from searchrank.errors import EngineDown
from searchrank.recall.clause import Term
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.embedded import EmbeddedEngine
from searchrank.recall.engine import Engine, Request
from searchrank.settings import Settings
from searchrank.store.lease import end_lease
from searchrank.store.snapshot import Draft, Snapshot

FOLDER = "index"
SHOP = ".shop"
"""The file beside the snapshots that names the shop: its indexes say whose they are."""


@dataclass(frozen=True)
class Engines:
    """Makes and opens engines; keeps one connection to Elasticsearch, made when first needed."""

    settings: Settings

    @cached_property
    def server(self) -> ElasticServer:
        return ElasticServer.connect(self.settings.elasticsearch, shop=self._shop())

    @property
    def paused(self) -> bool:
        """Whether Elasticsearch is left alone for the moment by this process, because it did not answer."""
        return "server" in self.__dict__ and self.server.breaker.paused

    def index_name(self, version: str) -> str | None:
        """The Elasticsearch index of a snapshot version, None where the engine is embedded."""
        return f"{self.settings.elasticsearch.index_prefix}-{version}" if self.settings.engine == "elasticsearch" else None

    def new(self, draft: Draft) -> Engine:
        """An empty engine for the snapshot in the making."""
        name = self.index_name(draft.version)
        return EmbeddedEngine.create(draft.subfolder(FOLDER)) if name is None else self.server.engine(name)

    def of(self, snapshot: Snapshot) -> Engine:
        """The engine that was built with the snapshot, whatever the settings now prefer; opened once and kept with it."""
        return snapshot.kept("engine", self._open)

    def _open(self, snapshot: Snapshot) -> Engine:
        name = snapshot.manifest.get("index_name")
        return EmbeddedEngine.open(snapshot.subfolder(FOLDER)) if name is None else self.server.engine(name)

    def point(self, index: str | None) -> None:
        """Let the alias that is for people name the index that serves now, None where the embedded engine does. Nothing reads the alias."""
        if index is not None or self.settings.engine == "elasticsearch":
            self.server.point(self.settings.elasticsearch.index_prefix, index)

    def health(self, snapshot: Snapshot) -> dict[str, Any]:
        """Whether the snapshot's engine answers: {ok, kind, reason}."""
        kind = "elasticsearch" if snapshot.manifest.get("index_name") else "embedded"
        try:
            self.of(snapshot).search(Request(Term("title", "a"), limit=1))
        except EngineDown as error:
            return {"ok": False, "kind": kind, "reason": error.message}
        return {"ok": True, "kind": kind}

    def drop(self, names: Iterable[str]) -> None:
        """Remove the indexes of snapshots that are kept no more, but for those that a worker still asks: a later call removes them."""
        for name in names:
            if end_lease(self.settings.snapshots, name.rpartition("-")[2]):
                self.server.delete(name)

    def _shop(self) -> str:
        """A name drawn once for the shop in these settings' home, by the first process that needs it; "" where it may not be written down."""
        path = self.settings.snapshots / SHOP
        if not path.exists():
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                drawn = path.with_name(f"{SHOP}-{uuid.uuid4().hex}")
                drawn.write_text(uuid.uuid4().hex)
                # A link, unlike a rename, leaves the name that a faster process has drawn as it is.
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(drawn)
                drawn.unlink()
        return path.read_text() if path.exists() else ""

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        if "server" in self.__dict__:
            self.server.close()
