"""The contributions of a hit's features make its score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.rank.day_one import WEIGHTS
from searchrank.rank.explain import explanations
from searchrank.rank.features import all_features
from searchrank.rank.stages import Fine
from tests.small_judged import QUERIES, grades, judged_shop, learned, list_maker
from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    lists = list(list_maker(judged_shop(tmp_path_factory.mktemp("taught"))).lists(QUERIES, grades()))
    return judged_shop(tmp_path_factory.mktemp("served"), model=learned(lists))


def explained(shop: SmallShop, text: str, pipeline: str) -> list[dict[str, Any]]:
    """Every ranked product's explanation, with the score it was served with."""
    search = shop.search(text, pipeline=pipeline)
    model = Fine(all_features()).model_of(shop.view) if pipeline == "model" else None
    rows = search.scored.rows.tolist()
    served = dict(zip(search.candidates.rows.tolist(), search.candidates.score.tolist(), strict=True))
    found = explanations(search.scored, rows, model)
    return [{**found[row], "served": served[row]} for row in rows]


@pytest.mark.parametrize("pipeline", ["day_one", "model"])
@pytest.mark.parametrize("text", ["red shoe", "blue hat people", "velvet coat"])
def test_contributions_and_bias_add_up_to_the_score(shop: SmallShop, pipeline: str, text: str) -> None:
    for one in explained(shop, text, pipeline):
        total = one["bias"] + sum(feature["contribution"] for feature in one["features"])
        assert total == pytest.approx(one["score"], abs=1e-4)
        assert one["score"] == one["served"]


@pytest.mark.parametrize(("pipeline", "factor"), [("day_one", 1.0), ("model", 3.0)])
def test_the_margin_is_split_into_its_own_features(shop: SmallShop, pipeline: str, factor: float) -> None:
    for one in explained(shop, "red shoe", pipeline):
        for feature in one["features"]:
            expected = factor * WEIGHTS.get(feature["name"], 0.0) * (feature["value"] or 0)
            assert feature["margin"] == pytest.approx(expected, abs=1e-5), feature["name"]


def test_day_one_has_no_bias_and_nothing_but_its_margin(shop: SmallShop) -> None:
    for one in explained(shop, "red shoe", "day_one"):
        assert one["ranker"] == "day_one"
        assert one["bias"] == 0
        assert all(feature["contribution"] == feature["margin"] for feature in one["features"])


def test_every_feature_is_named_once_the_strongest_first(shop: SmallShop) -> None:
    for pipeline in ("day_one", "model"):
        for one in explained(shop, "red shoe", pipeline):
            features: list[dict[str, float]] = one["features"]
            assert sorted(map(str, (feature["name"] for feature in features))) == sorted(all_features().names)
            strengths = [abs(feature["contribution"]) for feature in features]
            assert strengths == sorted(strengths, reverse=True)


def test_what_taught_the_model_explains_its_best_hit(shop: SmallShop) -> None:
    best = max(explained(shop, "red shoe", "model"), key=lambda one: one["score"])
    stock = next(feature for feature in best["features"] if feature["name"] == "in_stock")
    assert stock["value"] == 1
    assert stock["contribution"] > 0.1


def test_a_number_that_is_not_known_is_none(tmp_path: Path) -> None:
    (one,) = explained(small_shop(tmp_path, "red shoe"), "red shoe", "day_one")
    values = {feature["name"]: feature["value"] for feature in one["features"]}
    assert values["rating"] is None
    assert values["coverage"] == 1


def test_only_what_was_ranked_can_be_explained(shop: SmallShop) -> None:
    search = shop.search("red shoe", pipeline="day_one")
    unranked = search.candidates.rows[len(search.scored.score) :].tolist()
    assert unranked
    assert explanations(search.scored, unranked, None) == {}


@pytest.mark.parametrize("pipeline", ["day_one", "model"])
def test_only_what_the_ranker_reads_is_computed_unless_reasons_are_asked_for(shop: SmallShop, pipeline: str) -> None:
    plain, asked = shop.search("red shoe", pipeline=pipeline), shop.search("red shoe", pipeline=pipeline, explain=True)
    assert np.isnan(plain.scored.matrix).all(axis=0).sum() > np.isnan(asked.scored.matrix).all(axis=0).sum()
    assert plain.scored.score.tolist() == asked.scored.score.tolist()
