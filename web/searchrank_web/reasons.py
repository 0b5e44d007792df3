"""Why a hit stands where it stands, in words: takes the exact contributions of its features, gives the three strongest reasons.

Features that speak of the same thing are one family, and their contributions are added up, so that three reasons are three different ones.
What is said is chosen by the values of the features, never by the sign of a contribution alone: a small push from a feature that is zero must
not become "of the brand asked for".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from searchrank_web.language import Words

SHOWN = 3
LEAST_SHARE = 0.02
"""A reason smaller than this share of all contributions explains nothing."""


@dataclass(frozen=True, slots=True)
class Family:
    """Features that speak of one thing.

    `facts` are (text, feature, at least): the first that holds is said; a fact without a feature always holds.
    """

    features: tuple[str, ...]
    facts: tuple[tuple[str, str, float], ...]


FAMILIES: Mapping[str, Family] = {
    "words": Family(
        (
            *("keyword_share", "bm25f_share", "unit_share", "bigram_share", "coverage", "title_coverage", "title_weight", "all_terms"),
            *("heaviest_missing", "word_coverage", "bigram_coverage", "letter_likeness"),
        ),
        (("all", "all_terms", 1), ("all", "coverage", 0.999), ("most", "coverage", 0.5), ("some", "coverage", 0.001)),
    ),
    "phrase": Family(
        ("exact_phrase", "longest_run_share", "proximity", "window_share"),
        (("exact", "exact_phrase", 1), ("near", "proximity", 0.25), ("near", "longest_run_share", 0.5)),
    ),
    "start": Family(("title_start",), (("so", "title_start", 1),)),
    "brand": Family(
        ("brand_named", "brand_contradicted", "brand_weight"),
        (("named", "brand_named", 1), ("other", "brand_contradicted", 1), ("words", "brand_weight", 0.01)),
    ),
    "category": Family(
        ("category_named", "category_contradicted", "category_weight", "category_likely"),
        (
            ("named", "category_named", 1),
            ("other", "category_contradicted", 1),
            ("likely", "category_likely", 0.5),
            ("words", "category_weight", 0.01),
        ),
    ),
    "model": Family(("model_matched",), (("so", "model_matched", 1),)),
    "size": Family(("size_agrees", "size_contradicted"), (("other", "size_contradicted", 0.01), ("so", "size_agrees", 0.01))),
    "details": Family(
        ("attribute_weight", "description_weight", "completeness"),
        (("named", "attribute_weight", 0.01), ("named", "description_weight", 0.01), ("full", "completeness", 0.7), ("thin", "", 0)),
    ),
    "accessory": Family(("accessory",), (("so", "accessory", 1),)),
    "likeness": Family(("likeness",), (("like", "likeness", 0.3), ("unlike", "", 0))),
    "meaning": Family(("meaning",), (("like", "meaning", 0.2),)),
    "price": Family(("price_to_median", "discount"), (("off", "discount", 0.05), ("so", "", 0))),
    "age": Family(("age",), (("so", "", 0),)),
    "stock": Family(("in_stock",), (("so", "in_stock", 1), ("none", "", 0))),
    "sold": Family(("sold",), (("well", "sold", math.log1p(100)), ("so", "", 0))),
    "rating": Family(("rating",), (("well", "rating", 4.5), ("so", "rating", 0.1))),
    "length": Family(("title_length", "query_length"), (("so", "", 0),)),
}
FAMILY_OF: Mapping[str, str] = {feature: name for name, family in FAMILIES.items() for feature in family.features}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason as a card says it; `against` where it moved the product down."""

    text: str
    against: bool


def reasons(explain: Mapping[str, Any] | None, words: Words) -> tuple[Reason, ...]:
    """The strongest reasons, the strongest first; none where nothing was explained.

    >>> from searchrank_web.language import words_in
    >>> features = [("all_terms", 1.0, 0.9), ("brand_contradicted", 1.0, -0.5)]
    >>> explain = {"features": [dict(zip(("name", "value", "contribution"), one)) for one in features]}
    >>> [(reason.text, reason.against) for reason in reasons(explain, words_in("en"))]
    [('has all the words', False), ('of another brand than asked for', True)]
    """
    parts = list(_parts(explain or {}))
    sums: dict[str, float] = {}
    for name, _, contribution in parts:
        family = FAMILY_OF.get(name, name)
        sums[family] = sums.get(family, 0.0) + contribution
    values = {name: value for name, value, _ in parts}
    least = LEAST_SHARE * sum(map(abs, sums.values()))
    strongest = sorted(sums.items(), key=lambda one: (-abs(one[1]), one[0]))
    said = [(_said(family, values, words), moved < 0) for family, moved in strongest if abs(moved) > least]
    return tuple(Reason(text, against) for text, against in said if text)[:SHOWN]


def _said(family: str, values: Mapping[str, float], words: Words) -> str:
    """What holds of this family; empty where nothing does. A feature that no family knows is named as it is."""
    if family not in FAMILIES:
        return family.replace("_", " ")
    held = (name for name, feature, least in FAMILIES[family].facts if not feature or values.get(feature, 0.0) >= least)
    first = next(held, None)
    return words(f"why.{family}.{first}") if first else ""


def _parts(explain: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    """(feature, value, contribution) of every feature; a missing value counts as 0."""
    for part in explain.get("features", ()):
        value = part.get("value")
        yield str(part["name"]), float(value) if value is not None and value == value else 0.0, float(part.get("contribution") or 0)
