"""Which listings may have to do with a want: takes a catalogue once, gives rows by language, leaf category, filing and brand without a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.kinship import STRANGE
from searchrank.simulate.truth.rubric import Rubric
from searchrank.simulate.wants import Want
from searchrank.simulate.world.catalogue import NONE, Catalogue

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Rows in the order of a key; `keys` are sorted."""

    keys: npt.NDArray[Any]
    rows: Rows

    @staticmethod
    def of(keys: npt.NDArray[Any]) -> Shelf:
        """Every row under its key, in the order of rows."""
        order = np.argsort(keys, kind="stable")
        return Shelf(keys[order], order)

    def under(self, key: int) -> Rows:
        """The rows with this key, ascending."""
        first, last = np.searchsorted(self.keys, (key, key + 1))
        return self.rows[first:last]


@dataclass(frozen=True, slots=True, eq=False)
class Shelves:
    """The listings of one language by what they are, where they are filed, and who made them; `every` row of the language."""

    every: Rows
    leaf: Shelf
    filed: Shelf
    brand: Shelf

    @staticmethod
    def of(catalogue: Catalogue, language: int) -> Shelves:
        """The shelves of this language."""
        every = np.flatnonzero(catalogue.language == language)
        shelves = [Shelf.of(column[every]) for column in (catalogue.leaf, catalogue.filed, catalogue.brand)]
        return Shelves(every, *(Shelf(shelf.keys, every[shelf.rows]) for shelf in shelves))

    def near(self, want: Want, rubric: Rubric) -> Rows:
        """All rows that can have a grade above 0 for this want, and others that look alike: filed there, or of a category beside it."""
        leaf = want.leaf if want.leaf != NONE else int(rubric.model_leaf[want.model])
        found = [self.brand.under(want.brand)] if want.brand != NONE else []
        if leaf != NONE:
            kin = np.flatnonzero((rubric.kinds[:, leaf] > STRANGE).any((0, 1)) | (rubric.kinds[:, :, :, leaf] > STRANGE).any((0, 2)))
            found += [self.filed.under(leaf), *(self.leaf.under(int(other)) for other in kin)]
        if not found and want.fits != NONE:
            found = [self.every]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
