"""Nothing found is not the end: the offered correction, then what sells best of what is likely wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.pipeline import Search
from searchrank.query.understand import Understand
from searchrank.recall.filters import parse_filter
from searchrank.recall.recall import Recall
from searchrank.recall.rescue import Rescue
from searchrank.records import Query
from tests.query.meaning_shop import meaning_shop
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return meaning_shop(tmp_path_factory.mktemp("rescue"))


def rescued(shop: SmallShop, text: str, *filters: str) -> Search:
    understand, recall = Understand(shop.settings.query), Recall(shop.engine_of, shop.settings.recall)
    query = Query(text, filters=tuple(parse_filter(one, shop.view.snapshot) for one in filters), now=shop.now)
    return Rescue(understand, recall).run(recall.run(understand.run(Search(query, shop.view))))


def test_unknown_words_under_a_chosen_category_show_its_best_sellers_and_say_what_was_left_out(shop: SmallShop) -> None:
    search = rescued(shop, "qqzzxx", "category:电脑 > u盘")
    assert set(shop.view.ids(search.candidates.rows)) == {"gb128", "gb64", "gb32"}
    assert search.relaxed == ("qqzzxx",)


def test_what_was_found_is_left_alone(shop: SmallShop) -> None:
    search = rescued(shop, "高跟鞋")
    assert search.relaxed == ()
    assert "nothing near" not in search.note


def test_where_nothing_is_near_nothing_is_shown(shop: SmallShop) -> None:
    assert len(rescued(shop, "qqzzxx").candidates) == 0


def test_where_only_words_that_ask_for_no_thing_are_known_they_are_sought_after_all(tmp_path: Path) -> None:
    boxes = ({"id": f"c{number}", "title": f"best chocolate box {number}"} for number in range(6))
    search = rescued(small_shop(tmp_path, *boxes, {"id": "s", "title": "red shoe"}), "best qqzzxx")
    assert len(search.candidates) == 6
    assert search.query.sought == "best qqzzxx"
    assert search.note == "by the words that ask for no thing"


def test_people_whom_no_product_names_are_those_of_another_word_and_the_page_says_so(tmp_path: Path) -> None:
    bags = ({"id": f"w{number}", "title": f"leather bag for women {number}"} for number in range(4))
    search = rescued(small_shop(tmp_path, *bags, {"id": "m", "title": "leather bag for men"}), "present for mum")
    assert set(search.view.ids(search.candidates.rows[:4])) == {"w0", "w1", "w2", "w3"}
    assert (search.relaxed, search.query.typed) == (("mum",), "present for mum")


def test_chinese_people_are_not_replaced_by_english_ones(tmp_path: Path) -> None:
    assert len(rescued(small_shop(tmp_path, "bag for women", "hat for men"), "送女友").candidates) == 0
    assert set(rescued(small_shop(tmp_path / "han", "女士皮包", "男士帽子"), "女友").query.text) >= set("女")


def test_words_that_ask_for_no_thing_where_no_title_has_them_show_what_sells_best(tmp_path: Path) -> None:
    shoes = [{"id": "a", "title": "red shoe", "sales": 3, "stock": 1}, {"id": "b", "title": "blue shoe", "sales": 9, "stock": 1}]
    search = rescued(small_shop(tmp_path, *shoes, {"id": "gone", "title": "umbrella", "sales": 99, "stock": 0}), "hot sale")
    assert search.view.ids(search.candidates.rows) == ["b", "a"]
    assert search.relaxed == ("hot", "sale")
