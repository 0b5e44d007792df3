"""A model from few judgments: never worse than the day-one order, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.errors import FeatureMismatch
from searchrank.evaluate.means import evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.trec import Run
from searchrank.learn.fit import MARGIN_FACTOR, fit
from searchrank.learn.lists import JudgedList, folds
from searchrank.rank.day_one import day_one_score
from searchrank.rank.features import all_features
from searchrank.rank.fine import FineModel, open_model, save_model
from searchrank.recall.bm25 import by_score
from searchrank.records import Floats, Judgment
from tests.small_judged import QUERIES, grades, judged_shop, learned, list_maker
from tests.small_shop import Learned, SmallShop

FEATURES = all_features()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return judged_shop(tmp_path_factory.mktemp("fit"))


@pytest.fixture(scope="module")
def lists(shop: SmallShop) -> list[JudgedList]:
    return list(list_maker(shop).lists(QUERIES, grades()))


@pytest.fixture(scope="module")
def model(lists: list[JudgedList]) -> Learned:
    return learned(lists)


def ranked(one: JudgedList, score: Floats) -> list[tuple[str, float]]:
    return [(one.ids[place], float(score[place])) for place in by_score(score, one.rows[: len(score)])]


def ndcg(run: Run) -> float:
    judgments = [Judgment(query, product, grade) for query, products in grades().items() for product, grade in products.items()]
    return evaluate(parse_measures("nDCG@10"), judgments, run).estimates["nDCG@10"].mean


def test_out_of_fold_a_model_does_not_lose_to_day_one(lists: list[JudgedList]) -> None:
    """The truth is in stock first; day one does not know it, and every query is scored by a model that has not seen it."""
    parts = folds(lists, 3, seed=1)
    trained: dict[str, list[tuple[str, float]]] = {}
    for part in parts:
        booster = fit([one for other in parts if other is not part for one in other], FEATURES, 1)
        fold = FineModel("fold", booster, FEATURES, MARGIN_FACTOR, {})
        trained.update({one.query_id: ranked(one, fold.score(one.served)) for one in part})
    day_one = {one.query_id: ranked(one, day_one_score(one.served, FEATURES.names)) for one in lists}
    assert ndcg(trained) > ndcg(day_one) + 0.1


def test_the_same_seed_gives_the_same_predictions(lists: list[JudgedList]) -> None:
    rows = np.concatenate([one.learned for one in lists])
    one, again, other = (FineModel("x", fit(lists, FEATURES, seed), FEATURES, MARGIN_FACTOR, {}).score(rows) for seed in (1, 1, 2))
    assert one.tobytes() == again.tobytes() != other.tobytes()


def test_a_score_is_three_times_the_day_one_score_and_what_the_trees_add(lists: list[JudgedList], model: Learned) -> None:
    rows = lists[0].learned
    trees = model[0].inplace_predict(rows, base_margin=np.zeros(len(rows), np.float32), predict_type="margin")
    score = FineModel("x", model[0], FEATURES, MARGIN_FACTOR, {}).score(rows)
    np.testing.assert_allclose(score, 3 * day_one_score(rows, FEATURES.names) + trees, atol=1e-5)
    assert np.abs(trees).max() > 0.1


def test_more_of_what_is_never_worse_never_lowers_the_trees(lists: list[JudgedList], model: Learned) -> None:
    fine = FineModel("x", model[0], FEATURES, 0.0, {})
    rows = np.concatenate([one.learned for one in lists])
    before = fine.score(rows)
    for column, one in enumerate(FEATURES.features):
        if one.monotone:
            more = rows.copy()
            more[:, column] += 0.5 * one.monotone
            assert (fine.score(more) >= before - 1e-5).all(), one.name


def test_progress_is_told_tree_by_tree(lists: list[JudgedList]) -> None:
    told: list[int] = []
    fit(lists[:4], FEATURES, 1, told.append)
    assert told == list(range(1, 151))


def test_grades_beyond_what_the_trainer_takes_are_cut(shop: SmallShop) -> None:
    made = list(list_maker(shop).lists({"q": "red shoe"}, {"q": {"red-shoe-good1": 1000, "red-shoe-bad1": 0}}))
    assert fit(made, FEATURES, 1).num_boosted_rounds() == 150


def test_a_kept_model_scores_as_the_fitted_one(lists: list[JudgedList], model: Learned, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("kept") / "m000001"
    save_model(folder, *model)
    opened = open_model(folder, FEATURES)
    assert opened.version == "m000001"
    fitted = FineModel("x", model[0], FEATURES, MARGIN_FACTOR, {})
    assert opened.score(lists[0].learned).tobytes() == fitted.score(lists[0].learned).tobytes()
    assert opened.score(lists[0].learned[:0]).shape == (0,)


def test_a_model_of_other_features_is_not_opened(model: Learned, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("other") / "m000001"
    booster, schema = model
    save_model(folder, booster, {**schema, "features": schema["features"][1:]})
    with pytest.raises(FeatureMismatch) as refused:
        open_model(folder, FEATURES)
    assert refused.value.added == (FEATURES.names[0],)
