"""Which snapshot serves: read, rolled back, watched by every worker, and the ones that are kept no more removed."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from searchrank.errors import NotFound, NothingPublished, SearchrankError
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.snapshot import Snapshot, read_current, versions, write_current
from searchrank.store.store import Store
from searchrank.store.view import View


def current(settings: Settings) -> str | None:
    """The version that serves, None before the first publishing."""
    try:
        return read_current(settings.snapshots)
    except NothingPublished:
        return None


def rollback(store: Store, settings: Settings, version: str | None = None) -> str:
    """Make an earlier version serve again, model included; the one before the current by default. Raises NotFound where there is none."""
    kept, serving = versions(settings.snapshots), current(settings)
    earlier = [one for one in kept if serving is not None and one < serving]
    chosen = version or (earlier[-1] if earlier else None)
    if chosen is None or chosen not in kept:
        raise NotFound(f"there is no snapshot {chosen or 'before ' + str(serving)!s}: kept are {', '.join(kept) or 'none'}")
    Snapshot.open(settings.snapshots / chosen)
    write_current(settings.snapshots, chosen)
    return chosen


def prune(store: Store, settings: Settings, engines: Engines) -> None:
    """Remove drafts of dead builds and all but the newest `keep_snapshots` versions (never the serving one), with their Elasticsearch indexes.

    Workers that still read a removed folder keep its mapped files until they swap.
    """
    kept, serving = versions(settings.snapshots), current(settings)
    gone = [one for one in kept[: -settings.keep_snapshots] if one != serving]
    names = {row.version: row.index_name for row in store.snapshots.list()}
    for version in gone:
        shutil.rmtree(settings.snapshots / version, ignore_errors=True)
        store.snapshots.remove(version)
    engines.drop(name for version in gone if (name := names.get(version)))


@dataclass
class Watch:
    """The view that a worker serves: swapped between requests when CURRENT names another version. Start it with `start`, end it with `stop`.

    A version that cannot be opened is refused, said in `fault`, and the one before goes on serving.
    """

    settings: Settings
    warm: Callable[[View], None]
    fault: str | None = None
    _view: View | None = None
    _older: dict[str, View] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _refused: str | None = None

    def view(self, version: str | None = None) -> View:
        """The newest view, or that of a version still held; raises NothingPublished before the first."""
        if version is not None and (older := self._older.get(version)) is not None:
            return older
        if self._view is None:
            self.look()
        if self._view is None:
            raise NothingPublished(self.fault or "this shop has no snapshot yet: run `searchrank publish`")
        return self._view

    def look(self) -> None:
        """Open what CURRENT names, if it is another version, and swap."""
        version = current(self.settings)
        held = self._view.version if self._view else None
        if version is None or version in (held, self._refused):
            return
        try:
            self._swap(self._opened(version))
        except SearchrankError as error:
            self.fault, self._refused = error.message, version
            if self._view is None:
                self._open_last_good(version)

    def _opened(self, version: str) -> View:
        view = View(Snapshot.open(self.settings.snapshots / version))
        self.warm(view)
        return view

    def _open_last_good(self, damaged: str) -> None:
        for version in reversed(versions(self.settings.snapshots)):
            if version != damaged:
                with contextlib.suppress(SearchrankError):
                    self._swap(self._opened(version), fault=self.fault)
                    return

    def _swap(self, view: View, fault: str | None = None) -> None:
        self._older = {one.version: one for one in (*list(self._older.values())[-1:], view)}
        self._view, self.fault, self._refused = view, fault, self._refused if fault else None

    def start(self) -> None:
        """Look every `watch_ms` from a thread of its own."""
        threading.Thread(target=self._watch, name="snapshot-watch", daemon=True).start()

    def _watch(self) -> None:
        while not self._stopped.wait(self.settings.watch_ms / 1000):
            with contextlib.suppress(OSError):
                self.look()

    def stop(self) -> None:
        self._stopped.set()
