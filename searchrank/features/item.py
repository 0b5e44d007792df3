"""What the product is, whatever was asked: price beside the other candidates, age, stock, description, popularity where the shop gives it."""

from __future__ import annotations

import numpy as np

from searchrank.features.feature import feature
from searchrank.features.loops import to_median
from searchrank.recall.matches import Matches
from searchrank.records import Candidates, Floats, Query
from searchrank.store.view import View

DAY = 86400.0


@feature(unit="log ratio")
def price_to_median(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """ln(price / median price of the list); missing without a price."""
    return to_median(view.take("price", candidates.rows))


@feature(unit="share", missing=0.0)
def discount(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 - price / original price, 0 without either."""
    price, original = view.take("price", candidates.rows), view.take("original_price", candidates.rows)
    known = (original > 0) & (price >= 0) & (price < original)
    return np.where(known, 1 - price / np.where(known, original, 1), 0).astype(np.float32)


@feature(unit="ln days")
def age(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """ln(1 + days since release), at the moment of the query; missing without a date."""
    days = (query.now - view.take("released_at", candidates.rows)) / DAY
    return np.log1p(np.maximum(days, 0)).astype(np.float32)


@feature(unit="flag", missing=1.0, monotone=1)
def in_stock(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """0 where the shop says that none is left, otherwise 1."""
    return (~(view.take("stock", candidates.rows) <= 0)).astype(np.float32)


@feature(unit="share", missing=0.0)
def completeness(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The share of descriptive fields that are filled."""
    return np.asarray(view.take("completeness", candidates.rows), np.float32)


@feature(unit="ln units")
def sold(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """ln(1 + sales) as the shop gives them; missing without."""
    return np.log1p(np.maximum(view.take("sales", candidates.rows), 0)).astype(np.float32)


@feature(unit="stars")
def rating(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The mean rating as the shop gives it; missing without."""
    return np.asarray(view.take("rating", candidates.rows), np.float32)
