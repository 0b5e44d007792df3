"""A product is found by what stands for the words of a query, behind those that have the words themselves, and nothing else is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.recall.engine import Request
from searchrank.recall.plan import every_term
from searchrank.recall.postings import Postings
from searchrank.recall.terms import terms_of
from tests.small_shop import SmallShop, small_shop

TITLES = ("新鲜 番茄 5斤", "新鲜 西红柿 5斤", "西装 红色 柿子", "番茄酱", "running shoe", "white trainer")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    plain = small_shop(tmp_path_factory.mktemp("synonyms"), *TITLES)
    return plain.knowing(("synonym", "番茄, 西红柿"), ("synonym", "trainers => running shoes"), ("narrower", "footwear => trainer"))


def test_a_synonym_is_found_behind_the_word_itself(shop: SmallShop) -> None:
    found = shop.found("新鲜番茄", pipeline="keyword")
    assert found[:2] == ["新鲜 番茄 5斤", "新鲜 西红柿 5斤"]
    assert shop.found("新鲜西红柿", pipeline="keyword")[:2] == ["新鲜 西红柿 5斤", "新鲜 番茄 5斤"]


def test_characters_here_and_there_are_no_synonym(shop: SmallShop) -> None:
    assert "西装 红色 柿子" not in shop.matched("番茄")
    assert "新鲜 西红柿 5斤" in shop.matched("番茄")


def test_one_way_is_one_way(shop: SmallShop) -> None:
    assert shop.matched("trainer") == ["running shoe", "white trainer"]
    assert shop.matched("running shoe") == ["running shoe"]


def test_the_broad_word_finds_the_narrow_one_and_never_the_reverse(shop: SmallShop) -> None:
    assert shop.matched("footwear") == ["white trainer"]
    assert all(one.text != "footwear" for one in shop.understood("trainer").rewrites)


def test_a_word_inside_another_word_has_no_synonym(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "大衣柜 实木", "外套 男").knowing(("synonym", "大衣, 外套"))
    assert shop.understood("大衣柜").rewrites == ()
    assert shop.matched("大衣柜") == ["大衣柜 实木"]


def test_a_synonym_counts_by_its_weight(tmp_path: Path) -> None:
    """crimson is in no title, so it is worth what red is, ln(1 + 1.5 / 1.5); the synonym is worth .8 of it."""
    shop = small_shop(tmp_path, "red", "blue").knowing(("synonym", "crimson, red"))
    search = shop.search("crimson", pipeline="keyword")
    assert search.matches.coverage.tolist() == [pytest.approx(0.8)]
    terms = search.matches.units.terms
    assert terms.unit_idf.tolist() == [terms.idf[1]]


def test_no_number_and_no_word_of_the_query_is_lost(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "iphone 11 case", "iphone 12 case", "apple phone 11 case").knowing(("synonym", "iphone, apple phone"))
    query = shop.understood("iphone 11 case")
    assert [token.text for token in query.tagged("unit")] == ["iphone", "11", "case"]
    assert shop.found("iphone 11 case", pipeline="keyword")[:2] == ["iphone 11 case", "apple phone 11 case"]


def test_what_says_nothing_new_is_left_out(tmp_path: Path) -> None:
    """A part of the query, what holds all of it, and what no product says."""
    shop = small_shop(tmp_path, "手机壳", "皮鞋", "红")
    for text, entry in (("手机壳", "手机壳 => 壳"), ("鞋", "鞋 => 皮鞋"), ("红", "红, 绛"), ("皮鞋", "皮鞋, 鞋")):
        assert shop.knowing(("synonym", entry)).understood(text) == shop.understood(text)


def test_every_term_of_a_query_gets_its_first_synonym_before_one_gets_its_second(tmp_path: Path) -> None:
    words = [f"w{chr(97 + number)}" for number in range(9)]
    shop = small_shop(tmp_path, " ".join(words), "near").knowing(("synonym", "red, " + ", ".join(words)), ("synonym", "blue, near"))
    rewrites = shop.understood("red blue").rewrites
    assert [one.text for one in rewrites[:2]] == ["wa", "near"]
    assert len(rewrites) == shop.settings.query.synonyms.most


@pytest.mark.parametrize("demand_all_from", [1, 200])
def test_both_roads_and_a_shop_without_its_engine_find_the_same(tmp_path: Path, demand_all_from: int) -> None:
    plain = small_shop(tmp_path, *TITLES, demand_all_from=demand_all_from)
    shop = plain.knowing(("synonym", "番茄, 西红柿"))
    assert "新鲜 西红柿 5斤" in shop.found("番茄")
    assert "新鲜 西红柿 5斤" in shop.without_engine().found("番茄")


def test_the_engine_finds_what_the_inverted_lists_find(shop: SmallShop) -> None:
    """The clause that demands every unit, and `having_all`, are two readings of one demand."""
    for text in ("新鲜番茄", "trainer", "西红柿 5斤", "footwear white"):
        query, snapshot = shop.understood(text), shop.view.snapshot
        terms = terms_of(snapshot, "units", query.tagged("unit"))
        clause = every_term(query, terms, shop.settings.recall)
        matched = shop.engine_of(snapshot).search(Request(clause)).rows
        assert sorted(matched.tolist()) == Postings(snapshot).having_all(terms).tolist()


def test_terms_without_synonyms_are_the_terms_of_before(shop: SmallShop) -> None:
    terms = terms_of(shop.view.snapshot, "units", shop.understood("新鲜 5斤").tagged("unit"))
    assert (terms.phrases, terms.plain) == ((), len(terms))


def test_a_phrase_is_as_frequent_as_its_rarest_part(shop: SmallShop) -> None:
    terms = terms_of(shop.view.snapshot, "units", shop.understood("番茄").tagged("unit"))
    ((column, parts),) = terms.phrases
    assert terms.texts[column] == "西 红 柿"
    assert terms.ids[column] == -1
    assert terms.df[column] == min(terms.df[parts])


def test_a_name_from_elsewhere_takes_its_model_with_it(tmp_path: Path) -> None:
    titles = ("phone case slim", "phone case 15 pieces", "pro tripod max height", "sofa 15 cm")
    shop = small_shop(tmp_path, *titles).knowing(("synonym", "iphone => phone"))
    assert shop.understood("iphone 15 pro max case").rewrites[0].of == ("iphone", "15", "pro", "max")
    assert set(shop.found("iphone 15 pro max case")[:2]) == {"phone case slim", "phone case 15 pieces"}


def test_a_word_that_products_say_keeps_its_number(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "iphone 15 case", "phone 14 case").knowing(("synonym", "iphone => phone"))
    assert shop.understood("iphone 15 case").rewrites[0].of == ("iphone",)
    assert shop.found("iphone 15 case")[0] == "iphone 15 case"


def test_the_last_word_behind_a_name_from_elsewhere_is_what_is_asked_for(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *(f"tablet {n}" for n in range(9)), *(f"case for reader {n}" for n in range(9))).knowing(
        ("synonym", "ipad => tablet")
    )
    assert all(title.startswith("case") for title in shop.found("ipad case")[:9])
    assert all(title.startswith("tablet") for title in shop.found("ipad")[:9])
