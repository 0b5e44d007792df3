"""What shoppers type finds what shops write, however either of them writes it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.errors import SnapshotDamaged
from searchrank.query.normalise import MAX_QUERY_CHARACTERS, normalise
from searchrank.query.tokens import STOP_WORDS
from searchrank.query.understand import snapshot_cutter
from searchrank.store.snapshot import Snapshot
from tests.small_shop import SmallShop, small_shop

TITLES = (
    "Sony WH-1000XM4 耳机",
    "Apple iPhone 11 64GB",
    "iPhone12 手机壳",
    "JBL earbuds 白色",
    "Lotion 500 ML bottle",
    "連衣裙 女 夏季",
    "花西子口紅",
    "Ｎｉｋｅ running shoe",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("understand"), *TITLES)


SAME_PRODUCT = [
    ("wh-1000xm4", "Sony WH-1000XM4 耳机"),
    ("wh1000xm4", "Sony WH-1000XM4 耳机"),
    ("wh 1000xm4", "Sony WH-1000XM4 耳机"),
    ("WH－1000XM4", "Sony WH-1000XM4 耳机"),
    ("iphone 11", "Apple iPhone 11 64GB"),
    ("iphone11", "Apple iPhone 11 64GB"),
    ("iphone 12", "iPhone12 手机壳"),
    ("ear buds", "JBL earbuds 白色"),
    ("earbud", "JBL earbuds 白色"),
    ("500ml", "Lotion 500 ML bottle"),
    ("500 ml", "Lotion 500 ML bottle"),
    ("500ＭＬ", "Lotion 500 ML bottle"),
    ("连衣裙", "連衣裙 女 夏季"),
    ("連衣裙", "連衣裙 女 夏季"),
    ("花西子口红", "花西子口紅"),
    ("nike", "Ｎｉｋｅ running shoe"),
    ("NIKE Shoes", "Ｎｉｋｅ running shoe"),
]


@pytest.mark.parametrize(("typed", "first"), SAME_PRODUCT)
def test_the_product_is_found_however_it_is_written(shop: SmallShop, typed: str, first: str) -> None:
    assert shop.found(typed)[0] == first


@pytest.mark.parametrize(("typed", "first"), SAME_PRODUCT)
def test_what_is_found_has_every_word_of_the_query(shop: SmallShop, typed: str, first: str) -> None:
    search = shop.search(typed, pipeline="keyword")
    place = search.candidates.rows.tolist().index(shop.rows(first)[0])
    assert search.matches.coverage[place] == pytest.approx(1)
    assert first in shop.matched(typed)


@given(st.sampled_from(TITLES), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_some_words_of_a_title_in_any_order_and_case_find_it(shop: SmallShop, title: str, source: random.Random) -> None:
    words = title.split()
    asked = source.sample(words, source.randint(1, len(words)))
    typed = " ".join(source.choice((str.upper, str.lower, str.title))(word) for word in asked)
    assert title in shop.matched(typed)


STRANGE = [
    "",
    " ",
    "😀🎉",
    "\x00\x01\x7f",
    "' OR 1=1; DROP TABLE products; --",
    "<script>alert('x')</script>",
    'title:"a" AND (b OR c)^2 ~*?',
    "\\u0000 %s %(x)s {0} ${a}",
    "的",
    "the of",
    "-./-./",
    "_____",
    "ⅷ ½ ﷺ ß İ",
    "ab " * 3000,
    "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))),
    " ".join(map(chr, range(0x400, 0x500))),
    "\U00020000\U0002a6d6",
    "\ud7ff\ue000\ufffd",
    "9" * 10_000,
    "1.2.3.4.5/6-7",
]


@pytest.mark.parametrize("typed", STRANGE, ids=range(len(STRANGE)))
def test_no_text_breaks_a_search(shop: SmallShop, typed: str) -> None:
    search = shop.search(typed, facets=["brand", "price"])
    assert len(search.found.rows) == search.found.total
    assert search.query.typed == typed
    assert search.degraded == ()


@given(st.text(max_size=40))
@settings(max_examples=80, deadline=None)
def test_any_text_gets_an_answer(shop: SmallShop, typed: str) -> None:
    assert set(shop.found(typed)) <= set(TITLES)


def test_every_character_of_a_long_query_counts_once(tmp_path: Path) -> None:
    """256 different characters are 256 terms: more than a byte can number."""
    plain = [character for character in map(chr, range(0x5000, 0x6000)) if normalise(character) == character and character not in STOP_WORDS]
    long = "".join(plain[:MAX_QUERY_CHARACTERS])
    shop = small_shop(tmp_path, {"id": "last", "title": long[-2:]}, {"id": "first", "title": long[:2]}, "milk")
    search = shop.search(long, pipeline="keyword")
    assert sorted(shop.view.ids(search.candidates.rows)) == ["first", "last"]
    assert (search.candidates.score > 0).all()


def test_a_query_is_read_to_its_limit(shop: SmallShop) -> None:
    assert shop.understood("a" * 300).text == "a" * MAX_QUERY_CHARACTERS
    assert shop.understood("  " * 200 + "nike").text == ""


def test_understanding_leaves_candidates_alone(shop: SmallShop) -> None:
    search = shop.search("nike")
    again = shop.pipeline("keyword").stages[0].run(search)
    assert again.candidates is search.candidates
    assert again.query == search.query


def test_the_trace_says_how_the_query_was_cut(shop: SmallShop) -> None:
    assert shop.search("sony 耳机").trace[0].changed == "words: sony 耳机"
    assert shop.search("!!").trace[0].changed == "no words"


def test_a_query_names_brand_and_category(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"title": "x", "brand": "花西子", "category": "美妆 > 口红"}, "y")
    query = shop.understood("花西子口红")
    assert [(entity.kind, entity.name) for entity in query.entities] == [("brand", "花西子"), ("category", "美妆 > 口红")]
    assert query.categories == {query.entities[1].id: 1.0}


def test_the_catalogues_own_names_are_words(tmp_path: Path) -> None:
    shop = small_shop(tmp_path, {"title": "x", "brand": "花西子"})
    assert [token.text for token in shop.understood("花西子口红").tagged("han_word")] == ["花西子", "口红"]


def test_a_snapshot_that_was_cut_otherwise_is_refused(shop: SmallShop) -> None:
    snapshot = shop.view.snapshot
    other = {**snapshot.manifest, "cutter": {**snapshot.manifest["cutter"], "version": "0.0.1"}}
    with pytest.raises(SnapshotDamaged, match=r"was cut with .*0\.0\.1.*: publish again"):
        snapshot_cutter(Snapshot(snapshot.path, other))
