"""What correction is not sure enough of is looked for as well as what was typed, and what a shop says itself is read in one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from searchrank.pipeline import Search
from searchrank.query.correct.counts import most_held
from searchrank.query.correct.strength import SPELLED, Better
from searchrank.query.reread import TURNED, UNIT, reread
from searchrank.query.understand import Understand, snapshot_cutter
from searchrank.query.words import Cutter
from searchrank.records import Query, Reading, changed
from searchrank.settings import QuerySettings
from tests.small_shop import SmallShop, small_shop

TITLES = ("旅行 保温杯 不锈钢", "办公 保温杯 玻璃", "小金桔 盆栽", "巨人 图书", "玫瑰 盆栽", "保险柜 大号")
NEVER = {"offer_from": 99.0, "offer_original_from": 99.0, "replace_from": 99.0}
UNSURE, ONE_WAY = QuerySettings(**NEVER), QuerySettings(readings=0, **NEVER)
"""Nothing is corrected, so that what is read besides is seen."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("readings"), *({"id": title, "title": title} for title in TITLES))


def understood(shop: SmallShop, text: str, settings: QuerySettings = UNSURE) -> Query:
    return Understand(settings).run(Search(Query(text), shop.view)).query


def unsure(shop: SmallShop, query: QuerySettings) -> SmallShop:
    """The shop under these settings of understanding."""
    return replace(shop, settings=shop.settings.model_copy(update={"query": query}))


def texts(query: Query, tag: str) -> Sequence[str]:
    return [token.text for token in query.tagged(tag)]


def test_a_homophone_is_looked_for_in_both_ways(shop: SmallShop) -> None:
    """聚 sounds as 桔; 金 and 桔 stand side by side in a product, 金 and 聚 in none."""
    query = understood(shop, "小金聚")
    assert [one.text for one in query.readings] == ["小金桔"]
    ways = {token.text: token.synonyms for token in query.tagged("unit")}
    assert ways == {"小": (), "金": (), "聚": ((("桔",), UNIT * query.readings[0].chance),)}


def test_pairs_of_a_reading_join_and_pairs_that_nothing_says_go(shop: SmallShop) -> None:
    assert texts(understood(shop, "小金聚"), "bigram") == ["小金", "金桔"]


def test_characters_that_changed_places_bring_their_pairs_alone(shop: SmallShop) -> None:
    query = understood(shop, "旅行保杯温")
    assert "旅行保温杯" in [one.text for one in query.readings]
    assert {"保温", "温杯"} <= set(texts(query, "bigram")) and not any(token.synonyms for token in query.tokens)


@pytest.mark.parametrize("title", TITLES)
def test_what_the_shop_says_itself_is_read_in_one_way(shop: SmallShop, title: str) -> None:
    assert understood(shop, title).readings == ()


def test_the_switch_exact_and_an_applied_correction_leave_one_reading(shop: SmallShop) -> None:
    assert understood(shop, "小金聚", ONE_WAY).readings == ()
    assert understood(shop, "小金聚", QuerySettings(offer_from=0.1, offer_original_from=0.1)).readings == ()
    assert Understand(UNSURE).run(Search(Query("小金聚", exact=True), shop.view)).query.readings == ()


def test_the_trace_says_what_the_text_may_mean(shop: SmallShop) -> None:
    assert unsure(shop, UNSURE).search("小金聚").trace[0].changed.startswith("may mean 小金桔 at ")


def test_a_query_without_readings_keeps_its_very_tokens(shop: SmallShop) -> None:
    query = understood(shop, "保温杯")
    cutter: Cutter = shop.view.snapshot.kept("cutter", snapshot_cutter)
    assert reread(query, shop.view.snapshot, cutter) is query


def test_a_reading_that_changes_more_than_one_character_stands_for_none_of_them(shop: SmallShop) -> None:
    cutter: Cutter = shop.view.snapshot.kept("cutter", snapshot_cutter)
    query = changed(understood(shop, "小金聚", ONE_WAY), readings=(Reading("大金桔", 0.9),))
    assert not any(token.synonyms for token in reread(query, shop.view.snapshot, cutter).tokens)


def test_most_held_by_hand() -> None:
    """Lists of units 0 to 3: products 0 1 / 1 / 0 / none. Of 0 and 1 product 1 holds both, of 0 and 3 one unit at most, of 0, 1 and 2 two."""
    offsets, products = np.array([0, 2, 3, 4, 4]), np.array([0, 1, 1, 0], np.int32)

    def held(*units: int, most: int = 10) -> int:
        return int(most_held(offsets, products, np.array(units, np.int64), most))

    assert (held(0, 1), held(0, 3), held(0, 1, 2), held(3), held()) == (2, 1, 2, 0, 0)
    assert held(0, 1, most=1) == 1  # Unit 0 stands in two products and tells nothing.


def test_most_held_in_a_large_shop_is_as_counted_at_once() -> None:
    """Counted block by block, whatever lies between."""
    random = np.random.default_rng(5)
    lists = [np.unique(random.integers(0, 100_000, size)).astype(np.int32) for size in (3000, 1, 500, 4000, 20)]
    offsets = np.cumsum([0, *map(len, lists)])
    at_once = np.bincount(np.concatenate(lists)).max()
    assert most_held(offsets, np.concatenate(lists), np.arange(5), 10_000) == at_once > 1


