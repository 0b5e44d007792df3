from __future__ import annotations

import pytest
from searchrank_web.choices import filter_label, value_label
from searchrank_web.language import words_in
from searchrank_web.messages import MESSAGES
from searchrank_web.reasons import FAMILIES, FAMILY_OF, reasons

from searchrank.rank.features import all_features

ENGLISH = words_in("en")


def said(*features: tuple[str, float | None, float]) -> list[tuple[str, bool]]:
    parts = [{"name": name, "value": value, "contribution": moved} for name, value, moved in features]
    return [(reason.text, reason.against) for reason in reasons({"features": parts}, ENGLISH)]


def test_every_feature_of_the_ranker_can_be_said_in_words() -> None:
    assert set(all_features().names) == set(FAMILY_OF)
    texts = {f"why.{name}.{fact[0]}" for name, family in FAMILIES.items() for fact in family.facts}
    assert texts == {name for name in MESSAGES if name.startswith("why.")}


def test_features_that_say_the_same_thing_are_one_reason() -> None:
    # words .3 + .3 = .6 before sold .5
    assert said(("sold", 7.0, 0.5), ("coverage", 0.7, 0.3), ("unit_share", 0.6, 0.3)) == [("has most of the words", False), ("sold well", False)]


def test_a_reason_is_true_whatever_the_sign_of_its_push() -> None:
    assert said(("brand_named", 0.0, 0.4), ("brand_contradicted", 0.0, 0.1), ("in_stock", 1.0, -0.2)) == [("in stock", True)]
    assert said(("brand_contradicted", 1.0, -0.4)) == [("of another brand than asked for", True)]


def test_a_missing_value_and_a_tiny_push_say_nothing() -> None:
    assert said(("model_matched", None, 0.4), ("rating", float("nan"), 0.3), ("all_terms", 1.0, 1.0), ("title_start", 1.0, 0.001)) == [
        ("has all the words", False)
    ]


@pytest.mark.parametrize(
    ("value", "label"),
    [("0..199.99", "up to ¥200"), ("200..499.99", "¥200 – ¥500"), ("500..", "¥500 and more"), ("12.5..13", "¥12.50 – ¥13"), ("x..y", "x – y")],
)
def test_a_price_range_reads_like_one(value: str, label: str) -> None:
    assert value_label("price", value, ENGLISH) == label
    assert filter_label(f"price:{value}", ENGLISH) == f"Price: {label}"
