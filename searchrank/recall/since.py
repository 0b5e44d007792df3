"""Which live rows hold what a query asks for: takes terms and a view, gives the rows that changed since publishing, by the live part's own lists.

The live part is small, so all of its rows that hold any term are looked at: what holds all terms is exact, and the best are the best by idf.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchrank.recall.postings import NOTHING, top_rows
from searchrank.recall.terms import Terms
from searchrank.records import Floats, Rows
from searchrank.store.compiled import F32, I32, INT, compiled
from searchrank.store.live import BEFORE, HEAD, HOLDER, OVERTAKEN_LIVE, RETOLD, Live
from searchrank.store.view import View

FEWEST = 100
"""Live rows that a first page looks at besides what the engine brought, if there are so many."""
MOST_COLUMNS = 64
"""A bit each: further terms of a very long query do not bring live rows by themselves."""
Bits = npt.NDArray[np.uint64]


@compiled(I32, I32, I32, I32, INT, I32, F32)
def held(head: Rows, holder: Rows, before: Rows, overtaken: Rows, count: int, ids: Rows, idf: Floats) -> tuple[Bits, Floats]:
    """For each of `count` live rows, the columns of the terms that it holds as bits, and their idf summed; nothing for rows that were overtaken.

    A row whose entry lies beyond what this process has mapped is met again in the next generation.
    """
    bits, score = np.zeros(count, np.uint64), np.zeros(count, np.float32)
    for column in range(len(ids)):
        entry = head[ids[column]] if 0 <= ids[column] < len(head) else np.int32(0)
        while 0 < entry <= len(holder):
            row, mark = holder[entry - 1], np.uint64(1) << np.uint64(column)
            if row < count and (overtaken[row] == 0 or overtaken[row] > count) and not bits[row] & mark:
                bits[row] |= mark
                score[row] += idf[column]
            entry = before[entry - 1]
    return bits, score


@dataclass(frozen=True)
class Since:
    """The live rows that hold some of these terms; made once a request."""

    view: View
    terms: Terms

    @cached_property
    def _held(self) -> tuple[Bits, Floats]:
        head, holder, before, overtaken = (self._live.arrays[name] for name in (HEAD, HOLDER, BEFORE, OVERTAKEN_LIVE))
        ids, idf = self.terms.ids[:MOST_COLUMNS], self.terms.idf[:MOST_COLUMNS]
        return held(head, holder, before, overtaken, self._live.rows, ids, idf)

    @property
    def _live(self) -> Live:
        assert self.view.live is not None
        return self.view.live

    def having_all(self) -> Rows:
        """The rows that hold every unit, or an alternative of it, ascending."""
        bits, terms = self._held[0], self.terms
        if not 0 < terms.units <= MOST_COLUMNS:
            return NOTHING
        found = np.flatnonzero(bits)
        bits, parts = bits[found], dict(terms.phrases)
        for unit in range(terms.units):
            others = [columns.tolist() for which, columns, _ in terms.alternatives if which == unit]
            ways = [_mask([unit]), *(_mask([part for column in columns for part in parts.get(column, (column,))]) for columns in others)]
            kept = np.logical_or.reduce([(bits & way) == way for way in ways])
            found, bits = found[kept], bits[kept]
        return (found + self._live.first).astype(np.int32)

    def unknown(self, *, filtered: bool) -> Rows:
        """The rows that hold any unit and that the engine cannot bring in the place of the published ones, ascending.

        Those are new or say something else than was published; where it filters, by what was published, they are all.
        """
        held = self._held[0] > 0
        if not filtered:
            held &= self._live.arrays[RETOLD][: len(held)] > 0
        return (np.flatnonzero(held) + self._live.first).astype(np.int32)

    def among(self, rows: Rows, matched: Rows) -> Rows:
        """Those of the rows that are published ones, or among these live ones: whose newest version still matches."""
        first = self._live.first
        live = np.zeros(self._live.rows + 1, bool)
        live[matched[matched >= first] - first] = True
        return rows[(rows < first) | live[np.maximum(rows - first, -1)]]

    def merged(self, rows: Rows, some: Rows, limit: int, most: int) -> tuple[Rows, int]:
        """What the engine brought, and the best by idf of `some` live rows that it did not: for a first page, and for a deep one behind that; and how
        many a first page looks at.

        The engine knows a product by the text that was published, so one whose text changed, and every new one, comes from here.
        """
        first, known = self._live.first, np.zeros(self._live.rows, bool)
        known[rows[rows >= first] - first] = True
        new = some[~known[some - first]]
        best = new[top_rows(self._held[1][new - first], most)[0]]
        few = max(FEWEST, limit - len(rows))
        merged = np.concatenate((rows[:limit], best[:few], rows[limit:], best[few:]))
        return merged[: most + few], min(limit, len(rows)) + min(few, len(best))


def _mask(columns: Sequence[int]) -> np.uint64:
    return np.uint64(sum(1 << column for column in columns if column < MOST_COLUMNS))
