"""Grades follow from what a query says and what a product is; the table of hand grades was written first."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

import numpy as np
import pytest

from searchrank.simulate.truth.grade import grades
from searchrank.simulate.truth.tolerance import Tolerances
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.world import World
from tests.simulate.small_world import HandGrade, catalogue, hand_grades, wants


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


def grade(places: Places, asked: str, offered: str, language: str = "zh", tolerances: Tolerances | None = None) -> int:
    rows = np.zeros((1, 1), np.int32)
    return int(grades(wants(places, asked, language=language), catalogue(places, offered), rows, places, tolerances)[0, 0])


@pytest.mark.parametrize("hand", hand_grades(), ids=lambda hand: f"{hand.query}|{hand.title}")
def test_the_grader_grades_as_a_person_did(places: Places, hand: HandGrade) -> None:
    assert grade(places, hand.wants, hand.product, hand.language) == hand.grade, hand.why


def test_the_table_of_hand_grades_is_broad() -> None:
    table = hand_grades()
    assert len(table) >= 60
    assert len({(hand.wants, hand.product, hand.title) for hand in table}) == len(table)
    assert min(Counter((hand.language, hand.grade) for hand in table).values()) >= 5
    assert len({(hand.language, hand.grade) for hand in table}) == 8


def test_many_pairs_get_the_grades_that_each_gets_alone(places: Places) -> None:
    table = hand_grades()
    asked = wants(places, *(hand.wants for hand in table), language=[hand.language for hand in table])
    offered = catalogue(places, *(hand.product for hand in table))
    rows = np.tile(np.arange(len(table), dtype=np.int32), (len(table), 1))
    found = grades(asked, offered, rows, places)
    assert np.diagonal(found).tolist() == [hand.grade for hand in table]
    assert found.dtype == np.int8


def test_no_product_at_a_place_gets_no_grade(places: Places) -> None:
    shoes = catalogue(places, "leaf=running-shoes")
    assert grades(wants(places, "leaf=running-shoes"), shoes, np.array([[0, -1]]), places).tolist() == [[3, 0]]


def test_a_query_that_names_nothing_is_served_by_nothing(places: Places) -> None:
    assert grade(places, "audience=women", "leaf=dresses") == 0


def test_a_laxer_tolerance_accepts_a_higher_price(places: Places) -> None:
    asked, offered = "leaf=earbuds high=100", "leaf=earbuds price=120"
    assert grade(places, asked, offered) == 1
    assert grade(places, asked, offered, tolerances=Tolerances(price_over=0.25)) == 2


def test_any_of_several_values_that_will_do_serves(places: Places) -> None:
    assert grade(places, "leaf=running-shoes Colour=red,black", "leaf=running-shoes Colour=black") == 3


def test_grading_half_a_million_pairs_takes_less_than_a_microsecond_each(places: Places) -> None:
    table = hand_grades()
    offered = catalogue(places, *(hand.product for hand in table))
    asked = wants(places, *(hand.wants for hand in table), language=[hand.language for hand in table])
    chance = np.random.default_rng(1)
    rows = chance.integers(0, len(table), (5000, 100))
    many = asked.take(chance.integers(0, len(table), 5000))
    grades(many, offered, rows[:, :1], places)  # builds the tables once
    begun = perf_counter()
    grades(many, offered, rows, places)
    assert perf_counter() - begun < 2.0, "wall clock on a shared machine: four times the limit of 1 us a pair"
