"""`simulate report`: a simulated world and log beside published figures, as text, as JSON, or as a page with plots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from searchrank.cli.output import json_option, print_json, print_table, progress_bars

if TYPE_CHECKING:
    from searchrank.simulate.report.report import Realism

_FOLDER = click.Path(path_type=Path)


@click.command("report")
@click.option("--world", type=_FOLDER, required=True, metavar="DIR", help="Folder of the world, made by `simulate world`.")
@click.option("--log", type=_FOLDER, required=True, metavar="DIR", help="Folder of a log over it, made by `simulate log`.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write an HTML page with plots here too.")
@json_option
def command(world: Path, log: Path, out: Path | None, json_: bool) -> None:
    """Compare a simulated log with published figures of real shops."""
    from searchrank.simulate.report.report import compare, plain

    with progress_bars() as report:
        realism = compare(world, log, report)
    if json_:
        print_json(plain(realism))
    else:
        _print(realism)
    if out:
        _write(realism, out)


def _print(realism: Realism) -> None:
    from searchrank.simulate.report.text import COLUMNS, headline, rows, sentence

    click.echo(headline(realism))
    click.echo("\nOutside the published ranges:" if realism.outside else "\nNothing lies outside the published ranges.")
    click.echo("\n".join(f"* {sentence(finding)}" for finding in realism.outside) + "\n")
    print_table(COLUMNS, rows(realism.findings), title="Every measure:")


def _write(realism: Realism, out: Path) -> None:
    """The page appears whole or not at all."""
    from searchrank.simulate.report.page import page

    draft = out.with_name(out.name + ".part")
    try:
        draft.write_text(page(realism), "utf-8")
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"the page is in {out}", err=True)
