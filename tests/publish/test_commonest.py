"""What most of those that an owner has are."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.publish.commonest import NONE, commonest, valued, values_of


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(NONE, 3)), max_size=30))
def test_the_highest_of_the_values_that_come_most_often_is_the_commonest(pairs: list[tuple[int, int]]) -> None:
    pairs.sort(key=lambda pair: pair[0])
    best, share = commonest(*np.array(pairs, np.int64).reshape(-1, 2).T.copy(), 6)
    for owner in range(6):
        counts = Counter(value for one, value in pairs if one == owner and value != NONE)
        expected = max(counts, key=lambda value: (counts[value], value), default=NONE)
        assert best[owner] == expected
        assert share[owner] == (counts[expected] / counts.total() if counts else 0)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=30),
    st.lists(st.integers(NONE, 3), min_size=6, max_size=6),
    st.sets(st.integers(0, 4)),
)
def test_items_of_each_owner_are_counted_by_their_values(pairs: list[tuple[int, int]], values: list[int], chosen: set[int]) -> None:
    pairs.sort(key=lambda pair: pair[0])
    owner, item = np.array(pairs, np.int64).reshape(-1, 2).T.copy()
    value, wanted = np.array(values, np.int64), sorted(chosen)
    counts = Counter((one, values[place]) for one, place in pairs)
    assert valued(owner, item, value, 5).tolist() == [sum(counts[one, said] for said in range(4)) for one in range(5)]
    found = values_of(owner, item, value, np.array(wanted, np.int64), 4)
    assert found.tolist() == [[counts[one, said] for said in range(4)] for one in wanted]
