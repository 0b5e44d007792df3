"""Which snapshot serves: read, rolled back, watched by every worker."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from searchrank.errors import NotFound, NothingPublished, SearchrankError
from searchrank.publish.lock import swapping
from searchrank.publish.people import show_people
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.lease import Lease
from searchrank.store.snapshot import Snapshot, read_current, verify_contents, versions, write_current
from searchrank.store.store import Store
from searchrank.store.view import View


def current(settings: Settings) -> str | None:
    """The version that serves, None before the first publishing."""
    try:
        return read_current(settings.snapshots)
    except NothingPublished:
        return None


def rollback(store: Store, settings: Settings, version: str | None = None) -> str:
    """Make an earlier version serve again, model included; the one before the current by default.

    Raises NotFound where there is none, SnapshotDamaged where it cannot be read; then the current one goes on serving.
    """
    with swapping(settings.snapshots):
        kept, serving = versions(settings.snapshots), current(settings)
        earlier = [one for one in kept if serving is not None and one < serving]
        chosen = version or (earlier[-1] if earlier else None)
        if chosen is None or chosen not in kept:
            wanted = chosen[:80] if chosen else "earlier than the one that serves"
            raise NotFound(f"there is no snapshot {wanted}: kept are {', '.join(kept) or 'none'}")
        snapshot = Snapshot.open(settings.snapshots / chosen)
        verify_contents(snapshot.path)
        write_current(settings.snapshots, chosen)
        with contextlib.closing(Engines(settings)) as engines:
            show_people(engines, snapshot.manifest.get("index_name"))
    return chosen


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
    _leases: dict[str, Lease] = field(default_factory=dict)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _refused: str | None = None
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

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
        with self._looking:
            version = current(self.settings)
            if self._view is not None and version == self._view.version:
                self.fault = self._refused = None
            elif version is not None and version != self._refused:
                self._take(version)

    def _take(self, version: str) -> None:
        try:
            self._swap(self._opened(version))
        # Whatever a damaged folder makes a library raise: the watch must outlive it, and the view of before must serve.
        except Exception as error:
            self.fault = _sentence(version, error)
            # What the file system refused for a moment is tried again; a damaged snapshot stays damaged.
            self._refused = None if isinstance(error, OSError) else version
            if self._view is None:
                self._open_last_good(version)

    def _opened(self, version: str) -> View:
        view = View(Snapshot.open(self.settings.snapshots / version))
        view.snapshot.hold()
        self.warm(view)
        return view

    def _open_last_good(self, damaged: str) -> None:
        fault, refused = self.fault, self._refused
        for version in reversed(versions(self.settings.snapshots)):
            if version != damaged and self._view is None:
                with contextlib.suppress(Exception):
                    self._swap(self._opened(version))
        self.fault, self._refused = fault, refused

    def _swap(self, view: View) -> None:
        self._older = {one.version: one for one in (*list(self._older.values())[-1:], view)}
        self._lease({version for version, one in self._older.items() if one.snapshot.manifest.get("index_name")})
        self._view, self.fault, self._refused = view, None, None

    def _lease(self, versions: set[str]) -> None:
        """Hold the versions whose index lies outside of their folder, and let go of the others."""
        self._leases = {one: self._leases.get(one) or Lease.take(self.settings.snapshots, one) for one in versions}

    def start(self) -> None:
        """Look every `watch_ms` from a thread of its own."""
        self._thread = threading.Thread(target=self._watch, name="snapshot-watch", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(self.settings.watch_ms / 1000):
            with contextlib.suppress(OSError):
                self.look()

    def stop(self) -> None:
        """Look no more; when this returns, nothing is being opened."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._lease(set())


def _sentence(version: str, error: Exception) -> str:
    if isinstance(error, SearchrankError):
        return error.message
    return f"snapshot {version[:80]} cannot be opened ({type(error).__name__}: {str(error)[:200]}): roll back or publish again"
