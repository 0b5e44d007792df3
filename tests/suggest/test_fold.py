"""The forms by which queries are compared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.lexicon import lexicon
from searchrank.query.mentions import fold as fold_name
from searchrank.suggest.bank import _PERSONAL, presentable
from searchrank.suggest.fold import _told, same_shelf

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


@settings(deadline=None)
@given(st.from_regex(_PERSONAL), st.text(max_size=5))
def test_whatever_looks_like_personal_data_is_seen(private: str, beside: str) -> None:
    assert not presentable(private + beside) or not _PERSONAL.search(private + beside)


def test_a_quick_look_leaves_nothing_out() -> None:
    assert re.search(_PERSONAL, "www.shop") and not presentable("www.shop") and not presentable("3栋") and not presentable("http:x")
