"""A log as the simulator writes it is read by the report: no measure is lost because a column is named otherwise."""

from __future__ import annotations

import pytest

from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.writing import write_log
from searchrank.simulate.report.report import Realism, compare
from searchrank.simulate.world.folder import write_world
from tests.simulate.conftest import TODAY

RARE = ("orders.", "page.further", "queries.slope", "queries.exponent", "queries.shift", "suggest.")
"""What a few shoppers may not do in two days."""


def silent(step: str, done: int, total: int | None) -> None: ...


@pytest.fixture(scope="module")
def realism(tmp_path_factory: pytest.TempPathFactory) -> Realism:
    folder = tmp_path_factory.mktemp("real")
    world = write_world(folder / "world", 4000, 5, TODAY, silent, processes=1).path
    write_log(Plan(days=2, shoppers=2500, seed=3, end=TODAY, unshown=0.1), world, folder / "log", silent, processes=1)
    return compare(world, folder / "log", silent)


def test_everything_that_happens_often_is_measured(realism: Realism) -> None:
    lost = [one.measure.name for one in realism.findings if one.verdict == "unmeasured" and not one.measure.name.startswith(RARE)]
    assert lost == []


def test_shares_lie_between_nothing_and_all(realism: Realism) -> None:
    shares = [one for one in realism.findings if one.range.unit == "share" and one.verdict != "unmeasured"]
    # More orders than carts, and the like, would be a fault of matching.
    assert [one.measure.name for one in shares if not 0 <= one.measure.value <= 1] == []


def test_what_is_looked_at_falls_from_the_first_position_on(realism: Realism) -> None:
    found = {one.measure.name: one.measure.value for one in realism.findings}
    assert 1 > found["position.examined_2_phone"] > found["position.examined_10_phone"] > 0


def test_searches_are_parted_into_prompted_and_unprompted(realism: Realism) -> None:
    found = {one.measure.name: one.measure.value for one in realism.findings}
    assert found["session.unprompted"] + found["session.prompted"] == pytest.approx(found["session.penetration"])
    assert 0 < found["session.prompted"] < found["session.unprompted"]
