"""The truth behind what a page shows: takes the hits of an answer, gives their rows in the world's catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.simulate.world.catalogue import NONE, Catalogue


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """A catalogue that is looked up by product id. Made by `shelf`."""

    catalogue: Catalogue
    order: npt.NDArray[np.intp]
    ids: npt.NDArray[np.bytes_]

    def rows(self, ids: Sequence[str]) -> npt.NDArray[np.int32]:
        """The row of each id, -1 for products that are not of this world."""
        # Ids that are longer than the catalogue's, or not plain letters, are none of it; cut ones could be taken for others.
        asked = np.array([one.encode("ascii", "replace") for one in ids], dtype=np.bytes_)
        at = np.minimum(np.searchsorted(self.ids, asked), len(self.ids) - 1) if len(self.ids) else np.zeros(len(asked), np.intp)
        known = self.ids[at] == asked if len(self.ids) else np.zeros(len(asked), bool)
        return np.where(known, self.order[at] if len(self.ids) else NONE, NONE).astype(np.int32)


def shelf(catalogue: Catalogue) -> Shelf:
    """A look-up for this catalogue."""
    order = np.argsort(catalogue.id, kind="stable")
    return Shelf(catalogue, order, catalogue.id[order])
