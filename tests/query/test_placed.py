"""What English says behind a word for a place, an owner or a purpose is not the thing that is asked for."""

from __future__ import annotations

import pytest

from searchrank.query.heads import thing
from searchrank.query.placed import before
from tests.small_shop import SmallShop, small_shop

KINDS = {
    "Home > Lighting > Lamps": "lamp reading light bright",
    "Home > Bedroom > Beds": "bed frame wood bedroom",
    "Home > Living > Sofas": "sofa soft living room",
    "Home > Air > Humidifiers": "humidifier quiet mist bedroom",
    "Office > Laptops": "laptop slim",
    "Office > Laptop Bags": "laptop bag sleeve",
    "Shoes > Loafers": "slip-on shoes loafer",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{path}{n}", "title": f"{title} no{n}", "category": path.split(" > ")} for path, title in KINDS.items() for n in range(9)]
    return small_shop(tmp_path_factory.mktemp("placed"), *listed)


def things(shop: SmallShop, text: str) -> list[str]:
    return [text[one.start : one.end] for one in shop.understood(text).entities if one.kind in ("category", "word")]


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("lamp for reading in bed", "bed"),
        ("mosquitoes in the bedroom", "bedroom"),
        ("stain on my sofa", "sofa"),
        ("sleeve for laptops", "laptops"),
        ("cat keeps scratching the sofa", "sofa"),
    ],
)
def test_what_stands_behind_a_place_an_owner_or_a_purpose_is_no_thing(shop: SmallShop, text: str, behind: str) -> None:
    assert behind not in things(shop, text)


@pytest.mark.parametrize("text", ["i am looking for a sofa", "where can i buy the sofa", "sofa", "in the sofa"])
def test_words_that_only_ask_stand_before_nothing(shop: SmallShop, text: str) -> None:
    assert "sofa" in things(shop, text)


def test_in_and_on_may_belong_to_the_word_before_them(shop: SmallShop) -> None:
    found = thing(shop.understood("slip on loafer"))
    assert found is not None
    assert found.name != "loafer" or found.kind != "place"
    assert before("plug in humidifier") == "plug in humidifier"


def test_the_thing_before_the_place_tells_the_category(shop: SmallShop) -> None:
    query = shop.understood("lamp for reading in bed")
    assert shop.view.table("category", next(iter(query.categories))) == "Home > Lighting > Lamps"
    assert shop.found("lamp for reading in bed")[0].startswith("Home > Lighting")
