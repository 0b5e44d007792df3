"""The report as people get it: text, JSON, and a page that holds everything it shows."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchrank.cli.simulate_report import command
from searchrank.errors import NotFound
from searchrank.simulate.report.measure import FEWEST, curve
from searchrank.simulate.report.page import check_plotly, page
from searchrank.simulate.report.plots import PLOTS, figures
from searchrank.simulate.report.report import Realism, compare, published
from searchrank.simulate.report.text import rows
from searchrank.simulate.world.folder import open_world, write_world
from tests.simulate.conftest import TODAY
from tests.simulate.small_log import Row, at, event, query, write_log

needs_plotly = pytest.mark.skipif(find_spec("plotly") is None, reason="plotly is not installed: pip install plotly")
SEARCHES = 2 * FEWEST


def silent(step: str, done: int, total: int | None) -> None: ...


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_world(tmp_path_factory.mktemp("report") / "world", 400, 5, TODAY, silent, processes=1).path


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, world: Path) -> Path:
    """A log in which every list is clicked, which no shop's are."""
    folder = tmp_path_factory.mktemp("report") / "log"
    return write_log(folder, {"2026-03-01": (list(_queries()), list(_events()))}, world=open_world(world).digest, plan={"preset": "mild"})


def _queries() -> Iterator[Row]:
    for place in range(SEARCHES):
        yield query(f"q{place}", "跑鞋" if place % 2 else "<b>tent</b>", at("09:00"), f"a{place}")


def _events() -> Iterator[Row]:
    for place in range(SEARCHES):
        yield event("impression", at("09:00:01"), f"a{place}", f"q{place}", object_id="p1", position=1, visible=True)
        yield event("click", at("09:00:02"), f"a{place}", f"q{place}", object_id="p1", position=1)


@pytest.fixture(scope="module")
def realism(world: Path, log: Path) -> Realism:
    return compare(world, log, silent)


def run(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def test_every_published_range_is_in_the_report_in_its_order(realism: Realism) -> None:
    assert [one.measure.name for one in realism.findings] == [one.name for one in published()]


def test_what_the_world_says_is_counted_from_its_files(world: Path, realism: Realism) -> None:
    lines = [json.loads(line) for file in sorted(world.glob("products-*.jsonl.gz")) for line in gzip.decompress(file.read_bytes()).splitlines()]
    found = {one.measure.name: one.measure.value for one in realism.findings}
    assert found["products.sold_out"] == pytest.approx(sum(line.get("stock", 0) <= 0 for line in lines) / 400)
    assert 15 < found["products.title_p50"] < 60


def test_a_list_that_is_always_clicked_lies_outside(realism: Realism) -> None:
    clicked = next(one for one in realism.outside if one.measure.name == "page.clicked")
    assert (clicked.verdict, clicked.measure.n) == ("above", SEARCHES)
    row = next(row for row in rows(realism.findings) if row[0] == "page.clicked")
    assert row[1:5] == ("100.0 %", "55.0 to 70.0 %", "above by 30.0 points (x 1.43)", f"{SEARCHES:,}")


def test_text_names_what_lies_outside_first(world: Path, log: Path) -> None:
    told = run("--world", world, "--log", log).stdout
    assert told.startswith("Of ")
    assert told.index("Outside the published ranges:") < told.index("Every measure:")


def test_json_holds_every_finding_with_its_range(world: Path, log: Path) -> None:
    told = json.loads(run("--world", world, "--log", log, "--json").stdout)
    clicked = next(one for one in told["findings"] if one["name"] == "page.clicked")
    assert (clicked["value"], clicked["low"], clicked["high"], clicked["verdict"]) == (1.0, 0.55, 0.7, "above")
    assert "page.clicked" in [one["name"] for one in told["outside"]]


@needs_plotly
def test_the_page_asks_nothing_of_the_network_and_is_the_same_each_time(realism: Realism) -> None:
    told = page(realism)
    assert told == page(realism)
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=", told)
    assert told.index("Outside the published ranges") < told.index("<h2>Plots") < told.index("<h2>Every measure")


@needs_plotly
def test_the_page_is_written_whole_beside_the_text(world: Path, log: Path, tmp_path: Path) -> None:
    result = run("--world", world, "--log", log, "--out", tmp_path / "report.html")
    assert result.exception is None
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert "Every measure:" in result.stdout


def test_without_plotly_the_remedy_is_named() -> None:
    with pytest.raises(NotFound, match=r"the page needs plotly, .* `pip install \"searchrank\[report\]\"`, or leave out --out"):
        check_plotly("plotly_that_is_not_there")


def test_a_page_that_cannot_be_written_leaves_nothing_behind(world: Path, log: Path, tmp_path: Path) -> None:
    result = run("--world", world, "--log", log, "--out", tmp_path / "absent" / "report.html")
    assert isinstance(result.exception, OSError | NotFound)
    assert list(tmp_path.iterdir()) == []


def test_every_curve_belongs_to_a_plot(realism: Realism) -> None:
    assert {one.plot for one in realism.curves} <= PLOTS.keys()


def test_names_in_a_plot_cannot_end_its_script(realism: Realism) -> None:
    bad = Realism(realism.about, (), (curve("queries.frequency", "</script><b>", [1, 2], [2, 1]),))
    assert dict(figures(bad.curves, bad.findings))["queries.frequency"]["data"][0]["name"] == "</script><b>"
    if find_spec("plotly"):
        assert "</script><b>" not in page(bad)


def test_a_log_of_another_world_is_refused(world: Path, tmp_path: Path) -> None:
    folder = write_log(tmp_path, {"2026-03-01": ([], [])}, world="another")
    assert "was made in another world than the one in" in str(run("--world", world, "--log", folder).exception)


@pytest.mark.parametrize(("option", "sentence"), [("--log", "there is no log folder"), ("--world", "world")])
def test_a_missing_folder_is_one_sentence(world: Path, log: Path, tmp_path: Path, option: str, sentence: str) -> None:
    folders = {"--world": world, "--log": log, option: tmp_path / "absent"}
    result = run(*(word for pair in folders.items() for word in pair))
    assert sentence in str(result.exception)
    assert "absent" in str(result.exception)
