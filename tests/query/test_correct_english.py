"""Words of English that a shop lacks are no slips, and the ways in which one word is written are none either."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.query.correct.correct import correct
from searchrank.query.correct.english import english
from searchrank.query.normalise import normalise
from searchrank.query.understand import snapshot_cutter
from searchrank.records import Correction
from searchrank.settings import QuerySettings
from tests.small_shop import SmallShop, small_shop

TITLES = ("cotton t-shirt", "leg warmers", "late night noodles", "rich moisturiser cream", "smoothie maker", "wedding dress", "summer dress")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{title} {number}", "title": f"{title} {word}"} for title in TITLES for number, word in enumerate(("new", "sale", "gift") * 5)]
    return small_shop(tmp_path_factory.mktemp("english"), *listed)


def meant(shop: SmallShop, typed: str) -> Correction | None:
    snapshot = shop.view.snapshot
    return correct(normalise(typed), snapshot, snapshot.kept("cutter", snapshot_cutter), QuerySettings())


@pytest.mark.parametrize("typed", ["nightie", "something", "regrets", "garlic"])
def test_a_word_that_english_has_and_the_shop_lacks_is_not_replaced(shop: SmallShop, typed: str) -> None:
    found = meant(shop, typed)
    assert found is None or not found.applied


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tshirt", "t shirt"),
        ("moisturizer", "moisturiser"),
        ("smoothies", "smoothie"),
        ("weeding dress", "wedding dress"),
        ("moistruiser", "moisturiser"),
        ("sumer dress", "summer dress"),
    ],
)
def test_what_was_meant_is_still_found(shop: SmallShop, typed: str, wanted: str) -> None:
    found = meant(shop, typed)
    assert found is not None
    assert (found.text, found.applied) == (wanted, True)


def test_a_frequent_word_is_likelier_than_a_rare_one_and_letters_at_random_are_none(shop: SmallShop) -> None:
    snapshot = shop.view.snapshot
    frequent, rare = english("something", snapshot), english("nightie", snapshot)
    assert frequent is not None and rare is not None
    assert frequent > rare
    assert english("smething", snapshot) is None


def test_a_shop_that_speaks_chinese_expects_less_english(tmp_path: Path, shop: SmallShop) -> None:
    titles = ["红色跑鞋", "保温杯大容量", "女款连衣裙", "无线耳机 sale"]
    chinese = small_shop(tmp_path, *({"id": f"{title}{number}", "title": title} for title in titles for number in range(3)))
    here, there = (float(np.exp(one.view.snapshot.array("correct.english.log")).sum()) for one in (shop, chinese))
    assert 0.03 < here <= 0.05, "nearly all that this shop says is English, and a twentieth of what is typed may be other words of it"
    assert there < 0.005


COMPOUNDS = ("wireless headphones", "metal head torch", "phone stand", "blue necklace", "neck pillow", "lace dress", "cookware set", "cook book")


@pytest.fixture(scope="module")
def compounds(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [{"id": f"{title} {n}", "title": f"{title} {word}"} for title in COMPOUNDS for n, word in enumerate(("new", "sale", "gift") * 5)]
    listed += [{"id": f"wear {n}", "title": f"sports wear {n}"} for n in range(15)]
    listed += [{"id": f"cookware {n}", "title": f"cookware {n}"} for n in range(30)]
    return small_shop(tmp_path_factory.mktemp("compounds"), *listed)


@pytest.mark.parametrize(("typed", "wanted"), [("head phones", "headphones"), ("neck lace", "necklace")])
def test_one_word_typed_as_two_known_ones_is_one_where_nothing_says_both_together(compounds: SmallShop, typed: str, wanted: str) -> None:
    found = meant(compounds, typed)
    assert found is not None
    assert (found.text, found.kind) == (wanted, "split")


def test_two_words_that_products_say_together_stay_two(compounds: SmallShop) -> None:
    assert meant(compounds, "neck pillow") is None
    assert meant(compounds, "cook book") is None


def test_a_misspelt_word_is_not_taken_for_two_that_nothing_says_together(compounds: SmallShop) -> None:
    found = meant(compounds, "cookwear")
    assert found is None or found.text == "cookware"


def test_a_contracted_word_is_no_slip(shop: SmallShop) -> None:
    assert meant(shop, "can't") is None
    assert meant(shop, "can't dress") is None


@pytest.mark.parametrize(("typed", "wanted"), [("wedding dre", "wedding dress"), ("smoothie mak", "smoothie maker"), ("summer dr", None)])
def test_a_last_word_that_was_not_typed_to_its_end_is_finished(shop: SmallShop, typed: str, wanted: str | None) -> None:
    found = meant(shop, typed)
    assert (found.text if found else None) == wanted
    assert found is None or found.kind == "unfinished"
