"""How many products in stock have all words of a text."""

from __future__ import annotations

from pathlib import Path

from searchrank.recall.supply import Supply
from tests.small_shop import small_shop


def test_only_products_in_stock_that_have_every_word_count(tmp_path: Path) -> None:
    shop = small_shop(
        tmp_path,
        {"id": "1", "title": "red shoe", "stock": 3},
        {"id": "2", "title": "shoe", "brand": "Red"},
        {"id": "3", "title": "red shoe", "stock": 0},
        {"id": "4", "title": "red shoe", "stock": -2},
        {"id": "5", "title": "跑鞋", "stock": 0},
    )
    supply = Supply(shop.view.snapshot)
    assert supply("red shoe") == 2  # 1, and 2 whose stock is not known
    assert supply("RED Shoes") == 2
    assert supply("shoe") == 2
    assert supply("red hat") == supply("跑鞋") == supply("") == 0
    assert supply("red shoe") == 2
