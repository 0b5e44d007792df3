"""Why a product stands where it does: every feature with its value and its exact contribution; together they make the score.

For the learned ranker a contribution is the SHAP value of the trees plus what the feature adds to the margin; the bias is what no feature explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from searchrank.rank.day_one import WEIGHTS, day_one_parts
from searchrank.rank.fine import FineModel
from searchrank.rank.stages import Scored
from searchrank.records import Floats

Explanation = Mapping[str, Any]


def explanations(scored: Scored, rows: Sequence[int], model: FineModel | None) -> dict[int, Explanation]:
    """For those of the rows that were ranked: {row: {ranker, score, bias, features: [{name, value, contribution, margin}]}}, strongest first."""
    place = {int(row): at for at, row in enumerate(np.asarray(scored.rows))}
    asked = [row for row in rows if row in place]
    if not asked:
        return {}
    at = np.array([place[row] for row in asked])
    matrix = scored.matrix[at]
    trees, margin = _parts(matrix, scored.names, model)
    ranker = "day_one" if model is None else f"fine:{model.version}"
    return {
        row: _explanation(ranker, float(scored.score[at[number]]), scored.names, matrix[number], trees[number], margin[number])
        for number, row in enumerate(asked)
    }


def _parts(matrix: Floats, names: Sequence[str], model: FineModel | None) -> tuple[Floats, Floats]:
    """Contributions of the trees with the bias last (n, features + 1), and of the margin by feature (n, features)."""
    if model is None:
        trees, weighted = np.zeros((len(matrix), len(names) + 1), np.float32), day_one_parts(matrix, names)
    else:
        trees, weighted = model.contributions(matrix)
    margin = np.zeros((len(matrix), len(names)), np.float32)
    margin[:, [names.index(name) for name in WEIGHTS]] = weighted
    return trees, margin


def _explanation(ranker: str, score: float, names: Sequence[str], values: Floats, trees: Floats, margin: Floats) -> Explanation:
    total = trees[:-1] + margin
    features = [
        {"name": name, "value": _number(values[at]), "contribution": float(total[at]), "margin": float(margin[at])}
        for at, name in sorted(enumerate(names), key=lambda one: (-abs(float(total[one[0]])), one[0]))
    ]
    return {"ranker": ranker, "score": score, "bias": float(trees[-1]), "features": features}


def _number(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
