"""Which products hold a word: inverted lists that do not need the engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.postings import Postings, in_all, intersect, top_rows
from searchrank.recall.terms import Terms, terms_of
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(
        tmp_path_factory.mktemp("postings"),
        {"id": "title", "title": "red shoe"},
        {"id": "fields", "title": "shoe", "attributes": {"colour": "red"}},
        {"id": "glued", "title": "iphone11 red"},
        {"id": "apart", "title": "iphone 11"},
        {"id": "part", "title": "iphone 12"},
    )


def terms(shop: SmallShop, text: str) -> Terms:
    return terms_of(shop.view.snapshot, "units", query_units(normalise(text)))


def having_all(shop: SmallShop, text: str) -> list[str]:
    return shop.view.ids(Postings(shop.view.snapshot).having_all(terms(shop, text)))


def test_every_word_must_stand_in_some_field(shop: SmallShop) -> None:
    assert having_all(shop, "red shoe") == ["fields", "title"]
    assert having_all(shop, "shoe") == ["fields", "title"]


def test_parts_and_joined_forms_stand_for_a_word(shop: SmallShop) -> None:
    assert having_all(shop, "iphone11") == having_all(shop, "iphone 11") == ["apart", "glued"]
    assert having_all(shop, "iphone12") == ["part"]


def test_an_unknown_word_is_held_by_none(shop: SmallShop) -> None:
    assert having_all(shop, "red velvet") == []
    assert having_all(shop, "") == []
    assert Postings(shop.view.snapshot).rows(-1).tolist() == []


def test_an_intersection_that_falls_short_is_not_gone_on_with() -> None:
    lists = [np.array(rows, np.int32) for rows in ([1, 2, 3], [2, 3, 5, 7], [2, 3, 4, 6, 8])]
    assert in_all(lists, at_least=2).tolist() == in_all(lists).tolist() == [2, 3]
    assert in_all(lists, at_least=3).tolist() == []
    assert in_all([], at_least=1).tolist() == []


def test_best_are_those_that_hold_most_of_the_query(shop: SmallShop) -> None:
    rows, score = Postings(shop.view.snapshot).best(terms(shop, "red shoe"), 10)
    assert shop.view.ids(rows) == ["fields", "title", "glued"]  # ties by id
    assert score[0] == score[1] > score[2] > 0
    assert shop.view.ids(Postings(shop.view.snapshot).best(terms(shop, "red shoe"), 1)[0]) == ["fields"]
    assert Postings(shop.view.snapshot).best(terms(shop, "velvet"), 10)[0].tolist() == []


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
@settings(max_examples=60, deadline=None)
def test_an_intersection_holds_what_both_hold(one: set[int], other: set[int]) -> None:
    assert intersect(np.array(sorted(one), np.int32), np.array(sorted(other), np.int32)).tolist() == sorted(one & other)


@given(st.lists(st.integers(0, 4), max_size=30), st.integers(1, 12))
@settings(max_examples=80, deadline=None)
def test_the_top_rows_are_those_of_a_full_sort(score: list[int], limit: int) -> None:
    rows, found = top_rows(np.array(score, np.float32), limit)
    expected = sorted((row for row, value in enumerate(score) if value > 0), key=lambda row: (-score[row], row))[:limit]
    assert rows.tolist() == expected
    assert found.tolist() == [score[row] for row in expected]
