"""What completions in a log know and show, and requests of which none was sampled."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from searchrank.simulate.behaviour.parameters import Behaviour
from searchrank.simulate.log.complete import Columns, complete, known_texts
from searchrank.simulate.log.recall import keys
from searchrank.simulate.typing.typed import Typed
from searchrank.simulate.typing.typist import Utterance
from searchrank.simulate.wants import Want, Wants
from searchrank.simulate.world.world import World
from tests.simulate.some_shoppers import Town, town

MANY = 3000


@pytest.fixture(scope="module")
def shoppers(world: World) -> Town:
    return town(world.lexicon, 3000)


def columns(shoppers: Town, others: list[str]) -> Columns:
    """What comes of one text typed by many, where these others are known."""
    spoken = [Utterance(Want(), Typed("跑步鞋男", "跑步鞋男", "zh"), ())] * MANY
    shopper = np.arange(MANY, dtype=np.int32) % len(shoppers.population)
    return complete(Behaviour(), shoppers.population, shopper, spoken, known_texts(others), np.random.default_rng(1))


def first_row(found: Columns) -> float:
    taken = found.shown.taken[found.shown.taken >= 0]
    assert len(taken) > 500
    return float((taken == 0).mean())


def test_of_a_full_column_a_good_third_take_the_first_row(shoppers: Town) -> None:
    assert 0.3 < first_row(columns(shoppers, [f"跑步鞋{number}" for number in range(9)])) < 0.45


def test_where_nothing_else_is_known_what_is_meant_comes_first(shoppers: Town) -> None:
    assert first_row(columns(shoppers, [])) == 1.0


def test_the_most_frequent_text_comes_first() -> None:
    texts = ["跑鞋", "跑步", "跑鞋", "帽子"]
    Random(2).shuffle(texts)
    assert known_texts(texts)["跑"] == ("跑鞋", "跑步")


def test_no_wording_has_no_key() -> None:
    assert keys(Wants.of([])) == []
