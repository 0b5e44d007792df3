"""The term matrix: how often, where, and how much of the query."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.recall.matches import TITLE, Matches, TermMatrix, find_matches
from searchrank.records import FIELDS, Query
from tests.small_shop import SmallShop, small_shop

MANY = (
    {"id": "a", "title": "red red iphone11 shoe", "brand": "shoe", "description": "a red 鞋"},
    {"id": "b", "title": "跑步鞋 男 跑鞋", "category": "鞋 > 跑步鞋", "attributes": {"colour": "red"}},
    {"id": "c", "title": "milk"},
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("matches"), *MANY)


def matches(shop: SmallShop, text: str, ids: str = "abc") -> Matches:
    return find_matches(shop.understood(text), shop.view, np.array(shop.rows(*ids), np.int32))


def counts(matrix: TermMatrix, product: int, term: str) -> dict[str, int]:
    column = matrix.terms.texts.index(term)
    return {field: int(number) for field, number in zip(FIELDS, matrix.tf[product, :, column], strict=False) if number}


def test_every_field_is_counted_by_itself(shop: SmallShop) -> None:
    units = matches(shop, "red shoe 鞋").units
    assert counts(units, 0, "red") == {"title": 2, "description": 1}
    assert counts(units, 0, "shoe") == {"title": 1, "brand": 1}
    assert counts(units, 0, "鞋") == {}
    assert counts(units, 1, "鞋") == {"title": 2, "category": 2}
    assert counts(units, 1, "red") == {"attributes": 1}
    assert units.tf[2].sum() == 0


def test_parts_are_counted_but_do_not_make_a_title_longer(shop: SmallShop) -> None:
    units = matches(shop, "iphone 11").units
    assert counts(units, 0, "iphone") == counts(units, 0, "11") == {"title": 1}
    assert units.lengths[0, TITLE].tolist() == [4, 0]  # red red iphone11 shoe
    assert units.lengths[1, TITLE].tolist() == [0, 6]


def test_average_lengths_leave_out_products_without_the_field(shop: SmallShop) -> None:
    average = matches(shop, "red").units.average
    assert average[TITLE].tolist() == [2.5, 6]  # Latin: (4 + 1) / 2, Han: 6
    assert average[FIELDS.index("brand")].tolist() == [1, 0]
    assert average[FIELDS.index("category")].tolist() == [0, 4]


def test_hits_say_where_in_the_title(shop: SmallShop) -> None:
    units = matches(shop, "red shoe").units
    places = zip(units.candidate.tolist(), units.field.tolist(), units.position.tolist(), units.column.tolist(), strict=True)
    hits = [(candidate, position, column) for candidate, field, position, column in places if field == TITLE]
    assert hits == [(0, 0, 0), (0, 1, 0), (0, 3, 1)]


def test_bigrams_and_words_have_matrices_of_their_own(shop: SmallShop) -> None:
    found = matches(shop, "跑步鞋")
    assert found.bigrams.terms.texts == ("跑步", "步鞋")
    assert found.bigrams.tf[1].tolist() == [[1, 1]]
    assert found.words.terms.texts == ("跑步鞋",)
    assert counts(found.words, 1, "跑步鞋") == {"title": 1, "category": 1}


def test_coverage_is_the_worth_of_what_some_field_has(shop: SmallShop) -> None:
    found = matches(shop, "red velvet")
    red, velvet = found.units.terms.unit_idf.tolist()
    assert found.coverage.tolist() == pytest.approx([red / (red + velvet), red / (red + velvet), 0])
    assert found.units.covered[TITLE, 0].tolist() == pytest.approx([red, 0, 0])


def test_nothing_asked_or_nothing_to_look_at_is_fine(shop: SmallShop) -> None:
    assert find_matches(Query(""), shop.view, np.arange(3, dtype=np.int32)).coverage.tolist() == [0, 0, 0]
    empty = matches(shop, "red 跑鞋", "")
    assert empty.coverage.shape == (0,)
    assert empty.units.tf.shape == (0, len(FIELDS), 3)


def same(one: TermMatrix, other: TermMatrix) -> bool:
    pairs: list[tuple[Any, Any]] = [(one.tf, other.tf), (one.lengths, other.lengths), (one.candidate, other.candidate)]
    pairs += [(one.position, other.position), (one.column, other.column)]
    return all(np.array_equal(left, right) for left, right in pairs)


@given(st.sets(st.integers(0, 2)).flatmap(lambda chosen: st.permutations(sorted(chosen))))
@settings(max_examples=30, deadline=None)
def test_taking_some_in_another_order_is_looking_at_those_alone(shop: SmallShop, order: list[int]) -> None:
    text = "red shoe 跑步鞋 iphone 11"
    every = matches(shop, text)
    taken = every.take(np.array(order, np.intp))
    alone = find_matches(shop.understood(text), shop.view, every.rows[order])
    assert taken.rows.tolist() == alone.rows.tolist()
    assert all(same(getattr(taken, kind), getattr(alone, kind)) for kind in ("units", "bigrams", "words"))


def test_a_word_is_the_same_word_beside_many_others(tmp_path: Path) -> None:
    """300 products with 300 different words: the table of terms is looked up, never searched."""
    shop = small_shop(tmp_path, *(f"word{number}x{number}" for number in range(300)))
    found = matches(shop, "word7x7", ids="")
    every = find_matches(shop.understood("word7x7"), shop.view, np.arange(300, dtype=np.int32))
    assert found.units.tf.shape[0] == 0
    assert shop.view.ids(np.flatnonzero(every.units.tf.sum(axis=(1, 2)))) == ["word7x7"]
