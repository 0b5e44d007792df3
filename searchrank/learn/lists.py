"""From judged queries to the lists that a model learns from: each as it would be served, with the judged products that recall missed appended.

The matrix is made over the whole list, because list features change with it; rows are sampled afterwards (SPEC 5.5, traps in training).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.features.feature import FeatureSet
from searchrank.pipeline import Search, Stage
from searchrank.recall.matches import find_matches
from searchrank.records import Candidates, Floats, Query, Rows
from searchrank.store.view import View

Grades = Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedList:
    """One judged query: `served` (m, features) is the matrix over the list as served, `learned` (n, features) over that list and the appended
    products.

    rows (n,) int32, the first m as served, of which the first `members` belong to the match set and stay in front; grade (n,) int64; judged (n,)
    bool; ids one a row.
    """

    query_id: str
    text: str
    rows: Rows
    ids: tuple[str, ...]
    grade: npt.NDArray[np.int64]
    judged: npt.NDArray[np.bool_]
    served: Floats
    learned: Floats
    members: int


@dataclass(frozen=True, slots=True)
class ListMaker:
    """Makes judged lists with the stages that serve: understanding, and recall (of everything, or of judged products only)."""

    view: View
    understand: Stage
    recall: Stage | None
    features: FeatureSet
    ranked: int
    now: float

    def lists(self, queries: Mapping[str, str], grades: Mapping[str, Grades]) -> Iterator[JudgedList]:
        """One list a judged query that has a text, in the order of the queries; queries for which nothing is found are left out."""
        for query_id, text in queries.items():
            if query_id in grades:
                made = self._list(query_id, text, grades[query_id])
                if len(made.rows):
                    yield made

    def _list(self, query_id: str, text: str, grades: Grades) -> JudgedList:
        search = self.understand.run(Search(Query(text, now=self.now), self.view))
        rows, members = self._served(search)
        known = self.view.rows_of(sorted(grades))
        missing = np.setdiff1d(known[known >= 0], rows).astype(np.int32)
        every = np.concatenate((rows, missing)).astype(np.int32)
        ids = tuple(self.view.ids(every))
        served = self._matrix(search.query, rows)
        learned = self._matrix(search.query, every) if len(missing) else served
        judged = np.array([product in grades for product in ids], bool)
        grade = np.array([max(grades.get(product, 0), 0) for product in ids], np.int64)
        return JudgedList(query_id, text, every, ids, grade, judged, served, learned, members)

    def _served(self, search: Search) -> tuple[Rows, int]:
        if self.recall is None:
            return np.empty(0, np.int32), 0
        recalled = self.recall.run(search)
        return recalled.candidates.rows[: self.ranked], recalled.members

    def _matrix(self, query: Query, rows: Rows) -> Floats:
        candidates = Candidates.of(rows, np.zeros(len(rows), np.float32))
        return self.features.matrix(query, candidates, self.view, find_matches(query, self.view, candidates.rows))


def sampled(one: JudgedList, unjudged: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """The places of a list that are learned from: all judged products and this many random others (they count as grade 0)."""
    others = np.flatnonzero(~one.judged)
    drawn = rng.choice(others, size=min(unjudged, len(others)), replace=False)
    return np.sort(np.concatenate((np.flatnonzero(one.judged), drawn)))


def folds(lists: Iterable[JudgedList], count: int, seed: int) -> list[list[JudgedList]]:
    """The lists in this many parts of about equal size, drawn by the seed; equal query texts stay together."""
    by_text: dict[str, list[JudgedList]] = {}
    for one in lists:
        by_text.setdefault(one.text, []).append(one)
    texts = sorted(by_text)
    np.random.default_rng(seed).shuffle(texts)
    parts: list[list[JudgedList]] = [[] for _ in range(count)]
    for place, text in enumerate(texts):
        parts[place % count] += by_text[text]
    return parts
