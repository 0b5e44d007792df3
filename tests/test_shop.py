"""The shop as a whole, through the real store: every pipeline answers, wrong input is named, and whatever is typed gets an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchrank.errors import InvalidInput, NotFound, NothingPublished, PageTooDeep, SearchrankError, UnknownName
from searchrank.records import Event, Page
from searchrank.settings import DEFAULT_PIPELINES
from searchrank.store.products import READERS
from tests.shop_vocabulary import SHOES, LivingShop, adds_up, living_shop, shoes

PIPELINES = tuple(DEFAULT_PIPELINES)
UNKNOWN = {"id": "鞋/ü 🥿", "title": "布洛克 皮鞋", "sku": {"sizes": [41, 42], "loyalty": None}, "勋章": "手工"}
CATALOGUE = (*SHOES, *shoes(60), UNKNOWN)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingShop]:
    """One shop for the tests that only look."""
    with living_shop(tmp_path_factory.mktemp("shop"), *CATALOGUE) as shop:
        yield shop


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_every_pipeline_finds_the_lamp_shade(shop: LivingShop, pipeline: str) -> None:
    page = shop.shop.search("启辰r50大灯罩", pipeline=pipeline)
    assert page.hits[0].id == "l1"
    assert (page.pipeline, page.total, page.degraded) == (pipeline, 1, ())


@pytest.mark.parametrize(("pipeline", "ranker"), [("keyword", "keyword"), ("day_one", "day_one"), ("model", "day_one"), ("default", "day_one")])
def test_before_a_model_is_published_day_one_ranks_and_says_so(shop: LivingShop, pipeline: str, ranker: str) -> None:
    assert shop.shop.search("跑鞋", pipeline=pipeline).ranker == ranker


def test_the_engine_pipeline_keeps_the_engines_order(tmp_path: Path) -> None:
    with living_shop(tmp_path, *CATALOGUE, recall={"demand_all_from": 1, "limit": 5}) as shop:
        assert shop.shop.search("跑鞋", pipeline="engine").ranker == "engine"


@pytest.mark.parametrize(
    ("asked", "field", "names"),
    [
        ({"pipeline": "fastest"}, "pipeline", PIPELINES),
        ({"sort": "cheap"}, "sort", ("best", "price_asc", "price_desc", "newest", "sales")),
        ({"filters": ["colour:red"]}, "filter", ("brand", "category", "shop", "region", "price", "stock", "attributes.颜色")),
        ({"facets": ["colour"]}, "facets", ("brand", "category", "shop", "region", "price", "attributes.颜色")),
    ],
)
def test_an_unknown_name_is_one_sentence_with_the_known_ones(shop: LivingShop, asked: dict[str, Any], field: str, names: tuple[str, ...]) -> None:
    with pytest.raises(UnknownName) as caught:
        shop.shop.search("跑鞋", **asked)
    assert caught.value.field == field
    assert caught.value.known == names
    assert caught.value.message.endswith(f": known are {', '.join(names)}")


def test_an_unknown_scene_names_the_known_ones(shop: LivingShop) -> None:
    with pytest.raises(UnknownName, match="unknown scene 'dreams': known are complete"):
        shop.shop.suggest("跑", scene="dreams")


@pytest.mark.parametrize(
    ("asked", "field", "error"),
    [
        ({"page": 0}, "page", InvalidInput),
        ({"page": -3}, "page", InvalidInput),
        ({"per_page": 0}, "per_page", InvalidInput),
        ({"per_page": 1000}, "per_page", InvalidInput),
        ({"page": 11, "per_page": 100}, "page", PageTooDeep),
        ({"page": 10**9}, "page", PageTooDeep),
        ({"filters": ["price:abc"]}, "filter", InvalidInput),
        ({"filters": ["price:1..x"]}, "filter", InvalidInput),
        ({"filters": ["stock:out"]}, "filter", InvalidInput),
        ({"filters": ["brand"]}, "filter", InvalidInput),
    ],
)
def test_a_wrong_value_names_its_field(shop: LivingShop, asked: dict[str, Any], field: str, error: type[SearchrankError]) -> None:
    with pytest.raises(error) as caught:
        shop.shop.search("跑鞋", **asked)
    assert caught.value.field == field
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("limit", [0, -1, 51])
def test_a_wrong_number_of_suggestions_is_named(shop: LivingShop, limit: int) -> None:
    with pytest.raises(InvalidInput, match=f"limit is {limit}: ask for 1 to 50"):
        shop.shop.suggest("跑", limit=limit)


STRANGE = {
    "nothing": "",
    "blanks": " \t\n　",
    "emoji": "👟👟🏃‍♀️",
    "long": "跑鞋" * 5000,
    "one long word": "a" * 10_000,
    "control characters": "跑\x00鞋\x1b[31m\x7f\u202e",
    "half a character": "跑鞋\ud83d",
    "sql": "'; DROP TABLE products; --",
    "script": "<script>alert(1)</script>跑鞋",
    "engine syntax": 'title:跑鞋 AND (stock:[0 TO *] OR "x"~3) +/-^2 \\',
    "punctuation": "!!!???。。。",
    "combining": "e" + "\u0301" * 300,
    "unknown letters": "ꙮꙮ ሰላም สวัสดี",
}


@pytest.mark.parametrize("pipeline", PIPELINES)
@pytest.mark.parametrize("typed", STRANGE.values(), ids=STRANGE)
def test_whatever_is_typed_gets_an_answer(shop: LivingShop, typed: str, pipeline: str) -> None:
    page = shop.shop.search(typed, pipeline=pipeline, facets=["brand", "price"])
    assert (page.query["typed"], page.degraded) == (typed, ())
    assert len({hit.id for hit in page.hits}) == len(page.hits) <= page.per_page
    assert len(shop.shop.suggest(typed).suggestions) <= 10


def test_script_in_a_query_and_a_title_comes_back_harmless(tmp_path: Path) -> None:
    with living_shop(tmp_path, {"id": "x", "title": "跑鞋 <script>alert(1)</script>"}) as shop:
        marked = shop.shop.search("跑鞋 <script>").hits[0].highlight["title"]
    assert "<script>" not in marked.replace("<mark>", "").replace("</mark>", "")
    assert "<mark>跑鞋</mark>" in marked


def test_words_that_nothing_has_find_nothing(shop: LivingShop) -> None:
    page = shop.shop.search("zzzz qqqq")
    assert (page.total, page.hits, page.next) == (0, (), None)


def test_ids_of_any_letters_and_unknown_fields_come_back_as_they_were(shop: LivingShop) -> None:
    hit = shop.shop.search("布洛克").hits[0]
    assert hit.id == UNKNOWN["id"]
    assert hit.document == UNKNOWN
    assert shop.shop.known(["鞋/ü 🥿", "nobody"]) == {"鞋/ü 🥿"}
    assert shop.shop.explain("布洛克", "鞋/ü 🥿")["rank"] == 1


def test_every_known_field_comes_back_too(tmp_path: Path) -> None:
    given = {
        **{name: "字" for name in READERS if READERS[name] is READERS["brand"]},
        "id": "1",
        "title": "鞋",
        "category": ["a", "b"],
        "attributes": {"尺码": [41, "42"]},
        "released_at": "2024-05-31T08:00:00Z",
        **dict.fromkeys(("price", "original_price", "sales", "rating", "reviews"), 4.5),
        "stock": -1,
    }
    with living_shop(tmp_path, given) as shop:
        assert shop.shop.search("鞋").hits[0].document == given


def test_pages_hold_every_match_once(shop: LivingShop) -> None:
    pages: list[Page] = []
    for number in range(1, 20):
        pages.append(shop.shop.search("跑鞋", page=number, per_page=4))
        if pages[-1].next is None:
            break
    ids = [hit.id for page in pages for hit in page.hits]
    assert len(ids) == len(set(ids)) >= pages[0].total > 4
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, len(ids) + 1))


def test_a_page_behind_the_last_one_is_empty(shop: LivingShop) -> None:
    page = shop.shop.search("大灯罩", page=5)
    assert (page.hits, page.total, page.next) == ((), 1, None)


@pytest.mark.parametrize(("sort", "first"), [("price_asc", "m1"), ("price_desc", "n2"), ("sales", "n2"), ("newest", "m1")])
def test_a_sort_puts_its_product_first(tmp_path: Path, sort: str, first: str) -> None:
    kept = [{**one, "title": f"商品 {one['title']}"} for one in SHOES if isinstance(one, dict)]
    with living_shop(tmp_path, *kept) as shop:
        page = shop.shop.search("商品", sort=sort)
    assert (page.hits[0].id, page.ranker, page.total) == (first, f"sort:{sort}", 5)


def test_filters_facets_and_total_speak_of_the_same_products(shop: LivingShop) -> None:
    page = shop.shop.search("红色", filters=["brand:安踏", "stock:in", "price:100..130"], facets=["brand"], per_page=100)
    expected = {f"shoe-{number:04d}" for number in range(0, 31, 3) if number % 4}
    assert {hit.id for hit in page.hits} == expected
    assert (page.total, page.facets["brand"]["安踏"]) == (len(expected), len(expected))
    assert set(page.facets["brand"]) == {"安踏", "李宁", "Nike"}


def test_without_words_a_filter_browses(shop: LivingShop) -> None:
    assert shop.sees("", filters=["category:运动"]) == ["a1", "n1", "n2"]  # n2 sold most, and is sold out


def test_judged_products_alone_are_ranked_on_one_page(shop: LivingShop) -> None:
    page = shop.shop.rank("安踏跑鞋", ["m1", "a1", "gone", "n1"], pipeline="day_one")
    assert [hit.id for hit in page.hits] == ["a1", "n1", "m1"]
    assert page.ranker == "day_one"


def test_a_search_without_time_leaves_ranking_out_and_says_so(shop: LivingShop) -> None:
    page = shop.shop.search("跑鞋", timeout_ms=0)
    assert page.hits
    assert page.ranker == "keyword"
    assert [missing.part for missing in page.degraded] == ["rescue", "fine", "fuse", "fresh", "sold_out_last", "scatter", "mix"]
    assert shop.shop.search("跑鞋", timeout_ms=60_000).degraded == ()


def test_the_same_search_gives_the_same_page(shop: LivingShop) -> None:
    first, again = (shop.shop.search("跑鞋", now=1.7e9) for _ in range(2))
    assert [(hit.id, hit.score) for hit in first.hits] == [(hit.id, hit.score) for hit in again.hits]
    assert first.query_id != again.query_id


def test_the_explanation_of_every_hit_adds_up_to_its_score(shop: LivingShop) -> None:
    hits = shop.shop.search("安踏 跑鞋", explain=True, pipeline="day_one").hits
    assert len(hits) > 2
    for hit in hits:
        assert adds_up(hit.explain) == pytest.approx(hit.score, abs=1e-5)


def test_an_explanation_of_a_product_that_was_not_found_says_it_has_no_rank(shop: LivingShop) -> None:
    explained = shop.shop.explain("大灯罩", "m1")
    assert explained["rank"] is None
    assert adds_up(explained) == pytest.approx(explained["score"], abs=1e-5)
    with pytest.raises(NotFound, match="there is no product 'nobody' in the published catalogue"):
        shop.shop.explain("大灯罩", "nobody")


def test_before_the_first_publishing_the_shop_opens_and_says_what_to_do(tmp_path: Path) -> None:
    with living_shop(tmp_path) as shop:
        with pytest.raises(NothingPublished, match="run `searchrank publish`"):
            shop.sees("跑鞋")
        assert shop.shop.health()["snapshot"]["ok"] is False
        shop.publish(*SHOES)
        assert shop.sees("大灯罩") == ["l1"]


def test_all_parts_of_a_healthy_shop_are_well(shop: LivingShop) -> None:
    health = shop.shop.health()
    assert {name: part["ok"] for name, part in health.items()} == {"snapshot": True, "engine": True, "store": True, "imports": True}
    assert health["snapshot"]["products"] == len(CATALOGUE)


def test_an_event_that_comes_twice_is_kept_once(tmp_path: Path) -> None:
    click = Event("e1", "click", 1.7e9, query_id="q1", attributes={"object": {"object_id": "n1"}})
    with living_shop(tmp_path) as shop:
        first = shop.shop.record([click, click, Event("e2", "click", 1.7e9)])
        again = shop.shop.record([click])
        assert (first.accepted, first.duplicates, again.accepted, again.duplicates) == (2, 1, 0, 1)
        assert shop.store.events.count() == 2
