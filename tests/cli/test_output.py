from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from searchrank.cli.output import print_json, print_table, progress_bars, warn


@dataclass(frozen=True)
class Answer:
    name: str
    places: np.ndarray


def test_json_is_one_line_that_a_pipe_can_read(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"answer": Answer("跑鞋", np.array([2, 5])), "home": Path("/shop"), "kept": {"b", "a"}, "document": b'{"id": 1}'})
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert json.loads(printed) == {"answer": {"name": "跑鞋", "places": [2, 5]}, "home": "/shop", "kept": ["a", "b"], "document": {"id": 1}}


def test_what_json_cannot_hold_is_refused_not_printed_as_a_guess() -> None:
    with pytest.raises(TypeError):
        print_json({"odd": object()})


def test_a_title_with_brackets_and_colons_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("title", "price"), [("[red]跑鞋[/red] :shoe:", 12.5), ("袜子", None)])
    printed = capsys.readouterr().out
    assert "[red]跑鞋[/red] :shoe:" in printed
    assert "12.5" in printed
    assert "None" not in printed


def test_an_empty_table_shows_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("title", "price"), [])
    assert "title" in capsys.readouterr().out


def test_progress_and_warnings_never_reach_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bars() as report:
        report("index", 5, 10)
        report("index", 10, None)
    warn("2 queries were trained on")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "warning: 2 queries were trained on\n"
