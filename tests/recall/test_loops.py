"""The compiled loops give what the plain formulas give."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.recall import loops

ROWS = st.lists(st.lists(st.integers(0, 300), max_size=12), min_size=1, max_size=6)


@given(ROWS, st.lists(st.integers(-1, 300), min_size=1, max_size=90, unique=True))
def test_occurrences_are_all_places_of_all_terms(titles: list[list[int]], ids: list[int]) -> None:
    offsets = np.cumsum([0, *map(len, titles)]).astype(np.int64)
    values = np.array([token for title in titles for token in title], np.int32)
    rows, columns = np.arange(len(titles), dtype=np.int32), {token: column for column, token in enumerate(ids) if token >= 0}
    found = loops.occurrences(offsets, values, rows, 1, np.array(ids, np.int32))
    expected = [(row, 0, at, columns[token]) for row, title in enumerate(titles) for at, token in enumerate(title) if token in columns]
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected


@given(ROWS, st.randoms())
def test_taking_candidates_takes_their_occurrences_in_their_order(titles: list[list[int]], chance: object) -> None:
    places = [(one, 0, at, token) for one, title in enumerate(titles) for at, token in enumerate(title)]
    columns = [np.array([place[part] for place in places], np.int64) for part in range(4)]
    order = list(range(len(titles)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    kept = order[: max(1, len(order) - 1)]
    found = loops.reordered(*columns, np.array(kept, np.int64), len(titles))
    expected = [(new, 0, at, token) for new, old in enumerate(kept) for at, token in enumerate(titles[old])]
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected


def test_a_unit_is_worth_the_better_of_itself_and_its_alternatives() -> None:
    values, idf = np.array([[0.5, 1.0, 1.0]], np.float32), np.array([2.0, 1.0, 3.0], np.float32)
    one = np.array([0], np.int64), np.array([0, 2], np.int64), np.array([1, 2], np.int64), np.array([0.5], np.float32)
    # itself .5 * 2 = 1; the other way (1 * 1 + 1 * 3) * .5 = 2
    assert loops.best_of(values, 1, idf, one).tolist() == [[2.0]]


@given(st.lists(st.lists(st.integers(0, 60), max_size=40), min_size=1, max_size=5))
def test_what_stands_in_every_list_is_found_whatever_their_lengths(lists: list[list[int]]) -> None:
    ascending = [sorted(set(one)) for one in lists]
    offsets = np.cumsum([0, *map(len, ascending)]).astype(np.int64)
    values = np.array([value for one in ascending for value in one], np.int32)
    expected = sorted(set.intersection(*map(set, ascending)))
    assert loops.in_every(offsets, values, np.arange(len(lists)), 0).tolist() == expected
    enough = loops.in_every(offsets, values, np.arange(len(lists)), len(expected) + 1).tolist()
    assert set(enough) <= set(expected)
