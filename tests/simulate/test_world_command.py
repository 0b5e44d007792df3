"""`searchrank simulate world`, and the group that loads its other commands when they are called."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from searchrank.cli import main
from searchrank.cli.simulating import Simulation


def command(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("made") / "world"
    return folder, command("simulate", "world", "--products", "250", "--seed", "3", "--today", "2026-03-01", "--out", str(folder))


def test_it_says_in_one_line_what_was_made(made: tuple[Path, Result]) -> None:
    folder, done = made
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"A simulated world in {folder}: 250 products, 125 queries, ")
    assert done.stdout.count("\n") == 1


def test_json_holds_what_can_be_compared(made: tuple[Path, Result], tmp_path: Path) -> None:
    words = ("simulate", "world", "--products", "250", "--seed", "3", "--today", "2026-03-01", "--json")
    one, other = (json.loads(command(*words, "--out", str(tmp_path / name)).stdout) for name in ("a", "b"))
    assert one["sha256"] == other["sha256"]
    assert {"products": 250, "seed": 3, "today": "2026-03-01"}.items() <= one.items()


def test_the_import_takes_the_products_as_they_are(made: tuple[Path, Result], tmp_path: Path) -> None:
    home, (folder, _) = str(tmp_path / "home"), made
    assert command("--home", home, "init").exit_code == 0
    shards = [str(path) for path in sorted(folder.glob("products-*.jsonl.gz"))]
    for kind, files in (("products", shards), *((kind, [str(folder / f"{kind}.jsonl.gz")]) for kind in ("contents", "ads"))):
        done = command("--home", home, "import", kind, *files, "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["bad_total"] == 0
    assert command("--home", home, "import", "queries", str(folder / "queries.tsv.gz")).exit_code == 0


@pytest.mark.parametrize(("option", "value"), [("--products", "-5"), ("--products", "0"), ("--seed", "-1"), ("--today", "soon")])
def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path, option: str, value: str) -> None:
    done = command("simulate", "world", "--out", str(tmp_path / "w"), option, value)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: invalid value for '{option}': ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_world_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    done = command("simulate", "world", "--products", "10", "--out", str(tmp_path))
    assert done.exit_code == 1
    assert done.stderr == f"error: {tmp_path} exists and has no world.json: it is not replaced, choose another folder\n"
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_help_lists_the_group_without_loading_it() -> None:
    done = command("simulate", "--help")
    assert done.exit_code == 0
    assert "world" in done.stdout


def test_a_command_without_its_module_is_unknown_and_the_others_stay() -> None:
    group = Simulation("simulate", elsewhere={"nothing": "Does nothing."})
    context = click.Context(group)
    assert group.list_commands(context) == ["world"]
    assert group.get_command(context, "nothing") is None
    assert group.get_command(context, "world") is not None
