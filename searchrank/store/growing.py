"""Arrays that grow at their end while other processes read them: one plain file each, mapped. The writer puts values, readers map what is there.

Files grow in doublings and are sparse: what was never written is zero and takes no room. Nothing is synced: what lies here can be made again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import OFFSETS, VALUES, Array, Ragged
from searchrank.store.mapped import map_rows

FEWEST = 4096
"""Entries that a new file has room for."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one entry of an array is: its type, and the lengths of the dimensions behind the first."""

    dtype: np.dtype[Any]
    tail: tuple[int, ...] = ()

    @staticmethod
    def of(array: Array) -> Shape:
        """The shape of the entries of this array.

        >>> Shape.of(np.zeros((7, 5, 2), np.uint16))
        Shape(dtype=dtype('uint16'), tail=(5, 2))
        """
        return Shape(array.dtype, array.shape[1:])

    @property
    def bytes(self) -> int:
        """Bytes of one entry."""
        return int(self.dtype.itemsize * np.prod(self.tail, dtype=np.int64))


@dataclass(slots=True)
class Growing:
    """The arrays of a folder as their one writer has them."""

    folder: Path
    _mapped: dict[str, Array] = field(default_factory=dict)

    def array(self, name: str, shape: Shape, least: int) -> Array:
        """The array, writable, with room for at least so many entries and for as many again, so that readers see it grow before they need it."""
        known = self._mapped.get(name)
        if known is None or len(known) < 2 * least:
            known = self._mapped[name] = self._grown(name, shape, max(FEWEST, 4 * least))
        return known

    def put(self, name: str, at: int, values: Array) -> None:
        """Write these values from entry `at` on."""
        self.array(name, Shape.of(values), at + len(values))[at : at + len(values)] = values

    def text(self, name: str, row: int) -> bytes:
        """The bytes that `put_ragged` wrote as this row."""
        start, end = self.array(name + OFFSETS, Shape(np.dtype(np.int64)), 0)[row : row + 2]
        return self.array(name + VALUES, Shape(np.dtype(np.uint8)), 0)[start:end].tobytes()

    def put_ragged(self, name: str, at: int, lengths: npt.NDArray[Any], values: Array) -> None:
        """Write rows of these lengths from row `at` on: behind what row `at` - 1 ends with."""
        offsets = self.array(name + OFFSETS, Shape(np.dtype(np.int64)), at + len(lengths) + 1)
        start = int(offsets[at])
        self.put(name + VALUES, start, values)
        offsets[at + 1 : at + len(lengths) + 1] = start + np.cumsum(lengths)

    def _grown(self, name: str, shape: Shape, room: int) -> Array:
        path = self.folder / name
        with path.open("ab") as file:
            if os.fstat(file.fileno()).st_size < room * shape.bytes:
                file.truncate(room * shape.bytes)
        return map_rows(path, shape.dtype, shape.tail, writable=True)


@dataclass(slots=True)
class Growth:
    """The arrays of a folder as a reader maps them: what it has mapped serves until more is asked for."""

    folder: Path
    _mapped: dict[str, Array] = field(default_factory=dict)

    def array(self, name: str, shape: Shape, least: int = 0) -> Array:
        """The array with all its room, read-only; mapped anew where it has grown beyond half of what is mapped and `least` comes near."""
        known = self._mapped.get(name)
        if known is None or len(known) < 2 * least:
            known = self._mapped[name] = map_rows(self.folder / name, shape.dtype, shape.tail)
        return known

    def room(self, name: str, shape: Shape) -> int:
        """How many entries the file has room for now."""
        return (self.folder / name).stat().st_size // shape.bytes

    def ragged(self, name: str, shape: Shape, rows: int) -> Ragged:
        """The first rows of a ragged array."""
        offsets = self.array(name + OFFSETS, Shape(np.dtype(np.int64)), rows + 1)
        return Ragged(offsets[: rows + 1], self.array(name + VALUES, shape, int(offsets[rows])))
