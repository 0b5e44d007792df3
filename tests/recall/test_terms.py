"""What a query's terms are worth: frequencies by script, alternatives, unknown words."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from searchrank.query.normalise import normalise
from searchrank.query.tokens import query_units
from searchrank.recall.terms import HAN, LATIN, Terms, terms_of
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    """Five products: three with Latin text, three with Han, one with both."""
    return small_shop(tmp_path_factory.mktemp("terms"), "red shoe", "red iphone11", "nike 跑鞋", "拖鞋", "茶杯")


def terms(shop: SmallShop, text: str) -> Terms:
    return terms_of(shop.view.snapshot, "units", query_units(normalise(text)))


def idf(products: int, df: int) -> float:
    return pytest.approx(log(1 + (products - df + 0.5) / (df + 0.5)), rel=1e-6)  # type: ignore[return-value]


def test_a_script_counts_only_the_products_that_have_it(shop: SmallShop) -> None:
    found = terms(shop, "red 鞋")
    assert found.script.tolist() == [LATIN, HAN]
    assert found.df.tolist() == [2, 2]
    assert found.idf[0] == idf(3, 2)  # red shoe, red iphone11, nike 跑鞋 have Latin
    assert found.idf[1] == idf(3, 2)  # nike 跑鞋, 拖鞋, 茶杯 have Han


def test_a_product_counts_once_however_often_it_says_the_word(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"title": "red red red", "description": "red"}, "blue")
    assert terms(shop, "red").df.tolist() == [1]


def test_an_unknown_word_is_worth_most(shop: SmallShop) -> None:
    found = terms(shop, "shoe velvet")
    assert found.ids[1] == -1
    assert found.unit_idf[1] == idf(3, 0)
    assert found.total_idf == pytest.approx(float(found.unit_idf.sum()))


def test_an_unknown_word_that_its_parts_stand_for_is_worth_what_they_are(tmp_path: Path) -> None:
    """`iphone12` is nowhere; iphone and 12 are, in the two products with Latin text each, so they are worth less than an unknown word."""
    shop = small_shop(tmp_path, "iphone 12", "12 iphone case")
    found = terms(shop, "iphone12")
    assert found.texts == ("iphone12", "iphone", "12")
    assert found.df.tolist() == [0, 2, 2]
    parts = 2 * log(1 + 0.5 / 2.5)
    assert found.unit_idf.tolist() == [pytest.approx(parts, rel=1e-6)]  # less than ln(1 + 2.5 / .5) = 1.79
    ((unit, columns, factor),) = found.alternatives
    assert (unit, columns.tolist()) == (0, [1, 2])
    assert factor == pytest.approx(1)


def test_parts_never_count_more_than_the_whole(shop: SmallShop) -> None:
    """iphone11 is in one product, and so are its parts: two of them would count double."""
    found = terms(shop, "iphone11")
    assert [factor for _, _, factor in found.alternatives] == pytest.approx([0.5])
    worth = found.best_of(np.ones((1, 3), np.float32))
    assert worth.tolist() == [[pytest.approx(float(found.unit_idf[0]))]]


def test_an_alternative_with_an_unknown_part_stands_for_nothing(shop: SmallShop) -> None:
    assert terms(shop, "iphone12").alternatives == ()


def test_the_better_of_a_unit_and_its_parts_counts(shop: SmallShop) -> None:
    found = terms(shop, "iphone11")
    whole, parts, one_part = np.eye(3, dtype=np.float32)[0], np.array([0, 1, 1], np.float32), np.array([0, 1, 0], np.float32)
    worth = found.best_of(np.stack((whole, parts, one_part, np.zeros(3, np.float32))))[:, 0] / found.unit_idf[0]
    assert worth.tolist() == pytest.approx([1, 1, 0.5, 0])


def test_no_words_are_no_terms(shop: SmallShop) -> None:
    found = terms(shop, "")
    assert len(found) == found.units == 0
    assert found.total_idf > 0
    assert found.best_of(np.zeros((4, 0), np.float32)).shape == (4, 0)
