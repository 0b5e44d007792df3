"""Whether the product is what the query names: brand, category, model number, sizes. 1 and 0 where the query says something, missing where it
does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.features.feature import feature
from searchrank.query.category import Classifier
from searchrank.query.quantities import quantities
from searchrank.recall.matches import TITLE, Matches
from searchrank.records import Candidates, Floats, Query
from searchrank.store.view import NONE, View

TOLERANCE = 0.03
"""Sizes agree within 3 % (SPEC 1.1.1: 15.6 inch and 15.5 inch are one size to a shopper)."""


def _named(query: Query, kind: str) -> list[int]:
    return [entity.id for entity in query.entities if entity.kind == kind]


def _one_of(values: npt.NDArray[Any], wanted: list[int]) -> npt.NDArray[np.bool_]:
    # A query names one brand or two: comparing costs a tenth of np.isin.
    found = values == wanted[0]
    for other in wanted[1:]:
        found |= values == other
    return np.asarray(found, bool)


@feature(unit="flag", missing=0.0, monotone=1)
def brand_named(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """1 where the product's brand is one that the query names."""
    brands = _named(query, "brand")
    return _one_of(view.take("brand", candidates.rows), brands).astype(np.float32) if brands else None


@feature(unit="flag", missing=0.0, monotone=-1)
def brand_contradicted(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """1 where the query names a brand and the product has another; a product without a brand contradicts nothing."""
    brands = _named(query, "brand")
    if not brands:
        return None
    brand = view.take("brand", candidates.rows)
    return np.asarray((brand != NONE) & ~_one_of(brand, brands), np.float32)


def _in_category(query: Query, candidates: Candidates, view: View) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which candidates lie below a category that the query names, and which have a category at all."""
    category = view.take("category", candidates.rows)
    return np.asarray(view.below_each(category, _named(query, "category")).any(axis=0), bool), category != NONE


@feature(unit="flag", missing=0.0, monotone=1)
def category_named(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """1 where the product lies in a category that the query names, or below it."""
    return _in_category(query, candidates, view)[0].astype(np.float32) if _named(query, "category") else None


@feature(unit="flag", missing=0.0, monotone=-1)
def category_contradicted(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """1 where the query names a category and the product lies in another; without a category it contradicts nothing."""
    if not _named(query, "category"):
        return None
    inside, known = _in_category(query, candidates, view)
    return (known & ~inside).astype(np.float32)


@feature(unit="probability", missing=0.0, monotone=1)
def category_likely(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """How likely the query is about the product's category or one above it; a product without one contradicts nothing and counts as of the likeliest.

    Missing where the words speak for none, and in a catalogue where too few products have a category for that to tell anything.
    """
    if not query.categories or view.snapshot.kept("classifier", Classifier.open) is None:
        return None
    category = view.take("category", candidates.rows)
    chances = np.array(list(query.categories.values()), np.float32)
    likely = np.asarray(chances @ view.below_each(category, list(query.categories)), np.float32)
    likely[category == NONE] = max(query.categories.values())
    return likely


@feature(unit="share", missing=0.0, monotone=1)
def model_matched(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """The share of the query's model numbers that the title has whole; missing where the query has none."""
    columns = _model_columns(query, matches)
    return np.asarray(matches.units.held(TITLE)[:, columns].mean(axis=1), np.float32) if columns else None


def _model_columns(query: Query, matches: Matches) -> list[int]:
    places = {text: place for place, text in enumerate(matches.units.terms.texts)}
    return [places[token.text] for token in query.tagged("model") if token.text in places]


@feature(unit="share", missing=0.0, monotone=1)
def size_agrees(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """The share of the query's numbers with units that the product states alike, within TOLERANCE."""
    asked = quantities(query.sought)
    return _sizes(asked, candidates, view, alike=True) if asked else None


@feature(unit="share", missing=0.0, monotone=-1)
def size_contradicted(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """The share of the query's numbers with units that the product states in that unit, but otherwise."""
    asked = quantities(query.sought)
    return _sizes(asked, candidates, view, alike=False) if asked else None


def _sizes(asked: list[tuple[int, float]], candidates: Candidates, view: View, *, alike: bool) -> Floats:
    unit, value, owner = _stated(candidates, view)
    total = np.zeros(len(candidates), np.float32)
    for wanted_unit, wanted in asked:
        same = unit == wanted_unit
        near = same & (np.abs(value - wanted) <= TOLERANCE * wanted)
        agrees = np.bincount(owner[near], minlength=len(total)) > 0
        states = np.bincount(owner[same], minlength=len(total)) > 0
        total += agrees if alike else states & ~agrees
    return total / np.float32(len(asked))


def _stated(candidates: Candidates, view: View) -> tuple[npt.NDArray[np.uint8], Floats, npt.NDArray[np.int64]]:
    """Unit, value and candidate of every number with a unit that the candidates state."""
    units, lengths = view.take_ragged("quantity.unit", candidates.rows)
    values, _ = view.take_ragged("quantity.value", candidates.rows)
    return units, values, np.repeat(np.arange(len(candidates)), lengths)
