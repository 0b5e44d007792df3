"""Queries that lead to the same clicks are found by one another, from the broad one to the narrow one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from searchrank.errors import InvalidInput
from searchrank.learn.clicks import Clicks, read_clicks
from searchrank.learn.rewrites import kin

DAY = "2026-01-02"
NOON = 1_767_355_200.0


def log(folder: Path, searches: list[tuple[str, str, str]], clicks: list[tuple[str, str]], day: str = DAY, **more: Any) -> Path:
    """A day of a log: searches (id, text, shopper), clicks (id of the search, product)."""
    asked = {"query_id": [one[0] for one in searches], "user_query": [one[1] for one in searches], "user_id": [one[2] for one in searches]}
    count = len(clicks)
    done = {
        "query_id": [one[0] for one in clicks],
        "object_id": [one[1] for one in clicks],
        "action": ["click"] * count,
        "item_type": ["product"] * count,
    }
    for name, columns in (("queries", asked), ("events", {**done, **more})):
        (folder / name).mkdir(parents=True, exist_ok=True)
        table = {key: pa.array(values, pa.string()) for key, values in columns.items()}
        timestamp = pa.array([NOON] * len(columns["query_id"]), pa.float64())
        pq.write_table(pa.table({**table, "timestamp": timestamp}), folder / name / f"{day}.parquet")
    return folder


def seen(clicks: Clicks) -> dict[tuple[str, str], int]:
    pairs = zip(clicks.text.tolist(), clicks.product.tolist(), clicks.shoppers.tolist(), strict=True)
    return {(clicks.texts[text], clicks.products[product]): shoppers for text, product, shoppers in pairs}


def test_clicks_are_counted_by_shopper_and_joined_day_by_day(tmp_path: Path) -> None:
    log(tmp_path, [("q1", "番茄", "a"), ("q2", "番茄 ", "a"), ("q3", "番茄", "b")], [("q1", "p"), ("q2", "p"), ("q3", "p"), ("gone", "p")])
    log(tmp_path, [("q4", "TOMATO", "a")], [("q4", "r")], day="2026-01-03")
    assert seen(read_clicks(tmp_path, 0)) == {("番茄", "p"): 2, ("tomato", "r"): 1}


def test_what_is_no_click_on_a_product_does_not_count(tmp_path: Path) -> None:
    log(tmp_path, [("q1", "番茄", "a")], [("q1", "p"), ("q1", "ad")], action=["purchase", "click"], item_type=["product", "ad"])
    assert seen(read_clicks(tmp_path, 0)) == {}


def test_days_before_the_moment_are_not_read(tmp_path: Path) -> None:
    log(tmp_path, [("q1", "番茄", "a")], [("q1", "p")])
    assert seen(read_clicks(tmp_path, 1_767_484_800)) == {}  # 2026-01-04


def test_a_shop_without_a_log_has_no_clicks(tmp_path: Path) -> None:
    clicks = read_clicks(tmp_path, 0)
    assert (len(clicks.texts), len(kin(clicks, least_users=1).query)) == (0, 0)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    log(tmp_path, [("q1", "番茄", "a")], [("q1", "p")])
    (tmp_path / "events" / f"{DAY}.parquet").write_text("no parquet")
    with pytest.raises(InvalidInput, match=rf"{DAY}.parquet of the log cannot be read as Parquet"):
        read_clicks(tmp_path, 0)


def clicked(*rows: tuple[int, int, int]) -> Clicks:
    text, product, shoppers = np.array(rows, np.int64).T
    return Clicks(("broad", "narrow", "other"), ("p", "q", "r", "s"), text, product, shoppers)


def pairs(clicks: Clicks, least_users: int = 3) -> list[tuple[int, int, float]]:
    found = kin(clicks, least_users=least_users)
    return list(zip(found.query.tolist(), found.other.tolist(), found.score.round(3).tolist(), strict=True))


def test_the_broad_query_leads_to_the_narrow_one_and_not_back() -> None:
    """All that is clicked for narrow is clicked for broad; of broad's ten clicks two are narrow's."""
    clicks = clicked((0, 0, 1), (0, 1, 1), (0, 2, 8), (1, 0, 2), (1, 1, 2))
    assert pairs(clicks) == [(0, 1, 1.0)]


def test_one_product_in_common_may_be_chance() -> None:
    assert pairs(clicked((0, 0, 5), (1, 0, 5))) == []


def test_what_too_few_shoppers_clicked_teaches_nothing() -> None:
    both = ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1))
    assert pairs(clicked(*both)) == []
    assert pairs(clicked(*both), least_users=2) == [(0, 1, 1.0), (1, 0, 1.0)]
