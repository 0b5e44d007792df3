"""The learned ranker: XGBoost LambdaMART that starts from the day-one order. Takes a matrix, gives scores; refuses features it was not trained on.

A model is a folder: `model.ubj` and `schema.json` (features with versions and missing values, the margin's name, version and factor, training
queries by hash,
measures). The margin lives outside XGBoost's file, so the schema must carry it: forgotten, it would cost the order in silence (SPEC 5.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import xgboost

from searchrank.errors import FeatureMismatch, NotFound
from searchrank.features.feature import FeatureSet
from searchrank.rank import day_one
from searchrank.rank.trees import Trees
from searchrank.records import Floats

MODEL, SCHEMA = "model.ubj", "schema.json"
NO_MARGIN: Mapping[str, Any] = {"name": "none", "version": 0, "factor": 0.0}


@dataclass(frozen=True, slots=True)
class FineModel:
    """A model ready to serve, in the thread that asks: with two, a busy neighbour triples the p99 (DESIGN 6)."""

    version: str
    booster: xgboost.Booster
    features: FeatureSet
    margin_factor: float
    schema: Mapping[str, Any]
    trees: Trees = field(init=False, repr=False)
    """The booster's trees as they serve."""
    needed: tuple[int, ...] = field(init=False, repr=False)
    """The columns that its score reads, ascending."""

    def __post_init__(self) -> None:
        trees, margin = Trees.of(self.booster), day_one.columns(self.features.names) if self.margin_factor else ()
        object.__setattr__(self, "trees", trees)
        object.__setattr__(self, "needed", tuple(sorted({*trees.used(len(self.features.names)), *margin})))

    def score(self, matrix: Floats) -> Floats:
        """One score a row: trees plus the margin; float32 (n,)."""
        # The margin in the base score's place, as XGBoost's own `base_margin` takes it.
        return np.asarray(self.trees.sums(matrix) + self.margin(matrix), np.float32)

    def margin(self, matrix: Floats) -> Floats:
        """What the trees start from: the factor times the day-one score, 0 without a factor; float32 (n,)."""
        if not self.margin_factor:
            return np.zeros(len(matrix), np.float32)
        return np.asarray(self.margin_factor * day_one.day_one_score(matrix, self.features.names), np.float32)

    def contributions(self, matrix: Floats) -> tuple[Floats, Floats]:
        """Exact SHAP values of the trees and the weighted features of the margin: float32 (n, features + 1), the last the bias, and (n, 7).

        A row of both adds up to its score.
        """
        rows = xgboost.DMatrix(matrix, feature_names=list(self.features.names), base_margin=np.zeros(len(matrix), np.float32))
        trees = self.booster.predict(rows, pred_contribs=True)
        return np.asarray(trees, np.float32), self.margin_factor * day_one.day_one_parts(matrix, self.features.names)


def open_model(folder: Path, features: FeatureSet) -> FineModel:
    """The model in this folder; raises NotFound without one, FeatureMismatch where features or margin differ from this code's."""
    try:
        schema = orjson.loads((folder / SCHEMA).read_bytes())
    except FileNotFoundError:
        raise NotFound(f"there is no model in {folder.name}: `searchrank model list` shows those kept") from None
    features.check(schema["features"])
    _check_margin(schema["margin"])
    booster = xgboost.Booster(params={"nthread": 1}, model_file=str(folder / MODEL))
    booster.set_param({"nthread": 1})
    return FineModel(str(schema["version"]), booster, features, float(schema["margin"]["factor"]), schema)


def _check_margin(margin: Mapping[str, Any]) -> None:
    ours = {"name": day_one.NAME, "version": day_one.VERSION}
    if margin["name"] != NO_MARGIN["name"] and {"name": margin["name"], "version": margin["version"]} != ours:
        raise FeatureMismatch(added=(), removed=(), changed=(f"margin {margin['name']} {margin['version']}",))


def save_model(folder: Path, booster: xgboost.Booster, schema: Mapping[str, Any]) -> None:
    """Keep a model in this folder, which is made; its schema is written last, so that a folder with one is whole."""
    folder.mkdir(parents=True)
    booster.save_model(str(folder / MODEL))
    (folder / SCHEMA).write_bytes(orjson.dumps(schema, option=orjson.OPT_INDENT_2))


def margin_schema(factor: float) -> Mapping[str, Any]:
    """How a model's schema names its margin."""
    return {"name": day_one.NAME, "version": day_one.VERSION, "factor": factor, "weights": dict(day_one.WEIGHTS)} if factor else NO_MARGIN


def monotone(features: FeatureSet) -> Sequence[int]:
    """The constraint of every column, in order."""
    return [one.monotone for one in features.features]
