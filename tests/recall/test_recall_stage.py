"""The match set, its paging, and what is still found when the engine is away."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.recall.engine import Engine, Matched, Request
from searchrank.recall.looser import looser_queries
from searchrank.recall.recall import Given
from searchrank.records import Applied, Filter, Missing, Query
from searchrank.store.snapshot import Snapshot
from tests.small_shop import SmallShop, small_shop

PIPELINES = ("engine", "keyword", "day_one", "model")


def many(count: int, words: Sequence[str], seed: int = 3) -> list[dict[str, str]]:
    """Products whose titles are some of these words, the first word in most of them, the last in few."""
    source = random.Random(seed)
    shares = [1 / (place / 2 + 1.2) for place in range(len(words))]
    chosen = [[word for word, share in zip(words, shares, strict=True) if source.random() < share] or [words[0]] for _ in range(count)]
    return [{"id": f"p{number:04}", "title": "".join(source.sample(title, len(title)))} for number, title in enumerate(chosen)]


def pages(shop: SmallShop, text: str, count: int, per_page: int, **asked: object) -> list[str]:
    return [one for page in range(1, count + 1) for one in shop.page(text, page, per_page, **asked)]


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    """Where three products have all words, all words are demanded."""
    titles = ("启辰r50大灯罩", "启辰 r50 前大灯罩", "大灯罩 启辰r50 左", "大灯泡", "灯罩 卧室", "启辰d60", "大米", "milk")
    return small_shop(tmp_path_factory.mktemp("lamps"), *titles, demand_all_from=3)


def test_where_enough_products_have_all_words_only_they_match(lamps: SmallShop) -> None:
    lamps.assert_found("启辰r50大灯罩", ["启辰r50大灯罩", "启辰 r50 前大灯罩", "大灯罩 启辰r50 左"])


def test_where_too_few_have_all_words_those_that_have_half_as_much_as_the_best_match(tmp_path: Path) -> None:
    """Each of the five words is in so many products that all are worth the same: half of four words is two."""
    shop = small_shop(tmp_path, "a1 b2 c3 d4", "a1 b2", "c3", "d4", "e5", "e5 x6", "y7", "y8")
    shop.assert_found("a1 b2 c3 d4 e5", ["a1 b2 c3 d4", "a1 b2"])
    assert set(shop.found("a1 b2 c3 d4 e5")) == {"a1 b2 c3 d4", "a1 b2", "c3", "d4", "e5", "e5 x6"}


def test_the_share_that_must_be_covered_is_a_setting(tmp_path: Path) -> None:
    titles = ("red shoe", "red", "shoe", "hat")
    assert len(small_shop(tmp_path / "all", *titles, coverage=0.0).matched("red shoe")) == 3
    assert small_shop(tmp_path / "best", *titles, coverage=1.0).matched("red shoe") == ["red shoe"]


@pytest.mark.parametrize("pipeline", PIPELINES[1:])
def test_products_of_the_match_set_stand_before_looser_ones(tmp_path: Path, pipeline: str) -> None:
    shop = small_shop(tmp_path, "red shoe for men", "a red shoe", "red red red", "shoe shoe shoe", "shoe")
    search = shop.search("red shoe men", pipeline=pipeline)
    member = np.isin(search.candidates.rows, search.found.rows)
    assert 0 < search.found.total < len(search.candidates)
    assert member.tolist() == sorted(member.tolist(), reverse=True)


def test_sorting_by_price_brings_no_light_bulb_for_a_lamp_cover(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        {"id": "cover", "title": "启辰r50大灯罩", "price": 200},
        {"id": "bulb", "title": "大灯泡", "price": 2},
        {"id": "rice", "title": "大米", "price": 1},
    )
    shop.assert_order("启辰r50大灯罩", ["cover"], sort="price_asc")


def test_total_counts_the_match_set(lamps: SmallShop) -> None:
    found = lamps.search("启辰r50大灯罩").found
    assert (found.total, found.relation, len(found.rows)) == (3, "eq", 3)
    assert not found.rows.flags.writeable


def test_an_unknown_word_beside_known_ones_is_told(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, "red shoe", "red shoe sale", "red hat")
    assert shop.search("red velvet shoe").relaxed == ("velvet",)
    assert shop.search("red shoe").relaxed == ()


def test_a_query_of_unknown_words_finds_nothing(lamps: SmallShop) -> None:
    search = lamps.search("velvet")
    assert (len(search.candidates), search.found.total, search.degraded) == (0, 0, ())


def test_without_words_a_filter_lists_what_passes_best_selling_first(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        {"id": "few", "title": "a", "brand": "Nike", "sales": 1},
        {"id": "lots", "title": "b", "brand": "Nike", "sales": 9},
        {"id": "other", "title": "c", "brand": "Puma", "sales": 99},
    )
    shop.assert_order("", ["lots", "few"], filters=["brand:nike"])
    shop.assert_order("", [])
    assert shop.search("", filters=["brand:nike"]).ranker == "sort:sales"


def test_frequent_characters_alone_still_find_products(tmp_path: Path) -> None:
    """Every character is in all products: too frequent to be asked for, so all of them are."""
    shop = small_shop(tmp_path, *({"id": str(number), "title": f"大米 w{number}x"} for number in range(6)), rare_share=0.1, rare_floor=1)
    assert len(shop.found("米大")) == 6


HAN = list("跑步鞋男女红黑大小新")
ROADS: dict[str, dict[str, Any]] = {
    "narrow": {"demand_all_from": 5},
    "narrow by the engine": {"demand_all_from": 5, "impacts": False},
    "wide": {"demand_all_from": 10_000},
    "wide by the engine": {"demand_all_from": 10_000, "impacts": False},
    "wide with frequent characters left out": {"demand_all_from": 10_000, "rare_share": 0.3, "rare_floor": 1},
}


QUERIES = ["".join(random.Random(seed).sample(HAN, 1 + seed % 5)) for seed in range(10)]


@pytest.mark.parametrize("pipeline", ["engine", "day_one"])
@pytest.mark.parametrize("road", list(ROADS))
def test_a_deep_page_goes_on_where_the_shallow_one_ended(tmp_path: Path, road: str, pipeline: str) -> None:
    """Ranked to 10, recalled to 20, then to 60: pages of 10 hold no product twice, and none is left out between them."""
    shop = small_shop(tmp_path, *many(150, HAN), limit=20, ranked=10, deep_limit=60, **ROADS[road])
    for text in QUERIES:
        deepest = shop.found(text, page=6, per_page=10, pipeline=pipeline)
        assert pages(shop, text, 6, 10, pipeline=pipeline) == deepest, text


@pytest.mark.parametrize("road", list(ROADS))
def test_pages_of_a_sorted_list_hold_every_match_once(tmp_path: Path, road: str) -> None:
    products = [{**one, "price": number % 7} for number, one in enumerate(many(150, HAN))]
    shop = small_shop(tmp_path, *products, limit=20, ranked=10, deep_limit=150, **ROADS[road])
    for text in QUERIES:
        listed = pages(shop, text, 15, 10, sort="price_asc")
        assert sorted(listed) == shop.matched(text, page=15, per_page=10), text


@pytest.mark.parametrize("road", list(ROADS))
def test_every_page_speaks_of_the_same_match_set(tmp_path: Path, road: str) -> None:
    shop = small_shop(tmp_path, *many(150, HAN), limit=20, ranked=10, deep_limit=60, **ROADS[road])
    for text in QUERIES:
        shallow, deep = (shop.search(text, page=page, per_page=10).found for page in (1, 6))
        assert (shallow.rows.tolist(), shallow.relation) == (deep.rows.tolist(), deep.relation), text


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_without_its_engine_a_shop_still_answers_and_says_so(lamps: SmallShop, pipeline: str) -> None:
    search = lamps.by_engine().without_engine().search("启辰r50 灯罩 大 左边", pipeline=pipeline)
    assert Missing("engine", "the engine does not answer: connection refused") in search.degraded
    assert set(lamps.view.ids(search.candidates.rows)[:3]) == set(lamps.matched("启辰r50大灯罩"))


def test_where_all_words_are_demanded_the_match_set_needs_no_engine(lamps: SmallShop) -> None:
    away = lamps.without_engine().search("启辰r50大灯罩")
    assert away.degraded == ()
    assert away.found.rows.tolist() == lamps.search("启辰r50大灯罩").found.rows.tolist()


def test_without_its_engine_filters_and_facets_hold(tmp_path: Path) -> None:
    products = [{"id": f"{number}", "title": "红 鞋" if number % 2 else "鞋", "brand": f"b{number % 3}"} for number in range(30)]
    shop = small_shop(tmp_path, *products, limit=5, ranked=5, demand_all_from=1000, impacts=False)
    away = shop.without_engine().search("红 鞋", filters=["brand:b1"], facets=["brand"], per_page=5)
    assert set(shop.view.ids(away.candidates.rows)) <= {str(number) for number in range(30) if number % 3 == 1}
    assert len(away.candidates) == 5
    assert set(away.found.facets["brand"]) <= {"b0", "b1", "b2"}
    assert len(away.degraded) >= 1


def test_an_engine_that_answers_in_part_is_told(lamps: SmallShop) -> None:
    class Half:
        def __init__(self, snapshot: Snapshot) -> None:
            self.whole = lamps.engine_of(snapshot)

        def search(self, request: Request) -> Matched:
            found = self.whole.search(request)
            return Matched.of(found.rows.tolist(), found.score.tolist(), limit=request.limit, partial=True)

    shop = SmallShop(lamps.view, lamps.by_engine().settings, Half)  # type: ignore[arg-type]
    assert [missing.part for missing in shop.search("大灯泡 卧室").degraded] == ["engine"]


def test_the_trace_says_how_many_match(lamps: SmallShop) -> None:
    steps = {step.stage: step for step in lamps.search("启辰r50大灯罩").trace}
    assert steps["recall"].changed == "3 products match, 3 brought"
    assert (steps["recall"].rows_in, steps["recall"].rows_out) == (0, 3)


def test_products_that_are_given_are_ranked_whether_they_match_or_not(lamps: SmallShop) -> None:
    rows = tuple(lamps.rows("milk", "大灯泡", "灯罩 卧室"))
    given = Given(rows).run(lamps.search("灯罩"))
    assert lamps.view.ids(given.candidates.rows) == ["灯罩 卧室", "大灯泡", "milk"]
    assert given.found.total == 3


def test_of_two_filters_that_words_ask_for_the_guess_is_left_out_before_what_was_said() -> None:
    said, guessed = Applied(Filter("price", high=50.0), "under 50"), Applied(Filter("category", "shoes"), "shoes")
    left_out = [[one.relaxed for one in query.applied] for query in looser_queries(Query("shoes under 50", applied=(said, guessed)))]
    assert left_out == [[False, True], [True, False], [True, True]]


@dataclass(frozen=True)
class Counting:
    """An engine that notes how many requests came in each round trip."""

    engine: Engine
    trips: list[int]

    def search(self, request: Request) -> Matched:
        self.trips.append(1)
        return self.engine.search(request)

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]:
        self.trips.append(len(requests))
        return self.engine.search_all(requests)


@pytest.mark.parametrize(("demand_all_from", "trips"), [(1000, [3]), (1, [])])
def test_facets_that_are_filtered_themselves_cost_no_round_trip_of_their_own(tmp_path: Path, demand_all_from: int, trips: list[int]) -> None:
    """Two filtered facets and the page are three requests; where the lists of products say who matches, there is nothing to ask for them."""
    products = [{"id": f"{n}", "title": "red shoe", "brand": f"b{n % 3}", "price": n % 5 + 1} for n in range(30)]
    shop, seen = small_shop(tmp_path, *products, demand_all_from=demand_all_from, impacts=False), []
    counting = replace(shop, engine_of=lambda snapshot: Counting(shop.engine_of(snapshot), seen))
    asked = {"filters": ["brand:b1", "price:2..3"], "facets": ["brand", "price", "shop"]}
    page = counting.search("red shoe", **asked)
    assert seen == trips
    assert dict(page.found.facets["brand"]) == {"b0": 4, "b1": 4, "b2": 4}
    assert page.found.total == 4


def test_rare_terms_that_cannot_fill_a_page_are_asked_for_together_with_the_frequent_ones(tmp_path: Path) -> None:
    """Of 40 products all have the first character and 4 the last: four are too few for a page, so all characters are asked for at once."""
    products = [{"id": f"{n:02}", "title": "鞋红" if n % 10 else "鞋蓝"} for n in range(40)]
    shop, seen = small_shop(tmp_path, *products, demand_all_from=1000, rare_floor=1, rare_share=0.2, limit=10, impacts=False), []
    counting = replace(shop, engine_of=lambda snapshot: Counting(shop.engine_of(snapshot), seen))
    assert counting.found("蓝鞋")[:4] == ["00", "10", "20", "30"]
    assert len(counting.found("蓝鞋")) == 10
    assert seen == [1, 1]
