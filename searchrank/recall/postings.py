"""Which products hold a unit in any field: the snapshot's own inverted lists, independent of the engine.

They say which products have all terms (the match set, supply of suggestions), and they answer, more slowly, while the engine is down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.recall.loops import in_every
from searchrank.recall.terms import Terms
from searchrank.records import Floats, Rows
from searchrank.store.arrays import distinct
from searchrank.store.snapshot import Snapshot

NOTHING = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted lists of one snapshot."""

    snapshot: Snapshot

    def rows(self, unit: int) -> Rows:
        """The products that hold the unit with this id, ascending; none for -1."""
        postings = self.snapshot.ragged("units.postings")
        # Tokens that came since publishing stand behind those that have a list.
        return postings[unit] if 0 <= unit < len(postings) else NOTHING

    def having_all(self, terms: Terms, *, at_least: int = 0) -> Rows:
        """The products that hold every unit (or an alternative of it) in some field, ascending; none or some where they are fewer than `at_least`."""
        postings = self.snapshot.ragged("units.postings")
        if not terms.alternatives:
            units = terms.ids[: terms.units].astype(np.int64)
            known = len(units) and units.min() >= 0 and units.max() < len(postings)
            return in_every(postings.offsets, postings.values, units, at_least) if known else NOTHING
        rows = [self.rows(unit) for unit in terms.ids.tolist()]
        for column, parts in terms.phrases:
            rows[column] = in_all([rows[part] for part in parts])
        ways: list[list[Rows]] = [[one] for one in rows[: terms.units]]
        for unit, columns, _ in terms.alternatives:
            ways[unit].append(in_all([rows[column] for column in columns]))
        return in_all([in_any(lists) for lists in ways], at_least=at_least)

    def best(self, terms: Terms, limit: int) -> tuple[Rows, Floats]:
        """The products that hold most of the query by idf, best first, ties by row; and that sum. Costs a pass over all products."""
        known = [*np.flatnonzero(terms.ids[: terms.plain] >= 0).tolist(), *(column for column, _ in terms.phrases)]
        parts = dict(terms.phrases)
        lists = [in_all([self.rows(int(terms.ids[part])) for part in parts.get(column, (column,))]) for column in known]
        if not lists:
            return NOTHING, np.empty(0, np.float32)
        weights = np.repeat(terms.idf[known], [len(rows) for rows in lists])
        total = np.bincount(np.concatenate(lists), weights=weights, minlength=self.snapshot.count).astype(np.float32)
        return top_rows(total, limit)


def in_all(lists: Sequence[Rows], *, at_least: int = 0) -> Rows:
    """The rows in every one of these ascending arrays; none where there is no array, and none or some of them where they are fewer than `at_least`.

    >>> in_all([np.array([1, 4, 9], np.int32), np.array([4, 9], np.int32), np.array([0, 9], np.int32)]).tolist()
    [9]
    """
    found, *longer = sorted(lists, key=len) or [NOTHING]
    for rows in longer:
        if len(found) < at_least:
            return NOTHING
        found = intersect(found, rows)
    return found


def in_any(lists: Sequence[Rows]) -> Rows:
    """The rows in at least one of these ascending arrays, ascending.

    >>> in_any([np.array([1, 4], np.int32), np.array([0, 4], np.int32)]).tolist()
    [0, 1, 4]
    """
    if len(lists) == 1:
        return lists[0]
    return distinct(np.concatenate(lists))


def intersect(short: Rows, long: Rows) -> Rows:
    """The rows in both of two ascending arrays; quickest with the shorter one first.

    >>> intersect(np.array([1, 4, 9], np.int32), np.array([0, 4, 5, 9], np.int32)).tolist()
    [4, 9]
    """
    if not len(short) or not len(long):
        return NOTHING
    common: Rows = short[contained(short, long)]
    return common


def contained(rows: Rows, others: Rows) -> npt.NDArray[np.bool_]:
    """Which rows are in the other array; both ascend.

    >>> contained(np.array([1, 4, 9], np.int32), np.array([0, 4], np.int32)).tolist()
    [False, True, False]
    """
    if not len(others):
        return np.zeros(len(rows), np.bool_)
    at = np.minimum(np.searchsorted(others, rows), len(others) - 1)
    return np.asarray(others[at] == rows)


def top_rows(score: Floats, limit: int) -> tuple[Rows, Floats]:
    """The rows with the highest positive scores, best first, ties by row; and their scores."""
    positive = np.flatnonzero(score > 0)
    if len(positive) > limit:
        edge = np.partition(score[positive], len(positive) - limit)[len(positive) - limit]
        positive = positive[score[positive] >= edge]
    order = np.lexsort((positive, -score[positive]))[:limit]
    rows = positive[order].astype(np.int32)
    return rows, score[rows]
