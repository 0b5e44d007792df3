"""How query units lie in a title, against the definition written out."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.features.loops import title_shape


def written_out(title: list[int], units: int) -> list[float]:
    """The four numbers of one title; -1 is a token that the query has not."""
    places = [(at, token) for at, token in enumerate(title) if token >= 0]
    runs = [
        length
        for start, length in product(range(len(title)), range(1, len(title) + 1))
        if start + length <= len(title) and title[start] >= 0 and title[start : start + length] == [title[start] + step for step in range(length)]
    ]
    near = sum(1 / (b - a) ** 2 for (a, one), (b, other) in pairwise(places) if one != other)
    met = {token for _, token in places}
    windows = [end - start for start in range(len(title)) for end in range(start + 1, len(title) + 1) if met <= set(title[start:end])]
    return [max(runs, default=0), near, len(met) / min(windows) if met else 0, float(title[:1] == [0])]


@given(st.lists(st.lists(st.integers(-1, 3), max_size=9), min_size=1, max_size=4))
def test_runs_distances_windows_and_starts_are_those_written_out(titles: list[list[int]]) -> None:
    places = [(one, 0, at, token) for one, title in enumerate(titles) for at, token in enumerate(title) if token >= 0]
    columns = [np.array([place[part] for place in places], np.int64) for part in range(4)]
    shape = title_shape(*columns, np.array(list(map(len, titles)), np.int64), 4)
    assert np.allclose(shape.T, [written_out(title, 4) for title in titles])
