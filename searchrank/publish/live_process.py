"""The process that follows changes: one a shop, started by whichever worker finds that there is none, ended when no worker is left.

The kernel keeps the books: the writer holds a lock, so a killed one is noticed at once, and every worker holds a share of another.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy.exc import SQLAlchemyError

from searchrank.errors import SearchrankError
from searchrank.publish.live import Follower
from searchrank.recall.engines import Engines
from searchrank.settings import Settings
from searchrank.store.store import open_store

WRITER, WORKERS = ".writer", ".workers"
LOOK_SECONDS, STARTING_SECONDS, REST_SECONDS = 0.2, 60.0, 2.0
"""How often a worker looks for the writer; how long a new one may take to take its lock; how soon another is started after one that ended."""
NICENESS = 5
IDLE_SECONDS, ATTEMPTS = 1.0, 10
"""How often the writer looks for workers, and how long it rests where the store is away; a worker's look may hold its lock for a moment."""


@contextmanager
def only_writer(folder: Path) -> Iterator[bool]:
    """Whether this process is the one that writes, for as long as the block runs.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with only_writer(folder) as first, only_writer(folder) as second:
    ...     first, second
    (True, False)
    """
    with _opened(folder / WRITER) as file:
        yield _locked(file, fcntl.LOCK_EX)


def has_writer(settings: Settings) -> bool:
    """Whether some process follows the changes of this shop."""
    with only_writer(settings.live_parts) as free:
        return not free


def write_live(settings: Settings) -> None:
    """Follow the changes until no worker is left; returns at once where another process does."""
    with _opened(settings.live_parts / WRITER) as own, _opened(settings.live_parts / WORKERS) as workers:
        if not _elected(own):
            return
        with closing(open_store(settings)) as store, closing(Engines(settings)) as engines:
            follower, looked_at = Follower(store, settings, engines), time.monotonic()
            while True:
                _turned(follower, settings)
                if time.monotonic() - looked_at > IDLE_SECONDS:
                    looked_at = time.monotonic()
                    # What changes is moved out of the database's log here, where nobody waits for it.
                    with contextlib.suppress(SearchrankError):
                        store.catalogue.database.checkpoint()
                    if _locked(workers, fcntl.LOCK_EX):
                        return


def _elected(own: IO[str]) -> bool:
    for _ in range(ATTEMPTS):
        if _locked(own, fcntl.LOCK_EX):
            return True
        time.sleep(LOOK_SECONDS / 4)
    return False


def _turned(follower: Follower, settings: Settings) -> None:
    try:
        if follower.turn() < settings.live.batch:
            time.sleep(settings.live.poll_ms / 1000)
    except (SearchrankError, SQLAlchemyError, OSError) as error:
        sys.stderr.write(f"changes are not followed for the moment: {error}\n")
        time.sleep(IDLE_SECONDS)


@dataclass(slots=True)
class WriterKeeper:
    """A worker's part: while it is started, the shop has a writer, if one is wanted."""

    settings: Settings
    wanted: bool = True
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    child: subprocess.Popen[bytes] | None = None
    """The writer that this worker started last."""
    _started_at: float = float("-inf")

    def start(self) -> None:
        """See that there is a writer, now and from now on."""
        if not self.wanted:
            return
        self._thread = threading.Thread(target=self._keep, name="live-writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave the shop: the last to leave lets the writer end."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        with _opened(self.settings.live_parts / WORKERS) as share:
            fcntl.flock(share, fcntl.LOCK_SH)
            while True:
                with contextlib.suppress(OSError):
                    self._look()
                if self._stopped.wait(LOOK_SECONDS):
                    return

    def _look(self) -> None:
        starting = self.child is not None and self.child.poll() is None and time.monotonic() - self._started_at < STARTING_SECONDS
        rested = time.monotonic() - self._started_at > REST_SECONDS
        if not starting and rested and not has_writer(self.settings):
            self.child, self._started_at = _spawn(self.settings), time.monotonic()


def _spawn(settings: Settings) -> subprocess.Popen[bytes]:
    # A session of its own: what interrupts the server must not interrupt a batch. It ends by itself when the workers have.
    child = subprocess.Popen(
        [sys.executable, "-m", "searchrank.publish.live_process"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    assert child.stdin is not None
    with child.stdin:
        child.stdin.write(settings.model_dump_json().encode())
    # Whoever started it may leave before it ends; until then somebody waits for it, so that it leaves no zombie.
    threading.Thread(target=child.wait, name="live-writer-end", daemon=True).start()
    return child


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        yield file


def _locked(file: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def main() -> None:
    """Follow the changes of the shop whose settings come in as JSON."""
    # Searches go first where processors are short: a change may wait some milliseconds, a shopper should not.
    os.nice(NICENESS)
    write_live(Settings.model_validate_json(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
