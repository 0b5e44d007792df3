"""One small file says how far the live part of a snapshot has come. Replacing it is the moment at which changes become visible."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from searchrank.store.imported import SKEW_SECONDS
from searchrank.store.snapshot import Snapshot

FILE, FORMAT = "GENERATION", 3
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Generation:
    """What a live folder holds, by numbers: everything behind them is being written.

    `born` names the folder within in which the arrays lie (another one: read all anew), `boot` the start of the machine: after another one, what was
    never synced may be gone. `change` is the last change that is in, `rows` how many live rows there are, `names` the bytes of the log of names,
    `removed` of how many rows the search server knows that they overtook others, `folded` how many rows merging has dropped,
    `imports` the finished imports that were looked at since publishing, `imported` when rows of one were last put in, and `settled` the moment of a
    look after which all that were finished by then are in (both in Unix seconds).
    """

    born: str
    boot: str
    change: int
    rows: int = 0
    names: int = 0
    removed: int = 0
    folded: int = 0
    imports: tuple[int, ...] = ()
    imported: float = 0.0
    settled: float = 0.0
    format: int = FORMAT

    @property
    def taken(self) -> int:
        """How many changes came in since publishing: a number that only grows."""
        return self.folded + self.rows

    def knows(self, other: Generation) -> bool:
        """Whether all that is in the live part of another snapshot is in this one, or in the snapshot that it belongs to."""
        return self.change >= other.change and self.settled >= other.imported


def as_published(snapshot: Snapshot, born: str = "") -> Generation:
    """What a snapshot knows by itself: a live part without rows."""
    told = snapshot.manifest
    return Generation(born, this_boot(), int(told["as_of_change"]), settled=float(told["as_of"]) - SKEW_SECONDS)


def read_generation(folder: Path) -> Generation | None:
    """The generation that a live folder has come to; None where there is none, or one of another format."""
    try:
        told = orjson.loads((folder / FILE).read_bytes())
        return Generation(**{**told, "imports": tuple(told["imports"])}) if told.get("format") == FORMAT else None
    except (FileNotFoundError, NotADirectoryError, orjson.JSONDecodeError, KeyError, TypeError):
        return None


def write_generation(folder: Path, generation: Generation) -> None:
    """Make this the generation of the folder, at once."""
    beside, told = folder / f".{FILE}.{os.getpid()}", orjson.dumps(asdict(generation))
    with beside.open("wb") as file:
        # A file that has its room on the disk already is put in another's place without a wait for the disk. Not every system can give it room.
        with suppress(AttributeError, OSError):
            os.posix_fallocate(file.fileno(), 0, len(told))
        file.write(told)
    beside.replace(folder / FILE)


def this_boot() -> str:
    """What tells one start of this machine from another; empty where the system does not say."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""
