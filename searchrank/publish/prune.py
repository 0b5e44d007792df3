"""What is kept no more: old snapshots, and what dead publishings left. Takes a store, settings and engines; leaves folders, register and indexes in
agreement.

Only the one process that may publish calls these (see `lock`), so every draft that it meets is dead.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from searchrank.errors import EngineDown, SnapshotDamaged
from searchrank.publish.lock import swapping
from searchrank.publish.swap import current
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.snapshot import DRAFT_PREFIX, WRITING_PREFIX, Snapshot, versions
from searchrank.store.store import Store

GONE_PREFIX = ".gone-"
"""How the name of a folder begins that is being removed: a kill half-way must not leave one that looks like a snapshot."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """Removes; workers that still read a removed snapshot keep its mapped files until they swap."""

    store: Store
    settings: Settings
    engines: Engines

    @property
    def root(self) -> Path:
        return self.settings.snapshots

    def discard(self, version: str) -> None:
        """Remove a version that was never made current, finished or not, with its row and its Elasticsearch index; the serving one is left alone."""
        with swapping(self.root):
            if version == current(self.settings):
                return
            self._remove(version)
        self._drop(filter(None, [self.engines.index_name(version)]))

    def sweep(self) -> None:
        """Remove drafts, half-removed folders and half-written files of dead publishings, and make the register agree with the folders."""
        with swapping(self.root):
            for prefix in (DRAFT_PREFIX, GONE_PREFIX):
                for folder in self.root.glob(f"{prefix}*"):
                    shutil.rmtree(folder, ignore_errors=True)
            for file in self.root.glob(f"{WRITING_PREFIX}*"):
                file.unlink(missing_ok=True)
            self._reconcile()

    def keep_newest(self) -> None:
        """Remove all but the newest `keep_snapshots` versions, never the serving one, and every Elasticsearch index that no kept version names."""
        names = {row.version: row.index_name for row in self.store.snapshots.list()}
        with swapping(self.root):
            gone = [one for one in versions(self.root)[: -self.settings.keep_snapshots] if one != current(self.settings)]
            for version in gone:
                self._remove(version)
        self._drop(name for version in gone if (name := names.get(version)))
        self._drop_unnamed()

    def prune_journal(self) -> None:
        """Remove from the journal old versions of products that the oldest kept snapshot has taken in: no live part begins before it."""
        oldest = min((row.as_of_change for row in self.store.snapshots.list()), default=0)
        self.store.catalogue.prune(oldest, self.settings.live.journal_days)

    def _remove(self, version: str) -> None:
        shutil.rmtree(self.root / f"{DRAFT_PREFIX}{version}", ignore_errors=True)
        aside = self.root / f"{GONE_PREFIX}{version}"
        with contextlib.suppress(FileNotFoundError):
            (self.root / version).rename(aside)
        self.store.snapshots.remove(version)
        shutil.rmtree(aside, ignore_errors=True)

    def _reconcile(self) -> None:
        kept, noted = set(versions(self.root)), {row.version for row in self.store.snapshots.list()}
        for version in noted - kept:
            self.store.snapshots.remove(version)
        for version in kept - noted:
            # The register was lost or is another one; the folder is whole and says itself what it is.
            with contextlib.suppress(SnapshotDamaged, KeyError):
                manifest = Snapshot.open(self.root / version).manifest
                self.store.snapshots.add(version, manifest["as_of_change"], manifest["products"], manifest["model"], manifest["index_name"])

    def _drop_unnamed(self) -> None:
        """Remove indexes of this shop that dead publishings left: those named as its versions are, not newer than the newest kept."""
        newest = max(versions(self.root), default="")
        prefix = self.engines.index_name("v")
        if prefix is None:
            return
        kept = {row.index_name for row in self.store.snapshots.list()}
        with contextlib.suppress(EngineDown):
            own = [name for name in self.engines.server.indexes(prefix) if re.fullmatch(re.escape(prefix) + r"\d{6,}", name)]
            self._drop(name for name in own if name not in kept and name <= f"{prefix}{newest[1:]}")

    def _drop(self, names: Iterable[str]) -> None:
        # A server that is away must not undo a publishing that is done: a later one drops what this one could not.
        with contextlib.suppress(EngineDown):
            self.engines.drop(names)
