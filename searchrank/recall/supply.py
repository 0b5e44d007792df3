"""How many products in stock have all words of a text: what a suggestion must have to be offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.loops import in_every
from searchrank.recall.postings import NOTHING, Postings, in_all
from searchrank.recall.terms import token_ids
from searchrank.records import Rows, Token
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

    def rows(self, text: str) -> Rows:
        """The products in stock that have every word of the text in some field, ascending."""
        tokens = query_units(normalise(text))
        found = in_all([self._rows(token) for token in tokens]) if any(token.alternatives for token in tokens) else self._all(tokens)
        return found[~(self.snapshot.array("column.stock")[found] <= 0)]

    def _all(self, tokens: Sequence[Token]) -> Rows:
        """The products that hold every one of these tokens."""
        ids = token_ids(self.snapshot, "units", [token.text for token in tokens])
        postings = self.snapshot.ragged("units.postings")
        return in_every(postings.offsets, postings.values, np.array(ids), 0) if ids and min(ids) >= 0 else NOTHING

    def _count(self, text: str) -> int:
        return len(self.rows(text))

    def _rows(self, token: Token) -> Rows:
        """The products that hold the token, or all of something that stands for it."""
        rows = self._holding(token.text)
        for others in token.alternatives:
            both = in_all([self._holding(other) for other in others])
            rows = np.union1d(rows, both) if len(both) else rows
        return rows

    def _holding(self, text: str) -> Rows:
        return Postings(self.snapshot).rows(token_ids(self.snapshot, "units", [text])[0])
