"""What leaves the choice between things or values is found for each of them."""

from __future__ import annotations

import pytest

from tests.small_shop import SmallShop, small_shop

KINDS = {
    "Kitchen > Air Fryers": "air fryer quiet",
    "Kitchen > Microwaves": "microwave quiet",
    "Kitchen > Shelves": "shelf for microwave and air fryer",
}
COLOURS = ("red", "blue", "green")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{path}{n}", "title": f"{title} no{n}", "category": path.split(" > ")} for path, title in KINDS.items() for n in range(6)]
    dresses = [
        {"id": f"{colour}{n}", "title": f"summer dress no{n}", "category": ["Wear", "Dresses"], "attributes": {"colour": colour}}
        for colour in COLOURS
        for n in range(6)
    ]
    return small_shop(tmp_path_factory.mktemp("either"), *listed, *dresses)


@pytest.mark.parametrize(
    "text", ["air fryer or microwave", "microwave vs air fryer", "which is better microwave or air fryer", "air fryer and microwave"]
)
def test_a_choice_between_things_looks_around_in_both(shop: SmallShop, text: str) -> None:
    query = shop.understood(text)
    assert query.sought == ""
    assert {one.filter.value for one in query.applied} == {"kitchen > air fryers", "kitchen > microwaves"}


@pytest.mark.parametrize("text", ["air fryer", "air fryer microwave", "shelf for air fryer or microwave"])
def test_what_leaves_no_choice_is_searched_for(shop: SmallShop, text: str) -> None:
    assert shop.understood(text).sought == text


def test_what_else_is_said_is_sought_in_both(shop: SmallShop) -> None:
    assert shop.understood("quiet air fryer or microwave").sought == "quiet"
    found = shop.found("quiet air fryer or microwave")
    assert len(found) == 12
    assert all(one.startswith(("Kitchen > Air Fryers", "Kitchen > Microwaves")) for one in found)


def test_either_of_two_values_passes(shop: SmallShop) -> None:
    wish = next(one for one in shop.understood("red or blue dress").applied if one.filter.lenient)
    assert (wish.filter.value, *wish.filter.also) == ("red", "blue")
    assert wish.text == "red or blue"
    alone = next(one for one in shop.understood("red blue dress").applied if one.filter.lenient)
    assert (alone.filter.value, alone.filter.also) == ("red", ())


def test_a_value_that_the_dictionary_calls_otherwise_is_wished_by_its_name(shop: SmallShop) -> None:
    wise = shop.knowing(("synonym", "blue, sky colour"))
    assert [one.filter.value for one in wise.understood("sky colour dress").applied if one.filter.lenient] == ["blue"]
