"""What the workers of one server count together: each writes a file of its own, which is mapped into its memory; whoever is asked adds them up.

A file is slots of 256 bytes: the name of a series, zeros, and its number as a float64. Only its worker writes it, and holds a lock on it while it
lives, so nobody waits for anybody and the counts of a worker that ended stay counted.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import struct
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

SLOTS = 1024
"""Series that a worker can count; those that come later are not counted."""
_SLOT = struct.Struct("=248sd")
_DOUBLES = _SLOT.size // 8
_SIZE = SLOTS * _SLOT.size
_SUFFIX = ".counts"


@dataclass(slots=True)
class Counts:
    """The numbers that this process counts, by the name of their series; shared by its threads. Without a folder nobody else sees them.

    >>> counts = Counts.opened(None)
    >>> counts.add("asked"), counts.add("asked", 2), counts.put("open", 5)
    (None, None, None)
    >>> counts.read()
    [(True, {'asked': 3.0, 'open': 5.0})]
    """

    folder: Path | None
    _file: int
    _bytes: mmap.mmap
    _numbers: memoryview[float]
    _places: dict[str, int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @staticmethod
    def opened(folder: Path | None) -> Counts:
        """Counts that begin at nothing, in a new file of this folder, which all workers share; for itself alone where no file can be written."""
        file = -1 if folder is None else _new_file(folder)
        mapped = mmap.mmap(file, _SIZE)
        return Counts(folder if file >= 0 else None, file, mapped, memoryview(mapped).cast("d"))

    def add(self, series: str, amount: float = 1.0) -> None:
        """Count so much more. Names over 247 bytes, and new ones where all slots are taken, are not counted."""
        with self._lock:
            place = self._place(series)
            if place >= 0:
                self._numbers[place] += amount

    def put(self, series: str, value: float) -> None:
        """How it stands now."""
        with self._lock:
            place = self._place(series)
            if place >= 0:
                self._numbers[place] = value

    def _place(self, series: str) -> int:
        found = self._places.get(series)
        return self._new(series) if found is None else found

    def _new(self, series: str) -> int:
        name, slot = series.encode(), len(self._places)
        if slot >= SLOTS or len(name) >= _SLOT.size - 8:
            return -1
        start = slot * _SLOT.size
        # Its first byte last: until then the slot is empty for whoever reads.
        self._bytes[start + 1 : start + len(name)] = name[1:]
        self._bytes[start] = name[0]
        self._places[series] = (slot + 1) * _DOUBLES - 1
        return self._places[series]

    def read(self) -> list[tuple[bool, Mapping[str, float]]]:
        """Of every worker of this server, ended ones included: whether it lives, and what it has counted by series."""
        if self.folder is None:
            return [(True, _numbers(self._bytes[:]))]
        return [(_lives(path), _numbers(path.read_bytes())) for path in sorted(self.folder.glob(f"*{_SUFFIX}"))]

    def close(self) -> None:
        """Count no more."""
        self._numbers.release()
        self._bytes.close()
        if self._file >= 0:
            os.close(self._file)


def _new_file(folder: Path) -> int:
    """A new file of zeros that this process has locked; -1 where the disk has no room, or the folder is none."""
    with contextlib.suppress(OSError):
        draft, name = tempfile.mkstemp(dir=folder)
        os.close(draft)
        # Written out: a file with holes would end the process at some later count, where the disk is full then.
        Path(name).write_bytes(bytes(_SIZE))
        file = os.open(name, os.O_RDWR)
        fcntl.flock(file, fcntl.LOCK_EX)
        Path(name).rename(name + _SUFFIX)
        return file
    return -1


def added(several: Iterator[Mapping[str, float]]) -> dict[str, float]:
    """The numbers of several workers, added up by series.

    >>> added(iter([{"a": 1.0}, {"a": 2.0, "b": 1.0}]))
    {'a': 3.0, 'b': 1.0}
    """
    sums: dict[str, float] = defaultdict(float)
    for one in several:
        for series, number in one.items():
            sums[series] += number
    return dict(sums)


def _numbers(content: bytes) -> dict[str, float]:
    slots = _SLOT.iter_unpack(content[: len(content) // _SLOT.size * _SLOT.size])
    return {name.rstrip(b"\0").decode(): number for name, number in slots if name[0]}


def _lives(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
