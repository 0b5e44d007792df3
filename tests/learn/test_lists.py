"""The lists that a model learns from are the lists that are served."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.learn.lists import JudgedList, folds, sampled
from searchrank.rank.day_one import columns
from tests.small_judged import QUERIES, RANKED, grades, judged_shop, list_maker
from tests.small_shop import SmallShop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return judged_shop(tmp_path_factory.mktemp("lists"))


@pytest.fixture(scope="module")
def lists(shop: SmallShop) -> list[JudgedList]:
    return list(list_maker(shop).lists(QUERIES, grades()))


def test_what_is_learned_from_is_what_was_served_bit_for_bit(shop: SmallShop, lists: list[JudgedList]) -> None:
    for one in lists:
        search, plain = shop.search(one.text, pipeline="day_one", explain=True), shop.search(one.text, pipeline="day_one")
        assert search.scored.matrix.tobytes() == one.served.tobytes()
        read = list(columns(search.scored.names))
        assert plain.scored.matrix[:, read].tobytes() == one.served[:, read].tobytes()
        assert search.scored.rows.tolist() == one.rows[: len(one.served)].tolist()
        assert len(search.candidates) > len(one.served) == RANKED


def test_judged_products_that_were_not_ranked_are_appended(shop: SmallShop) -> None:
    (one,) = list_maker(shop).lists({"q": "red shoe"}, {"q": {"black-hat-good1": 1, "red-shoe-good1": 2, "nobody": 1}})
    assert one.ids[RANKED:] == ("black-hat-good1",)
    assert len(one.learned) == len(one.served) + 1
    assert dict(zip(one.ids, one.grade.tolist(), strict=True))["black-hat-good1"] == 1
    assert one.judged.sum() == 2


def test_without_recall_a_list_is_its_judged_products_alone(shop: SmallShop) -> None:
    maker = list_maker(shop)
    alone = type(maker)(maker.view, maker.understand, None, maker.features, maker.ranked, maker.now)
    (one,) = alone.lists({"q": "red shoe"}, {"q": {"red-shoe-good1": 2, "black-hat-good1": 0}})
    assert sorted(one.ids) == ["black-hat-good1", "red-shoe-good1"]
    assert len(one.served) == 0
    assert one.learned.shape == (2, len(maker.features.features))


def test_queries_without_judgments_or_products_are_left_out(shop: SmallShop) -> None:
    made = list_maker(shop).lists({"q": "red shoe", "r": "blue hat", "s": "velvet"}, {"q": {"red-shoe-good1": 1}, "s": {"nobody": 1}})
    assert [one.query_id for one in made] == ["q"]


def test_a_negative_grade_counts_as_none(shop: SmallShop) -> None:
    (one,) = list_maker(shop).lists({"q": "red shoe"}, {"q": {"red-shoe-good1": -2}})
    assert one.grade.max() == 0


def test_a_sample_holds_all_judged_and_as_many_others_as_asked(lists: list[JudgedList]) -> None:
    for one in lists:
        places = sampled(one, 3, np.random.default_rng(1))
        assert set(np.flatnonzero(one.judged)) <= set(places)
        assert len(places) == one.judged.sum() + min(3, (~one.judged).sum())
        assert places.tolist() == sorted(set(places.tolist()))


def test_the_seed_draws_the_sample(lists: list[JudgedList]) -> None:
    def drawn(seed: int) -> list[list[int]]:
        source = np.random.default_rng(seed)
        return [sampled(one, 2, source).tolist() for one in lists]

    assert drawn(1) == drawn(1) != drawn(2)


def test_folds_hold_every_list_once_and_are_of_about_one_size(lists: list[JudgedList]) -> None:
    parts = folds(lists, 5, seed=1)
    assert sorted(one.query_id for part in parts for one in part) == sorted(QUERIES)
    assert sorted(map(len, parts)) == [3, 3, 3, 3, 4]


def test_equal_texts_stay_in_one_fold(shop: SmallShop) -> None:
    texts = {f"{name}{number}": text for name, text in QUERIES.items() for number in range(2)}
    judged = {name: {"red-shoe-good1": 1} for name in texts}
    parts = folds(list_maker(shop).lists(texts, judged), 4, seed=3)
    for part in parts:
        assert all(sum(one.text == other.text for other in part) == 2 for one in part)


def test_the_seed_draws_the_folds(lists: list[JudgedList]) -> None:
    def drawn(seed: int) -> list[list[str]]:
        return [[one.query_id for one in part] for part in folds(lists, 4, seed)]

    assert drawn(1) == drawn(1) != drawn(2)