def test_a_product_of_the_reading_comes_before_one_that_says_as_much_of_the_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of what was typed both plants have five characters, and the shorter title wins; 金桔 is what was meant."""
    titles = ("金桔 室内 绿植 大盆", "金 室内 绿植", "聚会 长桌", "金桔 蜜饯")
    shop = small_shop(tmp_path_factory.mktemp("meant"), *({"id": title, "title": title} for title in titles))
    assert unsure(shop, UNSURE).found("金聚 室内 绿植")[0] == titles[0]
    assert unsure(shop, ONE_WAY).found("金聚 室内 绿植")[0] != titles[0]


def test_any_other_character_is_a_guess_that_is_offered_and_looked_for_beside_the_text(tmp_path: Path) -> None:
    """苏打饼 is likelier said than 苏打水 misspelt, in a shop that has the one and not the other."""
    drinks = small_shop(tmp_path, *({"id": f"{title} {number}", "title": title} for title in ("无糖 苏打水", "蓝牙耳机 降噪") for number in range(3)))
    query = Understand(QuerySettings()).run(Search(Query("苏打饼"), drinks.view)).query
    assert query.correction is not None
    assert (query.correction.text, query.correction.strength, query.sought) == ("苏打水", "weak", "苏打饼")
    assert [one.text for one in query.readings] == ["苏打水"]
    sure = Understand(QuerySettings(replace_from=2.0)).run(Search(Query("苏打饼"), drinks.view)).query
    assert (sure.sought, sure.readings) == ("苏打水", ())


@pytest.mark.parametrize(
    ("typed", "meant", "strength"),
    [
        ("家用冰香", "家用冰箱", "medium"),
        ("斌翔电器", "冰箱电器", "weak"),
        ("jiayong冰箱", "家用冰箱", "weak"),
        ("solgar lamp", "solar lamp", "medium"),
    ],
)
def test_what_may_be_a_name_is_a_guess(tmp_path: Path, typed: str, meant: str, strength: str) -> None:
    """斌翔 is a name that the shop lacks as likely as it is a slip; one character that sounds like another is a slip."""
    titles = ("家用 冰箱 双门", "家用 冰箱 单门", "家用 电器", "solar lamp")
    goods = small_shop(tmp_path, *({"id": f"{title} {number}", "title": title} for title in titles for number in range(3)))
    query = Understand(QuerySettings(replace_from=40.0)).run(Search(Query(typed), goods.view)).query
    assert query.correction is not None
    assert (query.correction.text, query.correction.strength) == (meant, strength)
    assert [one.text for one in query.readings] == ([meant] if strength == "weak" else [])
    assert query.sought == (meant if query.correction.applied else typed)


@pytest.mark.parametrize(("typed", "meant", "strength"), [("家用冰冰箱", "家用冰箱", "medium"), ("薇薇枕头", "薇枕头", "weak")])
def test_a_character_that_belongs_to_no_word_was_typed_twice_as_a_guess(tmp_path: Path, typed: str, meant: str, strength: str) -> None:
    """Names say theirs twice."""
    titles = ("薇 家用 电器", "家用 冰箱 双门", "家用 冰箱 单门", "薇 枕头", "枕头 乳胶 薇")
    goods = small_shop(tmp_path, *({"id": f"{title} {number}", "title": title} for title in titles for number in range(40)))
    query = Understand(QuerySettings(offer_from=0.2, offer_original_from=0.2)).run(Search(Query(typed), goods.view)).query
    assert query.correction is not None
    assert (query.correction.text, query.correction.kind, query.correction.strength) == (meant, "doubled", strength)
    assert query.sought == (meant if query.correction.applied else typed)


@pytest.mark.parametrize(("gain", "guess"), [(SPELLED - 0.1, True), (SPELLED, False)])
def test_a_misspelt_word_is_a_guess_where_it_gains_little(gain: float, guess: bool) -> None:
    assert Better("solar", 0, 6, gain, "spelling", None).is_guess(QuerySettings()) is guess


def test_a_character_that_joins_is_no_guess(tmp_path: Path) -> None:
    toys = small_shop(tmp_path, *({"id": f"{title} {number}", "title": title} for title in ("小孩 玩具", "遥控 玩具车") for number in range(3)))
    query = Understand(QuerySettings(offer_from=0.0)).run(Search(Query("遥控玩的车"), toys.view)).query
    assert query.correction is None or "的" in query.correction.text


def test_a_pair_that_the_shop_says_the_other_way_round_is_looked_for_that_way_too(shop: SmallShop) -> None:
    query = understood(shop, "盆栽 桔金", ONE_WAY)
    assert [(token.text, token.weight) for token in query.tagged("bigram")] == [("盆栽", 1.0), ("桔金", 1.0), ("金桔", TURNED)]
    assert understood(shop, "小金桔", ONE_WAY).tagged("bigram") == understood(shop, "小金桔").tagged("bigram")
