"""Which products a publishing takes over from the last one, and which it cuts: gives all rows of the index and all that was collected, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from searchrank.publish.collected import Collected
from searchrank.publish.cuttings import Cuttings, Digests, Keeping, digests, made_by
from searchrank.query.words import Cutter
from searchrank.recall.engine import PackedRow
from searchrank.store.arrays import Strings
from searchrank.store.piles import Places


@dataclass(frozen=True, slots=True, eq=False)
class Takeover:
    """`places` of every product in the last cuttings, -1 for those that are cut; `keeping` what the next publishing will find."""

    places: Places
    documents: Digests
    cuttings: Cuttings | None
    keeping: Keeping

    @staticmethod
    def begin(folder: Path, documents: Strings, cutter: Cutter) -> Takeover:
        """Look up these documents in what was kept in the folder, and begin to keep this publishing there."""
        # Asked once: should the program be replaced meanwhile, this is the one that cuts.
        made, wanted = made_by(cutter), digests(documents)
        cuttings = Cuttings.open(folder, made)
        places = np.full(len(documents), -1, np.int64) if cuttings is None else cuttings.places(wanted)
        return Takeover(places, wanted, cuttings, Keeping.begin(folder, made))

    @property
    def fresh(self) -> Sequence[int]:
        """The rows that are to be cut."""
        rows: list[int] = np.flatnonzero(self.places < 0).tolist()
        return rows

    def rows(self, cut: Iterator[PackedRow]) -> Iterator[PackedRow]:
        """Every product as the recall index takes it; `cut` gives the fresh ones."""
        with self.keeping.writing() as add:
            for row, place in enumerate(self.places.tolist()):
                if place < 0:
                    made = next(cut)
                else:
                    assert self.cuttings is not None
                    made = PackedRow(row, self.cuttings.row(place))
                add(made.packed)
                yield made
        yield from cut

    def whole(self, fresh: Collected) -> Collected:
        """What was collected of all products, kept for the next publishing too; `fresh` is what was collected of those cut."""
        collected = fresh if self.cuttings is None else self._joined(self.cuttings, fresh)
        self.keeping.finish(collected, self.documents)
        return collected

    def _joined(self, cuttings: Cuttings, fresh: Collected) -> Collected:
        collected = cuttings.collected()
        collected.extend(fresh)
        behind = cuttings.count + np.cumsum(self.places < 0) - 1
        collected.take(np.where(self.places < 0, behind, self.places))
        return collected
