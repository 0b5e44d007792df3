"""The term matrix of a query and its candidates, made once a request; keyword order and every lexical feature read it.

Takes terms and rows, gives term frequencies by field, lengths and positions in the title, by one gather over the token arrays a kind (SPEC 5.6: a
table of the vocabulary's size holds the query's terms; candidates' tokens are looked up in it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from searchrank.recall.terms import Terms, terms_of
from searchrank.records import FIELDS, Floats, Query, Rows
from searchrank.store.arrays import spread
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

TITLE = FIELDS.index("title")
Ints = npt.NDArray[np.int64]
Made = TypeVar("Made", bound=npt.NDArray[Any])


@dataclass(frozen=True, eq=False)
class TermMatrix:
    """Where each of K columns occurs in the F fields of n candidates: a list of occurrences, because most of the matrix is empty.

    candidate, field, position, column int64 (h,): every occurrence, in the order of candidate, field and position; parts and joined forms stand
    behind the
    main tokens of a field. lengths uint16 (n, F, scripts) main tokens; average float32 (F, scripts).
    """

    terms: Terms
    lengths: npt.NDArray[np.uint16]
    average: Floats
    candidate: Ints
    field: Ints
    position: Ints
    column: Ints

    def __len__(self) -> int:
        return len(self.lengths)

    @cached_property
    def tf(self) -> Floats:
        """How often each column occurs in each field: float32 (n, F, K)."""
        shape = (len(self), self.lengths.shape[1], len(self.terms))
        place = (self.candidate * shape[1] + self.field) * shape[2] + self.column
        return np.bincount(place, minlength=shape[0] * shape[1] * shape[2]).astype(np.float32).reshape(shape)

    def held(self, field: int | None = None) -> Floats:
        """1 where the candidate has the column in this field (in any, by default), else 0: float32 (n, K)."""
        flags = np.zeros((len(self), len(self.terms)), np.float32)
        at = slice(None) if field is None else self.field == field
        flags[self.candidate[at], self.column[at]] = 1
        return flags

    @cached_property
    def relative_length(self) -> Floats:
        """For every occurrence, the length of its field by the average, in the script of its column: float32 (h,)."""
        script = self.terms.script[self.column]
        average = np.maximum(self.average[self.field, script], np.float32(1e-6))
        return np.asarray(self.lengths[self.candidate, self.field, script] / average, np.float32)

    @cached_property
    def _in_title(self) -> tuple[Ints, Ints, Ints]:
        title = self.field == TITLE
        return self.candidate[title], self.position[title], self.column[title]

    @property
    def hit_candidate(self) -> Ints:
        """The candidate of every occurrence in a title; `hit_position` and `hit_column` go with it."""
        return self._in_title[0]

    @property
    def hit_position(self) -> Ints:
        return self._in_title[1]

    @property
    def hit_column(self) -> Ints:
        return self._in_title[2]

    def take(self, order: npt.NDArray[np.intp]) -> TermMatrix:
        """The matrix of these candidates, in this order."""
        place = np.full(len(self), -1, np.int64)
        place[order] = np.arange(len(order))
        moved = place[self.candidate]
        kept = np.flatnonzero(moved >= 0)
        kept = kept[np.argsort(moved[kept], kind="stable")]
        return TermMatrix(self.terms, self.lengths[order], self.average, moved[kept], self.field[kept], self.position[kept], self.column[kept])


@dataclass(frozen=True)
class Matches:
    """What a query and its candidates have in common: one matrix a kind of token, rows aligned with `rows`."""

    query: Query
    view: View
    rows: Rows
    units: TermMatrix
    bigrams: TermMatrix
    memo: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def take(self, order: npt.NDArray[np.intp]) -> Matches:
        """The matches of these candidates, in this order."""
        memo = {name: values[order] for name, values in self.memo.items()}
        return Matches(self.query, self.view, self.rows[order], self.units.take(order), self.bigrams.take(order), memo)

    @cached_property
    def words(self) -> TermMatrix:
        """The matrix of Han words, made when first asked for: keyword order does without it, and ranks more rows than rankers do."""
        return _matrix(self.view.snapshot, "words", len(FIELDS), terms_of(self.view.snapshot, "words", self.query.tagged("han_word")), self.rows)

    def once(self, name: str, make: Callable[[Matches], Made]) -> Made:
        """What `make` gives for these matches, one row a candidate, made once: several features share it, and `take` takes it along."""
        if name not in self.memo:
            self.memo[name] = make(self)
        return cast(Made, self.memo[name])

    @property
    def present(self) -> Floats:
        """What each unit is worth where any field of the candidate has it, by its idf: float32 (n, U)."""
        return self.once("present", lambda one: one.units.terms.best_of(one.units.held()))

    @property
    def in_title(self) -> Floats:
        """What each unit is worth where the title has it, by its idf: float32 (n, U)."""
        return self.once("in_title", lambda one: one.units.terms.best_of(one.units.held(TITLE)))

    @property
    def coverage(self) -> Floats:
        """The idf-weighted share of the query's units that any field has: float32 (n,), 0 to 1."""
        return np.asarray(self.present.sum(axis=1) / self.units.terms.total_idf, np.float32)


def find_matches(query: Query, view: View, rows: Rows, terms: Terms | None = None) -> Matches:
    """The matches of these rows; `terms` are those of the query's units, where the caller has them already."""
    snapshot = view.snapshot
    units = terms or terms_of(snapshot, "units", query.tagged("unit"))
    bigrams = terms_of(snapshot, "bigrams", query.tagged("bigram"))
    return Matches(query, view, rows, _matrix(snapshot, "units", len(FIELDS), units, rows), _matrix(snapshot, "bigrams", 1, bigrams, rows))


def _matrix(snapshot: Snapshot, kind: str, fields: int, terms: Terms, rows: Rows) -> TermMatrix:
    average = snapshot.array(f"{kind}.average")
    lengths = snapshot.array(f"{kind}.lengths")[rows]
    if not len(terms) or not len(rows):
        nothing = np.empty(0, np.int64)
        return TermMatrix(terms, lengths, average, nothing, nothing, nothing, nothing)
    segment, position, column = _occurrences(snapshot, kind, fields, terms, rows)
    candidate = segment // fields
    return TermMatrix(terms, lengths, average, candidate, segment - candidate * fields, position, column)


def _occurrences(
    snapshot: Snapshot, kind: str, fields: int, terms: Terms, rows: Rows
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Segment (candidate * fields + field), position in the field and column of every occurrence of a term."""
    tokens = snapshot.ragged(f"{kind}.tokens")
    first = rows.astype(np.int64) * fields
    edges = tokens.offsets[first[:, None] + np.arange(fields + 1)]
    starts, lengths = edges[:, 0], edges[:, -1] - edges[:, 0]
    # Two bytes a token: a query of 256 characters has more terms than one byte can number.
    table = np.zeros(len(snapshot.vocabulary(kind)) + 1, np.uint16)
    table[terms.ids] = np.arange(1, len(terms) + 1, dtype=np.uint16)
    table[-1] = 0
    looked_up = table[tokens.values[spread(starts, lengths)]]
    at = np.flatnonzero(looked_up)
    within = np.diff(edges, axis=1).ravel()
    segment = np.repeat(np.arange(len(within)), within)[at]
    begins = np.cumsum(within) - within
    return segment, at - begins[segment], looked_up[at].astype(np.int64) - 1
