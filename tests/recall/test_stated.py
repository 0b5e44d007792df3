"""The loops of wishes and refusals, beside plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.recall.stated import said, stating

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=2, max_size=12)


def ragged(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.cumsum([0, *map(len, lists)]).astype(np.int64), np.array([one for some in lists for one in some], np.int32)


@given(LISTS, st.lists(st.integers(0, 12), max_size=3), st.lists(st.integers(3, 9), max_size=5))
def test_a_product_states_a_value_where_its_list_has_it(lists: list[list[int]], wanted: list[int], known: list[int]) -> None:
    places = np.arange(len(lists), dtype=np.int32)[::-1].copy()
    has, states = stating(*ragged(lists), places, np.array(wanted, np.int32), np.array(known, np.int32))
    assert has.tolist() == [bool(set(lists[one]) & set(wanted)) for one in places]
    assert states.tolist() == [bool(set(lists[one]) & set(known)) for one in places]


@given(LISTS, st.lists(st.integers(0, 4), min_size=1, max_size=3), st.sets(st.integers(5, 9), max_size=2))
def test_a_product_says_what_stands_side_by_side_and_is_not_refused(lists: list[list[int]], asked: list[int], refusing: set[int]) -> None:
    """Products of two fields, of which the second is read; the first must not lend its last token."""
    lists = lists[: len(lists) // 2 * 2]
    places = np.arange(len(lists) // 2, dtype=np.int32)
    found = said(*ragged(lists), places, 2, np.array([1]), np.array(asked), np.array(sorted(refusing), np.int64))

    def says(tokens: list[int]) -> bool:
        starts = [at for at in range(len(tokens)) if tokens[at : at + len(asked)] == asked]
        return any(at == 0 or tokens[at - 1] not in refusing for at in starts)

    assert found.tolist() == [says(lists[2 * one + 1]) for one in places]
