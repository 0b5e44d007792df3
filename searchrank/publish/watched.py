"""What operators change while a shop serves, as a worker knows it: read from the store, and again when its revision has moved."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from searchrank.errors import SearchrankError

Value = TypeVar("Value")
POLL_SECONDS = 0.5
"""Others obey within a second; asking for one number twice a second costs nothing."""


@dataclass
class Watched(Generic[Value]):
    """`value` is what holds now. `revision` reads a number that rises with every change, `make` the value itself. Start the watching with `start`,
    end it with `stop`; `read` looks at once."""

    name: str
    value: Value
    revision: Callable[[], int]
    make: Callable[[], Value]
    _revision: int = -1
    _stopped: threading.Event = field(default_factory=threading.Event)
    _reading: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def read(self) -> None:
        """Take over what is kept if it has changed."""
        # Two readers at once could put an older value in the place of a newer one.
        with self._reading:
            revision = self.revision()
            if revision != self._revision:
                self.value = self.make()
                self._revision = revision

    def start(self) -> None:
        """Read now, and whenever the revision moves."""
        self.read()
        self._thread = threading.Thread(target=self._watch, name=f"{self.name}-watch", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            # A database that is away for a moment must not end the watching; what held before goes on to hold.
            with contextlib.suppress(SQLAlchemyError, SearchrankError):
                self.read()

    def stop(self) -> None:
        """Watch no more; when this returns, the store is left alone."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
