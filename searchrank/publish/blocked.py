"""The block list as a worker knows it: read from the store, and again when its revision has moved."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

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

    def read(self) -> None:
        """Take over the list if it has changed."""
        revision = self.store.blocklist.revision()
        if revision != self._revision:
            self.list = Blocklist.of(row.pattern for row in self.store.blocklist.list())
            self._revision = revision

    def start(self) -> None:
        """Read now, and whenever the revision moves."""
        self.read()
        threading.Thread(target=self._watch, name="blocklist-watch", daemon=True).start()

    def _watch(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            # A database that is away for a moment must not end the watching; the list of before goes on being obeyed.
            with contextlib.suppress(SQLAlchemyError):
                self.read()

    def stop(self) -> None:
        self._stopped.set()
