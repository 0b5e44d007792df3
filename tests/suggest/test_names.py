"""What a shop can suggest before anybody has searched."""

from __future__ import annotations

import random

import numpy as np
import pytest

from searchrank.query.words import Cutter, cutter
from searchrank.records import Product
from searchrank.settings import SuggestSettings
from searchrank.suggest.grams import WordStream, cohesion, freedom, frequent_grams
from searchrank.suggest.names import BRAND, BRAND_PRODUCT, CATEGORY, PHRASE, PRODUCT_WORD, CatalogueNames, mine_names


def mined(products: list[Product], cut: Cutter, least: int = 5) -> CatalogueNames:
    random.Random(3).shuffle(products)
    return mine_names(iter(products), cut.all_words, SuggestSettings(catalogue_min_products=least))


def counts(names: CatalogueNames, kind: str) -> dict[str, int]:
    return {name.text: name.products for name in names.of(kind)}


def shoes() -> list[Product]:
    places = ["户外", "公路", "越野", "比赛", "训练", "学校"]
    made = [Product(f"n{at}", f"耐克 男士 {place} 跑步鞋 新款", "Nike/耐克", ("鞋", "跑步鞋")) for at, place in enumerate(places)]
    made += [Product(f"a{at}", f"{place} 跑步鞋", "Adidas", ("鞋", "跑步鞋")) for at, place in enumerate(places[:4])]
    return made + [Product(f"x{at}", f"{place} 水壶", "其他", ("杯壶", "其他")) for at, place in enumerate(places)]


def test_leaves_brands_and_product_words_carry_their_product_counts(cut: Cutter) -> None:
    names = mined(shoes(), cutter(["跑步鞋"]))
    assert counts(names, CATEGORY) == {"跑步鞋": 10}
    assert counts(names, BRAND) == {"耐克": 6}
    assert counts(names, PRODUCT_WORD) == {"跑步鞋": 10}
    assert counts(names, BRAND_PRODUCT) == {"耐克跑步鞋": 6}


def test_a_thing_whose_name_is_cut_apart_is_a_phrase(cut: Cutter) -> None:
    assert list(cut.all_words("跑步鞋")) == ["跑步", "鞋"]
    assert counts(mined(shoes(), cut), PHRASE)["跑步鞋"] == 10


def test_a_category_of_leftovers_and_no_brand_at_all_are_not_suggested(cut: Cutter) -> None:
    assert not {"其他"} & {name.text for name in mined(shoes(), cut, 1).names}


def test_what_fewer_products_carry_is_left_out(cut: Cutter) -> None:
    names = mined(shoes(), cut, 4)
    assert counts(names, BRAND) == {"耐克": 6, "Adidas": 4}


def test_a_phrase_ends_in_a_product_word_and_a_fragment_is_left_out(cut: Cutter) -> None:
    before = ["black", "yellow", "cyan", "magenta", "red", "green", "blue", "grey"]
    toner = [Product(f"t{at}", f"{colour} laser toner {at}a", category=("print", "laser toner")) for at, colour in enumerate(before)]
    other = [Product(f"o{at}", f"{colour} desk lamp", category=("light", "lamp")) for at, colour in enumerate(before)]
    phrases = counts(mined(toner + other, cut), PHRASE)
    assert phrases == {"laser toner": 8, "desk lamp": 8}


def test_a_phrase_does_not_cross_punctuation(cut: Cutter) -> None:
    crossed = [Product(str(at), f"{word} laser, toner", category=("toner",)) for at, word in enumerate("abcdefgh")]
    assert counts(mined(crossed, cut), PHRASE) == {}


def test_no_products_give_no_names(cut: Cutter) -> None:
    assert mined([], cut).names == ()
    assert mined([Product("1", "")], cut).names == ()


def stream_of(*titles: str) -> WordStream:
    stream = WordStream()
    for title in titles:
        stream.add([title.split()])
    return stream


def test_a_sequence_counts_each_title_once() -> None:
    grams = frequent_grams(stream_of("a b a b", "a b"), 2)
    assert grams[1].products.tolist() == [2]
    assert grams[1].uses.tolist() == [3]


def test_cohesion_is_the_frequency_over_chance() -> None:
    stream = stream_of("a b x", "a b y", "x y", "y x")
    grams = frequent_grams(stream, 2)
    # ten words, "a b" twice, a twice, b twice: log2(2 * 10 / (2 * 2)) = log2(5)
    assert cohesion(grams, 2).tolist() == pytest.approx([np.log2(5)])


def test_freedom_is_the_entropy_of_the_poorer_side() -> None:
    stream = stream_of("p a b x", "q a b x", "r a b y", "s a b y")
    grams = frequent_grams(stream, 4)
    # four words before "a b": 2 bits; two words behind it, each half: 1 bit
    assert freedom(grams[1], stream.ids(), stream.stretches()).tolist() == pytest.approx([1.0])


def test_ends_of_titles_are_free() -> None:
    stream = stream_of("a b", "a b", "a b", "a b")
    grams = frequent_grams(stream, 4)
    assert freedom(grams[1], stream.ids(), stream.stretches()).tolist() == pytest.approx([2.0])
