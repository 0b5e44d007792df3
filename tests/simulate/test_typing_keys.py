"""The box after every key is what a browser would show, and ends with what is submitted."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from searchrank.simulate.typing.entry import Hand, entered
from searchrank.simulate.typing.keys import initials, keys, letters, pieces, unfinished
from searchrank.simulate.typing.pinyin import composed, fuzzy, homophones, syllables
from searchrank.simulate.typing.typed import Key, Typed
from searchrank.simulate.typing.typist import Utterance
from searchrank.simulate.world.world import World
from tests.simulate.some_shoppers import town


@pytest.fixture(scope="module")
def spoken(world: World) -> list[Utterance]:
    shoppers = town(world.lexicon, 3000)
    return shoppers.say(shoppers.needs(4000), keys=True)


def typed(text: str, style: str, *, seed: int = 1, slips: float = 0.0, segments: tuple[str, ...] = ()) -> Typed:
    """The first query that this hand leaves in its own style."""
    chance = Random(seed)
    tries = (entered(text, "zh", (), segments or (text,), Hand(style, slips), chance, True) for _ in range(50))
    return next(one for one in tries if one.input == style)


def test_an_input_method_composes_letters_and_commits_words() -> None:
    assert [key.shown for key in keys("跑鞋", ("跑鞋",))] == ["p", "pa", "pao", "pao'x", "pao'xi", "pao'xie", "跑鞋"]
    assert keys("跑鞋", ("跑鞋",))[2] == Key("", "pao")


def test_words_are_committed_one_after_the_other() -> None:
    shown = [key.shown for key in keys("红色跑鞋", ("红色", "跑鞋"))]
    assert "hong'se" in shown
    assert "红色" in shown
    assert "红色pao'xie" in shown
    assert shown[-1] == "红色跑鞋"


def test_latin_letters_appear_one_by_one() -> None:
    assert [key.shown for key in keys("nike 鞋", ("nike", "鞋"))] == ["n", "ni", "nik", "nike", "nike ", "nike x", "nike xi", "nike xie", "nike 鞋"]


def test_long_words_are_typed_in_parts() -> None:
    assert list(pieces("笔记本电脑支架", ("笔记本电脑支架",))) == ["笔记本电", "脑支架"]


def test_the_box_ends_with_what_is_submitted(spoken: list[Utterance]) -> None:
    for one in spoken:
        assert one.typed.keys[-1].shown.replace("'", "") == one.typed.text.replace("'", "")
        assert one.typed.keys[-1] == Key(one.typed.text) or one.typed.input == "mixed"


def test_every_key_changes_the_box(spoken: list[Utterance]) -> None:
    for one in spoken:
        shown = [key.shown for key in one.typed.keys]
        assert all(before != after for before, after in pairwise(shown))


def test_a_chinese_query_takes_about_three_keys_a_character(spoken: list[Utterance]) -> None:
    chinese = [
        one.typed for one in spoken if one.typed.input == "characters" and one.typed.text and all("一" <= letter <= "鿿" for letter in one.typed.text)
    ]
    assert 2.5 < np.mean([len(one.keys) / len(one.text) for one in chinese]) < 4.5


def test_keys_do_not_change_what_is_typed(world: World) -> None:
    shoppers = town(world.lexicon, 400)
    needs = shoppers.needs(400)
    with_keys, without = shoppers.say(needs, keys=True), shoppers.say(needs)
    assert [one.typed.text for one in with_keys] == [one.typed.text for one in without]
    assert not any(one.typed.keys for one in without)


def test_pinyin_is_left_as_it_is() -> None:
    left = typed("跑鞋", "pinyin")
    assert (left.text, left.intended, left.error) == ("paoxie", "跑鞋", "")
    assert [key.shown for key in left.keys] == ["p", "pa", "pao", "paox", "paoxi", "paoxie"]


def test_initials_stand_for_short_texts() -> None:
    assert typed("跑鞋", "initials").text == "px"
    chance = Random(1)
    assert entered("运动跑鞋男", "zh", (), ("运动", "跑鞋", "男"), Hand("initials", 0), chance, False).input in ("pinyin", "characters")


def test_the_end_may_stay_in_letters() -> None:
    left = typed("nike跑鞋", "mixed", segments=("nike", "跑鞋"))
    assert left.text in ("nike跑xie", "nikepaoxie")
    assert left.intended == "nike跑鞋"
    assert [key.shown for key in unfinished("跑", "xie")] == ["p", "pa", "pao", "跑", "跑x", "跑xi", "跑xie"]


def test_brands_in_latin_letters_stay_in_a_pinyin_query() -> None:
    assert letters("nike跑鞋") == "nikepaoxie"
    assert initials("nike跑鞋") == "nikepx"


def test_english_is_typed_as_it_is() -> None:
    one = entered("running shoes", "en", (), ("running", "shoes"), Hand("english", 0.0), Random(1), True)
    assert one.input == "english"
    assert [key.shown for key in one.keys][-2:] == ["running shoe", "running shoes"]


def test_syllables_know_the_word_they_stand_in() -> None:
    assert syllables("长袖") == ("chang", "xiu")
    assert composed("长袖")[-1] == "chang'xiu"


def test_characters_that_sound_alike_are_others_of_the_syllable() -> None:
    assert {"写", "些", "谢"} <= set(homophones("鞋", "xie"))
    assert "鞋" not in homophones("鞋", "xie")
    assert homophones("鞋", "xxx") == ()


@pytest.mark.parametrize(
    ("syllable", "others"), [("zhong", {"zong"}), ("si", {"shi"}), ("lan", {"nan", "lang"}), ("ping", {"pin"}), ("hui", {"fei"})]
)
def test_dialects_confuse_some_syllables(syllable: str, others: set[str]) -> None:
    assert others <= set(fuzzy(syllable))
    assert syllable not in fuzzy(syllable)
