"""Simulated judgments: every query has answers and traps, in the language in which it was asked, the same for the same seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from searchrank.evaluate.trec import read_qrels
from searchrank.simulate.truth.judge import Judged, Pool, judge
from searchrank.simulate.truth.write import write_judgments
from searchrank.simulate.wants import Want, Wants
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World
from tests.simulate.small_world import catalogue, wants


@pytest.fixture(scope="module")
def places(world: World) -> Places:
    return Places.of(world.lexicon)


def want(places: Places, line: str, language: str = "zh") -> Want:
    return wants(places, line, language=language).rows()[0]


def judged(places: Places, line: str, *offered: str, language: str = "zh", pool: Pool | None = None) -> dict[str, int]:
    """Grades by product id (p0, p1, ...) of one query over these listings."""
    chosen = pool or Pool(least=1)
    found = judge([("query", want(places, line))], catalogue(places, *offered, language=language), places, 1, 5, chosen)
    return {one.product_id: one.grade for one in found.judgments}


def test_every_judged_query_has_answers_and_traps(world: World, listings: list[Listing]) -> None:
    found = world.judgments(4, listings, 60)
    assert len(found.queries) == 60
    grades: dict[str, Counter[int]] = defaultdict(Counter)
    for one in found.judgments:
        grades[one.query_id][one.grade] += 1
    assert set(grades) == set(found.queries)
    assert all(level[2] + level[3] >= 2 and level[0] >= 5 for level in grades.values())


def test_no_product_is_judged_twice_or_in_a_language_that_was_not_asked_for(world: World, listings: list[Listing]) -> None:
    found = world.judgments(4, listings, 40)
    pairs = [(one.query_id, one.product_id) for one in found.judgments]
    assert len(set(pairs)) == len(pairs)
    languages = {listing.document["id"]: listing.language for listing in listings}
    spoken: dict[str, set[str]] = defaultdict(set)
    for query_id, product_id in pairs:
        spoken[query_id].add(languages[product_id])
    assert all(len(found) == 1 for found in spoken.values())


def test_the_same_seed_judges_the_same(world: World, listings: list[Listing]) -> None:
    first, second, other = (world.judgments(seed, listings, 20) for seed in (4, 4, 5))
    assert (first.queries, first.judgments) == (second.queries, second.judgments)
    assert first.judgments != other.judgments


def test_a_listing_that_cannot_be_read_is_not_judged(places: Places) -> None:
    offered = catalogue(places, "leaf=running-shoes", "leaf=running-shoes", language=("zh", "en"))
    found = judge([("跑鞋", want(places, "leaf=running-shoes"))], offered, places, 1, 1, Pool(least=1))
    assert [one.product_id for one in found.judgments] == ["p0"]


def test_what_serves_is_judged_and_what_looks_alike_is_judged_0(places: Places) -> None:
    offered = ("leaf=running-shoes", "leaf=trail-shoes", "leaf=insoles", "leaf=boots", "leaf=rice-cookers")
    grades = judged(places, "leaf=running-shoes Colour=black", *offered, pool=Pool(least=1, others=0))
    assert grades == {"p0": 3, "p1": 1, "p2": 0}


def test_a_query_that_is_not_served_is_not_judged(places: Places) -> None:
    assert judged(places, "leaf=running-shoes Colour=red", "leaf=running-shoes Colour=black") == {}


def test_a_pool_keeps_its_caps(places: Places) -> None:
    offered = ["leaf=running-shoes"] * 9 + ["leaf=trail-shoes"] * 7 + ["leaf=rice-cookers"] * 5
    grades = Counter(judged(places, "leaf=running-shoes", *offered, pool=Pool(of_a_grade=4, others=2)).values())
    assert grades[3] == grades[1] == 4
    assert grades[0] <= 2


def test_a_text_is_judged_once(places: Places) -> None:
    offered = catalogue(places, "leaf=dresses", "leaf=skirts")
    asked = [("裙子", want(places, f"leaf={leaf} word=裙子")) for leaf in ("dresses", "skirts")]
    found = judge(asked, offered, places, 1, 9, Pool(least=1))
    assert list(found.queries.values()) == ["裙子"]


def test_judgments_and_queries_are_written_as_they_are_read(places: Places, tmp_path: Path) -> None:
    asked = Wants.of([want(places, "leaf=dresses")]).rows()
    found: Judged = judge([("连衣裙", asked[0])], catalogue(places, "leaf=dresses", "leaf=skirts"), places, 1, 1, Pool(least=1, others=0))
    write_judgments(found, tmp_path / "qrels", tmp_path / "queries.tsv")
    assert [(one.query_id, one.product_id, one.grade) for one in read_qrels(tmp_path / "qrels")] == [("q0001", "p0", 3), ("q0001", "p1", 1)]
    assert (tmp_path / "queries.tsv").read_text("utf-8") == "q0001\t连衣裙\n"
