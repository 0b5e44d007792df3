"""Text vectors: a misspelt word finds what it is about, and what may not be shown is not found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from searchrank.publish.vector_training import Texts
from searchrank.publish.vectors import sampled
from searchrank.recall.vector_loops import apart, coded, cosines, signs_of
from searchrank.recall.vectors import TextVectors, closest
from searchrank.records import Query, Token
from searchrank.settings import VectorSettings
from tests.small_shop import SmallShop, build_snapshot, small_shop

TITLES = ("wireless headphone black", "headphone stand", "gaming keyboard", "轻便跑步鞋", "真皮皮鞋 女")
VECTORS = VectorSettings(encoder="static", dimensions=64, steps=5)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("vectors"), *TITLES, vectors=VECTORS)


def units(*texts: str) -> Query:
    return Query(" ".join(texts), tokens=tuple(Token(text) for text in texts))


def nearest(shop: SmallShop, query: Query, limit: int = 1, least: float = -1.0) -> list[str]:
    vectors = TextVectors.of(shop.view.snapshot)
    assert vectors is not None
    return shop.view.ids(vectors.nearest(query, limit, least))


def test_a_misspelt_word_is_nearest_to_what_has_most_of_its_letters(shop: SmallShop) -> None:
    assert set(nearest(shop, units("hesdphone"), 2)) == {"wireless headphone black", "headphone stand"}


def test_words_of_a_title_are_nearest_to_that_title(shop: SmallShop) -> None:
    assert nearest(shop, units("跑", "步", "鞋")) == ["轻便跑步鞋"]


def test_a_query_of_which_nothing_is_known_has_nothing_near_it(shop: SmallShop) -> None:
    assert nearest(shop, units("龘"), 5) == []


def test_what_is_less_alike_than_asked_is_not_brought(shop: SmallShop) -> None:
    assert nearest(shop, units("hesdphone"), 5, least=1.01) == []


def test_the_nearest_of_those_that_pass_are_found_however_few_pass(shop: SmallShop) -> None:
    vectors = TextVectors.of(shop.view.snapshot)
    assert vectors is not None
    (only,) = shop.rows("gaming keyboard")
    rows = vectors.nearest(units("headphone"), 3, -1.0, lambda rows: rows[rows == only])
    assert rows.tolist() == [only]


def test_the_same_catalogue_gives_the_same_vectors(tmp_path: Path) -> None:
    first, second = (build_snapshot(tmp_path / name, TITLES, vectors=VECTORS) for name in ("a", "b"))
    for name in ("vector.table", "vector.codes", "vector.signs"):
        assert (first.array(name) == second.array(name)).all()


def test_a_shop_that_wants_no_vectors_keeps_none(tmp_path: Path) -> None:
    snapshot = build_snapshot(tmp_path, TITLES, vectors=VectorSettings(encoder="none"))
    assert TextVectors.of(snapshot) is None


@pytest.mark.parametrize("titles", [("a",), ("，，", "!!"), ("red shoe", "red shoe")])
def test_a_catalogue_too_small_to_learn_from_still_publishes(tmp_path: Path, titles: tuple[str, ...]) -> None:
    assert TextVectors.of(build_snapshot(tmp_path, [{"id": str(at), "title": one} for at, one in enumerate(titles)], vectors=VECTORS))


def test_a_sample_of_a_large_catalogue_can_be_counted(shop: SmallShop) -> None:
    texts = Texts.of(shop.view.snapshot).counted(sampled(len(TITLES), 2))
    assert texts.units == len(shop.view.snapshot.vocabulary("units"))


def test_a_cosine_of_coded_vectors_is_that_of_the_vectors_within_a_hundredth() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = cosines(vectors[0], *coded(vectors, 127), np.arange(50, dtype=np.int32))
    assert np.abs(found - vectors @ vectors[0]).max() < 0.01


def test_signs_are_counted_where_they_differ() -> None:
    vectors = np.ones((3, 128), np.float32)
    vectors[1, :5] = -1
    vectors[2, 100:] = -1
    signs = signs_of(vectors)
    assert apart(signs[0], signs).tolist() == [0, 5, 28]


def test_all_that_differ_as_much_as_the_last_are_looked_at() -> None:
    assert closest(np.array([3, 1, 2, 2], np.int16), np.arange(4, dtype=np.int32), 2).tolist() == [1, 2, 3]
