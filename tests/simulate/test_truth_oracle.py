"""The oracles: upper bounds of any ranker and of any suggester."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.simulate.truth.grade import grades
from searchrank.simulate.truth.oracle import oracle_rank, oracle_suggestions
from searchrank.simulate.typing.typed import Key, Typed
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.world import World
from tests.simulate.small_world import catalogue, wants


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


def dcg(grade: np.ndarray) -> float:
    """Exponential gains, discounted by log2(rank + 1)."""
    return float(((2.0**grade - 1) / np.log2(np.arange(2, len(grade) + 2))).sum())


def test_the_oracle_puts_the_best_first_and_what_is_bought_more_before_its_equals(places: Places) -> None:
    offered = catalogue(places, "leaf=boots", "leaf=trail-shoes", "leaf=running-shoes", "leaf=running-shoes Colour=red", "leaf=running-shoes")
    bought = np.array([[0.9, 0.5, 0.1, 0.8, 0.2, 0.9]])
    ranked = oracle_rank(wants(places, "leaf=running-shoes Colour=black"), offered, np.array([[0, 1, 2, 3, 4, -1]]), places, bought)
    assert ranked.tolist() == [[4, 2, 3, 1, 0, -1]]


def test_no_order_beats_the_oracle(places: Places) -> None:
    offered = catalogue(places, *(f"leaf={leaf} price={price}" for leaf in ("earbuds", "headphones", "chargers") for price in (99, 205, 299)))
    asked = wants(places, "leaf=earbuds high=200")
    rows = np.arange(len(offered))[None]
    best = dcg(grades(asked, offered, oracle_rank(asked, offered, rows, places), places)[0])
    chance = np.random.default_rng(3)
    others = [dcg(grades(asked, offered, chance.permutation(rows[0])[None], places)[0]) for _ in range(200)]
    assert max(others) <= best
    assert min(others) < best


def test_the_oracle_knows_what_is_about_to_be_typed() -> None:
    typed = Typed("跑鞋", "跑鞋", "zh", keys=(Key("", "p"), Key("", "pa"), Key("", "pao"), Key("跑"), Key("跑", "x"), Key("跑鞋")))
    assert oracle_suggestions("pao", typed, ["袍子", "泡面"], limit=2) == ("跑鞋", "袍子")
    assert oracle_suggestions("跑x", typed) == ("跑鞋",)


def test_the_oracle_suggests_what_is_meant_after_a_slip_and_nothing_that_is_not_on_the_way() -> None:
    typed = Typed("runing shoes", "running shoes", "en")
    assert oracle_suggestions("runin", typed) == ("running shoes",)
    assert oracle_suggestions("dress", typed, ["dresses"]) == ("dresses",)
