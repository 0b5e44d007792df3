"""Shoppers are drawn from segments, differ from each other, and are the same in every process."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.simulate.shopper.habits import habits
from searchrank.simulate.shopper.population import FAVOURITES, Population, draw_population
from searchrank.simulate.shopper.segments import DEVICES, SEGMENTS, VIEWPORTS
from searchrank.simulate.typing.typed import INPUTS
from searchrank.simulate.world.catalogue import TASTES, Places
from searchrank.simulate.world.world import World


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


@pytest.fixture(scope="module")
def population(places: Places) -> Population:
    return draw_population(places, 10_000, 1)


def digest(population: Population) -> str:
    return hashlib.sha256(b"".join(column.tobytes() for column in population.columns().values())).hexdigest()


def named(name: str) -> int:
    return [segment.name for segment in SEGMENTS].index(name)


def test_a_shopper_on_a_phone_sees_fewer_cards() -> None:
    assert dict(zip(DEVICES, VIEWPORTS, strict=True)) == {"phone": 2, "tablet": 4, "desktop": 8}


def test_columns_have_a_row_a_shopper_and_stay_in_their_ranges(places: Places, population: Population) -> None:
    count, departments = len(population), len(population.demand.departments)
    assert all(len(column) == count == 10_000 for column in population.columns().values())
    assert population.interests.shape == population.price_sensitivity.shape == (count, departments)
    assert population.favourites.shape == (count, FAVOURITES)
    assert population.favourites.max() < len(places.brands)
    assert np.allclose(population.interests.sum(1), 1, atol=1e-4)
    assert np.allclose(np.linalg.norm(population.taste, axis=1), 1, atol=1e-4)
    assert population.taste.shape[1] == TASTES
    for rate in ("typo_rate", "patience", "search_unprompted", "uplift", "push_open", "suggestion_use", "loyalty", "price_sensitivity", "interests"):
        column = getattr(population, rate)
        assert column.min() >= 0, rate
        assert column.max() <= 1, rate


def test_segments_come_by_their_shares(population: Population) -> None:
    """A share of 0.05 to 0.22 of 10,000 has a standard deviation below 0.0042."""
    assert abs(sum(segment.share for segment in SEGMENTS) - 1) < 1e-9
    found = np.bincount(population.segment, minlength=len(SEGMENTS)) / len(population)
    assert np.abs(found - [segment.share for segment in SEGMENTS]).max() < 0.015


def test_parents_buy_for_children_and_gadget_lovers_buy_electronics(population: Population) -> None:
    def interest(segment: str, department: str) -> float:
        place = population.demand.departments.index(department)
        return float(population.interests[population.segment == named(segment), place].mean())

    assert interest("parent", "baby") > 3 * interest("young professional", "baby")
    assert interest("gadget lover", "phones") > 2 * interest("senior", "phones")


def test_women_look_for_womens_clothes_and_men_for_mens(population: Population) -> None:
    womens, mens = (population.demand.departments.index(name) for name in ("womens", "mens"))
    of = population.interests
    assert of[population.gender == 0, womens].mean() > 2 * of[population.gender == 1, womens].mean()
    assert of[population.gender == 1, mens].mean() > 2 * of[population.gender == 0, mens].mean()


def test_favourite_brands_are_different_and_serve_what_interests(population: Population) -> None:
    ordered = np.sort(population.favourites, axis=1)
    assert (np.diff(ordered, axis=1) > 0).all()
    assert (np.diff(population.loyalty, axis=1) <= 0).all(), "the dearest first"
    serves = np.stack(
        [population.demand.brands[population.demand.department == place].sum(0) > 0 for place in range(len(population.demand.departments))]
    )
    liked = np.take_along_axis(population.interests @ serves, population.favourites.astype(np.int64), 1)
    anyones = (population.interests @ serves).mean()
    assert liked.mean() > 2 * anyones


def test_bargain_hunters_pay_less_and_mind_more(population: Population) -> None:
    bargain, collector = (population.segment == named(name) for name in ("bargain hunter", "collector"))
    assert np.median(population.price_level[bargain]) < 0.5 * np.median(population.price_level[collector])
    assert population.price_sensitivity[bargain].mean() > 2 * population.price_sensitivity[collector].mean()


def test_few_shoppers_visit_often(population: Population) -> None:
    """A log-normal of sigma 1.2: the mean is exp(0.72) = 2.05 times the median; a little less, since nobody visits more than 6 times a day."""
    visits = population.visits_per_day
    assert 1.8 < visits.mean() / np.median(visits) < 2.4
    assert visits.max() <= 6


def test_what_is_typed_follows_the_language(population: Population) -> None:
    english = population.language == 1
    assert 0.35 < english.mean() < 0.41
    assert set(population.input[english].tolist()) == {INPUTS.index("english")}
    assert INPUTS.index("english") not in population.input[~english]
    assert 0.95 < (population.input[~english] == INPUTS.index("characters")).mean() < 0.98
    assert population.typo_rate[english].mean() > 1.5 * population.typo_rate[~english].mean()


def test_published_shares_of_phones_and_rhythm_of_the_day(population: Population) -> None:
    assert 0.6 < (population.device == 0).mean() < 0.7
    assert population.hours.shape == (len(SEGMENTS), 24)
    assert np.allclose(population.hours.sum(1), 1)
    young = population.hours[named("young professional")]
    assert young.argmax() == 21
    assert set(np.argsort(young)[:4].tolist()) == {2, 3, 4, 5}
    assert population.hours[named("senior")].argmax() == 19


def test_new_shoppers_join_during_the_log(places: Places) -> None:
    population = draw_population(places, 4000, 3, days=10)
    assert (population.joined[~population.new] == 0).all()
    assert set(population.joined[population.new].tolist()) == set(range(1, 10))


def test_the_same_seed_draws_the_same_shoppers_and_a_larger_population_begins_with_the_smaller(places: Places, population: Population) -> None:
    assert digest(draw_population(places, 10_000, 1)) == digest(population)
    fewer = draw_population(places, 300, 1)
    assert all((column == population.columns()[name][:300]).all() for name, column in fewer.columns().items())
    assert digest(draw_population(places, 300, 2)) != digest(fewer)


def test_another_process_draws_the_same_shoppers(population: Population) -> None:
    program = (
        "from datetime import date; from searchrank.simulate.world.world import load_world; from searchrank.simulate.world.catalogue import Places;"
        "from searchrank.simulate.shopper.population import draw_population; import hashlib;"
        "made = draw_population(Places.of(load_world(date(2026, 3, 1)).lexicon), 10_000, 1);"
        "print(hashlib.sha256(b''.join(column.tobytes() for column in made.columns().values())).hexdigest())"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."})
    assert told.stdout.strip() == digest(population)


def test_a_preset_changes_how_much_goes_wrong(places: Places, population: Population) -> None:
    stressed = draw_population(places, 4000, 1, habits=habits("stress"))
    assert stressed.typo_rate.mean() > 3 * population.typo_rate.mean()
    with pytest.raises(UnknownName, match="unknown habits 'sleepy': known are default, careful, stress"):
        habits("sleepy")


def test_a_count_below_nothing_is_refused_and_nobody_is_a_population(places: Places) -> None:
    assert len(draw_population(places, 0, 1)) == 0
    with pytest.raises(InvalidInput, match="cannot draw -1 shoppers"):
        draw_population(places, -1, 1)
