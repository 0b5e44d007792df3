"""How many products in stock have all words of a text: what a suggestion must have to be offered."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.postings import Postings
from searchrank.recall.terms import terms_of
from searchrank.store.snapshot import Snapshot

MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Supply:
    """Counts by intersecting inverted lists; answers are kept, for the snapshot they are of cannot change."""

    snapshot: Snapshot
    _kept: dict[str, int] = field(default_factory=dict)

    def __call__(self, text: str) -> int:
        """The number of products in stock that have every word of the text in some field."""
        count = self._kept.get(text)
        if count is None:
            count = self._count(text)
            if len(self._kept) < MOST_KEPT:
                self._kept[text] = count
        return count

    def _count(self, text: str) -> int:
        terms = terms_of(self.snapshot, "units", query_units(normalise(text)))
        rows = Postings(self.snapshot).having_all(terms)
        return int(np.count_nonzero(~(self.snapshot.array("column.stock")[rows] <= 0)))
