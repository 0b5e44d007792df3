"""Token arrays: vocabulary, frequencies, lengths and inverted lists, checked against plain counting."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.token_arrays import TokenArrays
from searchrank.query.normalise import has_han
from searchrank.store.piles import Names
from searchrank.store.snapshot import Draft, Snapshot

Product = tuple[list[str], list[str]]
"""Main and extra tokens of the first of two fields; the second field has the main ones reversed."""


def written(folder: Path, products: list[Product]) -> Snapshot:
    arrays = TokenArrays("units", 2, postings=True)
    for main, extra in products:
        add(arrays, [[*main, *extra], main[::-1]], [main, main])
    draft = Draft.begin(folder, "v1")
    arrays.write(draft)
    return Snapshot.open(draft.seal({"products": len(products)}))


def add(arrays: TokenArrays, tokens: list[list[str]], mains: list[list[str]]) -> None:
    """The tokens of one product by field; the first of them are its main ones."""
    pile = Names()
    pile.add_all([token for field in tokens for token in field])
    arrays.add_all(pile, np.array(list(map(len, tokens))), np.array(list(map(len, mains))))


def texts(snapshot: Snapshot) -> list[str]:
    return list(snapshot.vocabulary("units").texts)


def test_tokens_are_numbered_by_falling_frequency_ties_by_text(tmp_path: Path) -> None:
    snapshot = written(tmp_path, [(["b", "a"], []), (["b", "鞋"], []), (["b"], ["c"])])
    assert texts(snapshot) == ["b", "a", "c", "鞋"]
    assert snapshot.array("units.df").tolist() == [3, 1, 1, 1]
    assert snapshot.array("units.han").tolist() == [False, False, False, True]


def test_extra_tokens_stand_behind_and_count_in_no_length(tmp_path: Path) -> None:
    snapshot = written(tmp_path, [(["r50", "灯"], ["r", "50"])])
    tokens, names = snapshot.ragged("units.tokens"), texts(snapshot)
    assert [names[token] for token in tokens[0]] == ["r50", "灯", "r", "50"]
    assert [names[token] for token in tokens[1]] == ["灯", "r50"]
    assert snapshot.array("units.lengths").tolist() == [[[1, 1], [1, 1]]]


def test_averages_are_over_products_that_have_the_script(tmp_path: Path) -> None:
    snapshot = written(tmp_path, [(["a", "b", "c"], []), (["a"], []), (["灯"], []), ([], [])])
    assert snapshot.array("units.average").tolist() == [[2, 1], [2, 1]]
    assert snapshot.array("units.products").tolist() == [2, 1]


def test_no_tokens_at_all_are_written_and_read(tmp_path: Path) -> None:
    snapshot = written(tmp_path, [([], []), ([], [])])
    assert texts(snapshot) == []
    assert snapshot.array("units.average").tolist() == [[0, 0], [0, 0]]
    assert snapshot.vocabulary("units").ids(["a"]).tolist() == [-1]


TOKENS = st.lists(st.sampled_from(["a", "b", "r50", "灯", "鞋", "大"]), max_size=6)


@given(st.lists(st.tuples(TOKENS, TOKENS), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_arrays_say_what_plain_counting_says(tmp_path_factory: pytest.TempPathFactory, products: list[Product]) -> None:
    snapshot = written(tmp_path_factory.mktemp("tokens"), products)
    names, tokens, postings = texts(snapshot), snapshot.ragged("units.tokens"), snapshot.ragged("units.postings")
    held = [set(main) | set(extra) for main, extra in products]
    frequency = Counter(token for one in held for token in one)
    assert dict(zip(names, snapshot.array("units.df").tolist(), strict=True)) == frequency
    for place, name in enumerate(names):
        assert postings[place].tolist() == [row for row, one in enumerate(held) if name in one]
    for row, (main, extra) in enumerate(products):
        assert [names[token] for token in tokens[row * 2]] == main + extra
        assert [names[token] for token in tokens[row * 2 + 1]] == main[::-1]
        han = sum(map(has_han, main))
        assert snapshot.array("units.lengths")[row].tolist() == [[len(main) - han, han]] * 2


def test_a_very_long_field_is_counted_as_long_as_can_be(tmp_path: Path) -> None:
    arrays = TokenArrays("units", 1)
    add(arrays, [["a"] * 70_000], [["a"] * 70_000])
    draft = Draft.begin(tmp_path, "v1")
    arrays.write(draft)
    snapshot = Snapshot.open(draft.seal({"products": 1}))
    assert snapshot.array("units.lengths").tolist() == [[[65535, 0]]]
    assert len(snapshot.ragged("units.tokens")[0]) == 70_000
    assert np.unique(snapshot.ragged("units.tokens")[0]).tolist() == [0]
