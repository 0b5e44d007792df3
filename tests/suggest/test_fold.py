"""The forms by which queries are compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold as fold_name
from searchrank.query.normalise import normalise
from searchrank.settings import SuggestSettings
from searchrank.suggest.bank import LONGEST, build_bank, presentable
from searchrank.suggest.fold import _told, same_shelf
from searchrank.suggest.names import CatalogueNames

WORDS = ("女", "款", "女款", "男士", "跑鞋", "wo", "men", "women", "lady", "kids", "no", "2", "儿", "童")


@pytest.mark.parametrize("words", [["女", "款", "跑鞋"], ["跑鞋", "女款"], ["跑鞋", "女", "款"], ["女士", "跑鞋"]])
def test_people_are_who_they_are_however_they_are_called(words: list[str]) -> None:
    assert same_shelf("".join(words), words) == same_shelf("女款跑鞋", ["女款", "跑鞋"])


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_words_are_told_one_after_the_other(words: list[str]) -> None:
    told, at = [], 0
    while at < len(words):
        both = lexicon().people_of(fold_name("".join(words[at : at + 2])))
        told.append(both or lexicon().people_of(fold_name(words[at])) or words[at])
        at += 2 if both else 1
    assert list(_told(words)) == told


BESIDE = ("", "送到", "联系 ", "call ")
NAMES = st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,5}", fullmatch=True)
MAILS = st.builds("{}@{}.{}".format, NAMES, st.from_regex(r"[a-z0-9-]{1,6}", fullmatch=True), st.sampled_from(["com", "cn", "shop"]))
NUMBERS = st.lists(st.sampled_from(["0", "7", " 1", "-5"]), min_size=8, max_size=12).map(lambda digits: "1" + "".join(digits))
PLACES = st.builds("{}{}".format, st.integers(1, 2999), st.sampled_from(["号楼", "栋", "单元", "室"]))
LINKS = st.builds("{}{}".format, st.sampled_from(["http:", "https:", "http://", "https://", "www."]), st.from_regex(r"[a-z]{1,6}", fullmatch=True))


@settings(deadline=None)
@given(st.one_of(MAILS, NUMBERS, PLACES, LINKS), st.sampled_from(BESIDE), st.sampled_from(BESIDE))
def test_mail_addresses_numbers_of_people_places_and_links_are_never_suggested(private: str, before: str, behind: str) -> None:
    text = normalise(before + private + behind)
    assert len(text) <= LONGEST and not presentable(text)


@pytest.mark.parametrize("text", ["12345678", "iphone 13", "跑鞋 42", "me at shop", "a.b", "5:4 显示器", "栋梁", "会议室", "www", "@home"])
def test_what_only_resembles_them_may_be_suggested(text: str) -> None:
    assert presentable(text)


@pytest.mark.parametrize("private", ["a@b.c", "138-1234-5678", "123456789", "3栋", "12单元", "801室", "6号楼", "http:x", "https:x", "www.shop"])
def test_what_a_shopper_typed_of_himself_is_in_no_bank(private: str) -> None:
    logged = [(private, 99), ("跑鞋", 1)]
    bank = build_bank(logged, CatalogueNames(()), lambda text: 9, SuggestSettings(), lambda text: [text])
    assert [entry.text for entry in bank] == ["跑鞋"]
