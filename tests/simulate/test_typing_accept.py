"""Suggestions are looked at as people do: rarely at once, the first row most; what was not seen was not declined."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest

from searchrank.simulate.typing.accept import LOOKING, Glance, Looking, Shown, acceptance, browse, examination, glance, taken
from searchrank.simulate.typing.keys import keys
from searchrank.simulate.typing.typed import Key

BOX = keys("running shoes", ("running", "shoes"))
SURE = Looking(by_characters=(1.0,), row_power=0.0, willing=1.0, lazy=0.0)


def test_rows_further_down_are_looked_at_less() -> None:
    """A_3 B_j of (0.5, j ** -1): 0.5, 0.25, 0.1667."""
    rows = examination(Looking(by_characters=(0.1, 0.2, 0.5), row_power=1.0), 3, 3)
    assert rows.round(4).tolist() == [0.5, 0.25, 0.1667]


def test_nobody_looks_before_anything_is_typed_and_who_never_looks_sees_nothing() -> None:
    assert examination(Looking(), 0, 3).tolist() == [0, 0, 0]
    assert examination(Looking(), 4, 3, use=0.0).tolist() == [0, 0, 0]


def test_after_many_characters_looking_stays_as_it_was() -> None:
    looking = Looking(by_characters=(0.1, 0.4))
    assert examination(looking, 2, 1) == examination(looking, 30, 1)


def test_what_was_seen_comes_in_the_share_that_was_declared() -> None:
    """Of 4,000 glances at two rows a share of 0.5 and 0.25 sees each: standard deviation below 0.008."""
    looking, chance = Looking(by_characters=(0.5,), row_power=1.0), Random(1)
    seen = Counter(row for _ in range(4000) for row in glance(("a", "b"), 1, 5, lambda text: 0.0, 1.0, looking, chance).seen)
    assert abs(seen[0] / 4000 - 0.5) < 0.03
    assert abs(seen[1] / 4000 - 0.25) < 0.03


def test_a_row_that_was_not_looked_at_is_never_taken() -> None:
    chance = Random(2)
    for _ in range(500):
        got = glance(("a", "b", "c"), 2, 5, lambda text: 1.0, 1.0, Looking(), chance)
        assert got.taken is None or got.taken == got.seen[-1]


def test_what_serves_the_need_is_taken_and_what_does_not_is_left() -> None:
    def value(text: str) -> float:
        return float(text == "running shoes")

    got = list(browse(BOX, lambda prefix: ("red hats", "running shoes"), value, 1.0, SURE, Random(1)))
    assert got == [Shown(0, "r", ("red hats", "running shoes"), Glance((0, 1), 1))]
    assert taken(got) == ("running shoes", 1, 1)
    assert taken(browse(BOX, lambda prefix: ("red hats",), value, 1.0, SURE, Random(1))) is None


def test_a_column_that_stays_the_same_is_not_looked_at_anew() -> None:
    assert len(list(browse(BOX, lambda prefix: ("a", "b"), lambda text: 0.0, 1.0, SURE, Random(1)))) == 1


def test_the_typeahead_waits_for_pauses() -> None:
    asked: list[str] = []

    def offers(prefix: str) -> tuple[str, ...]:
        asked.append(prefix)
        return (prefix + "x",)

    list(browse(BOX, offers, lambda text: 0.0, 1.0, SURE, Random(1), every=4))
    assert asked == ["runn", "running ", "running shoe"]


def test_after_the_last_key_the_query_is_submitted() -> None:
    assert list(browse((Key("a"),), lambda prefix: ("ab",), lambda text: 1.0, 1.0, SURE, Random(1))) == []


def test_marks_between_syllables_are_not_typed() -> None:
    box = (*(Key("", letters) for letters in ("p", "pao'x")), Key("跑鞋"))
    columns = browse(box, lambda prefix: (prefix,), lambda text: float("x" in text), 1.0, SURE, Random(1))
    assert taken(columns) == ("pao'x", 0, 4)


@pytest.mark.parametrize(("worth", "left", "expected"), [(0.3, 20, 0.0), (1.0, 0, 0.65), (1.0, 12, 0.9), (1.0, 99, 0.9), (0.5, 6, 0.3875)])
def test_who_has_much_left_to_type_takes_it_sooner(worth: float, left: int, expected: float) -> None:
    """0.5 (0.65 + 0.25 * 6 / 12) = 0.3875."""
    assert acceptance(worth, left, Looking()) == pytest.approx(expected)


def test_english_is_typed_further_before_anybody_looks() -> None:
    first = {language: int(np.argmax(np.array(looking.by_characters) > 0.3)) for language, looking in LOOKING.items()}
    assert first["zh"] < 4 < first["en"]


def test_the_first_row_gets_about_half_of_what_is_taken() -> None:
    """With a best first column: values falling by a quarter a row."""
    chance, rows = Random(4), Counter[int | None]()
    texts = tuple("abcdefghij")
    for _ in range(6000):
        rows[glance(texts, 3, 8, lambda text: 0.75 ** texts.index(text), 1.0, LOOKING["zh"], chance).taken] += 1
    accepted = sum(count for row, count in rows.items() if row is not None)
    assert 0.4 < rows[0] / accepted < 0.65
