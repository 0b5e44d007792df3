"""The loops that count word sequences say what counting one by one says."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.suggest.gram_loops import beside, longer, titles_of, titles_with

TITLES = st.lists(st.lists(st.lists(st.integers(-1, 3), min_size=1, max_size=4), max_size=3), max_size=5)


def streamed(titles: list[list[list[int]]]) -> list[tuple[int, int, int]]:
    """Title, stretch and number of each place."""
    stretches = [(title, stretch) for title, some in enumerate(titles) for stretch in some]
    return [(title, at, number) for at, (title, stretch) in enumerate(stretches) for number in stretch]


def columns(said: list[tuple[int, int, int]]) -> list[np.ndarray]:
    return list(np.array(said, np.int64).reshape(-1, 3).T.copy())


@given(TITLES)
def test_each_sequence_has_the_titles_that_say_it(titles: list[list[list[int]]]) -> None:
    said = streamed(titles)
    title, _, number = columns(said)
    having = [sorted({title for title, _, number in said if number == one}) for one in range(4)]
    counts = titles_with(number, title, 4)
    assert counts.tolist() == list(map(len, having))
    assert titles_of(number, title, counts).tolist() == [title for some in having for title in some]


@given(TITLES, st.integers(1, 3))
def test_a_longer_sequence_ends_in_the_same_stretch(titles: list[list[list[int]]], length: int) -> None:
    said = streamed(titles)
    _, stretch, number = columns(said)
    expected = []
    for at, (_, begun, one) in enumerate(said):
        fits = at + length < len(said) and said[at + length][1] == begun and min(one, said[at + 1][2]) >= 0
        expected.append(one * 4 + said[at + 1][2] if fits else -1)
    assert longer(number, stretch, length, 4).tolist() == expected


@given(TITLES, st.integers(-1, 3))
def test_the_word_beside_a_sequence_is_in_its_stretch(titles: list[list[list[int]]], offset: int) -> None:
    said = streamed(titles)
    _, stretch, number = columns(said)
    words, alone, expected = np.arange(len(said)), Counter[int](), defaultdict[int, list[int]](list)
    for at, (_, begun, one) in enumerate(said):
        if one >= 0 and 0 <= at + offset < len(said) and said[at + offset][1] == begun:
            expected[one].append(at + offset)
        elif one >= 0:
            alone[one] += 1
    keys, counts = beside(number, words, stretch, offset, 4, len(said))
    assert sorted(keys.tolist()) == sorted(one * len(said) + word for one, some in expected.items() for word in some)
    assert counts.tolist() == [alone[one] for one in range(4)]
