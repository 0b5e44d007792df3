"""Generated products are taken by the import as they are, and a shopper would believe them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import mean, median

from searchrank.query.normalise import normalise
from searchrank.query.quantities import quantities
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World, load_world
from searchrank.store.products import parse_product

TODAY = date(2026, 3, 1)


def test_every_product_passes_the_import(listings: list[Listing]) -> None:
    read = [parse_product(listing.document) for listing in listings]
    assert len({product.id for product in read}) == len(listings)


def test_the_same_seed_gives_the_same_shop_and_a_longer_one_begins_with_it(world: World) -> None:
    again = load_world(TODAY)
    assert list(world.products(3, 40)) == list(again.products(3, 90))[:40]
    assert next(world.products(3, 1)) != next(world.products(4, 1))


def test_ids_outlive_the_day_while_ages_do_not(world: World) -> None:
    tomorrow = load_world(date(2026, 3, 2))
    pairs = list(zip(world.products(3, 30), tomorrow.products(3, 30), strict=True))
    assert all((one["id"], one["price"]) == (other["id"], other["price"]) for one, other in pairs)
    assert all((date.fromisoformat(other["released_at"]) - date.fromisoformat(one["released_at"])).days == 1 for one, other in pairs)


def test_nothing_was_released_after_today(listings: list[Listing]) -> None:
    released = [date.fromisoformat(listing.document["released_at"]) for listing in listings]
    assert max(released) <= TODAY
    assert 0.04 < mean((TODAY - day).days <= 30 for day in released) < 0.10


def test_three_in_five_listings_are_chinese(listings: list[Listing]) -> None:
    shares = Counter(listing.language for listing in listings)
    assert 0.58 < shares["zh"] / len(listings) < 0.66


def test_about_one_listing_in_a_hundred_is_under_a_wrong_category(listings: list[Listing]) -> None:
    wrong = [listing for listing in listings if tuple(listing.document["category"]) != listing.style.leaf.path[listing.language]]
    assert 0.004 < len(wrong) / len(listings) < 0.02


def test_attributes_are_true(listings: list[Listing]) -> None:
    for listing in listings[:500]:
        truth = {
            one.name[listing.language]: [one.values[listing.language][place] for place in places]
            for one, places in zip(listing.style.leaf.attributes, listing.style.choices, strict=True)
        }
        told = {name: value if isinstance(value, list) else [value] for name, value in listing.document["attributes"].items() if name in truth}
        assert told == {name: truth[name] for name in told}


def test_sellers_leave_out_about_one_attribute_in_eight(listings: list[Listing]) -> None:
    told = sum(one.name[listing.language] in listing.document["attributes"] for listing in listings for one in listing.style.leaf.attributes)
    assert 0.85 < told / sum(len(listing.style.leaf.attributes) for listing in listings) < 0.91


def true_texts(listing: Listing) -> str:
    """Everything that is true of a product, as one text."""
    leaf, language = listing.style.leaf, listing.language
    pairs = zip(leaf.attributes, listing.style.choices, strict=True)
    values = [one.values[language][place] for one, places in pairs for place in places]
    points = [leaf.points[language][place] for place in listing.style.points]
    return normalise(" ".join((*values, *points, *leaf.words[language])))


def test_a_title_states_no_number_with_a_unit_that_is_not_true(listings: list[Listing]) -> None:
    stated = 0
    for listing in listings:
        told, truth = (set(quantities(text)) for text in (normalise(listing.document["title"]), true_texts(listing)))
        assert told <= truth, listing.document["title"]
        stated += bool(told)
    assert stated > 500


def test_the_same_look_comes_from_several_shops(listings: list[Listing]) -> None:
    looks: dict[str, set[str]] = {}
    for listing in listings:
        looks.setdefault(listing.document["style"], set()).add(listing.document["shop"])
    assert 0.15 < mean(len(shops) > 1 for shops in looks.values()) < 0.4


def test_few_products_sell_most(listings: list[Listing]) -> None:
    sales = sorted((listing.document["sales"] for listing in listings), reverse=True)
    assert sum(sales[:300]) > 0.5 * sum(sales), "a tenth of the products makes more than half of the sales"
    assert median(sales) < 0.3 * mean(sales)


def test_some_products_are_sold_out_and_unreviewed_ones_have_no_rating(listings: list[Listing]) -> None:
    documents = [listing.document for listing in listings]
    assert 0.03 < mean(document["stock"] == 0 for document in documents) < 0.08
    assert all(("rating" in document) == (document["reviews"] > 0) for document in documents)
    assert all(1 <= document["rating"] <= 5 for document in documents if "rating" in document)


def test_a_dearer_size_costs_more(world: World) -> None:
    phones = [listing for listing in world.listings(5, 12000) if listing.style.leaf.key == "smartphones"]
    small, large = ([one.document["price"] for one in phones if one.style.choices[2][0] == place] for place in (0, 4))
    assert median(large) > 1.2 * median(small)


def test_an_original_price_is_above_the_price(listings: list[Listing]) -> None:
    reduced = [listing.document for listing in listings if "original_price" in listing.document]
    assert all(document["original_price"] > document["price"] for document in reduced)
    assert 0.4 < len(reduced) / len(listings) < 0.6
