"""The block list as a worker knows it: read from the store, and again when its revision has moved."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from searchrank.errors import InvalidInput, SearchrankError
from searchrank.store.store import Store
from searchrank.suggest.blocked import Blocklist

POLL_SECONDS = 0.5
"""Others obey within a second; asking for one number twice a second costs nothing."""


@dataclass
class WatchedBlocklist:
    """`list` is the compiled list of now. Start the watching with `start`, end it with `stop`; `read` looks at once."""

    store: Store
    list: Blocklist = field(default_factory=lambda: Blocklist.of(()))
    _revision: int = -1
    _stopped: threading.Event = field(default_factory=threading.Event)
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def read(self) -> None:
        """Take over the list if it has changed."""
        # Two readers at once could put an older list in the place of a newer one.
        with self._reading:
            revision = self.store.blocklist.revision()
            if revision != self._revision:
                self.list = Blocklist.of(_readable(row.pattern for row in self.store.blocklist.list()))
                self._revision = revision

    def start(self) -> None:
        """Read now, and whenever the revision moves."""
        self.read()
        self._thread = threading.Thread(target=self._watch, name="blocklist-watch", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            # A database that is away for a moment must not end the watching; the list of before goes on being obeyed.
            with contextlib.suppress(SQLAlchemyError, SearchrankError):
                self.read()

    def stop(self) -> None:
        """Watch no more; when this returns, the store is left alone."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()


def _readable(patterns: Iterable[str]) -> Iterable[str]:
    """The patterns that can be compiled: one that came into the store by another way must not lift the ban on all others."""
    for pattern in patterns:
        with contextlib.suppress(InvalidInput):
            Blocklist.of([pattern])
            yield pattern
