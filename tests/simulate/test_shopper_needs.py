"""Needs arise from interests, season, bursts and past orders; they ask for what exists, though not for what anybody sells."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace

import numpy as np
import pytest

from searchrank.simulate.shopper.needs import PastOrders
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.wants import PARTS, SOURCES, Needs
from searchrank.simulate.world.catalogue import NONE
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World
from tests.simulate.some_shoppers import SUMMER, WINTER, Town, town


@pytest.fixture(scope="module")
def shoppers(world: World) -> Town:
    return town(world.lexicon)


@pytest.fixture(scope="module")
def needs(shoppers: Town) -> Needs:
    return shoppers.needs(20_000)


def share(needs: Needs, leaf: int) -> float:
    return float((needs.wants.leaf == leaf).mean())


def history(count: int, leaf: int, *, brand: int = NONE, model: int = NONE, days_ago: float = 2.0) -> PastOrders:
    return PastOrders(*(np.full(count, one, np.int16) for one in (leaf, brand, model)), np.full(count, days_ago, np.float32))


def test_a_department_is_needed_as_often_as_it_interests(shoppers: Town, needs: Needs) -> None:
    population = shoppers.population
    interested = population.interests.max(1) > 0.5
    first = population.interests.argmax(1)[needs.shopper]
    wanted = population.demand.department[needs.wants.leaf] == first
    assert wanted[interested[needs.shopper]].mean() > 0.5
    assert wanted[~interested[needs.shopper]].mean() < 0.5


def test_winter_things_are_needed_in_winter(world: World, shoppers: Town) -> None:
    months = np.array([leaf.months for leaf in shoppers.places.leaves])
    leaf = int((months[:, WINTER.month - 1] - months[:, SUMMER.month - 1]).argmax())
    winter, summer = shoppers.needs(20_000, WINTER), shoppers.needs(20_000, SUMMER)
    assert share(winter, leaf) > 1.5 * share(summer, leaf)
    owed = winter.source[winter.wants.leaf == leaf] == SOURCES.index("season")
    assert owed.mean() > 0.2


def test_a_burst_brings_needs_that_nobody_had_the_day_before(shoppers: Town) -> None:
    leaf = shoppers.leaf("running-shoes")
    brand = int(np.flatnonzero(shoppers.population.demand.brands[leaf])[-1])
    burst = replace(
        Trends.none(shoppers.places, SUMMER),
        start=np.array([-1.0], np.float32),
        leaf=np.array([leaf], np.int16),
        brand=np.array([brand], np.int16),
        peak=np.array([9.0], np.float32),
        half_days=np.array([3.0], np.float32),
    )
    calm, excited = shoppers.needs(20_000), shoppers.needs(20_000, trends=burst)
    assert share(excited, leaf) > 4 * share(calm, leaf)
    about = excited.wants.leaf == leaf
    assert (excited.source[about] == SOURCES.index("trend")).mean() > 0.6
    assert (excited.wants.brand[about] == brand).mean() > 2 * (calm.wants.brand[calm.wants.leaf == leaf] == brand).mean()


def test_a_burst_climbs_and_fades(shoppers: Town) -> None:
    """Peak 9 adds 8 at the height, half of it three days later."""
    one = np.ones(1, np.float32)
    burst = replace(Trends.none(shoppers.places, SUMMER), start=0.5 * one, leaf=np.zeros(1, np.int16), brand=np.full(1, NONE, np.int16), peak=9 * one)
    burst = replace(burst, half_days=3 * one)
    extra = [float(burst.extra(SUMMER.replace(day=day))[0]) for day in (1, 2, 5)]
    assert extra == [0.0, 8.0, 4.0]


def test_trends_of_a_seed_are_the_same(shoppers: Town) -> None:
    first, again, other = (Trends.draw(shoppers.places, SUMMER, 30, seed) for seed in (4, 4, 5))
    assert len(first.leaf) > 3
    assert all((getattr(first, name) == getattr(again, name)).all() for name in ("start", "leaf", "brand", "peak", "half_days"))
    assert first.start.tolist() != other.start.tolist()


def test_a_phone_bought_is_followed_by_what_fits_it(shoppers: Town) -> None:
    phone = shoppers.leaf("smartphones")
    model = int(shoppers.population.demand.model_first[phone].max())
    after = shoppers.needs(4000, history=history(4000, phone, model=model))
    complement = after.source == SOURCES.index("complement")
    assert 0.25 < complement.mean() < 0.35, "0.35 exp(-2 / 14) = 0.30"
    fitting = shoppers.population.demand.fits[after.wants.leaf] == phone
    assert (complement & fitting).sum() > 100
    assert set(after.wants.fits[complement & fitting].tolist()) == {model}


def test_what_is_eaten_up_is_bought_again_of_the_same_brand(shoppers: Town) -> None:
    food = shoppers.leaf("nuts")
    brand = int(shoppers.population.demand.brands[food].argmax())
    after = shoppers.needs(4000, history=history(4000, food, brand=brand, days_ago=25))
    again = after.source == SOURCES.index("repeat")
    assert 0.15 < again.mean() < 0.3
    assert set(after.wants.leaf[again].tolist()) == {food}
    assert set(after.wants.brand[again].tolist()) == {brand}


def test_without_orders_nothing_follows_from_them(shoppers: Town) -> None:
    none = shoppers.needs(500, history=history(500, NONE))
    assert not np.isin(none.source, [SOURCES.index(name) for name in ("complement", "repeat")]).any()


def test_what_is_wanted_exists_in_the_category(shoppers: Town, needs: Needs) -> None:
    wants, tables, places = needs.wants, shoppers.population.demand, shoppers.places
    for row in range(2000):
        leaf = places.leaves[wants.leaf[row]]
        assert wants.word[row] < len(leaf.words[("zh", "en")[wants.language[row]]])
        assert all(int(bits) < 1 << leaf.attributes[slot].size for slot, bits in enumerate(wants.values[row]) if bits)
        assert int(wants.points[row]) < 1 << len(leaf.points["zh"])
        assert int(wants.uses[row]) < 1 << len(leaf.uses["zh"])
        if wants.model[row] != NONE:
            model = places.models[wants.model[row]]
            assert (model.leaf, places.brand[model.brand.latin]) == (leaf.key, wants.brand[row])
        if wants.fits[row] != NONE:
            assert places.models[wants.fits[row]].leaf == leaf.fits
    branded = wants.brand != NONE
    assert (tables.brands[wants.leaf[branded], wants.brand[branded]] > 0).all()


def test_a_man_wants_shoes_for_men_and_nobody_wants_anything_for_anybody(shoppers: Town, needs: Needs) -> None:
    wants, places = needs.wants, shoppers.places
    shoes = wants.leaf == shoppers.leaf("running-shoes")
    men = shoppers.population.gender[needs.shopper] == 1
    assert (wants.audience[shoes & men] == places.audience["men"]).mean() > 0.7
    assert not np.isin(wants.audience, [places.audience[key] for key in ("unisex", "anyone")]).any()
    assert (wants.audience != NONE).mean() < 0.6


def test_what_matters_is_what_is_wanted(needs: Needs) -> None:
    assert needs.weight.shape == (len(needs), len(PARTS))
    assert (needs.weight >= 0).all()
    assert (needs.weight <= 1).all()
    wants = needs.wants
    for part, closed in {
        "brand": wants.brand != NONE,
        "fits": wants.fits != NONE,
        "points": wants.points != 0,
        "values": (wants.values != 0).any(1),
    }.items():
        assert ((needs.weight[:, PARTS.index(part)] > 0) == closed).all(), part


def test_the_budget_follows_the_category_and_the_purse(shoppers: Town, needs: Needs) -> None:
    usual = shoppers.population.demand.median[needs.wants.leaf]
    paid = needs.wants.high / usual
    assert 0.8 < np.median(paid) < 2
    rich, poor = (shoppers.population.price_level[needs.shopper] > 1.4, shoppers.population.price_level[needs.shopper] < 0.7)
    assert np.median(paid[rich]) > 1.7 * np.median(paid[poor])
    bounded = ~np.isnan(needs.wants.low)
    assert 0.08 < bounded.mean() < 0.16
    assert (needs.wants.low[bounded] < needs.wants.high[bounded]).all()


def test_dear_things_are_read_about(shoppers: Town, needs: Needs) -> None:
    dear = shoppers.population.demand.median[needs.wants.leaf] > 1000
    assert needs.reading[dear].mean() > 1.5 * needs.reading[~dear].mean()
    assert 0.02 < needs.reading.mean() < 0.12


def test_some_needs_are_served_by_nothing(shoppers: Town, needs: Needs, listings: list[Listing]) -> None:
    """Of 3,000 listings few have all the values that somebody wants together; and some have."""
    served = [any(_serves(shoppers, needs, row, one) for one in listings) for row in range(150)]
    assert 0.1 < np.mean(served) < 0.95


def test_the_same_seed_needs_the_same(shoppers: Town) -> None:
    first, again, other = (shoppers.needs(300, seed=seed) for seed in (8, 8, 9))
    assert _digest(first) == _digest(again) != _digest(other)


def test_one_shopper_can_be_asked_alone_and_nobody_at_all(shoppers: Town) -> None:
    assert len(shoppers.needs(1)) == 1
    assert len(shoppers.needs(0)) == 0


def _serves(shoppers: Town, needs: Needs, row: int, listing: Listing) -> bool:
    wants, style = needs.wants, listing.style
    if style.leaf.key != shoppers.places.leaves[wants.leaf[row]].key:
        return False
    wanted = [(slot, int(bits)) for slot, bits in enumerate(wants.values[row]) if bits]
    return all(any(bits >> value & 1 for value in style.choices[slot]) for slot, bits in wanted)


def _digest(needs: Needs) -> str:
    columns = [needs.shopper, needs.weight, needs.reading, needs.source, *(getattr(needs.wants, one.name) for one in fields(needs.wants))]
    return hashlib.sha256(b"".join(column.tobytes() for column in columns)).hexdigest()


def test_a_short_name_is_used_more_than_a_long_one_that_stands_as_high(shoppers: Town) -> None:
    """running shoes, trainers, running trainers: trainers comes second and is shorter, so it is used nearly as often as the first."""
    used = np.diff(shoppers.population.demand.called[1, shoppers.leaf("running-shoes")], prepend=0.0)
    assert used[0] > used[2] and used[1] > 3 * used[2]
    assert abs(used.sum() - 1) < 1e-6


def test_demand_gathers_on_few_categories_of_each_department(shoppers: Town) -> None:
    demand = shoppers.population.demand
    assert abs(demand.share.sum() - 1) < 1e-5
    first = [demand.within[demand.department == place].max() for place in range(len(demand.departments))]
    assert np.median(first) > 0.2, "of about fifteen categories"
