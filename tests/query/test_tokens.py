"""The tokens of recall: Chinese by characters, Latin by stems, glued runs whole and as parts, the same for index and query."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.normalise import normalise
from searchrank.query.tokens import bigrams, glued_parts, has_unit, query_units, stem, units, words_of_stem


def test_chinese_is_cut_into_characters_and_latin_into_stems() -> None:
    assert units("耐克 running shoes").main == ("耐", "克", "running", "shoe")
    assert units("耐克 running shoes").extra == ()


def test_a_glued_run_is_kept_whole_and_its_parts_stand_behind() -> None:
    cut = units("启辰r50大灯罩")
    assert cut.main == ("启", "辰", "r50", "大", "灯", "罩")
    assert cut.extra == ("r", "50")


def test_a_dashed_model_number_is_also_joined() -> None:
    cut = units("sony wh-1000xm4")
    assert cut.main == ("sony", "wh", "1000xm4")
    assert "wh1000xm4" in cut.extra


def test_a_dashed_word_without_digits_is_not_joined() -> None:
    assert units("t-shirt usb/hdmi").extra == ()
    assert units("t-shirt usb/hdmi").main == ("t", "shirt", "usb", "hdmi")


def test_a_decimal_number_is_one_unit() -> None:
    assert units("2.5 m").main == ("2.5", "m")
    assert units("1.2.3").main == ("1", "2", "3")
    assert [token.alternatives for token in query_units("2.5")] == [()]  # a product of 2 and 5 is none of 2.5


def test_codes_of_many_changes_have_no_parts() -> None:
    assert glued_parts("ah547aa") == []
    assert glued_parts("500ml") == ["500", "ml"]


@pytest.mark.parametrize(
    ("many", "one"), [("shoes", "shoe"), ("batteries", "battery"), ("watches", "watch"), ("dishes", "dish"), ("dresses", "dress")]
)
def test_plural_and_singular_are_one(many: str, one: str) -> None:
    assert stem(many) == stem(one) == one


@pytest.mark.parametrize("word", ["bus", "gps", "tennis", "glass", "dress", "ios"])
def test_what_only_looks_like_a_plural_stays(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="aceihosuxyz1", min_size=1, max_size=7), st.sampled_from(["", "s", "es", "ies"]))
def test_the_words_of_a_stem_are_those_that_are_cut_to_it(text: str, ending: str) -> None:
    word = text + ending
    assert word in words_of_stem(stem(word))
    assert {stem(one) for one in words_of_stem(text)} <= {text}


@given(st.text(max_size=12))
def test_a_text_has_a_unit_where_cutting_gives_one(text: str) -> None:
    assert has_unit(normalise(text)) == bool(units(normalise(text)).main)


def test_bigrams_are_neighbours_and_do_not_jump_over_latin_or_blanks() -> None:
    assert bigrams("跑步鞋") == ["跑步", "步鞋"]
    assert bigrams("跑 步a鞋") == []
    assert bigrams("nike") == []


def test_stop_words_leave_the_query_unless_nothing_else_is_left() -> None:
    assert [token.text for token in query_units("the bag for men")] == ["bag", "men"]
    assert [token.text for token in query_units("女的包")] == ["女", "包"]
    assert [token.text for token in query_units("to be or not")] == ["be", "not"]
    assert [token.text for token in query_units("of the")] == ["of", "the"]


def test_without_is_no_stop_word() -> None:
    assert "without" in {token.text for token in query_units("phone without camera")}


def test_each_unit_stands_once() -> None:
    assert [token.text for token in query_units("shoe shoes SHOE".lower())] == ["shoe"]


def test_neighbours_may_be_written_as_one_word() -> None:
    ear, buds = query_units("ear buds")
    assert ear.alternatives == buds.alternatives == (("earbud",),)


def test_a_glued_run_may_be_matched_by_its_parts() -> None:
    (token,) = query_units("iphone11")
    assert token.alternatives == (("iphone", "11"),)


def test_characters_are_never_joined_with_latin() -> None:
    assert all(token.alternatives == () for token in query_units("耐克 鞋"))
    assert {token.text: token.alternatives for token in query_units("鞋 nike")}["nike"] == ()


@pytest.mark.parametrize("text", ["跑步鞋", "的鞋的", "的", "红红火火", "〇"])
def test_what_is_all_chinese_is_cut_as_beside_anything_else(text: str) -> None:
    assert query_units(text) == query_units(f"{text} ")
    assert bigrams(text) == bigrams(f"{text} ")


TEXTS = st.text(alphabet=st.sampled_from(list("ab1 2-./跑步鞋sxеñ_的ⅷ漢字")), max_size=24)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_unit_of_a_query_is_a_unit_of_the_same_title(text: str) -> None:
    normal = normalise(text)
    cut = units(normal)
    assert {token.text for token in query_units(normal)} <= set(cut.main)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_parts_that_stand_for_a_unit_are_in_the_index_too(text: str) -> None:
    normal = normalise(text)
    cut = units(normal)
    known = set(cut.main) | set(cut.extra)
    for token in query_units(normal):
        assert all(set(way) <= known for way in token.alternatives if len(way) > 1)
