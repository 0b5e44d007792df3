"""Log folders that are not what they should be are refused in one sentence that says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchrank.errors import Conflict, NotFound
from searchrank.simulate.log.plan import VERSION
from searchrank.simulate.report.folder import open_log
from tests.simulate.small_log import at, query, write_log


def small(folder: Path) -> Path:
    return write_log(folder, {"2026-03-01": ([query("q1", "tent", at("09:00"), "a1")], [])}, preset="default")


def test_a_finished_log_is_opened_with_its_days(tmp_path: Path) -> None:
    log = open_log(small(tmp_path))
    assert log.days == ("2026-03-01",)
    assert log.noted["preset"] == "default"


def test_a_missing_folder_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no log folder .*absent: make one with `searchrank simulate log --out"):
        open_log(tmp_path / "absent")


def test_a_log_without_its_last_file_is_unfinished(tmp_path: Path) -> None:
    (small(tmp_path) / "log.json").unlink()
    with pytest.raises(Conflict, match=r"is not finished: it has no log.json"):
        open_log(tmp_path)


def test_a_log_of_another_version_is_refused(tmp_path: Path) -> None:
    (small(tmp_path) / "log.json").write_text(json.dumps({"version": VERSION + 1}))
    with pytest.raises(Conflict, match=f"has version {VERSION + 1} and this program reads version {VERSION}"):
        open_log(tmp_path)


@pytest.mark.parametrize("content", ["{", "[1]"])
def test_a_damaged_note_is_called_so(tmp_path: Path, content: str) -> None:
    (small(tmp_path) / "log.json").write_text(content)
    with pytest.raises(Conflict, match=r"is damaged: log.json is no JSON"):
        open_log(tmp_path)


def test_a_day_without_its_queries_is_named(tmp_path: Path) -> None:
    (small(tmp_path) / "queries" / "2026-03-01.parquet").unlink()
    with pytest.raises(Conflict, match="lacks the events or the queries of 2026-03-01"):
        open_log(tmp_path)


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    (small(tmp_path) / "events" / "2026-03-01.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(Conflict, match=r"2026-03-01.parquet cannot be read"):
        open_log(tmp_path).table("events", "2026-03-01")
