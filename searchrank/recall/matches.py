"""The term matrix of a query and its candidates, made once a request; keyword order and every lexical feature read it.

Takes terms and rows, gives term frequencies by field, lengths and positions, by one gather over the token arrays a kind (`recall.loops`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from searchrank.recall import loops
from searchrank.recall.synonyms import with_phrases
from searchrank.recall.terms import Terms, terms_of
from searchrank.records import FIELDS, Floats, Query, Rows, quickly_made
from searchrank.store.view import View

TITLE = FIELDS.index("title")
Ints = npt.NDArray[np.int64]
Made = TypeVar("Made", bound=npt.NDArray[Any])
_BY_CANDIDATE = MappingProxyType({"presence": 1, "covered": 2})
"""What a matrix keeps of its candidates, with the axis that they lie along."""


@quickly_made
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

    def held_worth(self, worth: Floats) -> Floats:
        """What the columns that each candidate has in any field are worth together, a column as `worth` (K,) says: float32 (n,)."""
        return loops.held(self.candidate, self.column, len(self), worth)

    @cached_property
    def presence(self) -> Floats:
        """What each unit is worth where a field has it, by field, and last where any field has it: float32 (F + 1, n, U)."""
        terms, (size, fields, _) = self.terms, self.lengths.shape
        return loops.presence(self.candidate, self.field, self.column, size, fields, terms.units, terms.idf, terms.ways)

    @cached_property
    def covered(self) -> Floats:
        """The sums of `presence`, by field and last of any: float32 (F + 1, 3, n), see `loops.covered`."""
        return loops.covered(self.presence, self.terms.unit_idf)

    def take(self, order: npt.NDArray[np.intp]) -> TermMatrix:
        """The matrix of these candidates, in this order."""
        moved = loops.reordered(self.candidate, self.field, self.position, self.column, order, len(self))
        taken = TermMatrix(self.terms, self.lengths[order], self.average, *moved)
        # What was made of each candidate by itself goes along.
        for name, values in self.__dict__.items():
            if name in _BY_CANDIDATE:
                taken.__dict__[name] = values.take(order, axis=_BY_CANDIDATE[name])
        return taken


@quickly_made
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
        return _matrix(self.view, "words", len(FIELDS), terms_of(self.view.snapshot, "words", self.query.tagged("han_word")), self.rows)

    def once(self, name: str, make: Callable[[Matches], Made]) -> Made:
        """What `make` gives for these matches, one row a candidate, made once: several features share it, and `take` takes it along."""
        if name not in self.memo:
            self.memo[name] = make(self)
        return cast(Made, self.memo[name])

    @cached_property
    def title_lengths(self) -> Ints:
        """The main tokens of each title: int64 (n,)."""
        return np.asarray(self.units.lengths[:, TITLE].sum(axis=1), np.int64)

    @cached_property
    def titles(self) -> tuple[npt.NDArray[np.int32], Ints]:
        """The units that titles lie in, int32, and where among them each begins: int64 (n,)."""
        tokens, places = self.view.lists_within("units.tokens", self.rows, len(FIELDS))
        return tokens.values, tokens.offsets[places.astype(np.int64) * len(FIELDS)]

    @property
    def title_starts(self) -> Ints:
        """Where each title begins among the units of `titles`: int64 (n,)."""
        return self.titles[1]

    @property
    def present(self) -> Floats:
        """What each unit is worth where any field of the candidate has it, by its idf: float32 (n, U)."""
        return np.asarray(self.units.presence[-1], np.float32)

    @property
    def coverage(self) -> Floats:
        """The idf-weighted share of the query's units that any field has: float32 (n,), 0 to 1."""
        return np.asarray(self.units.covered[-1, 0] / np.float32(self.units.terms.total_idf), np.float32)


def find_matches(query: Query, view: View, rows: Rows, units: Terms | None = None, bigrams: Terms | None = None) -> Matches:
    """The matches of these rows; `units` and `bigrams` are the terms of the query's, where the caller has them already."""
    units = terms_of(view.snapshot, "units", query.tagged("unit")) if units is None else units
    bigrams = terms_of(view.snapshot, "bigrams", query.tagged("bigram")) if bigrams is None else bigrams
    return Matches(query, view, rows, _matrix(view, "units", len(FIELDS), units, rows), _matrix(view, "bigrams", 1, bigrams, rows))


def _lengths(lengths: npt.NDArray[np.uint16], rows: Rows) -> npt.NDArray[np.uint16]:
    """The lengths (F, scripts) of these rows; with three dimensions numpy takes ten times as long as with two."""
    return lengths.reshape(len(lengths), -1).take(rows, axis=0).reshape(len(rows), *lengths.shape[1:])


def _matrix(view: View, kind: str, fields: int, terms: Terms, rows: Rows) -> TermMatrix:
    average = view.snapshot.array(f"{kind}.average")
    lengths = _lengths(*view.within(f"{kind}.lengths", rows))
    if not len(terms) or not len(rows):
        nothing = np.empty(0, np.int64)
        return TermMatrix(terms, lengths, average, nothing, nothing, nothing, nothing)
    tokens, places = view.lists_within(f"{kind}.tokens", rows, fields)
    found = loops.occurrences(tokens.offsets, tokens.values, places, fields, terms.ids)
    return TermMatrix(terms, lengths, average, *(with_phrases(terms, fields, found) if terms.phrases else found))
