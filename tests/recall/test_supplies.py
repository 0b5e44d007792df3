"""The supply of many texts at once is that of each."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from searchrank.recall.supplies import APART, Supplies, counted
from searchrank.recall.supply import Supply
from searchrank.store.arrays import Ragged
from tests.small_shop import small_shop

PRODUCTS = [
    {"id": "1", "title": "earbuds usb c", "stock": 3},
    {"id": "2", "title": "ear buds usbc"},
    {"id": "3", "title": "iphone11 case", "stock": 0},
    {"id": "4", "title": "case for iphone 11", "stock": 1},
    {"id": "5", "title": "跑鞋 r50 大灯", "stock": -1},
    {"id": "6", "title": "跑步鞋 大灯 r 50", "stock": None},
]
TEXTS = ["ear buds", "earbuds", "usb c", "usb c ear buds", "iphone11", "iphone 11 case", "r50大灯", "大灯", "跑鞋", "鞋"]
TEXTS += ["hat", "case hat", "", "of the"]


def test_many_texts_at_once_have_the_products_of_each_text_alone(tmp_path: Path) -> None:
    snapshot = small_shop(tmp_path, *PRODUCTS).view.snapshot
    supplies, supply = Supplies.of(snapshot, [*TEXTS, *TEXTS]), Supply(snapshot)
    assert {text: supplies(text) for text in TEXTS} == {text: supply(text) for text in TEXTS}
    assert [rows.tolist() for rows in supplies.rows(TEXTS)] == [supply.rows(text).tolist() for text in TEXTS]


def test_a_unit_counts_where_the_catalogue_says_it_otherwise(tmp_path: Path) -> None:
    supplies = Supplies.of(small_shop(tmp_path, *PRODUCTS).view.snapshot, TEXTS)
    assert [rows.tolist() for rows in supplies.rows(["ear buds", "usb c ear buds", "r50大灯"])] == [[0, 1], [0, 1], [5]]
    assert supplies("iphone11") == 1  # 3 is sold out
    assert supplies("hat") == supplies("") == 0


def test_units_of_many_products_and_of_few_are_counted_alike(tmp_path: Path) -> None:
    chance, many, few = random.Random(5), ["red", "blue", "shoe", "hat", "鞋", "帽"], [f"model{number}x" for number in range(12)]
    shown = [[*chance.sample(many, 3), chance.choice(few)] for _ in range(200)]
    products = [{"id": str(number), "title": " ".join(words), "stock": number % 3} for number, words in enumerate(shown)]
    snapshot = small_shop(tmp_path, *products).view.snapshot
    texts = [" ".join(chance.sample(many + few, length)) for length in (1, 2, 3, 4) for _ in range(100)]
    supplies, supply = Supplies.of(snapshot, texts), Supply(snapshot)
    assert {text: supplies(text) for text in texts} == {text: supply(text) for text in texts}
    assert [rows.tolist() for rows in supplies.rows(texts)] == [supply.rows(text).tolist() for text in texts]
    assert sum(map(supplies, texts)) > 1000


def test_words_that_may_be_glued_are_counted_as_each_text_alone_is(tmp_path: Path) -> None:
    chance, said = random.Random(6), ["ear", "buds", "earbuds", "usb", "c", "usbc", "r50", "r", "50", "case", "跑", "鞋", "的"]
    products = [{"id": str(row), "title": " ".join(chance.sample(said, 4)), "stock": row % 4} for row in range(600)]
    snapshot = small_shop(tmp_path, *products).view.snapshot
    texts = [" ".join(chance.sample([*said, "hat"], length)) for length in (1, 2, 3, 4) for _ in range(150)]
    supplies, supply = Supplies.of(snapshot, texts), Supply(snapshot)
    assert {text: supplies(text) for text in texts} == {text: supply(text) for text in texts}
    assert list(map(len, supplies.rows(texts))) == list(map(supply, texts))
    assert sum(APART in row for row in supplies.units.reshape(-1, 1).tolist()) > 100


def test_no_texts_have_no_supply(tmp_path: Path) -> None:
    assert Supplies.of(small_shop(tmp_path, *PRODUCTS).view.snapshot, []).counts.tolist() == []


def brute(held: list[set[int]], stock: set[int], plain: list[int], groups: list[list[list[int]]]) -> int:
    """What the loops count, in plain Python: nothing for a text without units, or with one below 0."""
    if (not plain and not groups) or any(unit < 0 for unit in plain):
        return 0
    found = set(stock)
    for unit in plain:
        found &= held[unit]
    for ways in groups:
        found &= set[int]().union(*(set.intersection(*(held[unit] for unit in way)) for way in ways))
    return len(found)


def test_texts_are_counted_by_bits_and_by_lists_as_plain_python_counts_them() -> None:
    """20,000 products, more than are marked at once; units of one product in three to one in ten thousand."""
    chance, products = np.random.default_rng(5), 20_000
    held = [set(np.flatnonzero(chance.random(products) < share).tolist()) for share in np.geomspace(1 / 3, 1e-4, 30)]
    lists = Ragged(np.cumsum([0, *map(len, held)]), np.concatenate([sorted(one) for one in held]).astype(np.int32))
    stock = chance.random(products) < 0.9

    def some(most: int) -> list[int]:
        return chance.integers(0, len(held), chance.integers(1, most + 1)).tolist()

    texts: list[tuple[list[int], list[list[list[int]]]]] = [([], []), ([-1], []), ([0, -1], [[[1], [2]]])]
    texts += [(some(4), []) for _ in range(150)]
    texts += [(some(2) if number % 3 else [], [[some(2), some(1)] for _ in range(1 + number % 2)]) for number in range(150)]
    for often in (1, 50, 2048, 10**9):
        counts = counted((lists.offsets, lists.values), np.where(stock, 1.0, 0.0).astype(np.float32), texts, often)
        assert counts.tolist() == [brute(held, set(np.flatnonzero(stock).tolist()), *text) for text in texts]
