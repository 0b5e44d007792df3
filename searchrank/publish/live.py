"""What changed since: takes the store's journal, keeps the live part of the serving snapshot up with it, and tells the search server.

While a new snapshot takes over, its live part is caught up beside the old one's: workers change over when no change would vanish.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from searchrank.errors import EngineDown
from searchrank.publish.live_folder import LiveWriter, sweep
from searchrank.publish.live_imports import ImportFollower
from searchrank.publish.live_merge import Merge, worth_merging
from searchrank.publish.swap import PATIENCE_SECONDS, current
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.generation import Generation
from searchrank.store.snapshot import Snapshot, versions
from searchrank.store.store import Store

SWEEP_SECONDS = 10.0
RETRY_SECONDS = 1.0
"""How often the search server is told which rows were overtaken, at most: every time makes its searches read anew."""


@dataclass(slots=True)
class Follower:
    """Follows the journal of one store into live folders. Only one process may have one (see `live_process`)."""

    store: Store
    settings: Settings
    engines: Engines
    clock: Callable[[], float] = time.monotonic
    _writers: dict[str, LiveWriter] = field(default_factory=dict)
    _since: float = float("-inf")
    """When the serving part was opened, or last grew towards what others know."""
    _come: Generation | None = None
    _imports: ImportFollower = field(init=False)
    _merges: dict[str, Merge] = field(default_factory=dict)
    _told: dict[str, Generation] = field(default_factory=dict)
    _telling: threading.Thread | None = None
    _told_at: float = float("-inf")
    _swept_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._imports = ImportFollower(self.store.catalogue, self.settings.live)

    def turn(self) -> int:
        """Take over what changed; gives how many changes that were. Raises what the store raises when it is away: nothing is lost then."""
        self._writers = {version: writer for version, writer in self._writers.items() if writer.sound}
        serving = self._open_serving()
        taken = sum(self._advance(writer, serving) for writer in self._in_turn(serving))
        for writer in list(self._writers.values()):
            self._merge(writer)
        self._retire(serving)
        self._tell_server()
        return taken

    def _open_serving(self) -> str:
        """The version that serves, empty before the first; its part is open then."""
        serving = current(self.settings)
        if serving is None or serving in self._writers:
            return serving or ""
        path = self.settings.snapshots / serving
        self._writers[serving] = LiveWriter.open(self.settings.live_parts / serving, Snapshot.open(path))
        self._since = self.clock()
        return serving

    def _in_turn(self, serving: str) -> list[LiveWriter]:
        """All writers, that of the serving snapshot first: what others have taken in already it must learn, so it leads."""
        return sorted(self._writers.values(), key=lambda one: one.snapshot.version != serving)

    def _advance(self, writer: LiveWriter, version: str) -> int:
        serving = self._writers.get(version)
        follows = serving is not None and serving is not writer and serving.generation.knows(writer.generation)
        known, changes = self.store.catalogue.live_changes(writer.generation.change, self.settings.live.batch)
        if follows and serving is not None:
            # Never ahead again: workers change over as soon as the new part knows what they show.
            known = min(known, serving.generation.change)
            changes = [one for one in changes if one.number <= known]
        if known > writer.generation.change:
            writer.add(changes, known)
        taken = len(changes)
        if not follows and (not taken or self._imports.due(writer)):
            taken += self._imports.advance(writer, max(one.generation.imported for one in self._writers.values()))
        return taken

    def _merge(self, writer: LiveWriter) -> None:
        """Take overtaken rows out of a live part that holds many, a portion a turn."""
        version = writer.snapshot.version
        merge = self._merges.get(version)
        if merge is None or merge.old is not writer:
            self._merges.pop(version, None)
            if worth_merging(writer, self.settings.live):
                self._merges[version] = Merge.of(writer)
            return
        # Where it fails in the middle, the folder beside is half made: the next one begins anew.
        del self._merges[version]
        if merge.go_on():
            self._writers[version] = merge.new
        else:
            self._merges[version] = merge

    def _retire(self, version: str) -> None:
        """Let go of what serves no more, once the one that does has been caught up for as long as workers may take; remove what has no snapshot."""
        serving = self._writers.get(version)
        others = [one for one in self._writers.values() if one is not serving]
        if serving is not None and others and self._grows(serving, others):
            self._since = self.clock()
        for one in others:
            if serving is not None and self.clock() - self._since > PATIENCE_SECONDS:
                del self._writers[one.snapshot.version]
        if self.clock() - self._swept_at >= SWEEP_SECONDS:
            self._swept_at = self.clock()
            kept = set(versions(self.settings.snapshots))
            self._merges = {version: one for version, one in self._merges.items() if version in self._writers}
            self._imports.keep(self._writers)
            for folder in self.settings.live_parts.glob("v*"):
                if folder.name not in kept:
                    self._writers.pop(folder.name, None)
                    shutil.rmtree(folder, ignore_errors=True)
                else:
                    sweep(folder, {one.new.generation.born for one in self._merges.values()})

    def _grows(self, serving: LiveWriter, others: Sequence[LiveWriter]) -> bool:
        """Whether the serving part is on its way to what the others know: workers wait for that."""
        before, self._come = self._come, serving.generation
        return serving.generation != before and not all(serving.generation.knows(one.generation) for one in others)

    def _tell_server(self) -> None:
        """Take overtaken rows out of an Elasticsearch index, from a thread of its own: a server that hangs must not keep a change from being seen.

        While it is away they stay noted, and workers leave them out by themselves.
        """
        for version in [one for one in self._told if one in self._writers]:
            self._note(self._writers[version], self._told.pop(version))
        busy = self._telling is not None and self._telling.is_alive()
        waiting = [one for one in self._writers.values() if one.snapshot.manifest.get("index_name") and one.generation.removed < one.generation.rows]
        if waiting and not busy and self.clock() - self._told_at >= RETRY_SECONDS:
            self._told_at = self.clock()
            told = [(one.snapshot, one.published_since(one.generation.removed), one.generation) for one in waiting]
            self._telling = threading.Thread(target=self._tell, args=(told,), name="live-removals", daemon=True)
            self._telling.start()

    def _note(self, writer: LiveWriter, told: Generation) -> None:
        # Where the part was merged since, its rows have other numbers: they are told once again.
        if told.born == writer.generation.born:
            writer.note_removed(told.rows)

    def _tell(self, told: Sequence[tuple[Snapshot, Sequence[int], Generation]]) -> None:
        for snapshot, rows, now in told:
            with contextlib.suppress(EngineDown):
                if rows:
                    self.engines.of(snapshot).remove(rows)
                self._told[snapshot.version] = now
