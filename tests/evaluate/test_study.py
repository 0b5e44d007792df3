"""Which queries are evaluated, and what is odd about them."""

from __future__ import annotations

from searchrank.evaluate.study import oddities, query_key, study_of
from searchrank.records import Judgment
from tests.evaluate.fake_shop import FakeShop

JUDGMENTS = (Judgment("q1", "a", 1), Judgment("q2", "b", 2), Judgment("q9", "c", 1), Judgment("q9", "d", 0))


def test_a_file_of_some_queries_selects_their_judgments() -> None:
    study = study_of({"q2": "hat", "q3": "never judged"}, JUDGMENTS)
    assert study.graded == {"q2": {"b": 2}}
    assert dict(study.texts) == {"q2": "hat"}
    assert (study.unknown_queries, study.unjudged_queries) == (2, 1)


def test_without_texts_every_judged_query_is_kept() -> None:
    study = study_of(None, JUDGMENTS)
    assert set(study.graded) == {"q1", "q2", "q9"}
    assert study.unknown_queries == 0


def test_judgments_that_contradict_each_other_are_counted_and_repeats_are_not() -> None:
    again = (*JUDGMENTS, Judgment("q1", "a", 1), Judgment("q2", "b", 0), Judgment("q2", "b", 2), Judgment("q9", "c", 2))
    assert study_of(None, again).contradictions == 2
    assert study_of({"q1": "shoe", "q2": "hat"}, again).contradictions == 1


def test_queries_that_the_model_was_trained_on_are_found_in_any_spelling() -> None:
    shop = FakeShop({}, trained=frozenset({query_key("red shoe"), query_key("coat")}), products=frozenset("ab"))
    odd = oddities(shop, study_of({"q1": "Red Shoe", "q2": "hat", "q9": "scarf"}, JUDGMENTS), str.lower)
    assert odd.trained_queries == 1
    assert odd.unknown_products == 2
    assert odd.untrained().trained_queries == 0
