"""The trees of a booster as arrays: takes a matrix, gives what XGBoost's `inplace_predict` gives, at a third of the price for a page's worth of rows.

All rows go down one level of a tree at a time, so that the waits for memory overlap; XGBoost takes one row after the other. Measured for 200 rows
of 39 features: 0.17 ms against 0.52 with 150 trees of depth 3, 1.5 against 2.7 with 500 of depth 6, and no matrix object to be made for each request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import xgboost

from searchrank.records import Floats
from searchrank.store.compiled import F32, F32_2, I32, compiled

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Every node of every tree, a tree's nodes level by level; children lie side by side, and a leaf is its own child.

    column int32 (nodes,): what a node looks at, a column of the matrix, or that plus their number where a missing value goes right; threshold
    float32 (nodes,): values of at least so much go right, NaN in a leaf; child int32 (nodes,): the left one; value float32 (nodes,): what a leaf is
    worth; roots, depths int32 (trees,).
    """

    column: Ids
    threshold: Floats
    child: Ids
    value: Floats
    roots: Ids
    depths: Ids

    @staticmethod
    def of(booster: xgboost.Booster) -> Trees:
        """The trees of this booster, which splits on numbers alone."""
        kept = orjson.loads(bytes(booster.save_raw("json")))["learner"]
        columns, roots, depths = int(kept["learner_model_param"]["num_feature"]), list[int](), list[int]()
        nodes: list[tuple[float, float, int, float]] = []
        for tree in kept["gradient_booster"]["model"]["trees"]:
            order, depth = _levels(tree["left_children"], tree["right_children"])
            roots.append(len(nodes))
            depths.append(depth)
            nodes += _nodes(tree, order, len(nodes), columns)
        column, threshold, child, value = np.array(nodes, np.float64).reshape(-1, 4).T
        ids = (np.asarray(values, np.int32) for values in (column, child, roots, depths))
        at, below, first, deep = (np.ascontiguousarray(one) for one in ids)
        return Trees(at, threshold.astype(np.float32), below, value.astype(np.float32), first, deep)

    def used(self, columns: int) -> list[int]:
        """Those of so many columns that some tree looks at, ascending."""
        looks = ~np.isnan(self.threshold)
        found: list[int] = np.unique(self.column[looks] % columns).tolist()
        return found

    def sums(self, matrix: Floats) -> Floats:
        """What the trees say of each row, added up: float32 (n,)."""
        return walked(matrix, self.column, self.threshold, self.child, self.value, self.roots, self.depths)


def _levels(left: list[int], right: list[int]) -> tuple[list[int], int]:
    """The nodes that a root reaches, level by level, and how many levels lie below it."""
    order, level, depth = [0], [0], 0
    while below := [child for node in level if left[node] >= 0 for child in (left[node], right[node])]:
        order, level, depth = order + below, below, depth + 1
    return order, depth


def _nodes(tree: Mapping[str, Any], order: list[int], first: int, columns: int) -> list[tuple[float, float, int, float]]:
    """Column, threshold, left child and value of each node in this order, numbered from `first` on."""
    place = {node: at for at, node in enumerate(order, first)}
    left, split, goes_left = tree["left_children"], tree["split_conditions"], tree["default_left"]
    return [
        (0, np.nan, place[node], split[node])
        if left[node] < 0
        else (tree["split_indices"][node] + (0 if goes_left[node] else columns), split[node], place[left[node]], 0.0)
        for node in order
    ]


@compiled(F32_2)
def _by_column(matrix: Floats) -> Floats:
    """The columns one behind the other, a missing value as less than all; then once more, a missing value as more than all."""
    rows, columns = matrix.shape
    values = np.empty(2 * rows * columns, np.float32)
    for column in range(columns):
        for row in range(rows):
            value, at = matrix[row, column], column * rows + row
            missing = np.isnan(value)
            values[at] = np.float32(-np.inf) if missing else value
            values[rows * columns + at] = np.float32(np.inf) if missing else value
    return values


@compiled(F32_2, I32, F32, I32, F32, I32, I32)
def walked(matrix: Floats, column: Ids, threshold: Floats, child: Ids, value: Floats, roots: Ids, depths: Ids) -> Floats:
    """What the trees say of each row, added up in their order: float32 (n,); arrays as in `Trees`."""
    rows, values = len(matrix), _by_column(matrix)
    sums, at = np.zeros(rows, np.float32), np.empty(rows, np.int32)
    for tree in range(len(roots)):
        root = roots[tree]
        first, least, below = column[root] * rows, threshold[root], child[root]
        for row in range(rows):
            at[row] = below + (values[first + row] >= least)
        for _ in range(1, depths[tree]):
            for row in range(rows):
                node = at[row]
                at[row] = child[node] + (values[column[node] * rows + row] >= threshold[node])
        for row in range(rows):
            sums[row] += value[at[row]]
    return sums
