"""The command line: one thin function a command, each a call of what the web uses too.

Results go to stdout (text for people, one JSON document with `--json`), progress and errors to stderr.
Exit codes: 0 done, 2 wrong input or settings, 130 interrupted, 1 any other failure.
"""

from __future__ import annotations

from pathlib import Path

import click

from searchrank.cli.program import Program


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="SEARCHRANK_HOME",
    default=".searchrank",
    show_default=True,
    show_envvar=True,
    help="Folder of the shop: settings, databases, snapshots, models.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
@click.version_option(package_name="searchrank", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, home: Path, debug: bool) -> None:
    """Search ranking and query suggestions for online shops."""
    ctx.obj = {"home": home, "debug": debug}
