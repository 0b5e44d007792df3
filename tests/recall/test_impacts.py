"""The snapshot's own lists: what a product is worth by them, and which they bring."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchrank.recall import impact_loops as loops
from searchrank.recall.bm25 import keyword_score
from searchrank.recall.impacts import Impacts, Worth
from searchrank.recall.matches import find_matches
from searchrank.recall.terms import terms_of
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View
from tests.publish.live_shop import live_shop
from tests.small_shop import SmallShop, small_shop

HAN, LATIN = "红蓝黑白大小鞋灯罩杯", ["red", "blue", "lamp", "shoe", "cup", "steel"]
QUERIES = ["红鞋", "大灯罩", "白色 cup", "blue steel lamp", "小红杯 red", "罩"]


def products(count: int, seed: int = 5) -> list[dict[str, str]]:
    draw = random.Random(seed)

    def text() -> str:
        return "".join(draw.choices(HAN, k=draw.randint(1, 8))) + " " + " ".join(draw.choices(LATIN, k=draw.randint(0, 4)))

    return [{"id": f"{number:03}", "title": text(), "brand": text()[:2], "description": text()} for number in range(count)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("impacts"), *products(300), limit=20, ranked=10, deep_limit=60)


def worth_of(shop: SmallShop, text: str) -> Worth:
    impacts, query, snapshot = Impacts.of(shop.view.snapshot), shop.understood(text), shop.view.snapshot
    assert impacts is not None
    return Worth(impacts, terms_of(snapshot, "units", query.tagged("unit")), terms_of(snapshot, "bigrams", query.tagged("bigram")))


@pytest.mark.parametrize("text", QUERIES)
def test_what_a_product_is_worth_is_its_keyword_score_up_to_rounding(shop: SmallShop, text: str) -> None:
    worth, every = worth_of(shop, text), np.arange(shop.view.count, dtype=np.int32)
    score = keyword_score(find_matches(shop.understood(text), shop.view, every))
    # A list rounds by half a 255th of idf times k1 + 1, which is at most 2.2.
    rounding = 2.2 * (worth.units.idf.sum() + worth.pairs.idf.sum()) / 510
    assert np.abs(worth.among(every, worth.chosen()) - score).max() <= rounding + 1e-5
    rows, found = worth.holding(worth.chosen())
    assert sorted(rows.tolist()) == np.flatnonzero(score).tolist()
    assert np.abs(found - score[rows]).max() <= rounding + 1e-5


@pytest.mark.parametrize("text", QUERIES)
def test_they_bring_the_products_that_keyword_order_puts_first(shop: SmallShop, text: str) -> None:
    """All that are worth clearly more than the last one brought are brought."""
    every = np.arange(shop.view.count, dtype=np.int32)
    score, brought = keyword_score(find_matches(shop.understood(text), shop.view, every)), shop.search(text, pipeline="keyword").candidates.rows
    assert len(brought) >= 20
    assert set(np.flatnonzero(score > score[brought].min() + 0.2)) <= set(brought.tolist())
    assert np.all(np.diff(score[brought[:10]]) <= 1e-6)


def test_they_answer_while_the_engine_is_away_and_miss_nothing(shop: SmallShop) -> None:
    away = shop.without_engine().search("大灯罩")
    assert away.degraded == ()
    assert away.candidates.rows.tolist() == shop.search("大灯罩").candidates.rows.tolist()


def test_what_only_descriptions_say_is_brought_behind_the_titles(tmp_path: Path) -> None:
    basket = {"id": "basket", "title": "篮子", "description": "可放猫砂盆"}
    shop = small_shop(tmp_path, "红鞋", "蓝鞋", basket, {"id": "box", "title": "盒子", "description": "a box"})
    away = shop.without_engine().search("猫砂盆 鞋")
    assert away.degraded == ()
    first, second, third = shop.view.ids(away.candidates.rows)
    assert ({first, second}, third) == ({"红鞋", "蓝鞋"}, "basket")


@pytest.mark.parametrize("text", ["大灯罩 小红", "白蓝 cup", "红黑杯罩大", "小小"])
def test_together_they_bring_all_that_an_engine_would(tmp_path: Path, text: str) -> None:
    """Pairs of descriptions included: below the limit the candidates are the same set."""
    shop = small_shop(tmp_path, *products(150), limit=200, ranked=200, deep_limit=300, demand_all_from=10_000)
    brought = shop.search(text, pipeline="keyword").candidates.rows.tolist()
    assert sorted(brought) == sorted(shop.by_engine().search(text, pipeline="keyword").candidates.rows.tolist())
    assert len(brought) > len(shop.matched(text))


@pytest.mark.parametrize("text", QUERIES)
def test_the_best_that_pass_a_filter_are_those_of_a_whole_sort(tmp_path: Path, text: str) -> None:
    """One in thirty passes, so that more must be looked at than is looked at first."""
    rare = [{**one, "shop": "rare" if number % 30 == 0 else "usual"} for number, one in enumerate(products(900))]
    shop = small_shop(tmp_path, *rare, limit=5, ranked=5, deep_limit=60, demand_all_from=10_000)
    worth, passed = worth_of(shop, text), np.arange(0, 900, 30, dtype=np.int32)
    by_worth = worth.among(passed, worth.chosen())
    best = passed[np.lexsort((passed, -by_worth))][:5]
    assert sorted(shop.search(text, pipeline="keyword", per_page=5, filters=["shop:rare"]).candidates.rows.tolist()) == sorted(best.tolist())


def test_filters_hold_and_the_best_that_pass_are_brought(shop: SmallShop) -> None:
    brand = max(shop.facet("红鞋", "brand").items(), key=lambda one: one[1])[0]
    filtered = shop.found("红鞋", pipeline="keyword", filters=[f"brand:{brand}"])
    assert sorted(filtered) == sorted(shop.by_engine().found("红鞋", pipeline="keyword", filters=[f"brand:{brand}"]))


@pytest.mark.parametrize("text", QUERIES)
def test_under_a_filter_that_few_pass_every_page_speaks_of_the_same_match_set(tmp_path: Path, text: str) -> None:
    """One in twelve passes: what is looked at for a first page holds too few, what would be for a deep one holds enough."""
    rare = [{**one, "description": "", "shop": "rare" if number % 12 == 0 else "usual"} for number, one in enumerate(products(400))]
    shop = small_shop(tmp_path, *rare, limit=5, ranked=5, deep_limit=60, demand_all_from=10_000)
    shallow, deep = (shop.search(text, page=page, per_page=5, filters=["shop:rare"]) for page in (1, 5))
    assert shallow.found.rows.tolist() == deep.found.rows.tolist()
    assert shallow.candidates.rows.tolist()[:5] == deep.candidates.rows.tolist()[:5]


def test_a_snapshot_published_without_them_asks_its_engine(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *products(60), limit=20, ranked=10, demand_all_from=3)
    whole = shop.found("大灯罩")
    for name in ("units.impacts.npy", "bigrams.impacts.npy", "described.impacts.npy"):
        (shop.view.snapshot.path / name).unlink()
    old = replace(shop, view=View(Snapshot.open(shop.view.snapshot.path, verify=False)))
    assert Impacts.of(old.view.snapshot) is None
    assert sorted(old.matched("大灯罩")) == sorted(shop.matched("大灯罩"))
    assert len(old.found("大灯罩")) == len(whole)


def test_a_product_is_brought_by_what_it_says_now(tmp_path: Path) -> None:
    """Of forty red shoes one becomes a blue cup and one is sold at another price: the first is gone from what they bring, the second is not."""
    shoes = [{"id": f"{number:02}", "title": "红鞋" + "大" * (number % 3), "price": 10} for number in range(40)]
    with live_shop(tmp_path, *shoes, recall={"demand_all_from": 5, "limit": 10, "ranked": 5, "deep_limit": 60}) as shop:
        first, second = shop.order("红鞋", per_page=10)[:2]
        shop.change({"id": first, "title": "蓝杯", "price": 10})
        shop.patch(second, price=5)
        pages = [one for page in range(1, 7) for one in shop.order("红鞋", page=page, per_page=10)]
        assert second in pages[:10] and first not in pages
        assert len(pages) == len(set(pages)) == 39
        assert shop.order("红鞋", filters=["price:..6"], per_page=10) == [second]


def test_under_a_category_a_product_is_brought_by_where_it_is_now(tmp_path: Path) -> None:
    """Few of many red things are cups: the list of the category is the shorter way. One moves away, one comes, one is sold at another price."""
    things = [{"id": f"{number:03}", "title": "红" + "鞋灯"[number % 2], "category": "鞋 > 跑鞋", "price": 10} for number in range(300)]
    cups = [{"id": f"c{number}", "title": "红杯", "category": "杯 > 茶杯", "price": 10} for number in range(4)]
    with live_shop(tmp_path, *things, *cups, recall={"demand_all_from": 1000, "limit": 20, "ranked": 20, "deep_limit": 60}) as shop:
        assert sorted(shop.order("红杯", filters=["category:杯"])) == ["c0", "c1", "c2", "c3"]
        shop.change({**cups[1], "category": "鞋 > 跑鞋"}, {**things[5], "category": "杯 > 新"})
        shop.patch("c2", price=5)
        assert sorted(shop.order("红杯", filters=["category:杯"])) == ["005", "c0", "c2", "c3"]
        assert shop.order("红杯", filters=["category:杯", "price:..6"]) == ["c2"]
        assert shop.order("红杯", filters=["category:杯 > 新"]) == ["005"]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1, width=32)), max_size=60), st.integers(1, 20))
def test_the_best_are_those_of_a_whole_sort(some: list[tuple[int, float]], limit: int) -> None:
    rows = np.random.default_rng(len(some)).permutation(len(some)).astype(np.int32)
    worth = np.array([one * (10.0 ** -(high * 3)) for high, one in some], np.float32)
    found, their = loops.best(rows, worth, limit)
    order = np.lexsort((rows, -worth))[:limit]
    assert found.tolist() == rows[order].tolist()
    assert their.tolist() == worth[order].tolist()


def test_of_very_many_that_are_worth_the_same_the_first_rows_are_the_best() -> None:
    rows = np.random.default_rng(1).permutation(200_000).astype(np.int32)
    found, _ = loops.best(rows, np.full(len(rows), 0.5, np.float32), 300)
    assert found.tolist() == list(range(300))


def test_lists_longer_than_a_block_are_added_up() -> None:
    """Three lists over 200,000 products, in blocks of 65,536: the sums are those of whole arrays."""
    draw, count = np.random.default_rng(2), 200_000
    lists = [np.flatnonzero(draw.random(count) < share).astype(np.int32) for share in (0.5, 0.01, 0.2)]
    impacts, weights = [draw.integers(1, 256, len(one)).astype(np.uint8) for one in lists], np.array([0.5, 2.0, 0.25], np.float32)
    offsets = np.cumsum([0, *map(len, lists)])
    units = (offsets[:3], np.concatenate(lists[:2]), np.concatenate(impacts[:2]), np.array([0, 1]), weights[:2])
    pairs = (np.array([0, len(lists[2])]), lists[2], impacts[2], np.array([0]), weights[2:])
    whole = np.zeros(count)
    for one, worth, weight in zip(lists, impacts, weights, strict=True):
        whole[one] += worth * float(weight)
    described = (np.array([0, 1]), np.array([7], np.int32), np.array([100], np.uint8), np.array([0]), np.array([0.5], np.float32))
    whole[7] += 50
    rows, found = loops.holding(units, pairs, described, count)
    assert sorted(rows.tolist()) == np.flatnonzero(whole).tolist()
    assert np.allclose(found, whole[rows])
    some = np.sort(draw.choice(count, 500, replace=False)).astype(np.int32)
    assert np.allclose(loops.among(units, pairs, described, some), whole[some])
