"""Who may publish: one process at a time, and what a killed one was building is known by name. Takes the folder of snapshots.

The locks are the kernel's: they are given back when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from searchrank.errors import Conflict

UNDER_WAY, SWAP = ".publishing", ".swapping"


@dataclass(frozen=True, slots=True)
class Journal:
    """The version that is being built; what stands there when a publishing begins was being built by one that died."""

    file: IO[str]

    @property
    def version(self) -> str | None:
        """The version noted, None between publishings."""
        self.file.seek(0)
        return self.file.read().strip() or None

    def note(self, version: str) -> None:
        """Note a version durably."""
        self._write(version)

    def clear(self) -> None:
        """Note that nothing is being built."""
        self._write("")

    def _write(self, text: str) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.file.write(text)
        self.file.flush()
        os.fsync(self.file.fileno())


@contextmanager
def only_publisher(root: Path) -> Iterator[Journal]:
    """The right to publish and the journal of it; raises Conflict while another process has it.

    >>> import tempfile
    >>> with only_publisher(Path(tempfile.mkdtemp())) as journal:
    ...     journal.note("v000001")
    ...     journal.version
    'v000001'
    """
    with _opened(root / UNDER_WAY) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            building = Journal(file).version or "a snapshot"
            raise Conflict(f"another process is publishing {building} in this shop: wait until it is done, then publish again") from None
        yield Journal(file)


@contextmanager
def swapping(root: Path) -> Iterator[None]:
    """The right to change which snapshot serves and which are kept; waits for whoever has it, which is never long."""
    with _opened(root / SWAP) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        yield file
