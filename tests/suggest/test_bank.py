"""Which queries get into the bank, in which form, in which order."""

from __future__ import annotations

from typing import Any

from searchrank.query.words import Cutter
from searchrank.settings import SuggestSettings
from searchrank.suggest.bank import BankEntry, build_bank
from searchrank.suggest.names import BRAND, CATEGORY, PRODUCT_WORD, CatalogueName, CatalogueNames

NO_NAMES = CatalogueNames()


def bank(cut: Cutter, logged: dict[str, int], names: CatalogueNames = NO_NAMES, supply: Any = lambda _: 1, **settings: int) -> list[BankEntry]:
    return build_bank(logged.items(), names, supply, SuggestSettings(**settings), cut.all_words)  # type: ignore[arg-type]


def scores(entries: list[BankEntry]) -> dict[str, float]:
    return {entry.text: entry.score for entry in entries}


def test_one_query_in_several_spellings_becomes_the_most_typed_one(cut: Cutter) -> None:
    assert scores(bank(cut, {"iphone 11": 5, "iPhone11": 7, "IPHONE  11": 1})) == {"iPhone11": 14.0}
    assert scores(bank(cut, {"男士 跑鞋": 2, "跑鞋男士": 3})) == {"跑鞋男士": 6.0}
    assert scores(bank(cut, {"running shoes": 4, "running shoe": 1})) == {"running shoes": 6.0}


def test_another_number_is_another_query(cut: Cutter) -> None:
    assert len(bank(cut, {"iphone 13": 1, "iphone 14": 1, "可乐500ml": 1, "可乐50ml": 1, "6 pack 12": 1, "12 pack 6": 1})) == 6


def test_a_negation_keeps_the_order_of_words(cut: Cutter) -> None:
    assert len(bank(cut, {"milk without sugar": 1, "sugar without milk": 1})) == 2


def test_personal_data_is_never_suggested(cut: Cutter) -> None:
    private = ["13812345678", "张三 138 1234 5678", "me@shop.com", "订单2024110512345", "阳光花园3栋", "https://shop.com/x"]
    assert bank(cut, dict.fromkeys(private, 100)) == []


def test_too_short_and_too_long_queries_stay_out(cut: Cutter) -> None:
    assert bank(cut, {"鞋": 9, "x": 9, "鞋" * 16: 9, "a b c d e f g h i": 9, "x" * 31: 9, "!!": 9}) == []


def test_a_query_without_supply_stays_out(cut: Cutter) -> None:
    entries = bank(cut, {"跑鞋": 1, "拖鞋": 1}, supply={"跑鞋": 3, "拖鞋": 1}.get, min_hits=2)
    assert [(entry.text, entry.hits) for entry in entries] == [("跑鞋", 3)]


def test_typed_queries_stand_above_all_catalogue_names(cut: Cutter) -> None:
    names = CatalogueNames((CatalogueName("Nike", 200, BRAND), CatalogueName("跑鞋", 50, PRODUCT_WORD)))
    entries = bank(cut, {"拖鞋": 1}, names)
    # 1 + 1 for the typed one; 200/200 and 50/200 for the names
    assert [(entry.text, entry.score, entry.reason, entry.type) for entry in entries] == [
        ("拖鞋", 2.0, "log", "query"),
        ("Nike", 1.0, "catalogue", "query"),
        ("跑鞋", 0.25, "catalogue", "product"),
    ]


def test_a_typed_category_is_known_as_one(cut: Cutter) -> None:
    names = CatalogueNames((CatalogueName("跑鞋", 50, CATEGORY, "鞋 > 跑鞋"),))
    entries = bank(cut, {"跑鞋": 4}, names)
    assert [(entry.reason, entry.type, entry.category, entry.score) for entry in entries] == [("log", "category", "鞋 > 跑鞋", 5.0)]


def test_a_catalogue_name_of_two_kinds_is_counted_once(cut: Cutter) -> None:
    names = CatalogueNames((CatalogueName("跑鞋", 50, CATEGORY, "鞋 > 跑鞋"), CatalogueName("跑鞋", 40, PRODUCT_WORD)))
    assert scores(bank(cut, {}, names)) == {"跑鞋": 1.0}


def test_a_traditional_query_is_shown_in_the_shops_script(cut: Cutter) -> None:
    assert scores(bank(cut, {"連衣裙": 1})) == {"连衣裙": 2.0}
