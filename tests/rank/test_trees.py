"""A booster's trees as arrays say what XGBoost says of every row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xgboost

from searchrank.rank.trees import Trees
from searchrank.records import Floats


def rows_of(seed: int, rows: int, missing: float) -> Floats:
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(rows, 6)).astype(np.float32)
    matrix[rng.random(matrix.shape) < missing] = np.nan
    return matrix


def boosted(trees: int, **parameters: Any) -> xgboost.Booster:
    matrix = rows_of(1, 2000, 0.2)
    grades = (np.nan_to_num(matrix[:, 0] * matrix[:, 1], nan=1.0) + np.isnan(matrix[:, 2]) > 0.3).astype(int)
    return xgboost.train({"eta": 0.3, "nthread": 1, **parameters}, xgboost.DMatrix(matrix, label=grades), trees)


def said(booster: xgboost.Booster, matrix: Floats) -> Floats:
    """What XGBoost says of each row, without the score that it starts from."""
    rows = xgboost.DMatrix(matrix, base_margin=np.zeros(len(matrix), np.float32))
    return np.asarray(booster.predict(rows, output_margin=True), np.float32)


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_every_row_is_worth_what_xgboost_says(depth: int) -> None:
    booster, matrix = boosted(40, max_depth=depth), rows_of(2, 300, 0.2)
    np.testing.assert_allclose(Trees.of(booster).sums(matrix), said(booster, matrix), rtol=0, atol=2e-6)


def test_a_missing_value_goes_where_training_sent_it() -> None:
    booster = boosted(10, max_depth=4)
    matrix = np.full((1, 6), np.nan, np.float32)
    np.testing.assert_allclose(Trees.of(booster).sums(matrix), said(booster, matrix), rtol=0, atol=2e-6)


def test_a_value_on_the_threshold_goes_right() -> None:
    booster = boosted(1, max_depth=1)
    split = float(Trees.of(booster).threshold[0])
    matrix = np.array([[split] * 6, [np.nextafter(np.float32(split), np.float32(-9))] * 6], np.float32)
    worth = Trees.of(booster).sums(matrix)
    np.testing.assert_allclose(worth, said(booster, matrix), rtol=0, atol=1e-7)
    assert worth[0] != worth[1]


def test_trees_that_are_grown_leaf_by_leaf_are_lopsided_and_agree() -> None:
    booster, matrix = boosted(20, grow_policy="lossguide", max_leaves=9, max_depth=0, tree_method="hist"), rows_of(3, 100, 0.3)
    np.testing.assert_allclose(Trees.of(booster).sums(matrix), said(booster, matrix), rtol=0, atol=2e-6)


def test_a_tree_that_never_split_is_worth_its_only_leaf() -> None:
    booster, matrix = boosted(3, max_depth=3, gamma=1e9), rows_of(4, 5, 0.0)
    trees = Trees.of(booster)
    assert len(trees.value) == 3
    np.testing.assert_allclose(trees.sums(matrix), said(booster, matrix), rtol=0, atol=1e-6)
