"""Which snapshot serves: read, rolled back, watched by every worker."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from searchrank.errors import NotFound, NothingPublished, SearchrankError
from searchrank.publish.lock import swapping
from searchrank.publish.people import show_people
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.generation import read_generation
from searchrank.store.lease import Lease
from searchrank.store.live import Live, LiveFolder
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


LONGEST_NUMBER = 10
PATIENCE_SECONDS = 20.0
"""How long a new snapshot waits for the changes that were made while it was built; without a writer they come later."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A snapshot that is open, with its live part beside it; `opened_at` by the clock of the watch."""

    published: View
    folder: LiveFolder | None
    opened_at: float

    @property
    def version(self) -> str:
        return self.published.snapshot.version

    def newest(self) -> View:
        """What is known now; the same live generation as before where nothing is new."""
        live = None if self.folder is None else self.folder.look()
        return self._with(live)

    def at(self, taken: int) -> View:
        """What was known after so many changes; what is known now where there were never so many, or where they were merged since."""
        if taken == 0 or self.folder is None:
            return self.published
        return self._with(self.folder.seen(taken))

    def imports(self) -> set[int]:
        """The imports that the live part has looked at."""
        told = None if self.folder is None else read_generation(self.folder.path)
        return set() if told is None else set(told.imports)

    def caught_up(self, view: View | None, now: float | None = None, imports: Collection[int] = ()) -> bool:
        """Whether this knows all changes that the view shows, and these imports: what came while the snapshot was built must not vanish for a
        moment."""
        if view is None or view.live is None or self.folder is None:
            return True
        live, manifest = self.folder.look(), self.published.snapshot.manifest
        known = int(manifest["as_of_change"]) if live is None else live.change
        all_known = known >= view.live.change and self.imports().union(manifest.get("imports", ())).issuperset(imports)
        return all_known or (now is not None and now - self.opened_at > PATIENCE_SECONDS)

    def _with(self, live: Live | None) -> View:
        grown = self.folder.grown if self.folder else None
        return self.published if live is None or not live.rows or grown is None else View(grown, live)


@dataclass
class Watch:
    """The view that a worker serves: swapped between requests when CURRENT names another version. Start it with `start`, end it with `stop`.

    A version that cannot be opened is refused, said in `fault`, and the one before goes on serving.
    """

    settings: Settings
    warm: Callable[[View], None]
    fault: str | None = None
    clock: Callable[[], float] = time.monotonic
    _view: View | None = None
    _older: dict[str, Serving] = field(default_factory=dict)
    _leases: dict[str, Lease] = field(default_factory=dict)
    _coming: Serving | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)
    _refused: str | None = None
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def view(self, version: str | None = None) -> View:
        """The newest view, or that of a version still held; raises NothingPublished before the first."""
        if version is not None and (older := self._held(version)) is not None:
            return older
        if self._view is None:
            self.look()
        if self._view is None:
            raise NothingPublished(self.fault or "this shop has no snapshot yet: run `searchrank publish`")
        return self._view

    def look(self) -> None:
        """Open what CURRENT names, if it is another version, and swap; take over what changed since."""
        with self._looking:
            version = current(self.settings)
            if self._view is not None and version == self._view.snapshot.version:
                self.fault = self._refused = self._coming = None
                self._follow(self._older[version])
            elif version is not None and version != self._refused:
                self._take(version)

    def _follow(self, serving: Serving) -> None:
        # A live part that is damaged must not end the watching; what was seen last goes on being served.
        with contextlib.suppress(OSError, ValueError, IndexError):
            view = serving.newest()
            if self._view is None or view.live is not self._view.live:
                self._view = view

    def _held(self, version: str) -> View | None:
        """The view of this version, as long as its snapshot is held."""
        name, _, rows = version.partition(".")
        serving = self._older.get(name)
        if serving is None or (self._view is not None and self._view.version == version):
            return None if serving is None else self._view
        return serving.at(int(rows) if rows.isdecimal() and len(rows) < LONGEST_NUMBER else 0)

    def _take(self, version: str) -> None:
        try:
            if self._coming is None or self._coming.version != version:
                self._coming = self._opened(version)
            serving = None if self._view is None else self._older.get(self._view.snapshot.version)
            if self._coming.caught_up(self._view, self.clock(), () if serving is None else serving.imports()):
                self._swap(self._coming)
        # Whatever a damaged folder makes a library raise: the watch must outlive it, and the view of before must serve.
        except Exception as error:
            self.fault, self._coming = _sentence(version, error), None
            # What the file system refused for a moment is tried again; a damaged snapshot stays damaged.
            self._refused = None if isinstance(error, OSError) else version
            if self._view is None:
                self._open_last_good(version)

    def _opened(self, version: str) -> Serving:
        view = View(Snapshot.open(self.settings.snapshots / version))
        view.snapshot.hold()
        self.warm(view)
        folder = LiveFolder(self.settings.live_parts / version, view.snapshot) if self.settings.live.serve else None
        return Serving(view, folder, self.clock())

    def _open_last_good(self, damaged: str) -> None:
        fault, refused = self.fault, self._refused
        for version in reversed(versions(self.settings.snapshots)):
            if version != damaged and self._view is None:
                with contextlib.suppress(Exception):
                    self._swap(self._opened(version))
        self.fault, self._refused = fault, refused

    def _swap(self, serving: Serving) -> None:
        self._older = {one.version: one for one in (*list(self._older.values())[-1:], serving)}
        self._lease({version for version, one in self._older.items() if one.published.snapshot.manifest.get("index_name")})
        self._view, self.fault, self._refused, self._coming = serving.newest(), None, None, None

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
