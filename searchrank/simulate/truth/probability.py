"""What products are worth to shoppers: takes needs, a population and listings, gives utilities (log odds) and the true probability of an order.

The utility of a product for a need is ::

    start - fit * sum_p w_p miss_p + taste * (taste . look) - price * sensitivity * ln(price / what is usually paid) + brand * loyalty + evidence

over the parts p of `wants.PARTS`, with the importance w_p of the need and the share miss_p of the part that the product lacks. What a card shows is
the evidence of `shown_worth`: rating and sales, and of a wanted thing only what the title, price or picture tells. What a buyer finds out on the
product page is that of `true_worth`: quality, and whether every wanted thing is there. P(order | the page is read) is the logistic of the true worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.shopper.population import Population
from searchrank.simulate.truth.kinship import ACCESSORY, NARROWER, NEAR, OWN
from searchrank.simulate.truth.misses import PART, Misses, Pairs, misses_of, pairs_of
from searchrank.simulate.truth.rubric import Rubric, rubric
from searchrank.simulate.truth.telling import told_of
from searchrank.simulate.truth.value import Value
from searchrank.simulate.wants import Needs
from searchrank.simulate.world.catalogue import Catalogue, Places

Floats = npt.NDArray[np.float32]
AT_ONCE = 400_000
LEAST_PRICE = 0.1
FURTHEST = 2.0
"""Bounds of the log of a price over the usual one: dearer than e squared times is simply too dear."""


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """float32 (m, k) each, in log odds: what a card promises, and what the product is."""

    shown: Floats
    true: Floats


def worths(needs: Needs, population: Population, catalogue: Catalogue, rows: npt.NDArray[Any], places: Places, value: Value | None = None) -> Worth:
    """Both utilities of listings `rows` (m, k) for m needs at once.

    What has nothing to do with the need is worth `value.strange` less than the start; a row below 0 is no product and worth -inf.
    """
    chosen, tables = value or Value(), rubric(places)
    worth = Worth(*(np.full(rows.shape, start - chosen.strange, np.float32) for start in (chosen.shown_start, chosen.true_start)))
    step = max(1, AT_ONCE // max(1, rows.shape[1]))
    for start in range(0, len(needs), step):
        part = slice(start, start + step)
        flat, pairs = pairs_of(needs.wants.take(np.arange(len(needs))[part]), catalogue, rows[part], tables)
        shown, true = _of_pairs(needs.take(np.arange(len(needs))[part]), pairs, population, tables, chosen)
        worth.shown[part].reshape(-1)[flat], worth.true[part].reshape(-1)[flat] = shown, true
    worth.true[catalogue.stock[np.maximum(rows, 0)] <= 0] = -np.inf
    worth.shown[rows < 0] = worth.true[rows < 0] = -np.inf
    return worth


def shown_worth(
    needs: Needs, population: Population, catalogue: Catalogue, rows: npt.NDArray[Any], places: Places, value: Value | None = None
) -> Floats:
    """float32 (m, k) log odds: how attractive the card of each listing is, by title, price, picture, rating and sales."""
    return worths(needs, population, catalogue, rows, places, value).shown


def true_worth(
    needs: Needs, population: Population, catalogue: Catalogue, rows: npt.NDArray[Any], places: Places, value: Value | None = None
) -> Floats:
    """float32 (m, k) log odds that who reads the product page buys: -inf where it is sold out."""
    return worths(needs, population, catalogue, rows, places, value).true


def order_probability(
    needs: Needs, population: Population, catalogue: Catalogue, rows: npt.NDArray[Any], places: Places, value: Value | None = None
) -> Floats:
    """float32 (m, k) 0 to 1: the logistic of `true_worth`, the true probability that a shopper who reads the product page orders.

    A preset of `behaviour` may move and stretch it; the order of products stays the same.
    """
    return logistic(true_worth(needs, population, catalogue, rows, places, value))


def logistic(odds: npt.NDArray[Any]) -> Floats:
    """1 / (1 + exp(-x)), without overflow.

    >>> logistic(np.array([0.0, -np.inf, 1000.0])).tolist()
    [0.5, 0.0, 1.0]
    """
    shrunk = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1 / (1 + shrunk), shrunk / (1 + shrunk)), np.float32)


def _of_pairs(needs: Needs, pairs: Pairs, population: Population, tables: Rubric, value: Value) -> tuple[Floats, Floats]:
    """The shown and the true worth of each pair, never less than that of what is strange."""
    missing, weight = misses_of(pairs, tables), needs.weight[pairs.of]
    liked = _liked(needs.shopper[pairs.of], pairs, population, value) - value.foreign * (pairs.offered("language") != pairs.asked("language"))
    share = _share(missing, pairs, value)
    told = told_of(pairs, tables)
    seeming = np.einsum("pw,pw->p", weight, told * share + (1 - told) * value.unsaid)
    lacking = np.einsum("pw,pw->p", weight, share)
    shown = value.shown_start + np.maximum(liked - value.fit * seeming + _promised(pairs, value), -value.strange)
    found_out = value.quality * (pairs.offered("quality") - value.usual_quality)
    true = value.true_start + np.maximum(liked - value.fit * lacking + found_out, -value.strange)
    return shown.astype(np.float32), true.astype(np.float32)


def _liked(shopper: npt.NDArray[np.int32], pairs: Pairs, population: Population, value: Value) -> Floats:
    """What taste, purse and loyalty add."""
    demand, leaf, brand = population.demand, pairs.offered("leaf"), pairs.offered("brand")
    looks = np.einsum("pd,pd->p", population.taste[shopper], pairs.offered("look"))
    usual = demand.median[leaf] * population.price_level[shopper]
    dear = np.clip(np.log(np.maximum(pairs.offered("price"), LEAST_PRICE) / usual), -FURTHEST, FURTHEST)
    sensitivity = population.price_sensitivity[shopper, demand.department[leaf]]
    loyal = (population.loyalty[shopper] * (population.favourites[shopper] == brand[:, None])).max(1) * (brand >= 0)
    return np.asarray(value.taste * looks - value.price * sensitivity * dear + value.brand * loyal, np.float32)


def _promised(pairs: Pairs, value: Value) -> Floats:
    """What rating and sales on a card add; a product without ratings counts as usual."""
    rating = pairs.offered("rating")
    rating = np.where(np.isnan(rating), value.usual_rating, rating)
    return (value.rating * (rating - value.usual_rating) + value.sales * (np.log1p(pairs.offered("sales")) - value.usual_sales)).astype(np.float32)


def _share(missing: Misses, pairs: Pairs, value: Value) -> Floats:
    """float32 (p, PARTS) 0 to 1: how much of each part is missing."""
    share = np.minimum(1.0, missing.hard + np.float32(value.soft) * missing.soft)
    lost = np.zeros(OWN + 1, np.float32)
    lost[[NARROWER, NEAR, ACCESSORY]] = value.narrower, value.near, value.accessory
    share[:, PART["word"]] = lost[pairs.kind]
    return share
