"""What a shop shows beside products: contents, ads and query cards, in both languages, readable and served."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from searchrank.simulate.world.cards import query_cards
from searchrank.simulate.world.columns import recorder
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.promotions import ads_of
from searchrank.simulate.world.world import World

HAN = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def contents(world: World) -> list[dict[str, Any]]:
    return list(world.contents())


@pytest.fixture(scope="module")
def cards(world: World, listings: list[Listing]) -> list[dict[str, Any]]:
    record = recorder(world.lister.market)
    return list(query_cards(world.lexicon, record.record(listings), record.places))


@pytest.fixture(scope="module")
def ads(world: World, listings: list[Listing]) -> list[dict[str, Any]]:
    return list(world.ads(4, listings, 60))


def test_every_category_has_something_to_read_in_both_languages(world: World, contents: list[dict[str, Any]]) -> None:
    about = {(content["language"], name) for content in contents for name in content["categories"]}
    assert about >= {(language, leaf.path[language][-1]) for leaf in world.lexicon.leaves.values() for language in ("zh", "en")}
    assert Counter(content["kind"] for content in contents).keys() == {"guide", "review", "list"}
    assert len({content["id"] for content in contents}) == len(contents) >= 200


def test_articles_read_as_sentences_without_holes(contents: list[dict[str, Any]]) -> None:
    broken = re.compile(r"[{}\[\]|]|  |、。|，，|“”|\"\"|^[，。、]| ,| \.")
    assert [content["title"] for content in contents if broken.search(content["title"] + " " + content["text"])] == []
    assert all(bool(HAN.search(content["text"])) == (content["language"] == "zh") for content in contents)
    assert all(len(content["text"]) >= 40 for content in contents if content["language"] == "zh" and content["id"].startswith("c-"))


def test_articles_are_not_the_same_text_over_and_over(contents: list[dict[str, Any]]) -> None:
    assert len({content["text"] for content in contents}) > 0.9 * len(contents)


def test_there_are_many_cards_and_each_leads_to_several_searches(cards: list[dict[str, Any]]) -> None:
    assert len(cards) >= 100
    assert len({card["id"] for card in cards}) == len(cards)
    assert all(2 <= len(card["queries"]) == len(set(card["queries"])) for card in cards)
    assert {card["language"] for card in cards} == {"zh", "en"}
    assert all(bool(HAN.search(card["title"])) == (card["language"] == "zh") for card in cards)


def test_a_card_about_a_season_says_its_months(cards: list[dict[str, Any]]) -> None:
    by_id = {card["id"]: card for card in cards}
    assert by_id["keep-cool-en"]["months"] == [4, 5, 6, 7, 8]
    assert "months" not in by_id["desk-setup-zh"]


def test_a_card_has_no_query_that_nothing_in_stock_serves(world: World, listings: list[Listing]) -> None:
    """Of the first ten listings no leaf category has three: no card can be made."""
    record = recorder(world.lister.market)
    assert list(query_cards(world.lexicon, record.record(listings[:10]), record.places)) == []


def test_an_ad_is_for_a_product_in_stock_and_its_budget_lasts_for_some_clicks(ads: list[dict[str, Any]], listings: list[Listing]) -> None:
    stock = {listing.document["id"]: listing.document["stock"] for listing in listings}
    assert len({ad["product_id"] for ad in ads}) == len(ads) == 60
    assert all(stock[ad["product_id"]] > 0 for ad in ads)
    assert all(15 <= ad["budget"] / ad["bid"] <= 450 for ad in ads)
    assert all(ad["keywords"] for ad in ads)


def test_what_sells_little_is_advertised_more(ads: list[dict[str, Any]], listings: list[Listing]) -> None:
    sales = {listing.document["id"]: listing.document["sales"] for listing in listings}
    advertised = sorted(sales[ad["product_id"]] for ad in ads)
    assert advertised[len(advertised) // 2] < sorted(sales.values())[len(sales) // 2]


def test_a_larger_shop_has_more_ads_up_to_a_limit() -> None:
    assert [ads_of(products) for products in (1_000, 20_000, 10_000_000)] == [60, 200, 5000]
