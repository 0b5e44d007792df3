"""Which live rows hold what a query asks for: takes terms and a view, gives the rows that changed since publishing, by the live part's own lists.

All texts that came since and hold any term are looked at: what holds all terms is exact, and the best are the best by idf. A row that only sells at
another price has its text, and so its place in every list, where that was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from searchrank.recall.filters import SELLING, Grouped, newly_passing, passing
from searchrank.recall.postings import NOTHING, top_rows
from searchrank.recall.terms import Terms
from searchrank.records import Floats, Rows
from searchrank.store.compiled import F32, I32, I64, INT, ascend, compiled, first_not_below
from searchrank.store.live import BEFORE, HEAD, HOLDER, OVERTAKEN_LIVE, TEXT, Live
from searchrank.store.view import View

FEWEST = 100
"""Live rows that a first page looks at besides what the engine brought, if there are so many."""
MOST_COLUMNS = 64
"""A bit each: further terms of a very long query do not bring live rows by themselves."""
Bits = npt.NDArray[np.uint64]


@compiled(I32, I32, I32, I32, I32, INT, INT, I32, F32)
def held(
    head: Rows, holder: Rows, before: Rows, overtaken: Rows, text: Rows, first: int, count: int, ids: Rows, idf: Floats
) -> tuple[Rows, Bits, Floats]:
    """Of `count` live rows those whose text came since publishing and holds a term: their numbers, the columns of their terms as bits, and the sum of
    the terms' idf. Each list names the row that said the unit first; what counts is the newest row of its product, if that says the same still.

    A row whose entry lies beyond what this process has mapped is met again in the next generation.
    """
    bits, score, found, met = np.zeros(count, np.uint64), np.zeros(count, np.float32), np.empty(count, np.int32), 0
    for column in range(len(ids)):
        entry = head[ids[column]] if 0 <= ids[column] < len(head) else np.int32(0)
        while 0 < entry <= len(holder):
            said = holder[entry - 1]
            row = said if said < count else np.int32(0)
            while 0 < overtaken[row] <= count and overtaken[row] != row + 1:
                row = overtaken[row] - np.int32(1)
            mark = np.uint64(1) << np.uint64(column)
            gone = said >= count or 0 < overtaken[row] <= count or text[row] != first + said
            if not gone and not bits[row] & mark:
                if not bits[row]:
                    found[met] = row
                    met += 1
                bits[row] |= mark
                score[row] += idf[column]
            entry = before[entry - 1]
    rows = found[:met]
    ascend(rows)
    return rows + np.int32(first), bits[rows], score[rows]


@compiled(I64, I32, I32, F32, I32)
def worth(offsets: npt.NDArray[np.int64], postings: Rows, ids: Rows, idf: Floats, rows: Rows) -> Floats:
    """The idf of the terms that each published row holds, summed; rows ascend, and so does every list."""
    score = np.zeros(len(rows), np.float32)
    for column in range(len(ids)):
        if not 0 <= ids[column] < len(offsets) - 1:
            continue
        low, end = offsets[ids[column]], offsets[ids[column] + 1]
        for place in range(len(rows)):
            low = first_not_below(postings, rows[place], low, end)
            if low == end:
                break
            if postings[low] == rows[place]:
                score[place] += idf[column]
    return score


@dataclass(frozen=True)
class Since:
    """The live rows that hold some of these terms; made once a request."""

    view: View
    terms: Terms

    @cached_property
    def _held(self) -> tuple[Rows, Bits, Floats]:
        live, (ids, idf) = self._live, self._columns
        head, holder, before, overtaken, text = (live.arrays[name] for name in (HEAD, HOLDER, BEFORE, OVERTAKEN_LIVE, TEXT))
        return held(head, holder, before, overtaken, text, live.first, live.rows, ids, idf)

    @property
    def _columns(self) -> tuple[Rows, Floats]:
        return self.terms.ids[:MOST_COLUMNS], self.terms.idf[:MOST_COLUMNS]

    @property
    def _live(self) -> Live:
        assert self.view.live is not None
        return self.view.live

    def as_published(self, rows: Rows) -> Rows:
        """The rows that show now what each of these published ones says, in their order; what says something else or is gone is left out."""
        now = self.view.followed(rows)
        texts, published = self._live.told(now)
        return now if published else now[texts < self._live.first]

    def saying_as_published(self, rows: Rows) -> tuple[Rows, Rows]:
        """Those of these rows that say what was published, and the published row that says it: in ascending order of the latter."""
        texts, _ = self._live.told(rows)
        order = np.argsort(texts, kind="stable")
        order = order[texts[order] < self._live.first]
        return rows[order], texts[order]

    def with_published(self, rows: Rows) -> Rows:
        """The rows that show what holds every unit now, ascending, where `rows` are the published ones that did."""
        live, now = self._live, self.view.followed(rows)
        if not (len(now) and now.max() >= live.first):
            return np.concatenate((now, self.having_all()))
        changed = now[now >= live.first]
        changed = changed[live.texts(changed) < live.first]
        return np.concatenate((now[now < live.first], np.sort(np.concatenate((changed, self.having_all())))))

    def having_all(self) -> Rows:
        """The rows whose text came since publishing that hold every unit, or an alternative of it, ascending."""
        (found, bits, _), terms = self._held, self.terms
        if not len(found) or not 0 < terms.units <= MOST_COLUMNS:
            return NOTHING
        parts = dict(terms.phrases)
        for unit in range(terms.units):
            others = [columns.tolist() for which, columns, _ in terms.alternatives if which == unit]
            ways = [_mask([unit]), *(_mask([part for column in columns for part in parts.get(column, (column,))]) for columns in others)]
            kept = np.logical_or.reduce([(bits & way) == way for way in ways])
            found, bits = found[kept], bits[kept]
        return found

    def unknown(self, filters: Grouped) -> tuple[Rows, Floats]:
        """The rows that pass, hold any unit, and that the engine cannot bring in the place of the published ones; and what they hold by idf.

        Those are new or say something else than was published. Where it filters by price or stock, as published, those that pass only since are too.
        """
        rows, _, score = self._held
        selling = {field: ones for field, ones in filters.items() if field in SELLING}
        if selling:
            altered, altered_score = self._altered(selling)
            rows, score = np.concatenate((rows, altered)), np.concatenate((score, altered_score))
        passed = passing(self.view, rows, filters) if filters else rows
        return passed, score if len(passed) == len(rows) else score[np.isin(rows, passed)]

    def _altered(self, selling: Grouped) -> tuple[Rows, Floats]:
        rows, published = self._live.altered()
        came = newly_passing(self.view, rows, published, selling)
        rows, published = rows[came], published[came]
        postings, (ids, idf) = self.view.snapshot.ragged("units.postings"), self._columns
        score = worth(postings.offsets, postings.values, ids, idf, published)
        return rows[score > 0], score[score > 0]

    def among(self, rows: Rows, matched: Rows) -> Rows:
        """Those of the rows that are published ones, or among these live ones: whose newest version still matches."""
        first = self._live.first
        live = np.zeros(self._live.rows + 1, bool)
        live[matched[matched >= first] - first] = True
        return rows[(rows < first) | live[np.maximum(rows - first, -1)]]

    def merged(self, rows: Rows, filters: Grouped, limit: int, most: int) -> tuple[Rows, int]:
        """What the engine brought, and the best by idf of the live rows that pass and that it did not: for a first page, and for a deep one behind
        that; and how many a first page looks at.

        The engine knows a product by the text that was published, so one whose text changed, and every new one, comes from here.
        """
        some, score = self.unknown(filters)
        if not len(some):
            return rows, min(limit, len(rows))
        new = ~np.isin(some, rows)
        best = some[new][top_rows(score[new], most)[0]]
        few = max(FEWEST, limit - len(rows))
        merged = np.concatenate((rows[:limit], best[:few], rows[limit:], best[few:]))
        return merged[: most + few], min(limit, len(rows)) + min(few, len(best))


def _mask(columns: Sequence[int]) -> np.uint64:
    return np.uint64(sum(1 << column for column in columns if column < MOST_COLUMNS))


def shown_now(since: Since | None, rows: Rows) -> Rows:
    """The rows that show now what was found by its published text; those themselves where nothing is live.

    What says something else by now comes from the live part's own lists.
    """
    return rows if since is None else since.as_published(rows)
