"""A model is opened only by code that computes what it was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xgboost

from searchrank.errors import FeatureMismatch, NotFound
from searchrank.features.feature import FeatureSet
from searchrank.learn.fit import fit
from searchrank.rank import day_one
from searchrank.rank.features import all_features
from searchrank.rank.fine import FineModel, margin_schema, open_model, save_model
from tests.small_judged import QUERIES, grades, judged_shop, list_maker

FEATURES = all_features()
ONE, TWO = FEATURES.features[:2]


@pytest.fixture(scope="module")
def booster(tmp_path_factory: pytest.TempPathFactory) -> Any:
    lists = list_maker(judged_shop(tmp_path_factory.mktemp("taught"))).lists(dict(list(QUERIES.items())[:3]), grades())
    return fit(list(lists), FEATURES, 1)


def schema(**changes: Any) -> Mapping[str, Any]:
    return {"version": "m1", "features": FEATURES.schema, "margin": margin_schema(3.0), **changes}


def refused(booster: Any, folder: Path, features: FeatureSet = FEATURES, **changes: Any) -> tuple[Any, Any, Any]:
    """What the refusal names: added, removed, changed."""
    save_model(folder / "m1", booster, schema(**changes))
    with pytest.raises(FeatureMismatch) as raised:
        open_model(folder / "m1", features)
    return raised.value.added, raised.value.removed, raised.value.changed


def with_first(one: Any) -> FeatureSet:
    return FeatureSet((one, *FEATURES.features[1:]))


def test_a_model_opens_with_the_features_it_was_trained_on(booster: Any, tmp_path: Path) -> None:
    save_model(tmp_path / "m1", booster, schema())
    model = open_model(tmp_path / "m1", FEATURES)
    assert (model.version, model.margin_factor, model.features) == ("m1", 3.0, FEATURES)


def test_a_feature_that_the_model_does_not_know_is_added(booster: Any, tmp_path: Path) -> None:
    new = replace(ONE, name="brand_new")
    assert refused(booster, tmp_path, FeatureSet((*FEATURES.features, new))) == (("brand_new",), (), ())


def test_a_feature_that_is_gone_is_removed(booster: Any, tmp_path: Path) -> None:
    assert refused(booster, tmp_path, FeatureSet(FEATURES.features[1:])) == ((), (ONE.name,), ())


@pytest.mark.parametrize("change", [{"version": 2}, {"missing": 7.0}, {"monotone": 0}], ids=str)
def test_a_feature_that_means_something_else_is_changed(booster: Any, tmp_path: Path, change: dict[str, Any]) -> None:
    assert refused(booster, tmp_path, with_first(replace(ONE, **change))) == ((), (), (ONE.name,))


def test_columns_in_another_order_are_changed(booster: Any, tmp_path: Path) -> None:
    other = FeatureSet((TWO, ONE, *FEATURES.features[2:]))
    assert refused(booster, tmp_path, other) == ((), (), (TWO.name, ONE.name))


@pytest.mark.parametrize("margin", [{"version": day_one.VERSION + 1}, {"name": "keyword"}], ids=str)
def test_a_margin_of_another_version_is_refused(booster: Any, tmp_path: Path, margin: dict[str, Any]) -> None:
    _, _, changed = refused(booster, tmp_path, margin={**margin_schema(3.0), **margin})
    named = {**margin_schema(3.0), **margin}
    assert changed == (f"margin {named['name']} {named['version']}",)


def test_a_model_without_a_margin_scores_by_its_trees_alone(booster: Any, tmp_path: Path) -> None:
    save_model(tmp_path / "m1", booster, schema(margin=margin_schema(0.0)))
    model = open_model(tmp_path / "m1", FEATURES)
    rows = np.zeros((2, len(FEATURES.features)), np.float32)
    assert model.margin(rows).tolist() == [0, 0]
    trees = booster.inplace_predict(rows, base_margin=np.zeros(2, np.float32), predict_type="margin")
    assert model.score(rows).tolist() == trees.tolist()


def test_the_margin_counts_as_if_the_trees_had_started_from_it(booster: Any) -> None:
    rows = np.random.default_rng(3).normal(size=(50, len(FEATURES.features))).astype(np.float32)
    other = xgboost.train({"base_score": 0.5, "max_depth": 2, "nthread": 1}, xgboost.DMatrix(rows, rows[:, 0]), 5)
    for trees in (booster, other):
        model = FineModel("m1", trees, FEATURES, 3.0, {})
        from_margin = trees.inplace_predict(rows, base_margin=model.margin(rows), predict_type="margin")
        np.testing.assert_allclose(model.score(rows), from_margin, rtol=1e-6, atol=1e-5)
    assert other.inplace_predict(rows, predict_type="margin").mean() != pytest.approx(model.score(rows).mean())


def test_a_folder_without_a_model_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no model in m9: `searchrank model list` shows those kept"):
        open_model(tmp_path / "m9", FEATURES)


def test_asking_for_an_unknown_feature_is_a_mismatch() -> None:
    with pytest.raises(FeatureMismatch) as raised:
        FEATURES.only([ONE.name, "nonsense"])
    assert raised.value.removed == ("nonsense",)
    assert FEATURES.only([TWO.name, ONE.name]).names == (TWO.name, ONE.name)
