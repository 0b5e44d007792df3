"""What a product is worth to a shopper: what the card shows, what the buyer finds out, and how surely it is bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from searchrank.simulate.shopper.needs import draw_needs
from searchrank.simulate.shopper.population import Population, draw_population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.truth.probability import order_probability, shown_worth, true_worth, worths
from searchrank.simulate.truth.value import Value
from searchrank.simulate.wants import PARTS, Needs
from searchrank.simulate.world.catalogue import NONE, TASTES, Places
from searchrank.simulate.world.world import World
from tests.simulate.small_world import catalogue, wants

CAREFUL = np.ones(len(PARTS), np.float32)


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


@pytest.fixture(scope="module")
def population(places: Places) -> Population:
    """One shopper: reads Chinese, likes the look along the first axis, pays usual prices, fairly price-sensitive, loyal to Strydova."""
    drawn = draw_population(places, 1, 1)
    taste = np.eye(1, TASTES, dtype=np.float32)
    favourites = np.array([[places.brand["Strydova"], NONE, NONE, NONE]], np.int16)
    level, sensitivity = np.ones(1, np.float32), np.full_like(drawn.price_sensitivity, 0.6)
    return replace(
        drawn, taste=taste, favourites=favourites, loyalty=np.full((1, 4), 0.8, np.float32), price_level=level, price_sensitivity=sensitivity
    )


def need(places: Places, line: str) -> Needs:
    asked = wants(places, line)
    return Needs(np.zeros(1, np.int32), asked, CAREFUL[None], np.zeros(1, bool), np.zeros(1, np.int8))


def shown(places: Places, population: Population, line: str, *offered: str, language: str = "zh") -> list[float]:
    """What the cards of these listings are worth to who needs this."""
    rows = np.arange(len(offered))[None]
    return shown_worth(need(places, line), population, catalogue(places, *offered, language=language), rows, places)[0].tolist()


def true(places: Places, population: Population, line: str, *offered: str) -> list[float]:
    return true_worth(need(places, line), population, catalogue(places, *offered), np.arange(len(offered))[None], places)[0].tolist()


def assert_falls(worth: list[float]) -> None:
    assert all(before > after for before, after in pairwise(worth)), worth


def test_the_less_of_a_need_is_met_the_less_a_product_is_worth(places: Places, population: Population) -> None:
    asked = "leaf=running-shoes Colour=blue points=lightweight"
    best, near, lacking, wrong, other = (
        "leaf=running-shoes Colour=blue points=lightweight",
        "leaf=running-shoes Colour=navy points=lightweight",
        "leaf=running-shoes Colour=navy points=cushioned",
        "leaf=running-shoes Colour=red points=cushioned",
        "leaf=rice-cookers",
    )
    assert_falls(true(places, population, asked, best, near, lacking, wrong, other))


def test_a_shopper_cares_for_what_the_need_weighs(places: Places, population: Population) -> None:
    asked, offered = need(places, "leaf=running-shoes Colour=red"), catalogue(places, "leaf=running-shoes Colour=black")
    careless = replace(asked, weight=CAREFUL[None] * (np.array(PARTS) == "word"))
    rows = np.zeros((1, 1), int)
    worth = [true_worth(one, population, offered, rows, places)[0, 0] for one in (asked, careless)]
    assert worth[1] - worth[0] == pytest.approx(Value().fit)


def test_taste_price_and_loyalty_move_a_choice_among_equals(places: Places, population: Population) -> None:
    usual = "leaf=running-shoes"
    assert_falls(true(places, population, usual, "leaf=running-shoes look=0", "leaf=running-shoes look=1"))
    assert_falls(true(places, population, usual, "leaf=running-shoes price=200", "leaf=running-shoes price=300", "leaf=running-shoes price=900"))
    assert_falls(true(places, population, usual, "leaf=running-shoes brand=Strydova", "leaf=running-shoes brand=Chiling"))


def test_quality_is_found_out_and_a_rating_is_seen(places: Places, population: Population) -> None:
    good, bad = "leaf=running-shoes quality=0.9", "leaf=running-shoes quality=0.3"
    assert_falls(true(places, population, "leaf=running-shoes", good, bad))
    assert len(set(shown(places, population, "leaf=running-shoes", good, bad))) == 1
    assert_falls(shown(places, population, "leaf=running-shoes", "leaf=running-shoes rating=4.9", "leaf=running-shoes rating=3.5"))
    assert_falls(shown(places, population, "leaf=running-shoes", "leaf=running-shoes sales=9000", "leaf=running-shoes sales=3"))


def test_a_wrong_thing_that_the_title_hides_is_found_out_only_on_the_page(places: Places, population: Population) -> None:
    asked = "leaf=thermos points=temperature_display"
    hidden, told, right = "leaf=thermos points=portable", "leaf=thermos points=portable said=all", "leaf=thermos points=temperature_display said=all"
    assert_falls(shown(places, population, asked, right, hidden, told))
    worth = true(places, population, asked, right, hidden, told)
    assert worth[0] > worth[1] == worth[2]


def test_a_colour_is_seen_in_the_picture(places: Places, population: Population) -> None:
    assert_falls(shown(places, population, "leaf=running-shoes Colour=red", "leaf=running-shoes Colour=red", "leaf=running-shoes Colour=black"))


def test_a_listing_in_another_language_attracts_less(places: Places, population: Population) -> None:
    native, foreign = (shown(places, population, "leaf=running-shoes", "leaf=running-shoes", language=one)[0] for one in ("zh", "en"))
    assert native - foreign == pytest.approx(Value().foreign)


def test_nobody_buys_what_is_sold_out_or_not_there(places: Places, population: Population) -> None:
    offered = catalogue(places, "leaf=running-shoes stock=0", "leaf=running-shoes")
    bought = order_probability(need(places, "leaf=running-shoes"), population, offered, np.array([[0, 1, -1]]), places)
    assert bought[0, 0] == bought[0, 2] == 0 < bought[0, 1] < 1


def test_real_needs_have_worths_in_reason(world: World, places: Places) -> None:
    shoppers, chance = draw_population(places, 300, 5), np.random.default_rng(5)
    day = date(2026, 3, 1)
    needs = draw_needs(shoppers, np.arange(300, dtype=np.int32), places, day, Trends.draw(places, day, 1, 5), chance)
    offered = catalogue(places, *(f"leaf={leaf.key}" for leaf in places.leaves))
    # Each need meets the plainest product of its own category, and one of the next.
    rows = np.stack([needs.wants.leaf, (needs.wants.leaf + 7) % len(places.leaves)], 1)
    worth = worths(needs, shoppers, offered, rows, places)
    assert np.isfinite(worth.true).all()
    assert np.isfinite(worth.shown).all()
    assert worth.true[:, 0].mean() > worth.true[:, 1].mean() + 2
    assert worth.true.dtype == worth.shown.dtype == np.float32


def test_worths_do_not_depend_on_what_is_asked_beside_them(places: Places, population: Population) -> None:
    offered = catalogue(places, "leaf=running-shoes", "leaf=trail-shoes", "leaf=thermos")
    asked = need(places, "leaf=running-shoes").take(np.zeros(4, int))
    many = worths(asked, population, offered, np.tile(np.arange(3), (4, 1)), places)
    one = worths(asked.take(np.arange(1)), population, offered, np.array([[2, 1, 0]]), places)
    assert np.array_equal(many.true[3], one.true[0, ::-1])
    assert np.array_equal(many.shown[3], one.shown[0, ::-1])
