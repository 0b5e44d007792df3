"""Titles read as sellers of both languages write them."""

from __future__ import annotations

import re
from statistics import mean, median

from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.titles import LONGEST, glued, title_case

HAN = re.compile("[一-鿿]")


def titles(listings: list[Listing], language: str) -> list[str]:
    return [listing.document["title"] for listing in listings if listing.language == language]


def test_chinese_and_english_titles_keep_to_their_script(listings: list[Listing]) -> None:
    assert all(HAN.search(title) for title in titles(listings, "zh"))
    assert not [title for title in titles(listings, "en") if HAN.search(title)]


def test_no_title_has_holes_where_nothing_was_said(listings: list[Listing]) -> None:
    broken = re.compile(r"  |^[ ,\-]|[ ,\-]$|, ,|\(\)|\[\]|\{|\}|\|")
    assert [title for language in LONGEST for title in titles(listings, language) if broken.search(title)] == []


def test_titles_are_about_as_long_as_market_places_have_them(listings: list[Listing]) -> None:
    native, english = ([len(title) for title in titles(listings, language)] for language in ("zh", "en"))
    assert 26 < median(native) < 34, "half of the titles of Chinese market places have 29 to 34 characters"
    assert 50 < mean(english) < 90
    assert max(native) <= 60
    assert max(english) <= 150


def test_nearly_all_titles_name_the_product_with_one_of_its_words(listings: list[Listing]) -> None:
    named = [any(word.lower() in one.document["title"].lower() for word in one.style.leaf.words[one.language]) for one in listings]
    assert mean(named) > 0.995


def test_titles_differ_although_the_style_is_one(listings: list[Listing]) -> None:
    assert len({listing.document["title"] for listing in listings}) > 0.97 * len(listings)


def test_two_latin_words_do_not_run_together() -> None:
    assert glued(["凌拓", "X3 Pro", "手机", "256GB", "8GB"]) == "凌拓X3 Pro手机256GB 8GB"
    assert glued(["凌拓", "X3", "手机"], " ") == "凌拓 X3 手机"


def test_capitals_stand_where_english_shops_set_them() -> None:
    assert title_case("kids' usb-c cable for 4K tv, 2m") == "Kids' Usb-c Cable for 4K Tv, 2m"
