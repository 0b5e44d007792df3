"""How a world's products are spread: takes a Shelf, gives prices within categories, stock, age, ratings and titles as measures and curves."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.shelf import Shelf

FEWEST_IN_LEAF = 20
MONTH = 30


def product_measures(shelf: Shelf) -> Iterator[Measure]:
    """Prices, stock, age, ratings, titles."""
    sigmas = [float(np.log(prices).std(ddof=1)) for prices in _by_leaf(shelf)]
    for percent in (25, 50, 75):
        yield Measure(f"products.price_sigma_p{percent}", float(np.percentile(sigmas, percent)) if sigmas else math.nan, len(shelf))
    yield share("products.sold_out", (shelf.stock <= 0).sum(), len(shelf))
    yield share("products.new", (shelf.age < MONTH).sum(), len(shelf))
    told = shelf.reviews > 0
    yield Measure("products.rating", float(np.average(shelf.rating[told], weights=shelf.reviews[told])) if told.any() else math.nan, int(told.sum()))
    yield from _titles(shelf)


def _titles(shelf: Shelf) -> Iterator[Measure]:
    lengths = shelf.title[shelf.chinese]
    for percent in (5, 25, 50, 75, 95):
        value = float(np.percentile(lengths, percent)) if len(lengths) else math.nan
        yield Measure(f"products.title_p{percent}", value, len(lengths))


def product_curves(shelf: Shelf) -> Iterator[Curve]:
    """Median price by category, with the middle 80 % of its prices; lengths of Chinese titles; ages; mean ratings."""
    kept = [(name, prices) for name, prices in zip(_names(shelf), _by_leaf(shelf), strict=True)]
    ordered = sorted(kept, key=lambda pair: float(np.median(pair[1])))
    for line, percent in {"a tenth costs less than": 10, "median": 50, "a tenth costs more than": 90}.items():
        yield curve("products.prices", line, (name for name, _ in ordered), (np.percentile(prices, percent) for _, prices in ordered))
    lengths = np.bincount(shelf.title[shelf.chinese], minlength=1)[:80]
    yield curve("products.titles", "Chinese titles", range(len(lengths)), lengths / max(1, lengths.sum()))
    ages = np.bincount(np.clip(shelf.age, 0, 36 * MONTH) // MONTH, minlength=1)
    yield curve("products.ages", "products", range(len(ages)), ages / max(1, ages.sum()))
    stars, counts = np.unique(shelf.rating[shelf.reviews > 0], return_counts=True)
    yield curve("products.ratings", "products with reviews", stars, counts / max(1, counts.sum()))


def _big(shelf: Shelf) -> npt.NDArray[np.int64]:
    return np.flatnonzero(np.bincount(shelf.leaf, minlength=len(shelf.leaves)) >= FEWEST_IN_LEAF)


def _names(shelf: Shelf) -> list[str]:
    return [shelf.leaves[leaf] for leaf in _big(shelf)]


def _by_leaf(shelf: Shelf) -> list[npt.NDArray[np.float64]]:
    """Prices of each category with FEWEST_IN_LEAF products or more."""
    order = np.argsort(shelf.leaf, kind="stable")
    bounds = np.searchsorted(shelf.leaf[order], np.arange(len(shelf.leaves) + 1))
    return [shelf.price[order[bounds[leaf] : bounds[leaf + 1]]] for leaf in _big(shelf)]
