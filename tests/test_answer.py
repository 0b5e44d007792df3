"""The page that leaves: highlights are safe and mark what was asked, hits and page say what was found."""

from __future__ import annotations

import html
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.answer import answer, hits_of, page_of
from searchrank.marking import Marker
from searchrank.records import Document, Page, Rewrite
from tests.small_shop import SmallShop, small_shop

TITLES = (
    "Red Shoes & <b>socks</b>",
    "跑步鞋 男 新款",
    "iPhone11 手机壳",
    "iPhone 11 64GB",
    "Sony WH-1000XM4 耳機",
    "連衣裙 女",
    "Earbuds white",
    "<script>alert('shoe')</script>",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    products = [{"id": f"p{number}", "title": title} for number, title in enumerate(TITLES)]
    return small_shop(tmp_path_factory.mktemp("answer"), *products, {"id": "p8", "title": "红色 口红", "brand": "花西子"})


def marked(shop: SmallShop, text: str, title: str) -> str:
    return Marker.of(shop.understood(text)).mark(title)


MARKED = [
    ("shoe", "Red Shoes", "Red <mark>Shoes</mark>"),
    ("red shoes", "red shoe", "<mark>red</mark> <mark>shoe</mark>"),
    ("shoe", "shoelace horseshoe", "shoelace horseshoe"),
    ("跑步鞋", "跑步鞋男", "<mark>跑步鞋</mark>男"),
    ("跑步鞋", "跑步 女鞋", "<mark>跑步</mark> 女<mark>鞋</mark>"),
    ("跑步鞋", "步行 大步", "步行 大步"),
    ("连衣裙", "連衣裙 女", "<mark>連衣裙</mark> 女"),
    ("鞋", "跑鞋", "跑<mark>鞋</mark>"),
    ("的", "女的包", "女的包"),
    ("iphone 11", "iPhone11 手机壳", "<mark>iPhone11</mark> 手机壳"),
    ("iphone11", "iPhone 11 64GB", "<mark>iPhone</mark> <mark>11</mark> 64GB"),
    ("ear buds", "Earbuds white", "<mark>Earbuds</mark> white"),
    ("ＮＩＫＥ", "nike ｎｉｋｅ", "<mark>nike</mark> <mark>ｎｉｋｅ</mark>"),
    ("the shoe", "the shoe", "the <mark>shoe</mark>"),
    ("shoe", "", ""),
    ("", "shoe", "shoe"),
    ("nike跑鞋", "nike跑鞋", "<mark>nike跑鞋</mark>"),
]


@pytest.mark.parametrize(("text", "title", "expected"), MARKED)
def test_what_was_asked_is_marked(shop: SmallShop, text: str, title: str, expected: str) -> None:
    assert marked(shop, text, title) == expected


def test_a_synonym_is_marked_and_what_clicks_alone_found_like_it_is_not(shop: SmallShop) -> None:
    query = shop.understood("跑鞋")
    told, clicked = (Rewrite(("跑", "鞋"), ("缓", "震"), "缓震", kind, 0.5) for kind in ("synonym", "clicks"))
    assert Marker.of(replace(query, rewrites=(told,))).mark("缓震跑鞋") == "<mark>缓震跑鞋</mark>"
    assert Marker.of(replace(query, rewrites=(clicked,))).mark("缓震跑鞋") == "缓震<mark>跑鞋</mark>"


def test_markup_in_a_title_is_escaped_inside_and_outside_of_marks(shop: SmallShop) -> None:
    assert marked(shop, "shoe b", "<b>Shoes</b> & 'more'") == "&lt;<mark>b</mark>&gt;<mark>Shoes</mark>&lt;/<mark>b</mark>&gt; &amp; &#x27;more&#x27;"
    assert "<script>" not in marked(shop, "script", "<script>alert(1)</script>")


@given(st.text(max_size=30), st.text(alphabet=st.sampled_from(list("ab<>&\"' 跑步鞋ＮİßﬁΑ漢½")), max_size=20))
@settings(max_examples=150, deadline=None)
def test_without_its_marks_a_highlight_is_the_escaped_title(shop: SmallShop, text: str, title: str) -> None:
    highlight = marked(shop, text + title, title)
    assert re.sub("</?mark>", "", highlight) == html.escape(title)
    assert re.findall("</?mark>", highlight) == ["<mark>", "</mark>"] * highlight.count("<mark>")


@given(st.lists(st.text(alphabet=st.sampled_from(list('ab s<&" 跑步鞋連衣裙ＮİßΑΣ½℃\n')), max_size=12), max_size=5))
@settings(max_examples=150, deadline=None)
def test_titles_marked_together_are_those_marked_one_by_one(shop: SmallShop, titles: list[str]) -> None:
    marker = Marker.of(shop.understood("a 跑步鞋 連衣裙 b"))
    assert marker.mark_all(titles) == [marker.mark(title) for title in titles]


def page(shop: SmallShop, text: str, start: int = 0, end: int = 20, **asked: Any) -> Page:
    search = shop.search(text, **asked)
    return page_of(search, hits_of(search, {}, start, end), query_id="q1", pipeline="day_one", took_ms=1.23456)


def test_a_hit_has_the_shops_own_document_its_rank_and_its_marked_title(shop: SmallShop) -> None:
    (hit,) = page(shop, "red socks").hits[:1]
    assert (hit.id, hit.rank, hit.type) == ("p0", 1, "product")
    assert hit.document == {"id": "p0", "title": TITLES[0]}
    assert hit.highlight["title"] == "<mark>Red</mark> Shoes &amp; &lt;b&gt;<mark>socks</mark>&lt;/b&gt;"


def test_ranks_go_on_over_the_pages(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": f"{number}", "title": "shoe"} for number in range(5)))
    second = page(shop, "shoe", 2, 4, page=2, per_page=2)
    assert [(hit.id, hit.rank) for hit in second.hits] == [("2", 3), ("3", 4)]
    assert second.next == {"page": 3, "view": "v000001"}
    assert page(shop, "shoe", 4, 6, page=3, per_page=2).next is None


def test_a_page_says_what_was_understood_and_found(shop: SmallShop) -> None:
    seen = page(shop, "Red VELVET Socks", facets=["brand"])
    assert seen.query == {
        "typed": "Red VELVET Socks",
        "text": "red velvet socks",
        "tokens": ["red", "velvet", "socks"],
        "corrected": None,
        "entities": [{"kind": "colour", "name": "red", "start": 0, "end": 3}],
        "intents": [],
        "categories": [],
    }
    assert seen.applied == ()
    assert (seen.total, seen.total_relation, seen.ranker, seen.pipeline) == (1, "eq", "day_one", "day_one")
    assert seen.relaxed == {"dropped": ["velvet"]}
    assert seen.took_ms == 1.235
    assert set(seen.timings_ms) == {"understand", "recall", "day_one", "fuse"}


def test_a_page_of_everything_found_relaxes_nothing(shop: SmallShop) -> None:
    assert page(shop, "red socks").relaxed is None


def test_a_page_without_its_engine_says_what_is_missing(shop: SmallShop) -> None:
    seen = page(shop.by_engine().without_engine(), "red socks")
    assert [missing.part for missing in seen.degraded] == ["engine"]
    assert seen.hits[0].id == "p0"


def test_nothing_found_is_a_page_too(shop: SmallShop) -> None:
    seen = page(shop, "velvet")
    assert (seen.hits, seen.total, seen.next) == ((), 0, None)


def test_hits_are_explained_where_the_query_asks_for_it(shop: SmallShop) -> None:
    asked, unasked = (answer(shop.search("red socks", explain=explain), "day_one", time.perf_counter()) for explain in (True, False))
    assert unasked.hits[0].explain is None
    reasons = asked.hits[0].explain
    assert reasons is not None
    assert reasons["score"] == pytest.approx(asked.hits[0].score)
    assert reasons["positions"] == {"engine": 1, "keyword": 1, "page": 1}


def test_every_answer_has_an_id_of_its_own_and_the_asked_part_of_the_list(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, *({"id": f"{number}", "title": "shoe"} for number in range(5)))
    search = shop.search("shoe", page=2, per_page=2)
    one, other = (answer(search, "day_one", time.perf_counter()) for _ in range(2))
    assert one.query_id != other.query_id
    assert [hit.id for hit in one.hits] == ["2", "3"]
    assert [hit.id for hit in answer(shop.search("shoe"), "day_one", time.perf_counter(), whole=True).hits] == ["0", "1", "2", "3", "4"]


def test_a_page_names_the_brand_that_was_asked_for(shop: SmallShop) -> None:
    assert page(shop, "花西子 口红").query["entities"] == [{"kind": "brand", "name": "花西子", "start": 0, "end": 3}]


def test_a_filter_that_the_words_asked_for_is_named_with_its_words_and_how_to_undo_it(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"title": "蓝牙耳机 a", "price": 99}, {"title": "蓝牙耳机 b", "price": 500})
    seen = page(shop, "300以内蓝牙耳机")
    assert seen.total == 1
    assert seen.applied == ({"field": "price", "value": "..300", "text": "300以内", "undo": "price", "relaxed": False},)
    assert seen.query["intents"] == ["price"]
    assert page(shop, "300以内蓝牙耳机", undone=("price",)).applied == ()


def test_a_document_is_read_when_it_is_looked_into_and_leaves_as_it_was_kept() -> None:
    raw = b'{"id":"7", "title":"cup","big":12345678901234567890}'
    document = Document(memoryview(raw))
    assert orjson.dumps({"document": document}, default=lambda one: one.json()) == b'{"document":' + raw + b"}"
    assert document["title"] == "cup"
    assert {**document} == dict(document) == document
    assert document == {"id": "7", "title": "cup", "big": 12345678901234567890}
    assert len(document) == 3
    assert document.get("brand") is None


def test_titles_are_marked_alike_one_by_one_and_together() -> None:
    titles = ["Кеды Nike nikes x nike5 éNike", "NIKE & <跑鞋>", "跑步鞋跑鞋 鞋", "", "nike跑鞋"]
    marker = Marker(frozenset({"nike", "nikes"}), ("步鞋", "跑步", "跑鞋"))
    together = marker.mark_all(titles)
    assert together == [marker.mark(title) for title in titles]
    assert together == [
        "Кеды <mark>Nike</mark> <mark>nikes</mark> x nike5 éNike",
        "<mark>NIKE</mark> &amp; &lt;<mark>跑鞋</mark>&gt;",
        "<mark>跑步鞋跑鞋</mark> 鞋",
        "",
        "<mark>nike跑鞋</mark>",
    ]
