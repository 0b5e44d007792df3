"""The compiled reader says of every text what the plain one says."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from searchrank.suggest.pinyin import SEPARATOR
from searchrank.suggest.reading_loops import other_readings, read_along, spoken
from tests.suggest.plain_reading import covered

SYLLABLES = {"跑": "pao", "鞋": "xie", "薄": "bo", "壳": "ke", "长": "zhang", "绿": "lv", "庄": "zhuang", "安": "an", "西": "xi", "先": "xian"}
LONE = "a9é"
PARTS = (*SYLLABLES, *SYLLABLES.values(), *"pxbzlan'9éh", "zh", "chang", "bao", "qiao", "lu", "x'an", "xi")


def as_bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def read_by_loops(typed: str, characters: str, syllables: str, start: int, short: bool) -> int | None:
    asked, text, sounds = as_bytes(typed), as_bytes(characters), as_bytes(syllables)
    end = spoken(asked, sounds, start, short)
    end = end if end >= 0 else read_along(asked, text, sounds, other_readings(), start, short)
    return None if end < 0 else int(end)


@pytest.mark.parametrize("short", [False, True])
def test_the_loops_read_as_the_plain_reader_does(short: bool) -> None:
    random, fits = Random(3), 0
    for _ in range(6000):
        characters = "".join(random.choices([*SYLLABLES, *LONE], k=random.randint(1, 5)))
        syllables = SEPARATOR.join(SYLLABLES.get(character, character) for character in characters)
        start = random.randrange(len(characters))
        typed = "".join(random.choices(PARTS, k=random.randint(1, 4))).strip(SEPARATOR) or "p"
        wanted = covered(typed, characters, syllables, start=start, short=short)
        assert read_by_loops(typed, characters, syllables, start, short) == wanted, (typed, characters, start)
        fits += wanted is not None
    assert fits > 60


@pytest.mark.parametrize(
    ("typed", "characters", "syllables", "end"),
    [
        ("xian", "西安", "xi'an", 2),
        ("xi'an", "先", "xian", None),
        ("zhuan", "庄", "zhuang", 0),
        ("lu", "绿", "lv", 1),
        ("跑xi", "跑鞋", "pao'xie", 1),
    ],
)
def test_a_syllable_counts_when_it_is_typed_out(typed: str, characters: str, syllables: str, end: int | None) -> None:
    assert read_by_loops(typed, characters, syllables, 0, False) == end


def test_a_blank_in_the_text_is_no_character() -> None:
    assert read_by_loops("跑x", "跑 鞋", "pao'xie", 0, False) == 1


def test_a_text_of_another_length_than_its_syllables_fits_nothing() -> None:
    assert read_by_loops("跑x", "跑鞋鞋", "pao'xie", 0, False) is None
