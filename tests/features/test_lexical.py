"""How words stand in a product, with numbers made by hand on five products."""

from __future__ import annotations

from math import log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.rank.features import all_features
from searchrank.recall.matches import find_matches
from searchrank.records import Candidates
from tests.small_shop import SmallShop, small_shop

SHOES = ("red shoe", "red red hat", "blue shoe sale now", "hat", "blue shirt")


def values(shop: SmallShop, name: str, text: str) -> dict[str, Any]:
    """A feature of every product, each ready to be compared to five digits."""
    query, rows = shop.understood(text), np.arange(shop.view.count, dtype=np.int32)
    candidates = Candidates.of(rows, np.zeros(len(rows)))
    column = all_features().only([name]).matrix(query, candidates, shop.view, find_matches(query, shop.view, candidates.rows))[:, 0]
    return {one: pytest.approx(float(value), rel=1e-5) for one, value in zip(shop.view.ids(rows), column, strict=True)}


def asked(folder: Path, name: str, text: str, *titles: str) -> list[Any]:
    found = values(small_shop(folder, *titles), name, text)
    return [found[title] for title in titles]


@pytest.fixture(scope="module")
def shoes(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    """Titles are 2.4 words long on average; red and shoe are in 2 of 5 each."""
    return small_shop(tmp_path_factory.mktemp("shoes"), *SHOES)


def test_bm25_of_the_title_by_hand(shoes: SmallShop) -> None:
    """k1 1.2, b .75; divided by its bound 2.2 for each word, both worth the same."""
    found = values(shoes, "unit_share", "red shoe")
    # red shoe: 1 / (.25 + .75 * 2 / 2.4) = 1.142857; 1.142857 / (1.142857 + 1.2) = .487805
    assert found["red shoe"] == 0.4878049
    # red red hat: 2 / (.25 + .75 * 3 / 2.4) = 1.684211; 1.684211 / 2.884211 = .583942, half the query
    assert found["red red hat"] == 0.2919708
    assert found["hat"] == found["blue shirt"] == 0


def test_bm25_over_fields_by_hand(shoes: SmallShop) -> None:
    """Title weight 3, k1 .6, b .4; divided by its bound 1.6."""
    found = values(shoes, "bm25f_share", "red shoe")
    # red shoe: 3 / (.6 + .4 * 2 / 2.4) = 3.214286; / (3.214286 + .6) = .842697
    assert found["red shoe"] == 0.8426966
    # red red hat: 6 / (.6 + .4 * 3 / 2.4) = 5.454545; / 6.054545 = .900901, half the query
    assert found["red red hat"] == 0.4504505


def test_an_unknown_word_counts_in_the_whole(shoes: SmallShop) -> None:
    """red is worth ln(1 + 3.5 / 2.5) = .875469, velvet ln(1 + 5.5 / .5) = 2.484907: .875469 / 3.360376 = .260527"""
    share = log(2.4) / (log(2.4) + log(12))
    assert values(shoes, "coverage", "red velvet")["red shoe"] == share
    assert values(shoes, "title_weight", "red velvet")["red shoe"] == share
    assert values(shoes, "unit_share", "red velvet")["red shoe"] == 0.4878049 * share
    assert values(shoes, "bm25f_share", "red velvet")["red shoe"] == 0.8426966 * share
    assert values(shoes, "heaviest_missing", "red velvet")["red shoe"] == 1 - share
    assert values(shoes, "title_coverage", "red velvet")["red shoe"] == 0.5


def test_coverage_takes_any_field_and_title_coverage_the_title(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"id": "fields", "title": "shoe", "brand": "red"}, "red shoe", "x", "y", "z")
    assert values(shop, "coverage", "red shoe")["fields"] == 1
    assert values(shop, "title_coverage", "red shoe")["fields"] == 0.5
    assert values(shop, "all_terms", "red shoe") == {"fields": 1, "red shoe": 1, "x": 0, "y": 0, "z": 0}
    assert values(shop, "heaviest_missing", "red shoe")["fields"] == 0


def test_each_field_has_its_own_share(tmp_path: Path) -> None:
    product = {"id": "p", "title": "x", "brand": "red", "category": "shoe", "attributes": {"a": "big"}, "description": "new"}
    shop = small_shop(tmp_path, product, "y", "z")
    for name, text in (("brand_weight", "red"), ("category_weight", "shoe"), ("attribute_weight", "big"), ("description_weight", "new")):
        assert values(shop, name, text)["p"] == 1
        assert values(shop, name, "x")["p"] == 0


def test_bigrams_of_the_title_by_hand(tmp_path: Path) -> None:
    """跑步鞋 has the bigrams 跑步 and 步鞋; titles with bigrams have 2 on average: (1 + 3 + 2) / 3."""
    shop = small_shop(tmp_path, "跑步", "红跑步鞋", "茶杯子", "milk", "水")
    one, both = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5)  # 跑步 in 2 of 3, 步鞋 in 1 of 3
    found = values(shop, "bigram_share", "跑步鞋")
    # 跑步: 1 / (.25 + .75 * 1 / 2) = 1.6; 1.6 / 2.8
    assert found["跑步"] == 1.6 / 2.8 * one / (one + both)
    # 红跑步鞋: 1 / (.25 + .75 * 3 / 2) = .727273; .727273 / 1.927273
    assert found["红跑步鞋"] == 0.7272727 / 1.9272727
    assert values(shop, "bigram_coverage", "跑步鞋") == {"跑步": 0.5, "红跑步鞋": 1, "茶杯子": 0, "milk": 0, "水": 0}
    assert found["milk"] == found["水"] == 0


