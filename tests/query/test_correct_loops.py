"""The loops of correction against their formulas written out."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.correct import counts
from searchrank.query.correct.letters import SUBSTITUTED, all_forms, distance_of, nearest, parted, typing_cost, whole_hashes
from searchrank.query.correct.write_counts import Stream, _pairs, _summed
from searchrank.query.correct.write_words import _letters


def spelled(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("shoes", "shoes", 0.0),
        ("shoes", "shies", 1.0),  # o and i are neighbours
        ("shoes", "shaes", 1.6),
        ("shoe", "shoes", 1.0),  # a letter left out
        ("shooes", "shoes", 0.8),  # doubled
        ("shose", "shoes", 1.0),  # exchanged
        ("hat", "cat", 2.0),  # another first letter: 1.6 + .4
        ("nkie", "nike", 1.0),
    ],
)
def test_a_slip_costs_by_how_common_it_is(typed: str, meant: str, cost: float) -> None:
    assert typing_cost(spelled(typed), spelled(meant)) == pytest.approx(cost)


WORDS = st.lists(st.text("abcde", min_size=1, max_size=9), min_size=1, max_size=30, unique=True)


@settings(max_examples=100, deadline=None)
@given(WORDS, st.text("abcde", min_size=3, max_size=9))
def test_every_word_one_edit_away_is_found(words: list[str], typed: str) -> None:
    offsets, letters = _letters(words)
    hashes, owners = all_forms(offsets, letters)
    order = np.argsort(hashes, kind="stable")
    found, costs = nearest(spelled(typed), 50, hashes[order], owners[order].astype(np.int32), offsets, letters, np.zeros(len(words)))
    for entry, cost in zip(found.tolist(), costs.tolist(), strict=True):
        assert cost == pytest.approx(typing_cost(spelled(typed), spelled(words[entry])))
    one_off = {typed[:at] + typed[at + 1 :] for at in range(len(typed))} | {typed}
    reachable = {at for at, word in enumerate(words) if word in one_off and distance_of(len(word)) > 0}
    assert reachable <= set(found.tolist())
    assert all(cost <= 2 * SUBSTITUTED + 0.4 for cost in costs)


def test_a_run_is_parted_into_the_words_of_most_worth() -> None:
    words = ["ear", "buds", "earb", "uds", "e"]
    offsets, letters = _letters(words)
    hashes = whole_hashes(offsets, letters)
    order = np.argsort(hashes)
    tables = hashes[order], order.astype(np.int32), offsets
    worth = np.array([5.0, 5.0, 1.0, 1.0, 9.0])
    assert [words[at] for at in parted(spelled("earbuds"), np.full(8, 2.0), *tables, worth)] == ["ear", "buds"]  # 5 - 2 + 5 - 2 > 1 - 2 + 1 - 2
    assert parted(spelled("earbudz"), np.full(8, 2.0), *tables, worth).tolist() == []


SEQUENCES = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=8), min_size=1, max_size=12)


@settings(max_examples=100, deadline=None)
@given(SEQUENCES, st.lists(st.integers(-1, 5), min_size=1, max_size=6))
def test_a_likelihood_is_what_the_formula_says(sequences: list[list[int]], asked: list[int]) -> None:
    model = arrays_of(sequences)
    units = np.array(asked, np.int64)
    unknown, edges, given_units = np.full(len(asked), -9.0), np.array([0, len(asked)]), np.array([0])
    found = counts.likelihoods(units, unknown, edges, given_units, *model)
    assert found[0] == pytest.approx(written_out(sequences, asked), rel=1e-4)


def stream_of(sequences: list[list[int]]) -> Stream:
    units = np.array([unit for sequence in sequences for unit in (*sequence, -1)], np.int64)
    return Stream(units, np.ones(len(units), np.float32))


def arrays_of(sequences: list[list[int]]) -> tuple[Any, ...]:
    stream = stream_of(sequences)
    single = np.bincount(stream.units[stream.units >= 0], minlength=6).astype(np.float32)
    pairs, times = _pairs(stream)
    one, two, three = stream.units[:-2], stream.units[1:-1], stream.units[2:]
    whole = np.minimum(np.minimum(one, two), three) >= 0
    triples, often = _summed(one[whole] << 42 | two[whole] << 21 | three[whole], np.ones(int(whole.sum()), np.float32))
    behind = Counter((int(key) >> 42, int(key) >> 21 & 0x1FFFFF) for key in triples)
    follow = np.array([max(behind[int(key) >> 32, int(key) & 0xFFFFFFFF], 1) for key in pairs], np.int32)
    following = np.bincount(pairs >> 32, minlength=6).astype(np.int32)
    return single, following, float(single.sum()), pairs, times, follow, triples, often


def written_out(sequences: list[list[int]], asked: list[int]) -> float:
    """P(c | b) = (n(b, c) + (T(b) + 1) P(c)) / (n(b) + T(b) + 1), P(c | a, b) = (n(a, b, c) + T(a, b) P(c | b)) / (n(a, b) + T(a, b))."""
    ones = Counter(unit for sequence in sequences for unit in sequence)
    twos = Counter(pair for sequence in sequences for pair in itertools.pairwise(sequence))
    threes = Counter(triple for sequence in sequences for triple in zip(sequence, sequence[1:], sequence[2:], strict=False))
    total = 0.0
    for at, unit in enumerate(asked):
        last, before = (asked[at - 1] if at else -1), (asked[at - 2] if at > 1 else -1)
        likely = (ones[unit] + 0.5) / (ones.total() + 3.0)
        if unit >= 0 and last >= 0:
            kinds = sum(pair[0] == last for pair in twos)
            likely = (twos[last, unit] + (kinds + 1) * likely) / (ones[last] + kinds + 1)
            if before >= 0 and twos[before, last]:
                kinds = max(sum(triple[:2] == (before, last) for triple in threes), 1)
                likely = (threes[before, last, unit] + kinds * likely) / (twos[before, last] + kinds)
        total += math.log(likely) if unit >= 0 else -9.0
    return total


def test_what_stands_between_two_units_is_seen_beside_both_or_sounds_alike() -> None:
    pairs, times = _pairs(stream_of([[0, 1, 2], [0, 3, 2], [0, 4], [5, 2]]))
    back = np.sort(pairs << 32 | pairs >> 32)
    sounds = np.array([1, 7, 1, 8, 7, 9], np.int32)
    alike, others = counts.between(np.array([7]), 0, 2, 4, sounds, pairs, times, back, np.ones(len(back), np.float32), np.ones(6, np.float32))
    assert (alike.tolist(), others.tolist()) == ([1, 4], [3])  # 4 was never seen before 2, but sounds right


def test_units_found_together_are_found_in_one_product() -> None:
    offsets, products = np.array([0, 2, 4, 5]), np.array([1, 3, 3, 9, 9], np.int32)
    assert counts.together(offsets, products, np.array([0, 1]))
    assert not counts.together(offsets, products, np.array([0, 2]))


@given(st.lists(st.sets(st.integers(0, 40), max_size=30), min_size=3, max_size=3))
def test_units_are_together_exactly_where_their_lists_have_a_product_in_common(lists: list[set[int]]) -> None:
    offsets, products = np.cumsum([0, *map(len, lists)]), np.array([one for some in lists for one in sorted(some)], np.int32)
    for units in ([0], [0, 1], [2, 1, 0], [1, 1]):
        assert counts.together(offsets, products, np.array(units)) == bool(set.intersection(*(lists[unit] for unit in units)))
