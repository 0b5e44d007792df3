"""Which versions workers still read: a lock on a small file for each, beside the snapshots. The kernel gives it back when a process dies.

It guards what lies outside of a snapshot's folder: mapped files outlive their folder by themselves, an index on a server does not.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import weakref
from dataclasses import dataclass
from pathlib import Path

LEASES = ".leases"


@dataclass(frozen=True, eq=False)
class Lease:
    """Says that a version is needed for as long as this object lives.

    >>> import tempfile
    >>> root = Path(tempfile.mkdtemp())
    >>> lease = Lease.take(root, "v000001")
    >>> end_lease(root, "v000001")
    False
    >>> del lease
    >>> end_lease(root, "v000001")
    True
    """

    version: str

    @staticmethod
    def take(root: Path, version: str) -> Lease:
        """A lease of this version; any number may be held at a time, by any number of processes that see the folder.

        A process that may not write there gets one that nobody sees: it serves all the same.
        """
        lease = Lease(version)
        with contextlib.suppress(OSError):
            handle = _opened(root, version)
            weakref.finalize(lease, os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_SH)
        return lease


def end_lease(root: Path, version: str) -> bool:
    """Whether nobody holds a lease of this version; then its file is removed as well."""
    handle = _opened(root, version)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        _path(root, version).unlink(missing_ok=True)
        return True
    finally:
        os.close(handle)


def _opened(root: Path, version: str) -> int:
    path = _path(root, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


def _path(root: Path, version: str) -> Path:
    return root / LEASES / version
