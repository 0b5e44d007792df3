"""Our own BM25, with sums made by hand on five products."""

from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest

from searchrank.recall.bm25 import by_score
from tests.small_shop import SmallShop, small_shop

SHOES = ("red shoe", "red red hat", "blue shoe sale now", "hat", "blue shirt")


def scores(shop: SmallShop, text: str) -> dict[str, float]:
    candidates = shop.search(text, pipeline="keyword").candidates
    return dict(zip(shop.view.ids(candidates.rows), candidates.score.tolist(), strict=True))


def near(value: float) -> float:
    return pytest.approx(value, rel=1e-5)  # type: ignore[return-value]


def idf(products: int, df: int) -> float:
    return log(1 + (products - df + 0.5) / (df + 0.5))


@pytest.fixture(scope="module")
def shoes(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("shoes"), *SHOES)


def test_a_latin_title_scores_as_by_hand(shoes: SmallShop) -> None:
    """Titles are 2.4 words long on average; red and shoe are in 2 of 5: idf ln(1 + 3.5 / 2.5) = .8755. Title weight 4, k1 .6, b .5."""
    found = scores(shoes, "red shoe")
    # red shoe: 4 / (.5 + .5 * 2 / 2.4) = 4.3636 a word; 4.3636 * 1.6 / 4.9636 = 1.4066; twice .8755
    assert found["red shoe"] == near(2 * log(2.4) * 1.4065934)
    # red red hat: 2 * 4 / (.5 + .5 * 3 / 2.4) = 7.1111; 7.1111 * 1.6 / 7.7111 = 1.4755
    assert found["red red hat"] == near(log(2.4) * 1.4755043)
    # blue shoe sale now: 4 / (.5 + .5 * 4 / 2.4) = 3; 3 * 1.6 / 3.6 = 1.3333
    assert found["blue shoe sale now"] == near(log(2.4) * 4 / 3)
    assert list(found) == ["red shoe", "red red hat", "blue shoe sale now"]


def test_an_unknown_word_adds_nothing_to_the_keyword_score(shoes: SmallShop) -> None:
    assert scores(shoes, "red velvet") == scores(shoes, "red")


def test_fields_are_combined_before_they_saturate(tmp_path: Path) -> None:
    """Weights: title 4, brand 1, category 2, attributes .5, description 1; every field that holds shoe is one word long."""
    everywhere = {"id": "all", "title": "shoe", "brand": "shoe", "category": "shoe", "attributes": {"kind": "shoe"}, "description": "shoe"}
    shop = small_shop(tmp_path, everywhere, {"id": "title", "title": "shoe"}, {"id": "brand", "title": "x", "brand": "shoe"}, "y", "z")
    found = scores(shop, "shoe")
    worth = idf(5, 3)
    assert found["all"] == near(worth * 8.5 * 1.6 / 9.1)  # every length is its average: a = 4 + 1 + 2 + .5 + 1
    assert found["title"] == near(worth * 4 * 1.6 / 4.6)
    assert found["brand"] == near(worth * 1 * 1.6 / 1.6)


def test_a_han_title_scores_by_characters_and_a_fifth_of_its_bigrams(tmp_path: Path) -> None:
    """Four titles with Han characters, 2.25 long on average; three with bigrams, 5 / 3 long on average."""
    shop = small_shop(tmp_path, "红鞋", "红色跑鞋", "鞋柜", "茶", "milk", coverage=0.0)
    found = scores(shop, "跑鞋")
    # 红色跑鞋: 1 / (.5 + .5 * 4 / 2.25) = .72; .72 * 1.6 / 1.32 = .8727; 跑 is in 1 of 4, 鞋 in 3 of 4; together they are worth 跑鞋, in 1 of 4
    share = idf(4, 1) / (idf(4, 1) + idf(4, 3))
    characters = 0.72 * 1.6 / 1.32 * idf(4, 1)
    # 跑鞋 is in 1 of 3; 3 bigrams: 1 / (.25 + .75 * 3 / (5 / 3)) = .625; .625 * 2.2 / 1.825 = .7534
    assert found["红色跑鞋"] == near(characters + 0.2 * 0.625 * 2.2 / 1.825 * idf(3, 1))
    # 红鞋: 1 / (.5 + .5 * 2 / 2.25) = 1.0588; 1.0588 * 1.6 / 1.6588 = 1.0213
    assert found["红鞋"] == near(1.0212766 * share * idf(4, 3))
    assert found["鞋柜"] == found["红鞋"]
    assert sorted(found) == sorted(["红鞋", "红色跑鞋", "鞋柜"])


def test_words_of_two_scripts_add_up(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "nike 鞋", "nike", "鞋", "茶", "milk", coverage=0.0)
    both, latin, han = (scores(shop, text)["nike 鞋"] for text in ("鞋 nike", "nike", "鞋"))
    assert both == near(latin + han)


def test_latin_words_beside_han_do_not_make_the_han_text_longer(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "鞋 a b c d e f", "鞋", "茶")
    found = scores(shop, "鞋")
    assert found["鞋 a b c d e f"] == found["鞋"]


def test_the_better_of_a_glued_run_and_its_parts_counts_once(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "iphone11", "iphone 11", "iphone", "x", "y")
    whole, parts, part = (scores(shop, "iphone11").get(title) for title in ("iphone11", "iphone 11", "iphone"))
    assert whole is not None and parts is not None and part is not None
    assert whole >= parts > part


def test_equal_scores_are_ordered_by_product_id(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": name, "title": "milk"} for name in ("b", "a", "é", "B", "10", "9")))
    shop.assert_order("milk", ["10", "9", "B", "a", "b", "é"], pipeline="keyword")  # byte order


def test_order_by_score_breaks_ties_by_row() -> None:
    assert by_score(np.array([1, 2, 2, 1], np.float32), np.array([4, 9, 3, 0], np.int32)).tolist() == [2, 1, 3, 0]
