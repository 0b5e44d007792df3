"""A simulated log: days of visits, searches and events over a small world, written as files, the same for the same seed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pytest

from searchrank.errors import Conflict, InvalidInput, NotFound, UnknownName
from searchrank.simulate.behaviour.after import marginal_examination
from searchrank.simulate.behaviour.estimate import click_rates
from searchrank.simulate.behaviour.parameters import preset
from searchrank.simulate.log.cards import Cards, examination_curve, read_cards
from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.tables import EVENTS, QUERIES, SOURCES
from searchrank.simulate.log.writing import write_log
from searchrank.simulate.world.folder import write_world

TODAY = date(2026, 3, 31)
SMALL = Plan(days=3, shoppers=1200, seed=4, end=TODAY, randomised=0.3, unshown=0.2)
Rows = list[dict[str, Any]]


def quiet(step: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "world"
    write_world(folder, 6000, 5, TODAY, quiet, processes=1)
    return folder


@pytest.fixture(scope="module")
def log(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log") / "log"
    write_log(SMALL, world, folder, quiet, processes=1)
    return folder


def read(log: Path, name: str) -> Rows:
    return [row for path in sorted((log / name).glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def events(log: Path) -> Rows:
    return read(log, "events")


@pytest.fixture(scope="module")
def queries(log: Path) -> Rows:
    return read(log, "queries")


@pytest.fixture(scope="module")
def truth(log: Path) -> Rows:
    return read(log, "truth/impressions")


def of(events: Rows, action: str, item: str | None = "product") -> Rows:
    return [one for one in events if one["action"] == action and one["item_type"] == item]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_one_process_or_two_write_the_same_bytes_and_another_seed_others(world: Path, log: Path, tmp_path: Path) -> None:
    write_log(SMALL, world, tmp_path / "two", quiet, processes=2)
    assert digests(tmp_path / "two") == digests(log)
    write_log(replace(SMALL, seed=5, days=1), world, tmp_path / "other", quiet, processes=1)
    first = "events/2026-03-31.parquet"
    assert digests(tmp_path / "other")[first] != digests(log)[first]


def test_a_log_has_a_file_a_day_of_each_kind_and_says_how_much_is_in_it(log: Path, events: Rows, queries: Rows) -> None:
    manifest = json.loads((log / "log.json").read_text("utf-8"))
    for name in ("events", "queries", "unshown", "truth/impressions", "truth/queries", "truth/visits"):
        assert [path.stem for path in sorted((log / name).glob("*"))] == ["2026-03-29", "2026-03-30", "2026-03-31"]
    assert manifest["counts"]["events"] == len(events) and manifest["counts"]["searches"] == len(queries)
    assert manifest["plan"]["ranker"]["text"] > 0 and manifest["plan"]["preset"] == "default"
    assert set(manifest["files"]) == set(digests(log)) - {"log.json"}


def test_events_and_queries_have_the_documented_columns(log: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
    for folder, schema in (("events", EVENTS), ("queries", QUERIES)):
        assert parquet.read_schema(log / folder / "2026-03-31.parquet").names == schema.names
        assert all(f"`{name}`" in page for name in schema.names)


def test_rows_lie_on_the_day_of_their_arrival_in_order_and_every_event_has_an_id(log: Path, events: Rows) -> None:
    for path in sorted((log / "events").glob("*")):
        arrived = [row["recorded_at"] for row in parquet.read_table(path, columns=["recorded_at"]).to_pylist()]
        assert arrived == sorted(arrived) and {one.date().isoformat() for one in arrived} == {path.stem}
    assert len({one["event_id"] for one in events}) == len(events)
    assert all(one["timestamp"] <= one["recorded_at"] for one in events)


def test_every_click_and_order_is_of_a_card_that_was_seen(events: Rows) -> None:
    visible = {(one["query_id"], one["object_id"]) for one in of(events, "impression") if one["visible"]}
    clicks = {(one["query_id"], one["object_id"]) for one in of(events, "click")}
    assert clicks <= visible and len(clicks) > 300
    assert {(one["query_id"], one["object_id"]) for action in ("purchase", "add_to_cart", "dwell") for one in of(events, action)} <= clicks


def test_what_is_served_is_not_always_seen(events: Rows) -> None:
    share = np.mean([one["visible"] for one in of(events, "impression")])
    assert 0.4 < share < 0.85


def test_orders_come_on_later_days_too(world: Path, tmp_path: Path) -> None:
    write_log(replace(SMALL, days=5, shoppers=4000), world, tmp_path / "log", quiet, processes=1)
    bought = of(read(tmp_path / "log", "events"), "purchase")
    # The day is in the id of the answer from which the order came.
    later = [one for one in bought if (one["timestamp"].date() - date(2026, 3, 27)).days > int(one["query_id"][1:4], 16)]
    assert len(later) >= 3 and len(later) < len(bought)


def test_a_search_names_the_answer_from_which_it_came(events: Rows, queries: Rows) -> None:
    known = {one["query_id"] for one in queries} | {one["query_id"] for one in of(events, "impression", "query")}
    assert all(one["from_query_id"] in known for one in queries if one["from_query_id"] is not None and one["timestamp"].day > 29)
    assert {one["source"] for one in queries} >= {"typed", "complete", "hint", "related", "filter"}
    assert {one["source"] for one in queries} <= set(SOURCES)
    assert all(one["from_query_id"].startswith("g") for one in queries if one["source"] in ("complete", "hint", "related") and one["page"] == 1)


def test_a_taken_suggestion_is_the_text_that_is_searched(events: Rows, queries: Rows) -> None:
    taken = {one["query_id"]: one["object_id"] for one in of(events, "click", "query")}
    followed = [(one["user_query"], taken[one["from_query_id"]]) for one in queries if one["page"] == 1 and one["from_query_id"] in taken]
    assert len(followed) > 100
    assert all(text == word for text, word in followed)


def test_suggestion_columns_say_their_scene_and_begin_like_what_was_typed(events: Rows) -> None:
    shown = [(one["object_id"], json.loads(one["attributes"])) for one in of(events, "impression", "query") if one["query_id"][0] == "g"]
    assert {told["scene"] for _, told in shown} >= {"complete", "hint", "hot", "discover", "related", "push"}
    assert all(text.startswith(told["prefix"]) for text, told in shown if told["scene"] == "complete")


def test_page_two_goes_on_where_page_one_ended(queries: Rows) -> None:
    by_id = {one["query_id"]: one for one in queries}
    second = [one for one in queries if one["page"] == 2]
    first = [by_id[one["from_query_id"]] for one in second if one["source"] == "typed"]
    assert len(second) > 10
    assert all(not set(one["hit_ids"]) & set(by_id[one["from_query_id"]]["hit_ids"]) for one in second if one["from_query_id"] in by_id)
    assert all(one["page"] == 1 for one in first)


def test_a_filter_keeps_what_passes_it(world: Path, queries: Rows) -> None:
    from searchrank.simulate.world.folder import open_world

    catalogue = open_world(world).catalogue()
    price = dict(zip((one.decode() for one in catalogue.id), catalogue.price.tolist(), strict=True))
    bounds = [(json.loads(one["filters"])["price"][0], one["hit_ids"]) for one in queries if one["filters"] and "price" in one["filters"]]
    assert len(bounds) > 10
    for text, hits in bounds:
        low, _, high = text.partition("..")
        # Bounds are shown in whole yuan.
        assert all(float(low or 0) - 1 <= price[hit] <= float(high or "inf") + 1 for hit in hits if hit in price)


def test_ads_guides_and_query_cards_stand_among_products_but_not_where_chance_deals(events: Rows) -> None:
    cards = [one for one in events if one["action"] == "impression" and one["query_id"][0] == "q" and one["item_type"] != "product"]
    assert {one["item_type"] for one in cards} == {"ad", "content", "query"}
    dealt = {one["query_id"] for one in of(events, "impression") if one["propensity"] is not None}
    assert not dealt & {one["query_id"] for one in cards}
    assert {one["position"] for one in cards if one["item_type"] == "ad"} == {4}


def test_places_of_an_answer_are_counted_without_gaps(events: Rows, queries: Rows) -> None:
    served: dict[str, list[tuple[int, str]]] = {}
    for one in events:
        if one["action"] == "impression" and one["query_id"][0] == "q":
            served.setdefault(one["query_id"], []).append((one["position"], one["object_id"]))
    whole = [one for one in queries if one["page"] == 1 and one["query_id"] in served]
    for one in whole:
        assert sorted(served[one["query_id"]]) == list(enumerate(one["hit_ids"], 1))
    later = [one for one in queries if one["page"] > 1 and one["query_id"] in served and one["from_query_id"] in served]
    for one in later:
        before = max(position for position, _ in served[one["from_query_id"]])
        assert sorted(served[one["query_id"]]) == list(enumerate(one["hit_ids"], before + 1))


def test_randomised_sessions_log_the_chance_of_each_place(events: Rows) -> None:
    told = {one["attributes"] for one in of(events, "impression") if one["propensity"] is not None}
    assert told == {json.dumps({"experiment": name}) for name in ("pairs-1", "pairs-2", "top")}
    pairs = {one["propensity"] for one in of(events, "impression") if one["attributes"] == '{"experiment": "pairs-1"}'}
    assert pairs <= {0.5, None} and 0.5 in pairs
    shuffled = [one["propensity"] for one in of(events, "impression") if one["attributes"] == '{"experiment": "top"}']
    assert min(shuffled) == pytest.approx(1 / 20)


def test_some_recalled_products_that_were_not_shown_are_kept(log: Path, queries: Rows) -> None:
    hits = {one["query_id"]: set(one["hit_ids"]) for one in queries}
    unshown = read(log, "unshown")
    assert len({one["query_id"] for one in unshown}) > 15
    assert all(one["object_id"] not in hits[one["query_id"]] for one in unshown if one["query_id"] in hits)


def test_the_truth_agrees_with_the_log_and_holds_what_the_log_hides(events: Rows, truth: Rows) -> None:
    clicks = {(one["query_id"], one["position"]) for one in events if one["action"] == "click" and one["item_type"] and one["query_id"][0] == "q"}
    today = {one["query_id"] for one in of(events, "impression")}
    assert {(one["query_id"], one["position"]) for one in truth if one["clicked"] and one["query_id"] in today} == clicks
    expected, got = sum(one["p_click"] for one in truth), sum(one["clicked"] for one in truth)
    assert got == pytest.approx(expected, abs=4 * expected**0.5)
    assert all(one["p_click"] == pytest.approx(one["p_examined"] * one["p_click_examined"], abs=1e-6) for one in truth[:500])
    assert {one["grade"] for one in truth} == {0, 1, 2, 3}


def test_typos_and_needs_are_known_behind_the_texts(log: Path) -> None:
    meant = read(log, "truth/queries")
    assert any(one["error"] and one["text"] != one["intended"] for one in meant)
    assert all("".join(one["segments"]) == one["intended"].replace(" ", "") for one in meant[:300])
    assert all(one["need_leaf"] >= 0 for one in meant)


def test_visits_without_a_search_are_logged(log: Path, events: Rows) -> None:
    visits = read(log, "truth/visits")
    assert 0.25 < np.mean([one["searched"] for one in visits]) < 0.6
    assert len(of(events, "visit", None)) == pytest.approx(len(visits), abs=3)


def rates(cards: Cards) -> Any:
    return click_rates(cards.position, cards.clicked, 20)


def test_the_examination_curve_is_recovered_under_position_alone_where_naive_rates_are_not(world: Path, tmp_path: Path) -> None:
    write_log(replace(SMALL, seed=5, shoppers=90_000, days=2, preset="pbm", randomised=1.0), world, tmp_path / "log", quiet, processes=1)
    cards, known = read_cards(tmp_path / "log"), marginal_examination(preset("pbm"), "phone", 10)
    assert np.abs(examination_curve(cards, 10, degree=1).value / known - 1).max() < 0.05
    raw = examination_curve(cards, 10)
    assert ((raw.low <= known) & (known <= raw.high)).sum() >= 8


def test_without_chance_naive_rates_are_more_than_a_fifth_off(world: Path, tmp_path: Path) -> None:
    write_log(replace(SMALL, shoppers=8000, randomised=0.0), world, tmp_path / "log", quiet, processes=1)
    cards, known = read_cards(tmp_path / "log"), marginal_examination(preset("default"), "phone")
    assert not cards.experiment.any()
    assert (1 - rates(cards) / known)[4:].mean() > 0.2


def test_what_makes_no_log_says_so_and_leaves_nothing(world: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no world"):
        write_log(SMALL, tmp_path / "nowhere", tmp_path / "log", quiet)
    with pytest.raises(UnknownName, match="unknown preset 'soft': known are pbm"):
        replace(SMALL, preset="soft")
    with pytest.raises(InvalidInput, match="0 days and 1200 shoppers is empty"):
        replace(SMALL, days=0)
    with pytest.raises(InvalidInput, match=r"randomised is a share of sessions and 1\.5 is none"):
        replace(SMALL, randomised=1.5)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("not a log")
    with pytest.raises(Conflict, match="choose another folder"):
        write_log(SMALL, world, tmp_path / "mine", quiet)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
