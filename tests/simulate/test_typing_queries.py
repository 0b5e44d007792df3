"""What is typed says exactly what it is said to say, in the words and the order of people."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from math import isnan
from random import Random

import numpy as np
import pytest

from searchrank.simulate.typing.invert import Reader
from searchrank.simulate.typing.mentions import BRAND_ALONE, Wording
from searchrank.simulate.typing.price import around, read_price, say_cheap, say_price
from searchrank.simulate.typing.typed import ERRORS, INPUTS, KINDS
from searchrank.simulate.typing.typist import MOST_SAID, STEPS, Utterance
from searchrank.simulate.wants import Needs, Want, Wants
from searchrank.simulate.world.catalogue import NONE
from searchrank.simulate.world.world import World
from tests.simulate.some_shoppers import Town, town


@pytest.fixture(scope="module")
def shoppers(world: World) -> Town:
    return town(world.lexicon)


@pytest.fixture(scope="module")
def needs(shoppers: Town) -> Needs:
    return shoppers.needs(6000)


@pytest.fixture(scope="module")
def spoken(shoppers: Town, needs: Needs) -> list[Utterance]:
    return shoppers.say(needs)


@pytest.fixture(scope="module")
def refined(shoppers: Town, needs: Needs, spoken: list[Utterance]) -> list[Utterance]:
    typist, chance = shoppers.typist(), Random(9)
    return [typist.refine(needs, row, last, chance, keys=False) for row, last in enumerate(spoken)]


def of(spoken: list[Utterance], language: str) -> list[Utterance]:
    return [one for one in spoken if one.typed.language == language]


def test_spans_say_what_the_query_says_and_nothing_else(shoppers: Town, spoken: list[Utterance], refined: list[Utterance]) -> None:
    """The way back: the want is read from text and spans alone, and is the want that the query was made of."""
    readers = {language: Reader(shoppers.places, said) for language, said in shoppers.typist().phrases.items()}
    for one in (*spoken, *refined):
        found = readers[one.typed.language].want(one.typed)
        assert _same(found, one.want), (one.typed, found, one.want)


def test_a_first_query_says_nothing_that_is_not_needed(needs: Needs, spoken: list[Utterance]) -> None:
    for need, one in zip(needs.wants.rows(), spoken, strict=True):
        said = one.want
        for part in ("leaf", "word", "brand", "model", "fits", "audience", "season"):
            assert getattr(said, part) in (getattr(need, part), NONE)
        assert all(bits & need.values[slot] == bits for slot, bits in enumerate(said.values))
        assert said.points & need.points == said.points
        assert said.uses & need.uses == said.uses


def test_every_query_names_something(spoken: list[Utterance]) -> None:
    assert all(one.typed.text.strip() == one.typed.text != "" for one in spoken)
    assert all(one.want.leaf != NONE or one.want.brand != NONE for one in spoken)


def test_spans_name_stretches_of_the_intended_text_one_after_the_other(spoken: list[Utterance]) -> None:
    for one in spoken:
        typed = one.typed
        ends = [0, *(span.end for span in typed.spans)]
        assert all(before <= span.start < span.end <= len(typed.intended) for before, span in zip(ends, typed.spans, strict=False))
        assert all(span.kind in KINDS for span in typed.spans)


def test_segments_make_up_the_intended_text(spoken: list[Utterance]) -> None:
    for one in spoken:
        assert "".join(one.typed.segments) == one.typed.intended.replace(" ", "")
        assert all(segment and " " not in segment for segment in one.typed.segments)


def test_a_slip_is_named_and_the_intended_text_kept(spoken: list[Utterance]) -> None:
    slipped = [one.typed for one in spoken if one.typed.error]
    assert all(one.error in ERRORS and one.text != one.intended for one in slipped)
    assert all(one.text == one.intended for one in (two.typed for two in spoken) if not one.error and one.input in ("characters", "english"))
    assert 0.03 < len([one for one in slipped if one.language == "zh"]) / len(of(spoken, "zh")) < 0.08
    assert 0.07 < len([one for one in slipped if one.language == "en"]) / len(of(spoken, "en")) < 0.14


def test_usual_words_are_used_more_often(spoken: list[Utterance]) -> None:
    worded = Counter(one.want.word for one in spoken if one.want.word != NONE)
    assert worded[0] > 0.6 * worded.total()
    assert len(worded) > 2, "but not always"


def test_parts_are_said_about_as_often_as_published(spoken: list[Utterance]) -> None:
    """Of 9,705 queries: product 84.5 % and more by name, brand 22.7, audience 16, unit 8.6, colour 6.7, material 5.8, price 0.5."""
    shares = {kind: np.mean([any(span.kind == kind for span in one.typed.spans) for one in spoken]) for kind in KINDS}
    assert 0.85 < shares["word"] < 0.97
    assert 0.08 < shares["brand"] < 0.25
    assert 0.10 < shares["audience"] < 0.20
    assert 0.01 < shares["number"] < 0.10
    assert 0.04 < shares["colour"] < 0.11
    assert 0.02 < shares["material"] < 0.08
    assert shares["price"] < 0.005


def test_who_leaves_pinyin_in_the_box_meant_characters(spoken: list[Utterance]) -> None:
    entered = Counter(one.typed.input for one in of(spoken, "zh"))
    assert set(entered) <= set(INPUTS)
    assert 0.004 < entered["pinyin"] / entered.total() < 0.02
    for one in (one.typed for one in spoken if one.typed.input == "pinyin"):
        assert one.text.isascii()
        assert not one.intended.isascii()


def test_chinese_is_glued_now_and_then_spaced(spoken: list[Utterance]) -> None:
    several = [one.typed.intended for one in of(spoken, "zh") if len(one.typed.spans) > 1]
    assert 0.0 < np.mean([" " in text for text in several]) < 0.15


def test_marketing_words_ask_for_nothing(spoken: list[Utterance]) -> None:
    empty = [one for one in spoken if any(span.kind == "marketing" for span in one.typed.spans)]
    assert 0.02 < len(empty) / len(spoken) < 0.06
    assert all("marketing" not in Want._fields for _ in empty)
    only = next(one for one in empty if len(one.typed.spans) == 2)
    assert sum(part.part != "marketing" for part in only.mentions) == 1


def test_the_same_seed_types_the_same(shoppers: Town, needs: Needs) -> None:
    few = needs.take(np.arange(300))
    first, again, other = (shoppers.say(few, seed=seed, keys=True) for seed in (4, 4, 5))
    assert [one.typed for one in first] == [one.typed for one in again]
    assert [one.typed for one in first] != [one.typed for one in other]


def test_one_need_said_alone_is_said_as_among_all(shoppers: Town, needs: Needs) -> None:
    alone = shoppers.typist().say(needs, 0, Random(3), keys=False)
    assert alone.typed == shoppers.say(needs.take(np.arange(1)))[0].typed
    assert alone.said.leaf.tolist() == [alone.want.leaf]


def test_another_wording_is_another_text(spoken: list[Utterance], refined: list[Utterance]) -> None:
    same = [one for one, next_ in zip(spoken, refined, strict=True) if one.typed.text == next_.typed.text]
    assert len(same) / len(spoken) < 0.01
    steps = Counter(one.step for one in refined)
    assert set(steps) - {"again"} == set(STEPS) - {"first", "again"}
    assert steps["again"] / len(refined) < 0.01


def test_who_made_a_slip_types_it_again(spoken: list[Utterance], refined: list[Utterance]) -> None:
    pairs = [(one, next_) for one, next_ in zip(spoken, refined, strict=True) if one.typed.error]
    corrected = [(one, next_) for one, next_ in pairs if next_.step == "corrected"]
    assert 0.75 < len(corrected) / len(pairs) < 0.95
    assert all(next_.typed.intended == one.typed.intended and _same(next_.want, one.want) for one, next_ in corrected)
    assert all(not next_.typed.error for _, next_ in corrected)


def test_each_step_does_what_it_is_called(needs: Needs, spoken: list[Utterance], refined: list[Utterance]) -> None:
    wants = needs.wants.rows()
    for need, one, after in zip(wants, spoken, refined, strict=True):
        before, then = set(one.mentions), set(after.mentions)
        if after.step == "broader":
            assert then < before
        elif after.step == "synonym":
            assert one.want.word != after.want.word
            assert one.want.leaf == after.want.leaf
        elif after.step == "brand":
            assert after.want.brand not in (one.want.brand, NONE) or after.want == one.want
        elif after.step == "price":
            assert not isnan(after.want.high)
            assert after.want.high in (need.high, pytest.approx(1.2 * need.high, rel=1e-3))


def test_broad_first_then_narrower(shoppers: Town, needs: Needs) -> None:
    """Who says only the product first adds what else is wanted."""
    wording = Wording(modifiers_zh=(1.0,), modifiers_en=(1.0,), marketing=0.0, priced=0.0, cheap=0.0)
    typist, chance = shoppers.typist(wording), Random(2)
    narrower = []
    for row in range(400):
        first = typist.say(needs, row, chance, keys=False)
        assert [one.part for one in first.mentions] == ["word"]
        narrower += [next_ for next_ in [typist.refine(needs, row, first, chance, keys=False)] if next_.step == "narrower"]
    assert len(narrower) > 100
    assert all(len(one.mentions) == 2 for one in narrower)


def test_what_stands_without_a_word_or_a_model_is_a_brand_and_whom_it_is_for(spoken: list[Utterance], refined: list[Utterance]) -> None:
    wordless = [one for one in (*spoken, *refined) if one.want.leaf == NONE]
    assert len(wordless) > 50
    assert all({mention.part for mention in one.mentions} - {"marketing", "price", "cheap"} <= BRAND_ALONE for one in wordless)


def test_nobody_adds_a_fourth_thing_to_three(spoken: list[Utterance], refined: list[Utterance]) -> None:
    steps = [(len(one.mentions), after.step) for one, after in zip(spoken, refined, strict=True)]
    assert all(said < MOST_SAID for said, step in steps if step == "narrower")
    assert any(said >= MOST_SAID for said, _ in steps)


def test_another_brand_is_another_one_and_leaves_only_the_product_and_whom_it_is_for(spoken: list[Utterance], refined: list[Utterance]) -> None:
    tried = [(one, after) for one, after in zip(spoken, refined, strict=True) if after.step == "brand"]
    assert len(tried) > 20
    assert all(one.want.brand != after.want.brand for one, after in tried)
    assert all({mention.part for mention in after.mentions} <= {"word", "audience", "brand"} for _, after in tried)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("300以内", None, 300),
        ("300元以下", None, 300),
        ("不超过80", None, 80),
        ("100到200", 100, 200),
        ("100-200元", 100, 200),
        ("50块左右", 40, 60),
        ("under 50", None, 50),
        ("between 20 and 35.5", 20, 35.5),
        ("便宜的", None, None),
        ("cheap", None, None),
        ("红色", None, None),
    ],
)
def test_a_price_is_read_as_people_mean_it(text: str, low: float | None, high: float | None) -> None:
    found = read_price(text)
    assert [None if isnan(bound) else bound for bound in found] == [low, high]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_wording_of_a_price_is_read_back(language: str) -> None:
    chance = Random(1)
    for _ in range(300):
        high = chance.choice((5.0, 80.0, 350.0, 2500.0))
        low = chance.choice((float("nan"), high / 2))
        found = read_price(say_price(low, high, False, language, chance))
        assert found == (low, high) or (isnan(found[0]) and isnan(low) and found[1] == high)
        assert read_price(say_price(*around(high), True, language, chance)) == around(high)
        assert all(map(isnan, read_price(say_cheap(language, chance))))


def test_wants_go_to_columns_and_back(needs: Needs) -> None:
    rows = needs.wants.rows()[:50]
    assert all(_same(one, back) for one, back in zip(rows, Wants.of(rows).rows(), strict=True))
    assert len(Wants.of([])) == 0
    assert Wants.of([]).values.shape[0] == 0


def _same(one: Want, other: Want) -> bool:
    return all(first == second or (first != first and second != second) for first, second in zip(one, other, strict=True))


def test_another_process_types_the_same(world: World) -> None:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "11", "PYTHONPATH": "."}
    )
    assert told.stdout.split("\n")[:-1] == first_texts(world)


def first_texts(world: World) -> list[str]:
    """What the shoppers of seed 4 type first, and next."""
    shoppers = town(world.lexicon, 200, 4)
    needs, typist, chance = shoppers.needs(200), shoppers.typist(), Random(6)
    said = typist.say_all(needs, chance)
    return [one.typed.text for one in said] + [typist.refine(needs, row, one, chance, keys=False).typed.text for row, one in enumerate(said)]


PROGRAM = """
import sys
from datetime import date
from searchrank.simulate.world.world import load_world
from tests.simulate.test_typing_queries import first_texts
sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write("".join(text + "\\n" for text in first_texts(load_world(date(2026, 3, 1)))))
"""
