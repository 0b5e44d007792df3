"""`searchrank bench` measures what it says, on a small shop: that every step has a figure is asserted, never how large it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from searchrank.bench.apart import apart, peak_megabytes
from searchrank.bench.figures import Figure, latency
from searchrank.bench.run import PARTS
from searchrank.cli import main
from searchrank.cli.bench import bench

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def figures() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """(part, step) -> figure of a bench of everything over a thousand products."""
    done = CliRunner().invoke(main, ["bench", "--products", "1000", "--json"], env={"SEARCHRANK_ELASTICSEARCH__URL": None})
    assert done.exit_code == 0, done.output
    return {(one["part"], one["step"]): one for one in json.loads(done.stdout)}


def test_every_stage_of_a_search_has_its_figure_and_budget(figures: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    stages = {step for part, step in figures if part == "search"}
    assert {"understand", "recall", "fine", "scatter", "assemble the page"} <= stages
    assert all(figures["search", stage]["budget"] for stage in ("understand", "recall", "fine", "scatter"))


def test_whole_searches_are_ranked_by_the_model(figures: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    assert any(part == "search" and step.startswith("whole search, fine") for part, step in figures)


def test_a_stage_takes_no_longer_than_the_whole(figures: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    whole = next(one for (_, step), one in figures.items() if step.startswith("whole search, "))
    assert figures["search", "understand"]["value"] < whole["value"]
    assert whole["value"] <= whole["p99"]


def test_publishing_completion_and_memory_are_measured_too(figures: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    assert {"import products", "publish", "import and publish", "open the shop, warm files"} <= {step for part, step in figures if part == "publish"}
    assert sum(part == "complete" for part, _ in figures) == 4
    assert all(one["value"] > 0 for one in figures.values())


def test_the_median_and_the_hundredth_slowest_are_what_numpy_says() -> None:
    """Of 1 to 101 ms: the 51st, and the 100th."""
    figure = latency("search", "whole", (number / 1000 for number in range(1, 102)))
    assert (figure.value, figure.p99) == (51.0, 100.0)


def test_the_command_offers_the_parts_that_there_are() -> None:
    choice = bench.params[0].type
    assert tuple(getattr(choice, "choices", ())) == PARTS


def _nothing(part: str) -> list[Figure]:
    return [Figure(part, "nothing", 0.0, "ms")]


def test_what_is_measured_apart_tells_the_memory_of_its_own_process() -> None:
    held = np.ones(64_000_000)
    nothing, memory = apart("search", _nothing)
    assert nothing.step == "nothing"
    assert 5 < memory.value < peak_megabytes() - held.nbytes / 2e6
