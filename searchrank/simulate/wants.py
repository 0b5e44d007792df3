"""What is asked of a product, as columns: everything that a shopper needs, or the part of it that a query says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import nan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

PARTS = ("word", "brand", "model", "fits", "audience", "season", "values", "points", "uses", "price")
"""What a want is made of, in the order of `Needs.weight`."""


class Want(NamedTuple):
    """One row of `Wants` as plain numbers, in the same order; `values` has a number a slot."""

    language: int = 0
    leaf: int = -1
    word: int = -1
    brand: int = -1
    model: int = -1
    fits: int = -1
    audience: int = -1
    season: int = -1
    values: tuple[int, ...] = (0,) * 8
    points: int = 0
    uses: int = 0
    low: float = nan
    high: float = nan


TYPES: tuple[Any, ...] = (np.int8, np.int16, np.int8, np.int16, np.int16, np.int16, np.int8, np.int8)
TYPES += (np.uint32, np.uint32, np.uint32, np.float32, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Wants:
    """n wants. Places are those of `world.catalogue.Places`; -1, no bits or nan leave a part open.

    language int8; leaf int16; word int8 the place among the leaf's words in that language; brand, model, fits int16; audience, season int8; values
    uint32 (n, SLOTS) bit v: value v will do, one attribute of the leaf a slot; points, uses uint32 bits that must all be there; low, high float32
    price bounds in yuan, inclusive.
    """

    language: npt.NDArray[np.int8]
    leaf: npt.NDArray[np.int16]
    word: npt.NDArray[np.int8]
    brand: npt.NDArray[np.int16]
    model: npt.NDArray[np.int16]
    fits: npt.NDArray[np.int16]
    audience: npt.NDArray[np.int8]
    season: npt.NDArray[np.int8]
    values: npt.NDArray[np.uint32]
    points: npt.NDArray[np.uint32]
    uses: npt.NDArray[np.uint32]
    low: npt.NDArray[np.float32]
    high: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.leaf)

    def take(self, rows: npt.NDArray[Any]) -> Wants:
        """The wants at these rows, in this order."""
        return Wants(*(getattr(self, one.name)[rows] for one in fields(self)))

    @staticmethod
    def of(rows: Sequence[Want]) -> Wants:
        """Columns of single wants, in this order.

        >>> Wants.of([Want(leaf=3), Want(leaf=5, high=300.0)]).high.tolist()
        [nan, 300.0]
        """
        columns = zip(*rows, strict=True) if rows else ((),) * len(TYPES)
        arrays = [np.array(column, kind) for column, kind in zip(columns, TYPES, strict=True)]
        return Wants(
            *(one.reshape(len(rows), len(Want().values)) if name == "values" else one for name, one in zip(Want._fields, arrays, strict=True))
        )

    def row(self, row: int) -> Want:
        """One want as plain numbers.

        >>> Wants.of([Want(leaf=3), Want(leaf=5)]).row(1).leaf
        5
        """
        numbers = [getattr(self, name)[row].tolist() for name in Want._fields]
        numbers[8] = tuple(numbers[8])
        return Want(*numbers)

    def rows(self) -> list[Want]:
        """Single wants: the way back from `of`.

        >>> Wants.of([Want(leaf=3)]).rows()[0].leaf
        3
        """
        columns = [getattr(self, one.name).tolist() for one in fields(self)]
        columns[8] = list(map(tuple, columns[8]))
        return list(map(Want._make, zip(*columns, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """n needs: what shoppers would buy, said or not.

    shopper int32 row of the population; wants everything that is wanted; weight float32 (n, PARTS) 0 to 1, how much each part matters (a part that is
    left open has 0); reading bool: information is wanted before anything is bought; source int8 by `SOURCES`.
    """

    shopper: npt.NDArray[np.int32]
    wants: Wants
    weight: npt.NDArray[np.float32]
    reading: npt.NDArray[np.bool_]
    source: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.shopper)

    def take(self, rows: npt.NDArray[Any]) -> Needs:
        """The needs at these rows, in this order."""
        return Needs(self.shopper[rows], self.wants.take(rows), self.weight[rows], self.reading[rows], self.source[rows])


SOURCES = ("interest", "season", "complement", "trend", "repeat")
"""What a need came from; `Needs.source` names them by place."""
