"""Slips are those that people make, one a text, and each is what its name says."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from searchrank.simulate.typing.pinyin import fuzzy, syllables
from searchrank.simulate.typing.slips import LATIN, SLIPS, neighbours, slip
from searchrank.simulate.typing.typed import ERRORS

WORD, TEXT, HAN = "sneakers", "running shoes", "红色运动鞋"


def made(text: str, letters: str, kind: str, count: int = 600) -> list[str]:
    """All texts that slips of this kind made of it."""
    chance = Random(3)
    return [slipped for slipped, found in (slip(text, letters, chance) for _ in range(count)) if found == kind]


def test_a_mistapped_key_lies_beside_the_right_one() -> None:
    for text in made(WORD, "latin", "neighbour"):
        (place,) = [place for place, (one, other) in enumerate(zip(WORD, text, strict=True)) if one != other]
        assert text[place] in neighbours(WORD[place])


def test_two_letters_change_places() -> None:
    for text in made(WORD, "latin", "transposed"):
        assert text != WORD
        assert sorted(text) == sorted(WORD)
        assert sum(one != other for one, other in zip(WORD, text, strict=True)) == 2


@pytest.mark.parametrize(("kind", "change"), [("missing", -1), ("doubled", 1), ("split", 1)])
def test_a_letter_is_lost_or_doubled_or_a_word_split(kind: str, change: int) -> None:
    found = made(WORD, "latin", kind)
    assert found
    assert all(len(text) == len(WORD) + change for text in found)
    if kind == "split":
        assert all(text.replace(" ", "") == WORD for text in found)


def test_words_run_together() -> None:
    assert set(made(TEXT, "latin", "joined")) == {"runningshoes"}


def test_homophones_sound_the_same() -> None:
    found = made(HAN, "han", "homophone")
    assert len(set(found)) > 20
    for text in found:
        (place,) = [place for place, (one, other) in enumerate(zip(HAN, text, strict=True)) if one != other]
        assert syllables(text[place])[0] == syllables(HAN)[place]


def test_fuzzy_pinyin_brings_characters_of_the_confused_syllable() -> None:
    for text in made(HAN, "han", "fuzzy_pinyin"):
        (place,) = [place for place, (one, other) in enumerate(zip(HAN, text, strict=True)) if one != other]
        assert syllables(text[place])[0] in fuzzy(syllables(HAN)[place])


def test_pinyin_letters_are_confused_as_dialects_do() -> None:
    assert set(made("zhentou", "pinyin", "fuzzy_pinyin")) == {"zentou", "zhengtou"}


def test_published_kinds_all_occur_and_homophones_lead_in_chinese() -> None:
    chance = Random(5)
    han = Counter(slip(HAN, "han", chance)[1] for _ in range(3000))
    assert han.most_common(1)[0][0] == "homophone"
    latin = Counter(slip(TEXT, "latin", chance)[1] for _ in range(3000))
    assert set(latin) == set(LATIN)
    assert set(han) | set(latin) == set(ERRORS)
    assert all(set(ways) <= set(ERRORS) for _, ways in SLIPS.values())


@pytest.mark.parametrize("text", ["", "9", "鞋", "5g", " "])
@pytest.mark.parametrize("letters", ["han", "latin", "pinyin"])
def test_a_text_too_short_for_a_slip_comes_back_whole(text: str, letters: str) -> None:
    for seed in range(30):
        slipped, kind = slip(text, letters, Random(seed))
        assert (slipped == text) == (kind == "")


def test_a_slip_leaves_no_blank_at_the_ends() -> None:
    chance = Random(8)
    assert all(text.strip() == text for text, _ in (slip(TEXT, "latin", chance) for _ in range(500)))
