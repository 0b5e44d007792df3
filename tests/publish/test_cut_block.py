"""Products cut block by block: the same tokens, columns and rows of the index as product by product, of whatever characters they are made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish import cut_block
from searchrank.publish.cut import ProductCutter
from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.parts import cut_part
from searchrank.publish.tables import Table
from searchrank.query.ngrams import ngram_bitmap, ngram_bitmaps
from searchrank.query.normal_loops import SEPARATOR, codes_of, normalise_all
from searchrank.query.normalise import normalise
from searchrank.query.run_loops import kinds, pairs, runs, spelled
from searchrank.query.tokens import RUN, bigrams
from searchrank.query.words import cutter
from searchrank.records import Product
from searchrank.store.arrays import edges_of, read_strings, write_strings
from searchrank.store.products import parse_product
from tests.publish.plain_collecting import collected_plainly, told

CUTTER = cutter(["大灯罩", "跑步鞋"])
STRANGE = "éÉ\u0301\u200b\u3000\xa0\x00\x1f\x85ΣΑςİ½℃…㎡ﬁ𠀀\U00030ede𝟙①Ⅷ㈱〇々ｱｶﾞが\u1161\u1100한ﾡ٣᠎\u2028'\"”″’_\U0001f600\ue000著乾瞭"
PARTS = [
    "启辰r50大灯罩",
    "連衣裙",
    "running-shoes",
    "Men's",
    '15.6"',
    "500 ML",
    "12.5.3",
    "2.5寸",
    "wh-1000xm4",
    "iphone11",
    "glasses",
    "ＡＢＣ",
    " - ",
    "<p>",
    "</b>",
    "&amp;",
    "/",
]
TEXTS = st.lists(
    st.one_of(st.sampled_from([*PARTS, " ", ",", "，", "(", "-", ".", "  "]), st.sampled_from(STRANGE), st.characters()), max_size=9
).map("".join)
PLAIN = TEXTS.map(lambda text: text.encode("utf-8", "ignore").decode())
NAMES = st.one_of(st.sampled_from(["Nike", "NIKE", "耐克", "跑步鞋", "500ml", "yes", "42", "6.5", ""]), PLAIN)


@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=400, deadline=None)
def test_texts_together_have_the_normal_forms_that_each_has(texts: list[str]) -> None:
    assert normalise_all(texts) == list(map(normalise, texts))


def test_every_character_has_its_normal_form_among_others() -> None:
    among = [f"跑a{chr(code)}1 b{chr(code)} 鞋" for code in [*range(0x3400), *range(0x9F00, 0x11000), *range(0x11000, 0x110000, 97)]]
    assert normalise_all(among) == list(map(normalise, among))


def test_a_text_that_holds_the_separator_is_read_as_any_other() -> None:
    texts = [f"a{SEPARATOR}b", "連", SEPARATOR]
    assert normalise_all(texts) == list(map(normalise, texts))


@given(st.lists(TEXTS.map(normalise), max_size=6))
@settings(max_examples=400, deadline=None)
def test_runs_and_pairs_are_those_of_each_text(texts: list[str]) -> None:
    texts = [text for text in texts if SEPARATOR not in text]
    codes, joined = codes_of(texts), SEPARATOR.join([*texts, ""])
    begins, ends, counts = runs(codes, kinds(), True)
    found = [RUN.findall(text) for text in texts]
    assert [joined[begin:end] for begin, end in zip(begins, ends, strict=True)] == [run for some in found for run in some]
    assert counts.tolist() == list(map(len, found))
    two, lengths = pairs(codes, kinds())
    assert lengths.tolist() == [len(bigrams(text)) for text in texts]
    head = codes_of(["跑"])[:1]
    letters, rows = spelled(two, edges_of(lengths), *Table().letters(), np.arange(2), head)
    read = letters.tobytes().decode("utf-32-le")
    assert [read[begin:end] for begin, end in pairwise(rows)] == ["跑" + " ".join(bigrams(text)) for text in texts]
    assert ngram_bitmaps(texts).tolist() == [ngram_bitmap(text).tolist() for text in texts]


def documents() -> st.SearchStrategy[dict[str, Any]]:
    numbers = st.one_of(st.none(), st.floats(0, 1e6), st.integers(0, 10**6), st.sampled_from(["", "7.5"]))
    values = st.one_of(NAMES, st.booleans(), st.integers(0, 99), st.lists(NAMES, max_size=3))
    optional = {
        "brand": NAMES,
        "category": st.one_of(st.lists(NAMES, max_size=3), st.just("鞋 > 跑步鞋")),
        "description": PLAIN,
        "attributes": st.dictionaries(st.sampled_from(["Size", "颜色", "a:b", 'say "so"']), values, max_size=3),
        "shop": NAMES,
        "region": NAMES,
        "style": NAMES,
        "stock": st.one_of(st.none(), st.integers(-3, 9)),
        "image_url": NAMES,
        "released_at": st.sampled_from([None, "2024-05-31", 1717113600.5]),
        **dict.fromkeys(("price", "original_price", "sales", "rating", "reviews"), numbers),
    }
    titles = PLAIN.filter(lambda text: text.strip())
    return st.fixed_dictionaries({"id": st.integers(0, 99), "title": titles}, optional=optional)


def assert_cut_alike(folder: Path, products: Sequence[Product], cut: BlockCutter) -> None:
    write_strings(folder, "document", [product.document for product in products])
    part = cut_part(read_strings(folder, "document"), range(len(products)), cut)
    collected, rows = collected_plainly(products, cut.plain)
    ours, theirs = part.collected.piles(), collected.piles()
    assert {name: told(pile) for name, pile in ours.items()} == {name: told(pile) for name, pile in theirs.items()}
    assert [row.opened() for row in part.index_rows()] == rows


@given(st.lists(documents().map(parse_product), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_a_block_is_cut_as_its_products_are(tmp_path_factory: pytest.TempPathFactory, products: list[Product]) -> None:
    assert_cut_alike(tmp_path_factory.mktemp("block"), products, BlockCutter(ProductCutter(CUTTER)))


def test_a_cutter_that_knows_too_much_begins_anew_and_cuts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_block, "MOST_KNOWN", 3)
    cut = BlockCutter(ProductCutter(CUTTER))
    for number in range(3):
        product = parse_product({"id": number, "title": f"red 跑步鞋 r{number}0 glasses", "brand": "Nike", "category": ["鞋"]})
        assert_cut_alike(tmp_path, [product], cut)
        assert "r10" not in cut.runs.known.texts(0) or number == 1
