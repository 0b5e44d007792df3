"""The `searchrank` group: takes arguments, loads only the module of the command that is called, and turns every failure into one line.

Commands are named here with their module, so that `searchrank --help` needs none of them (numpy, SQLAlchemy and XGBoost take a second to import).
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from searchrank.cli.faults import exit_code, one_line

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("searchrank.cli.demo", "Make the demo shop if there is none, and serve it."),
    "init": ("searchrank.cli.stores", "Create the databases of a new shop."),
    "import": ("searchrank.cli.imports", "Bring in products, queries, judgments, contents, ads or a log."),
    "products": ("searchrank.cli.products", "Change what the shop sells now, without publishing."),
    "publish": ("searchrank.cli.publishing", "Build a snapshot of what is kept and swap it in."),
    "snapshot": ("searchrank.cli.publishing", "List snapshots, or roll back to an earlier one."),
    "dictionary": ("searchrank.cli.dictionary", "Synonyms, corrections, stop words, names and words of a shop."),
    "search": ("searchrank.cli.searching", "Search the shop and show a page of products."),
    "suggest": ("searchrank.cli.searching", "Complete what was typed so far."),
    "explain": ("searchrank.cli.searching", "Show why a product stands where it does for a query."),
    "train": ("searchrank.cli.training", "Learn a ranking model from judgments and register it."),
    "model": ("searchrank.cli.training", "List, show or promote ranking models."),
    "evaluate": ("searchrank.cli.evaluating", "Measure a pipeline on judged queries, with intervals; or score a run file, or compare two runs."),
    "simulate": ("searchrank.cli.simulating", "Make a simulated world, its shoppers' log, its truth, and a report on it."),
    "serve": ("searchrank.cli.serving", "Serve the API and the shop page."),
    "bench": ("searchrank.cli.bench", "Measure speed and memory on a generated shop."),
    "db": ("searchrank.cli.stores", "Upgrade or check the databases."),
}
"""Command name -> module that exports it in `commands`, and the sentence that help shows."""


class Program(click.Group):
    """The group of all commands; calling it ends the process with the exit code of the tree in `searchrank.errors`.

    >>> Program("searchrank").list_commands(click.Context(Program("searchrank")))[:3]
    ['demo', 'init', 'import']
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name from its module, or None where no command has it."""
        if cmd_name not in COMMANDS:
            return None
        commands: Sequence[click.Command] = import_module(COMMANDS[cmd_name][0]).commands
        return next(command for command in commands if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; what it returns is dropped, so that only failures and `ctx.exit` decide the exit code."""
        try:
            super().invoke(ctx)
        except Exception as error:
            if ctx.params.get("debug") and not isinstance(error, (click.ClickException, click.exceptions.Exit)):
                traceback.print_exc()
            raise

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Parse, run, and leave the process: one line on stderr where something failed."""
        extra["standalone_mode"] = False
        try:
            status = super().main(*args, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            status = error.exit_code
        except (Exception, click.Abort) as error:
            status = _report(error)
        sys.exit(status)


def _report(error: BaseException) -> int:
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return 1
    click.echo(f"error: {one_line(error)}", err=True)
    return exit_code(error)
