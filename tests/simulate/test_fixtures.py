"""The hand-written files agree with one another, and with what they are for."""

from __future__ import annotations

import pytest

from searchrank.simulate.world.lexicon import LANGUAGES, Leaf
from searchrank.simulate.world.patterns import Pattern
from searchrank.simulate.world.reading import proposals, text, texts
from searchrank.simulate.world.world import World


def parallel(leaf: Leaf) -> list[tuple[str, int, int]]:
    """(what, how many in Chinese, how many in English) of every list whose sides stand for one another."""
    lists = [("points", leaf.points), ("uses", leaf.uses), *((one.key, one.values) for one in leaf.attributes)]
    return [(what, len(sides["zh"]), len(sides["en"])) for what, sides in lists]


def test_every_list_has_a_counterpart_for_every_value(world: World) -> None:
    uneven = [(leaf.key, what) for leaf in world.lexicon.leaves.values() for what, native, english in parallel(leaf) if native != english]
    assert uneven == []


def test_no_category_leans_on_one_that_is_not_there(world: World) -> None:
    leaves = world.lexicon.leaves
    named = {key for leaf in leaves.values() for key in (*leaf.near, *leaf.complements, *([leaf.fits] if leaf.fits else []))}
    named |= {key for occasion in world.lexicon.occasions for key in occasion.leaves}
    named |= {key for article in world.lexicon.articles for key in article.leaves}
    named |= {key for choice in world.lexicon.brands.values() for brand in choice.values for key in brand.leaves}
    assert named - set(leaves) == set()


def test_every_accessory_fits_something_that_has_models(world: World) -> None:
    fitted = {leaf.fits for leaf in world.lexicon.leaves.values() if leaf.fits}
    assert {"smartphones", "smart-watches", "printers", "e-readers", "water-purifiers"} <= fitted
    assert all(world.lexicon.leaves[key].models for key in fitted)


def test_the_shop_is_wide_and_every_category_has_brands_to_choose_from(world: World) -> None:
    lexicon = world.lexicon
    assert len(lexicon.leaves) >= 220
    assert len({leaf.department for leaf in lexicon.leaves.values()}) == 17
    assert [key for key, brands in lexicon.brands.items() if len(brands.values) < 2] == []


def test_every_category_has_synonyms_and_says_what_shoppers_mind(world: World) -> None:
    leaves = world.lexicon.leaves.values()
    assert [leaf.key for leaf in leaves if min(len(set(leaf.words[language])) for language in LANGUAGES) < 3] == []
    assert all(len(leaf.cares) == len(leaf.attributes) and all(0 < care <= 1 for care in leaf.cares) for leaf in leaves)
    dress = world.lexicon.leaves["dresses"]
    assert dict(zip((one.key for one in dress.attributes), dress.cares, strict=True))["clothing-size"] == 1.0


def test_demand_follows_the_months(world: World) -> None:
    leaves = world.lexicon.leaves
    assert all(len(leaf.months) == 12 and abs(sum(leaf.months) / 12 - 1) < 1e-5 for leaf in leaves.values())
    best = {key: max(range(12), key=lambda month: leaves[key].months[month]) + 1 for key in ("swimwear", "mens-down", "mooncakes", "school-bags")}
    assert best == {"swimwear": 6, "mens-down": 11, "mooncakes": 9, "school-bags": 8}


def test_what_is_bought_next_is_not_the_thing_itself(world: World) -> None:
    leaves = world.lexicon.leaves
    assert [key for key, leaf in leaves.items() if key in leaf.complements or key in leaf.near] == []
    assert sum(bool(leaf.complements) for leaf in leaves.values()) > 150
    assert "phone-cases" in leaves["smartphones"].complements


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_side_of_a_text_is_in_its_language(world: World, language: str) -> None:
    has_han = {key: any("一" <= letter <= "鿿" for letter in "".join(leaf.words[language])) for key, leaf in world.lexicon.leaves.items()}
    assert set(has_han.values()) == {language == "zh"}


def test_a_side_that_is_not_given_is_the_other_one() -> None:
    assert text("500ml") == {"zh": "500ml", "en": "500ml"}
    assert texts("S, M") == {"zh": ("S", "M"), "en": ("S", "M")}
    assert texts("") == {"zh": (), "en": ()}


def test_a_brand_makes_no_two_models_of_one_name(world: World) -> None:
    repeated = [key for key, models in world.lexicon.models.items() if len({model.name["en"] for model in models}) < len(models)]
    assert repeated == []


def test_a_group_vanishes_with_its_empty_word() -> None:
    pattern = Pattern.compiled("{brand} {word}[ for {use}]|{p1}")
    assert pattern.say({"brand": "A", "word": "b", "use": "c", "p1": ""}) == [["A", " ", "b", " for c"]]
    assert pattern.say({"brand": "", "word": "b", "use": "", "p1": "d"}) == [[" ", "b"], ["d"]]


def test_what_the_demo_proposes_is_a_search_or_a_suggestion() -> None:
    assert {way for way, _, _, _ in proposals()} == {"search", "suggest"}
    assert len(proposals()) >= 12
