"""`searchrank simulate log`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main
from searchrank.simulate.world.folder import write_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world") / "world"
    write_world(folder, 600, 5, date(2026, 3, 31), lambda step, done, total: None, processes=1)
    return folder


def run(world: Path, out: Path, *options: str) -> Result:
    words = ["simulate", "log", "--world", str(world), "--out", str(out), "--days", "1", "--shoppers", "200", *options]
    return CliRunner().invoke(main, words)


def test_a_log_ends_on_the_day_of_its_world_and_is_counted(world: Path, tmp_path: Path) -> None:
    done = run(world, tmp_path / "log", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["last"] == "2026-03-31" and told["events"] > 100
    assert (tmp_path / "log" / "events" / "2026-03-31.parquet").exists() and (tmp_path / "log" / "log.json").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--preset", "soft"), "unknown preset 'soft': known are pbm, mild, default, harsh, flat"),
        (("--days", "-1"), "--days"),
        (("--randomised", "2"), "--randomised"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_one_line(world: Path, tmp_path: Path, options: tuple[str, ...], sentence: str) -> None:
    done = run(world, tmp_path / "log", *options)
    assert done.exit_code == 2 and sentence in done.stderr and done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_without_a_world_there_is_no_log(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", tmp_path / "log")
    assert done.exit_code == 1 and "there is no world" in done.stderr
    assert not list(tmp_path.iterdir())
