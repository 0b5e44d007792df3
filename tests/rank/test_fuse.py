"""Fusion: what several ways lead to goes first; a search that words alone answered stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from searchrank.pipeline import Search
from searchrank.rank.fuse import Fuse
from searchrank.records import Candidates, Query, changed, frozen
from tests.small_shop import small_shop


def fused(tmp_path: Path, ranks: list[list[int]], members: int, sort: str = "best") -> tuple[list[int], list[float]]:
    """The order and the scores of products 0, 1, 2, ..., in the ranker's order, with these places by keyword and another channel."""
    rows = np.arange(len(ranks), dtype=np.int32)
    candidates = changed(Candidates.of(rows, -rows.astype(np.float32)), ranks=frozen(np.array(ranks, np.int32)))
    view = small_shop(tmp_path, "a").view
    found = Fuse().run(Search(Query("x", sort=sort), view, candidates, members=members)).candidates
    return found.rows.tolist(), found.score.astype(float).round(5).tolist()


def test_what_two_ways_lead_to_goes_first(tmp_path: Path) -> None:
    """1/61 + 1/60 = .03306 before 1/60 = .01667 before 1/61 = .01639."""
    assert fused(tmp_path, [[0, -1], [1, 0], [-1, 1]], 3) == ([1, 0, 2], [0.03306, 0.01667, 0.01639])


def test_looser_products_stay_behind_members_and_score_less(tmp_path: Path) -> None:
    order, score = fused(tmp_path, [[0, -1], [-1, 90], [1, -1]], 2)
    assert order == [0, 1, 2]
    assert score == sorted(score, reverse=True)


def test_words_alone_and_a_chosen_sort_keep_their_order(tmp_path: Path) -> None:
    assert fused(tmp_path, [[1], [0]], 2)[0] == [0, 1]
    assert fused(tmp_path / "sorted", [[1, -1], [0, 0]], 2, sort="sales")[0] == [0, 1]
