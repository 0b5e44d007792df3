"""What cannot be bought stands behind what can."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchrank.pipeline import Pipeline, Search
from searchrank.records import Candidates, Query
from searchrank.rerank.sold_out import SoldOutLast


class Shelf:
    """Five products in rank order: the first and the fourth are sold out, of the last the stock is not told."""

    def take(self, column: str, rows: Any) -> Any:
        return np.array([0, 3, 1, -2, np.nan], np.float32)[rows]


def order(members: int, sort: str = "best") -> list[int]:
    view: Any = Shelf()
    search = Search(Query("cup", sort=sort), view, Candidates.of(np.arange(5), np.arange(5, 0, -1)), members=members)
    rows: list[int] = Pipeline((SoldOutLast(),)).run(search).candidates.rows.tolist()
    return rows


def test_a_sold_out_product_stands_behind_those_that_can_be_bought() -> None:
    assert order(members=5) == [1, 2, 4, 0, 3]


def test_a_sold_out_match_stays_before_looser_products() -> None:
    assert order(members=3) == [1, 2, 0, 4, 3]


def test_an_order_that_the_shopper_chose_is_left_alone() -> None:
    assert order(members=5, sort="price_asc") == [0, 1, 2, 3, 4]
