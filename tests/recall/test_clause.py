"""The clause tree: what it means is shown on every engine in `tests/contracts/test_engines.py`; here is what it is made into."""

from __future__ import annotations

import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.recall.clause import Bool, Phrase, Term, all_of, any_of, opened, plain_phrases
from searchrank.recall.engine import Matched, Request

A, B, C = Term("title", "a"), Term("title", "b"), Term("brand", "c")


def test_alternatives_within_alternatives_are_brought_to_one_level() -> None:
    assert list(opened([any_of([A, any_of([B])]), C])) == [A, B, C]


def test_a_demand_within_alternatives_stays_whole() -> None:
    demanded = Bool(must=(A,), should=(B,))
    assert list(opened([demanded, all_of([C])])) == [demanded, all_of([C])]


def test_an_exact_phrase_stays_as_it_is() -> None:
    exact = Phrase("title", ("a", "b", "c"), weight=3.0)
    assert plain_phrases(exact) is exact


def test_a_loose_phrase_of_three_words_is_its_two_pairs_that_share_the_weight() -> None:
    pairs = (Phrase("title", ("a", "b"), 2, 1.5), Phrase("title", ("b", "c"), 2, 1.5))
    assert plain_phrases(Phrase("title", ("a", "b", "c"), 2, 3.0)) == all_of(pairs)


def test_equal_neighbours_of_a_loose_phrase_stand_side_by_side() -> None:
    assert plain_phrases(Phrase("title", ("a", "a"), slop=3)) == Phrase("title", ("a", "a"), slop=0)


def test_a_phrase_of_one_word_is_a_term_and_of_none_is_nothing() -> None:
    assert plain_phrases(Phrase("title", ("a",), weight=2.0)) == any_of([Term("title", "a", 2.0)])
    assert plain_phrases(Phrase("title", ())) == Bool()


def test_a_phrase_in_a_field_without_positions_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown phrase field 'category': known are title"):
        plain_phrases(Phrase("category", ("a",)))


@pytest.mark.parametrize("limit", [0, -1, 10_001])
def test_a_limit_that_no_engine_grants_is_refused(limit: int) -> None:
    with pytest.raises(InvalidInput, match=f"limit is {limit}: ask for 1 to 10000 rows"):
        Request(A, limit=limit)


def test_an_unknown_sort_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown sort 'cheap': known are best, price_asc"):
        Request(A, sort="cheap")


def test_a_full_answer_does_not_claim_to_have_counted() -> None:
    assert (Matched.of([1, 2], [1, 1], limit=3).relation, Matched.of([1, 2], [1, 1], limit=2).relation) == ("eq", "gte")
    assert Matched.of([1, 2], [1, 1], limit=2, total=9).relation == "eq"


def test_a_partial_answer_is_never_the_whole_count() -> None:
    assert Matched.of([1], [1], limit=5, partial=True).relation == "gte"
    assert Matched.of([1], [1], limit=5, total=1, partial=True).relation == "gte"
