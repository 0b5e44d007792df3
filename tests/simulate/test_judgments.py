"""Simulated grades follow from what a product is, never from its title."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from random import Random

import pytest

from searchrank.simulate.truth.judgments import grade
from searchrank.simulate.typing.wish import Wish
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.style import Style
from searchrank.simulate.world.world import World


@pytest.fixture
def shoe(world: World) -> Style:
    """A women's running shoe of Strydova: black, its second model, with the first three selling points."""
    lexicon = world.lexicon
    leaf = lexicon.leaves["running-shoes"]
    brand = next(brand for brand in lexicon.brands[leaf.key].values if brand.latin == "Strydova")
    drawn = world.lister.stylist.draw(0, Random(0))
    choices = tuple((0,) for _ in leaf.attributes)
    model = lexicon.models[leaf.key, brand.latin][1]
    return replace(drawn, leaf=leaf, brand=brand, model=model, fits=None, audience="women", choices=choices, points=(0, 1, 2), uses=(0, 1))


@pytest.fixture
def wish(world: World) -> Wish:
    """跑鞋, and nothing more."""
    return Wish("跑鞋", "zh", world.lexicon.leaves["running-shoes"], "跑鞋")


def test_the_product_that_was_named_is_what_was_wanted(wish: Wish, shoe: Style) -> None:
    assert grade(wish, shoe) == 3
    assert grade(replace(wish, audience="women", values=((0, 0),), point=1, use=0), shoe) == 3


def test_another_colour_or_brand_is_not_what_was_wanted(world: World, wish: Wish, shoe: Style) -> None:
    other = next(brand for brand in world.lexicon.brands["running-shoes"].values if brand is not shoe.brand)
    assert grade(replace(wish, values=((0, 3),)), shoe) == 1
    assert grade(replace(wish, brand=other), shoe) == 1
    assert grade(replace(wish, brand=other, values=((0, 3),)), shoe) == 0


def test_a_mens_shoe_does_not_serve_a_woman_and_a_unisex_one_does(wish: Wish, shoe: Style) -> None:
    assert grade(replace(wish, audience="men"), shoe) == 1
    assert grade(replace(wish, audience="men"), replace(shoe, audience="unisex")) == 3
    assert grade(replace(wish, audience="kids"), replace(shoe, audience="anyone")) == 2


def test_a_missing_selling_point_costs_one_grade(wish: Wish, shoe: Style) -> None:
    assert grade(replace(wish, point=4), shoe) == 2
    assert grade(replace(wish, point=4, use=3), shoe) == 1


def test_another_model_of_the_brand_is_a_poor_answer_and_of_another_brand_none(world: World, wish: Wish, shoe: Style) -> None:
    models = world.lexicon.models
    assert grade(replace(wish, brand=shoe.brand, model=shoe.model), shoe) == 3
    assert grade(replace(wish, brand=shoe.brand, model=models["running-shoes", "Strydova"][0]), shoe) == 1
    other = models["running-shoes", "Chiling"][0]
    assert grade(replace(wish, brand=other.brand, model=other), shoe) == 0


def test_a_near_category_is_better_than_nothing(world: World, wish: Wish, shoe: Style) -> None:
    beside = replace(shoe, leaf=world.lexicon.leaves["trail-shoes"])
    assert grade(wish, beside) == 1
    assert grade(wish, replace(shoe, leaf=world.lexicon.leaves["insoles"])) == 0


def test_a_word_that_two_categories_share_means_both(world: World, wish: Wish, shoe: Style) -> None:
    tee = Wish("T恤", "zh", world.lexicon.leaves["mens-tshirts"], "T恤")
    womens = replace(shoe, leaf=world.lexicon.leaves["womens-tshirts"])
    assert grade(tee, womens) == 3
    assert grade(replace(tee, audience="men"), womens) == 0


def test_a_case_is_no_phone_and_another_phones_case_does_not_fit(world: World, shoe: Style) -> None:
    leaves, models = world.lexicon.leaves, world.lexicon.models["smartphones", "Lingto"]
    cases = replace(shoe, leaf=leaves["phone-cases"], model=None, fits=models[0])
    phone = Wish("手机", "zh", leaves["smartphones"], "手机")
    assert grade(phone, cases) == 0
    assert grade(replace(phone, brand=models[0].brand, model=models[0]), cases) == 1, "who names a model may want something for it"
    case = Wish("手机壳", "zh", leaves["phone-cases"], "手机壳")
    assert grade(replace(case, fits=models[0]), cases) == 3
    assert grade(replace(case, fits=models[1]), cases) == 0


def test_a_brand_alone_means_all_that_it_makes(world: World, shoe: Style) -> None:
    assert grade(Wish("strydova", "en", brand=shoe.brand), shoe) == 3
    assert grade(Wish("strydova", "en", brand=shoe.brand), replace(shoe, brand=None)) == 0


def test_every_judged_query_has_answers_and_traps(world: World, listings: list[Listing]) -> None:
    judged = world.judgments(4, listings, 60)
    assert len(judged.queries) == 60
    grades: dict[str, Counter[int]] = defaultdict(Counter)
    for one in judged.judgments:
        grades[one.query_id][one.grade] += 1
    assert set(grades) == set(judged.queries)
    assert all(found[2] + found[3] >= 2 and found[0] >= 10 for found in grades.values())


def test_no_product_is_judged_twice_or_in_a_language_that_was_not_asked_for(world: World, listings: list[Listing]) -> None:
    judged = world.judgments(4, listings, 40)
    pairs = [(one.query_id, one.product_id) for one in judged.judgments]
    assert len(set(pairs)) == len(pairs)
    languages = {listing.document["id"]: listing.language for listing in listings}
    spoken: dict[str, set[str]] = defaultdict(set)
    for query_id, product_id in pairs:
        spoken[query_id].add(languages[product_id])
    assert all(len(found) == 1 for found in spoken.values())
