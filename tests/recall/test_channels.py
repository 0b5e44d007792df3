"""Channels: where words find little, other ways to products are asked; where words find enough, nothing changes and nothing is paid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from searchrank.errors import EngineDown
from searchrank.recall.channels import CHANNELS, KEYWORD, NAMES, Ask, Brought, CategoryChannel, RewriteChannel, bring, marked, widened
from searchrank.recall.found import Found
from searchrank.records import Candidates, Correction, Entity, Query, Rows, changed
from searchrank.settings import ChannelSettings, RecallSettings, VectorSettings
from tests.small_shop import SmallShop, small_shop

PRODUCTS: tuple[dict[str, Any], ...] = (
    {"title": "wireless headphone black", "price": 30},
    {"title": "headphone stand wood", "price": 5},
    {"title": "gaming keyboard black", "price": 70},
    {"title": "mouse pad", "price": 3},
)
VECTORS = VectorSettings(encoder="static", dimensions=64, steps=5)
NEAR = {"least_cosine": 0.1}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("channels"), *PRODUCTS, vectors=VECTORS, channels=NEAR)


def test_a_misspelt_word_that_no_correction_mends_still_finds_the_product(shop: SmallShop) -> None:
    assert "wireless headphone black" in shop.found("hesdphxne", exact=True)


def test_without_a_quota_the_channel_is_off(tmp_path: Path) -> None:
    without = small_shop(tmp_path, *PRODUCTS, vectors=VECTORS, channels={"vector": 0})
    assert without.found("hesdphxne", exact=True) == []


def test_where_words_find_enough_no_channel_is_asked(shop: SmallShop) -> None:
    found = shop.search("gaming keyboard")
    assert found.candidates.ranks.shape[1] == 1
    assert "vector" not in " ".join(step.changed for step in found.trace)


def test_what_a_channel_brings_is_in_the_match_set_and_says_who_brought_it(shop: SmallShop) -> None:
    found = shop.search("hesdphxne", exact=True)
    assert found.found.total == len(found.found.rows) == len(found.candidates) == found.members
    assert set(found.candidates.channels.tolist()) == {1 << NAMES.index("vector")}
    assert (found.candidates.ranks[:, NAMES.index(KEYWORD)] == -1).all()


@pytest.mark.parametrize("pipeline", ["engine", "keyword", "day_one", "model"])
def test_filters_hold_for_what_channels_bring(shop: SmallShop, pipeline: str) -> None:
    found = shop.view.ids(shop.search("hesdphxne", exact=True, filters=["price:..10"], pipeline=pipeline).candidates.rows)
    assert found
    assert set(found) <= {"headphone stand wood", "mouse pad"}


def test_facets_and_sort_speak_of_what_channels_bring_as_well(shop: SmallShop) -> None:
    rows = shop.search("hesdphxne", exact=True).found.rows
    assert shop.search("hesdphxne", exact=True, sort="price_asc").found.rows.tolist() == rows.tolist()


def test_a_snapshot_without_vectors_serves_and_says_so(tmp_path: Path) -> None:
    old = small_shop(tmp_path, *PRODUCTS)
    asking = SmallShop(old.view, old.settings.model_copy(update={"vectors": VECTORS}), old.engine_of)
    found = asking.search("hesdphxne", exact=True)
    assert [missing.part for missing in found.degraded] == ["vector"]
    assert "publish again" in found.degraded[0].reason


@dataclass(frozen=True)
class Slow:
    """A channel that takes a second of a clock that it moves."""

    clock: list[float]
    name: str = "vector"

    def bring(self, ask: Ask) -> Rows:
        self.clock[0] += 1.0
        return np.array([2, 0], np.int32)


@dataclass(frozen=True)
class Away:
    name: str = "rewrite"

    def bring(self, ask: Ask) -> Rows:
        raise EngineDown("the engine does not answer")


def ask(shop: SmallShop, query: Query, quota: int = 10) -> Ask:
    return Ask(query, shop.view, {}, RecallSettings(), shop.engine_of, quota)


def test_a_channel_whose_turn_comes_when_the_time_is_spent_is_left_out(shop: SmallShop) -> None:
    time = [0.0]
    first, second = bring(ask(shop, Query("x")), (Slow(time), Away()), clock=lambda: time[0])
    assert first.rows.tolist() == [2, 0]
    assert first.ms == 1000.0
    assert [(one.part, "time" in one.reason) for one in second.missing] == [("rewrite", True)]


def test_a_channel_whose_part_is_away_is_left_out(shop: SmallShop) -> None:
    (only,) = bring(ask(shop, Query("x")), (Away(),))
    assert len(only.rows) == 0
    assert only.missing[0].reason == "the engine does not answer"


def test_the_reading_that_was_only_offered_is_asked_as_well(shop: SmallShop) -> None:
    query = changed(shop.understood("mose"), correction=Correction("mose", "mouse", "weak", "letters", 2.0))
    assert shop.view.ids(RewriteChannel().bring(ask(shop, query))) == ["mouse pad"]
    assert len(RewriteChannel().bring(ask(shop, shop.understood("mouse")))) == 0


def test_a_named_brand_brings_what_sells_best_of_it(tmp_path: Path) -> None:
    sold = [{"title": f"thing {at}", "brand": "acme", "sales": at} for at in range(3)]
    shop = small_shop(tmp_path, *sold, {"title": "other", "brand": "other", "sales": 9})
    row = int(shop.view.snapshot.vocabulary("brand.key").ids(["acme"])[0])
    query = Query("acme", entities=(Entity("brand", row, "acme", 0, 4),))
    assert shop.view.ids(CategoryChannel().bring(ask(shop, query, quota=2))) == ["thing 2", "thing 1"]


def test_what_channels_bring_beside_another_thing_stands_before_that(tmp_path: Path) -> None:
    """The stand is no headphone; the mouse pad is brought by what correction only offered."""
    shop = small_shop(tmp_path, *PRODUCTS)
    rows = shop.view.rows_of(["headphone stand wood", "mouse pad"])
    found = Found(rows[:1], rows[:1], near=np.zeros(1, bool), against=np.ones(1, bool))
    query = Query("mous", correction=Correction("mous", "mouse pad", "weak", "spelling", 1.8))
    wider = widened(found, Ask(query, shop.view, {}, RecallSettings(), shop.engine_of))
    assert wider.against is not None
    assert dict(zip(wider.rows.tolist(), wider.against.tolist(), strict=True)) == {int(rows[0]): True, int(rows[1]): False}


def test_a_product_of_two_channels_has_both_bits_and_both_places() -> None:
    candidates = Candidates.of(np.array([7, 8, 9]), np.zeros(3))
    given = marked(candidates, 2, 300, (Brought("vector", np.array([9, 7], np.int32)),))
    assert given.channels.tolist() == [3, 1, 2]
    assert given.ranks[:, :2].tolist() == [[0, 1], [1, -1], [-1, 0]]


def test_every_channel_has_a_quota_among_the_settings() -> None:
    assert {channel.name for channel in CHANNELS} <= set(ChannelSettings.model_fields)
