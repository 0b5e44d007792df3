"""Simulated judgments: takes queries with what they say and a catalogue's truth, gives graded judgments. Titles decide nothing about a grade.

A query's pool holds what has a grade of 1 or more, up to a cap a grade; of what has 0, things that look alike (filed under the category, of one
beside it, of the brand) and any. Listings in another language than the query stay unjudged: a shopper can't read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.records import Judgment
from searchrank.simulate.truth.grade import ACCEPTABLE, EXACT, IRRELEVANT, PARTIAL, grades
from searchrank.simulate.truth.rubric import rubric
from searchrank.simulate.truth.shelves import Shelves
from searchrank.simulate.wants import Want, Wants
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, Catalogue, Places

_JUDGING = 75
"""What tells this stream of chance from others of the same seed."""


@dataclass(frozen=True, slots=True)
class Pool:
    """How many products a query's pool has: at most `of_a_grade` of each grade from 1, and of grade 0 `lookalikes` and `others`.

    A query is judged only if `least` products of its language have grade 2 or more.
    """

    of_a_grade: int = 100
    lookalikes: int = 30
    others: int = 10
    least: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Simulated queries by id, and the judgments of their products."""

    queries: Mapping[str, str]
    judgments: Sequence[Judgment]


def judge(asked: Iterable[tuple[str, Want]], catalogue: Catalogue, places: Places, seed: int, queries: int, pool: Pool | None = None) -> Judged:
    """Up to `queries` judged queries out of those asked, each text once; fewer where no more of them are served.

    The same seed and catalogue give the same judgments. Grades and rows are of the truth; ids as the products have them.
    """
    texts: dict[str, str] = {}
    judgments: list[Judgment] = []
    for text, graded in _served(asked, catalogue, places, seed, pool or Pool()):
        if len(texts) == queries:
            break
        query_id = f"q{len(texts) + 1:04d}"
        texts[query_id] = text
        judgments += [Judgment(query_id, product_id, grade) for product_id, grade in graded]
    return Judged(texts, judgments)


def _served(
    asked: Iterable[tuple[str, Want]], catalogue: Catalogue, places: Places, seed: int, pool: Pool
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    shelves = {place: Shelves.of(catalogue, place) for place in LANGUAGE_PLACES.values()}
    seen = set[str]()
    for number, (text, want) in enumerate(asked):
        if text in seen:
            continue
        seen.add(text)
        rows = shelves[want.language].near(want, rubric(places))
        grade = grades(Wants.of([want]), catalogue, rows[None], places)[0]
        if (grade >= ACCEPTABLE).sum() >= pool.least:
            chance = np.random.default_rng([seed, _JUDGING, number])
            yield text, _pooled(rows, grade, shelves[want.language].every, catalogue, pool, chance)


def _pooled(
    rows: npt.NDArray[np.int64],
    grade: npt.NDArray[np.int8],
    every: npt.NDArray[np.int64],
    catalogue: Catalogue,
    pool: Pool,
    chance: np.random.Generator,
) -> list[tuple[str, int]]:
    """(id, grade) of the pool, the best first, then in the order of the catalogue."""
    found = {level: _some(rows[grade == level], pool.of_a_grade, chance) for level in (EXACT, ACCEPTABLE, PARTIAL)}
    alike = _some(rows[grade == IRRELEVANT], pool.lookalikes, chance)
    # What is not near has grade 0: drawn anew from all, since a list of what is left would be as long as the catalogue.
    drawn = every[chance.integers(0, len(every), pool.others)]
    found[IRRELEVANT] = np.union1d(alike, drawn[~np.isin(drawn, rows)])
    return [(catalogue.id[row].decode(), level) for level, chosen in found.items() for row in chosen]


def _some(rows: npt.NDArray[np.int64], most: int, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    return rows if len(rows) <= most else np.sort(chance.choice(rows, most, replace=False))