def test_a_query_without_bigrams_has_no_share_of_them(shoes: SmallShop) -> None:
    assert list(values(shoes, "bigram_share", "red shoe").values()) == [0, 0, 0, 0, 0]


def test_a_phrase_counts_in_its_own_order(tmp_path: Path) -> None:
    titles = ("red running shoe", "running red shoe", "red shoe", "shoe")
    assert asked(tmp_path / "1", "exact_phrase", "red running shoe", *titles) == [1, 0, 0, 0]
    assert asked(tmp_path / "2", "longest_run_share", "red running shoe", *titles) == [1, 1 / 3, 1 / 3, 1 / 3]


def test_words_of_the_query_that_stand_close_count_more(tmp_path: Path) -> None:
    """Mean of 1 / distance^2 over the one pair that two words make."""
    assert asked(tmp_path, "proximity", "red shoe", "red shoe", "red big shoe", "shoe a b red", "red", "x") == [1, 1 / 4, 1 / 9, 0, 0]


def test_the_shortest_stretch_with_all_matched_words(tmp_path: Path) -> None:
    """Matched words by length of the stretch; in the third, red at 2 and shoe at 4 are nearer than red at 0."""
    titles = ("red shoe", "red big shoe", "red x red y shoe", "big shoe", "x")
    assert asked(tmp_path, "window_share", "red shoe", *titles) == [1, 2 / 3, 2 / 3, 1, 0]


def test_a_title_that_begins_with_the_query_is_told(tmp_path: Path) -> None:
    assert asked(tmp_path, "title_start", "red shoe", "red hat", "a red shoe", "shoe red") == [1, 0, 0]


def test_lengths_are_counted_in_units_of_the_text(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "nike 跑鞋 iphone11")
    assert list(values(shop, "title_length", "红 shoe").values()) == [4]
    assert list(values(shop, "query_length", "the 红 shoe").values()) == [2]


def test_the_best_keyword_score_of_the_list_is_one(shoes: SmallShop) -> None:
    found = values(shoes, "keyword_share", "red shoe")
    assert found["red shoe"] == 1
    assert found["blue shoe sale now"] == log(2.4) * 4 / 3 / (2 * log(2.4) * 1.4065934)


def test_letters_survive_a_typo(tmp_path: Path) -> None:
    """shoos has the 3-grams sho hoo oos; of them only sho is in shoes."""
    assert asked(tmp_path, "letter_likeness", "shoos", "shoes", "shoos", "x") == [1 / 3, 1, 0]


ACCESSORIES = [
    ("phone", "phone case", 1),
    ("phone", "phone big case", 1),
    ("phone", "phone in a case", 0),
    ("phone case", "phone case", 0),
    ("phone", "case for phone", 0),
    ("phone", "phone case with phone", 0),
    ("手机", "手机壳", 1),
    ("手机", "手机支架", 1),
    ("手机", "手机大壳", 0),
    ("手机壳", "手机壳", 0),
    ("手机", "手机", 0),
]


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("phones"), *{title for _, title, _ in ACCESSORIES})


@pytest.mark.parametrize(("text", "title", "flag"), ACCESSORIES)
def test_something_that_goes_with_a_product_is_not_the_product(phones: SmallShop, text: str, title: str, flag: int) -> None:
    assert values(phones, "accessory", text)[title] == flag


def test_likeness_is_the_cosine_with_the_other_good_titles_by_hand(tmp_path: Path) -> None:
    """Vectors of idf, a repeated word as often as it is said, weighted by keyword score; each compared with the sum of the others."""
    titles = ("red red red hat", "red shoe sale", "red shoe", "blue hat")
    shop = small_shop(tmp_path, *titles)
    idf = {"red": log(1 + 1.5 / 3.5), "shoe": log(2), "hat": log(2), "sale": log(1 + 3.5 / 1.5), "blue": log(1 + 3.5 / 1.5)}
    search = shop.search("red", pipeline="keyword")
    weight = dict.fromkeys(titles, 0.0) | dict(zip(shop.view.ids(search.candidates.rows), search.candidates.score.tolist(), strict=True))
    found = values(shop, "likeness", "red")
    for title in titles:
        vector = {word: idf[word] * title.split().count(word) for word in idf}
        others = {word: sum(weight[other] * idf[word] * other.split().count(word) for other in titles if other != title) for word in idf}
        dot = sum(vector[word] * others[word] for word in vector)
        lengths = sqrt(sum(value**2 for value in vector.values()) * sum(value**2 for value in others.values()))
        assert found[title] == pytest.approx(dot / lengths, rel=1e-4), title
