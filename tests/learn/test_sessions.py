"""What shoppers searched is read from the log's files by day, and counted by shoppers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.errors import InvalidInput
from searchrank.learn.cosearch import searched_together
from searchrank.learn.sessions import DAY_SECONDS, popularity, read_searches, shoppers
from tests.small_log import DAY, row, write_day

NOON = DAY + DAY_SECONDS / 2


def counted(log: Path) -> dict[str, float]:
    searches = read_searches(log, 0.0)
    return dict(zip(searches.texts, popularity(searches, NOON, 14).round(3).tolist(), strict=True))


def test_a_shopper_counts_once_a_day_for_a_text_in_any_spelling(tmp_path: Path) -> None:
    write_day(tmp_path, row("跑鞋", "a", NOON), row(" 跑鞋 ", "a", NOON), row("跑鞋", "b", NOON), row("Running Shoes", "a", NOON))
    assert counted(tmp_path) == {"跑鞋": 2.0, "running shoes": 1.0}


def test_what_was_suggested_does_not_count_for_being_suggested(tmp_path: Path) -> None:
    write_day(tmp_path, row("跑鞋", "a", NOON, source="hint"), row("跑鞋", "b", NOON, source="typed"))
    assert counted(tmp_path) == {"跑鞋": 1.0}
    assert shoppers(read_searches(tmp_path, 0.0)).tolist() == [2]


def test_page_two_and_filtered_searches_are_no_searches_of_their_own(tmp_path: Path) -> None:
    write_day(tmp_path, row("跑鞋", "a", NOON, page=2), row("跑鞋", "b", NOON, filters='["brand:x"]'), row("帽子", "c", NOON))
    assert counted(tmp_path) == {"帽子": 1.0}


def test_old_searches_count_less_and_very_old_ones_are_not_read(tmp_path: Path) -> None:
    write_day(tmp_path, row("跑鞋", "a", NOON))
    write_day(tmp_path, row("跑鞋", "b", NOON - 14 * DAY_SECONDS), at=DAY - 14 * DAY_SECONDS)
    assert counted(tmp_path) == {"跑鞋": 1.5}
    assert len(read_searches(tmp_path, DAY)) == 1


def test_a_shop_without_a_log_has_no_searches(tmp_path: Path) -> None:
    assert len(read_searches(tmp_path / "log", 0.0)) == 0
    assert popularity(read_searches(tmp_path, 0.0), NOON, 14).tolist() == []


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "2026-11-01.parquet").write_bytes(b"half")
    with pytest.raises(InvalidInput, match=r"2026-11-01\.parquet of the log cannot be read"):
        read_searches(tmp_path, 0.0)


def together(*searches: tuple[int, int, float], least_users: int = 2) -> list[list[int]]:
    """The neighbours of queries 0 to 3, of (query, user, second)."""
    query, user, at = (np.array(column) for column in zip(*searches, strict=True))
    found = searched_together(query.astype(np.int32), user.astype(np.int32), at.astype(float), 4, least_users=least_users, most=3)
    return [found.of(number) for number in range(4)]


def test_queries_of_one_visit_are_neighbours_when_enough_shoppers_say_so() -> None:
    assert together((0, 1, 0), (1, 1, 60), (0, 2, 0), (1, 2, 60), (2, 2, 90)) == [[1], [0], [], []]


def test_one_shopper_who_repeats_himself_is_one_shopper() -> None:
    assert together((0, 1, 0), (1, 1, 9), (0, 1, 90), (1, 1, 99)) == [[], [], [], []]


def test_what_lies_more_than_half_an_hour_apart_is_no_pair() -> None:
    assert together((0, 1, 0), (1, 1, 1801), (0, 2, 0), (1, 2, 1801)) == [[], [], [], []]


def test_what_everybody_searches_is_not_everybodys_neighbour() -> None:
    # 0 and 1 are searched together by 3 of 40; 2 by all 40, so it meets both by chance alone.
    crowd = [(2, user, 0.0) for user in range(40)]
    pair = [search for user in range(3) for search in ((0, user, 10.0), (1, user, 20.0))]
    assert together(*crowd, *pair)[:2] == [[1], [0]]


def test_the_nearer_of_two_neighbours_stands_first() -> None:
    visits = [(query, user, float(query)) for user in (1, 2) for query in (0, 1, 3)]
    assert together(*visits)[0] == [1, 3]


def meetings(both: int, each: int, shoppers: int) -> list[int]:
    """What is searched with query 0, where `each` of `shoppers` searched 0, as many 1, and `both` of them one after the other."""
    zeros, ones = range(each), range(each - both, 2 * each - both)
    rest = range(2 * each - both, shoppers)
    rows = [(0, user, 0.0) for user in zeros] + [(1, user, 60.0) for user in ones] + [(2, user, 0.0) for user in rest]
    query, user, at = (np.array(column) for column in zip(*rows, strict=True))
    return searched_together(query.astype(np.int32), user.astype(np.int32), at, 3, least_users=3, most=5).of(0)


def test_what_meets_in_a_visit_by_chance_is_not_offered() -> None:
    # 60 * 60 / 1000 = 3.6 shoppers are expected to search both; 7 are 1.9 times that, but (7 - 3.6) / sqrt(4.6) = 1.6 deviations
    assert meetings(both=7, each=60, shoppers=1000) == []
    # (12 - 3.6) / sqrt(4.6) = 3.9
    assert meetings(both=12, each=60, shoppers=1000) == [1]
