from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from searchrank.cli.program import COMMANDS, Program
from searchrank.errors import InvalidInput, InvalidSettings, NothingPublished, SearchrankError


def program_that(fail: Callable[[], object]) -> Program:
    """A program whose one command, `search`, does this."""

    class Alone(Program):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return click.Command("search", callback=fail) if cmd_name == "search" else None

    return Alone("searchrank", params=[click.Option(["--debug"], is_flag=True)])


def run(error: BaseException, *options: str) -> Result:
    def fail() -> None:
        raise error

    return CliRunner().invoke(program_that(fail), [*options, "search"])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_exists_and_says_what_help_says(name: str) -> None:
    module, sentence = COMMANDS[name]
    command = next(command for command in import_module(module).commands if command.name == name)
    assert command.get_short_help_str(limit=200) == sentence


def test_every_command_that_a_module_exports_is_listed() -> None:
    exported = {command.name for module, _ in COMMANDS.values() for command in import_module(module).commands}
    assert exported == set(COMMANDS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("page is 0: pages start at 1"), 2),
        (InvalidSettings(["unknown setting 'hoem': remove it"]), 2),
        (NothingPublished("nothing is published: run searchrank publish"), 1),
        (SearchrankError("the disk is full"), 1),
        (FileNotFoundError("no such file: a.jsonl"), 1),
    ],
)
def test_a_failure_is_one_line_with_its_exit_code(error: Exception, code: int) -> None:
    result = run(error)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", f"error: {error}\n")


def test_a_fault_of_our_own_names_its_type_and_the_way_to_the_traceback() -> None:
    result = run(KeyError("title"))
    assert result.exit_code == 1
    assert result.stderr == "error: unexpected KeyError: 'title' (run again with searchrank --debug for the traceback)\n"


def test_a_message_of_several_lines_becomes_one() -> None:
    assert run(SearchrankError("the disk\n  is full")).stderr == "error: the disk is full\n"


def test_debug_shows_the_traceback_before_the_line() -> None:
    result = run(SearchrankError("the disk is full"), "--debug")
    assert result.stderr.startswith("Traceback")
    assert result.stderr.endswith("error: the disk is full\n")


def test_an_interrupt_is_no_traceback() -> None:
    result = run(KeyboardInterrupt(), "--debug")
    assert (result.exit_code, result.stderr.strip()) == (130, "error: interrupted")


def test_what_a_command_returns_is_not_its_exit_code() -> None:
    assert CliRunner().invoke(program_that(lambda: 3), ["search"]).exit_code == 0


def test_a_reader_that_goes_away_is_no_error() -> None:
    result = run(BrokenPipeError(32, "Broken pipe"))
    assert (result.exit_code, result.stderr) == (1, "")


def test_a_misspelt_command_is_answered_with_the_near_and_the_known_ones() -> None:
    result = run(AssertionError("never runs"), "serch")
    assert result.exit_code == 2
    assert result.stderr == f"error: unknown command 'serch': did you mean search? known are {', '.join(COMMANDS)}\n"


def test_a_misspelt_option_is_answered_with_the_near_and_the_known_ones() -> None:
    result = run(AssertionError("never runs"), "--debgu")
    assert result.exit_code == 2
    assert result.stderr == "error: unknown option '--debgu': did you mean --debug? known are --debug, --help\n"


def test_help_needs_none_of_the_heavy_packages(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom searchrank.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "print([name for name in ('numpy', 'sqlalchemy', 'pydantic', 'xgboost', 'flask', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
