"""What is mistyped, or typed in another order, is completed all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from searchrank.records import Suggestion
from searchrank.shop import open_shop
from searchrank.store.dictionary import Entry
from tests.shop_vocabulary import LivingShop, living_shop

GOODS = {
    "running shoes": "Running shoes model {}x",
    "mens hiking boots": "Mens hiking boots, leather {}x",
    "保温杯": "不锈钢 保温杯 大容量 {}号",
    "小学生书包": "小学生书包 反光条 {}号",
    "iphone 13": "iphone 13 case {}x",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    folder: Path = tmp_path_factory.mktemp("slips")
    queries = folder / "queries.tsv"
    queries.write_text("".join(f"{text}\t{count}\n" for count, text in enumerate(GOODS, 50)), "utf-8")
    with living_shop(folder / "shop") as opened:
        opened.store.imports.run("queries", queries)
        opened.publish(*({"id": f"{text}{n}", "title": title.format(n), "stock": 3} for text, title in GOODS.items() for n in range(6)))
        yield opened


def rows(shop: LivingShop, typed: str) -> dict[str, Suggestion]:
    return {one.text: one for one in shop.shop.suggest(typed).suggestions}


@pytest.mark.parametrize(
    ("typed", "text"),
    [("runing", "running shoes"), ("runing shoes", "running shoes"), ("保文", "保温杯"), ("保文杯", "保温杯"), ("hikng bo", "mens hiking boots")],
)
def test_what_was_mistyped_is_completed_as_it_was_meant(shop: LivingShop, typed: str, text: str) -> None:
    assert rows(shop, typed)[text].match == "corrected"


@pytest.mark.parametrize(
    ("typed", "text", "highlight"),
    [
        ("书包 小", "小学生书包", "小<mark>学生</mark>书包"),
        ("boots me", "mens hiking boots", "me<mark>ns hiking </mark>boots"),
        ("boots mens hiking", "mens hiking boots", "mens hiking boots"),
        ("书包小学", "小学生书包", "小学<mark>生</mark>书包"),
    ],
)
def test_words_in_another_order_are_completed(shop: LivingShop, typed: str, text: str, highlight: str) -> None:
    found = rows(shop, typed)[text]
    assert (found.match, found.highlight) == ("words", highlight)


@pytest.mark.parametrize("typed", ["iphone 14", "xyzzy", "mens hiking boots", "书包 红", "ru", "", " ", "runing shoes " * 4])
def test_nothing_is_made_up_for_what_is_another_thing_or_there_already(shop: LivingShop, typed: str) -> None:
    assert {one.match for one in rows(shop, typed).values()} <= {"prefix", "infix"}


def test_the_switch_of_correction_holds_for_the_box_too(shop: LivingShop) -> None:
    off = shop.settings.model_copy(update={"query": shop.settings.query.model_copy(update={"correct": False})})
    with closing(open_shop(off)) as other:
        assert other.suggest("runing").suggestions == ()


def test_a_blocked_query_is_not_offered_by_a_slip_either(shop: LivingShop) -> None:
    shop.shop.block("running shoes")
    assert "running shoes" not in rows(shop, "runing")
    shop.shop.unblock("running shoes")


def test_a_word_that_the_dictionary_knows_is_completed_by_what_it_means(shop: LivingShop) -> None:
    assert rows(shop, "真空杯") == {}
    change = shop.store.dictionary.add([Entry("synonym", "保温杯, 真空杯")])
    shop.shop.dictionary.watched.read()
    try:
        first = next(iter(rows(shop, "真空杯").values()))
        assert (first.text, first.match) == ("保温杯", "synonym")
        assert "iphone 13" not in rows(shop, "真空杯")
    finally:
        assert change is not None
        shop.store.dictionary.undo(change.number)
        shop.shop.dictionary.watched.read()
