"""What every ranker keeps: a permutation, members first, ties by product id, the same for the same, and no order where none is asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.learn.lists import JudgedList
from searchrank.rank.fine import SCHEMA
from searchrank.rank.stages import MODEL_FOLDER
from tests.small_judged import QUERIES, RANKED, grades, judged_shop, learned, list_maker
from tests.small_shop import Learned, SmallShop, small_shop

RANKERS = ("engine", "keyword", "day_one", "model")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> list[JudgedList]:
    return list(list_maker(judged_shop(tmp_path_factory.mktemp("taught"))).lists(QUERIES, grades()))


@pytest.fixture(scope="module")
def model(lists: list[JudgedList]) -> Learned:
    return learned(lists)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, model: Learned) -> SmallShop:
    """The judged shop, published with the model that its judgments taught."""
    return judged_shop(tmp_path_factory.mktemp("served"), model=model)


WORDS = ("red", "blue", "shoe", "hat", "people", "1x", "velvet", "for")


@given(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), st.sampled_from(RANKERS))
@settings(max_examples=60, deadline=None)
def test_a_ranker_orders_what_recall_brought_and_adds_nothing(shop: SmallShop, text: str, ranker: str) -> None:
    brought, ranked = (shop.search(text, pipeline=name).candidates for name in ("keyword", ranker))
    assert sorted(ranked.rows.tolist()) == sorted(brought.rows.tolist())
    assert len(ranked.score) == len(ranked.rows)


@pytest.mark.parametrize("ranker", RANKERS)
def test_the_same_search_twice_gives_the_same_page_to_the_bit(shop: SmallShop, ranker: str) -> None:
    one, other = (shop.search("red shoe people", pipeline=ranker).candidates for _ in range(2))
    assert one.rows.tobytes() == other.rows.tobytes()
    assert one.score.tobytes() == other.score.tobytes()


def test_the_order_in_which_products_were_imported_does_not_matter(tmp_path: Path) -> None:
    titles = [f"red shoe {word}" for word in ("a1", "b2", "c3", "d4", "e5", "f6")] + ["red", "shoe", "red hat"]
    one, other = (small_shop(tmp_path / str(seed), *titles, seed=seed) for seed in (1, 2))
    for ranker in RANKERS:
        assert one.found("red shoe", pipeline=ranker) == other.found("red shoe", pipeline=ranker)


@pytest.mark.parametrize("ranker", RANKERS)
def test_equal_products_are_ordered_by_id(tmp_path: Path, model: Learned, ranker: str) -> None:
    names = ["b", "a", "é", "B", "10", "9", "z"]
    shop = small_shop(tmp_path, *({"id": name, "title": "red shoe"} for name in names), model=model)
    shop.assert_order("red shoe", ["10", "9", "B", "a", "b", "z", "é"], pipeline=ranker)


@pytest.mark.parametrize("ranker", ["day_one", "model"])
def test_only_the_first_are_ranked_and_the_others_follow_as_recall_brought_them(shop: SmallShop, ranker: str) -> None:
    brought, ranked = (shop.search("red shoe", pipeline=name).candidates for name in ("keyword", ranker))
    assert len(brought) > RANKED
    assert set(ranked.rows[:RANKED].tolist()) == set(brought.rows[:RANKED].tolist())
    assert ranked.rows[RANKED:].tolist() == brought.rows[RANKED:].tolist()
    assert (ranked.score[RANKED:] < ranked.score[:RANKED].min()).all()


def test_day_one_orders_the_first_pages_and_leaves_the_deeper_ones_in_keyword_order(tmp_path: Path) -> None:
    titles = [f"red shoe {'red ' * number}number{number}" for number in range(8)]
    shop = small_shop(tmp_path, *titles, ranked_day_one=3)
    for ranker in ("day_one", "model"):
        brought, ranked = (shop.search("red shoe", pipeline=name) for name in ("keyword", ranker))
        assert ranked.ranker == "day_one"
        assert set(ranked.candidates.rows[:3].tolist()) == set(brought.candidates.rows[:3].tolist())
        assert ranked.candidates.rows[3:].tolist() == brought.candidates.rows[3:].tolist()


@pytest.mark.parametrize("ranker", ["day_one", "model"])
def test_scores_fall_among_members_and_among_looser_ones(shop: SmallShop, ranker: str) -> None:
    for text in QUERIES.values():
        search = shop.search(text, pipeline=ranker)
        rows, score = search.candidates.rows[:RANKED], search.candidates.score[:RANKED]
        member = np.isin(rows, search.found.rows)
        for part in (member, ~member):
            assert (np.diff(score[part]) <= 0).all()


def test_the_answer_says_who_ranked(shop: SmallShop) -> None:
    rankers = {name: shop.search("red shoe", pipeline=name).ranker for name in RANKERS}
    assert rankers == {"engine": "engine", "keyword": "keyword", "day_one": "day_one", "model": "fine:m000001"}


def test_the_model_has_learned_that_stock_matters(shop: SmallShop) -> None:
    assert shop.found("red shoe", pipeline="day_one")[0] == "red-shoe-bad1"
    assert set(shop.found("red shoe", pipeline="model")[:2]) == {"red-shoe-good1", "red-shoe-good2"}


def test_without_a_model_day_one_ranks_and_nothing_is_missing(tmp_path: Path) -> None:
    search = small_shop(tmp_path, "red shoe", "shoe").search("red shoe", pipeline="model")
    assert (search.ranker, search.degraded) == ("day_one", ())


def test_a_model_of_other_features_is_left_out_and_said_so(tmp_path: Path, model: Learned) -> None:
    booster, schema = model
    shop = small_shop(tmp_path, "red shoe", "shoe", model=(booster, {**schema, "features": schema["features"][1:]}))
    search = shop.search("red shoe", pipeline="model")
    assert search.ranker == "day_one"
    (missing,) = search.degraded
    assert missing.part == "model"
    assert missing.reason.endswith("train it again")


def test_a_model_whose_schema_is_lost_is_left_out_and_said_so(tmp_path: Path, model: Learned) -> None:
    shop = small_shop(tmp_path, "red shoe", "shoe", model=model)
    (shop.view.snapshot.subfolder(MODEL_FOLDER) / SCHEMA).unlink()
    search = shop.search("red shoe", pipeline="model")
    assert [missing.part for missing in search.degraded] == ["model"]


def test_what_is_scored_is_what_is_served(shop: SmallShop) -> None:
    search = shop.search("red shoe", pipeline="day_one")
    served = dict(zip(search.candidates.rows.tolist(), search.candidates.score.tolist(), strict=True))
    scored = dict(zip(search.scored.rows.tolist(), search.scored.score.tolist(), strict=True))
    assert scored == {row: served[row] for row in scored}
    assert search.matches is None  # they are in the order of recall, and nothing may read them by mistake
