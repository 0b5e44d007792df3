"""`import`: files become what the shop keeps. Bad lines are named on stderr, the good ones are kept, and the exit code says that there were some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import Report, json_option, print_json, progress_bars, warn
from searchrank.cli.parts import opened_store
from searchrank.cli.standard_input import files_of

if TYPE_CHECKING:
    from searchrank.store.imports import ImportReport, JudgmentsReport

SHOWN_BAD = 20
"""Bad lines that are named; `--json` lists up to 1,000 a file."""
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.group("import")
def import_() -> None:
    """Bring in products, queries, judgments, contents, ads or a log."""


@import_.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--only",
    metavar="FIELDS",
    help="Keep these fields alone, separated by commas, and id and title; `products patch` changes some fields of what is there.",
)
@json_option
@click.pass_context
def products(ctx: click.Context, files: tuple[Path, ...], only: str | None, json_: bool) -> None:
    """Import products: JSON lines, CSV or Parquet, plain or gzip; - is standard input.

    Fields are id and title, which a product must have, and brand, category ("A > B"), price, original_price, description, attributes (in CSV one
    column each, attributes.NAME), shop, region, style, stock, sales, rating, reviews, image_url, url, released_at. Others are kept as they are.
    """
    fields = None if only is None else only.split(",")
    _import(ctx, "products", files, json_, only=fields)


@import_.command()
@click.argument("file", type=_FILE)
@json_option
@click.pass_context
def queries(ctx: click.Context, file: Path, json_: bool) -> None:
    """Import logged queries: text, tab, count."""
    _import(ctx, "queries", (file,), json_)


@import_.command()
@click.argument("qrels", type=_FILE)
@click.option("--queries", required=True, type=_FILE, metavar="TSV", help="Texts of the judged queries: id, tab, text.")
@json_option
@click.pass_context
def judgments(ctx: click.Context, qrels: Path, queries: Path, json_: bool) -> None:
    """Import judgments (query 0 product grade) with their queries."""
    with opened_store(ctx.obj["home"]) as (store, _), progress_bars() as bars, files_of((qrels, queries), bars) as files:
        report = store.imports.import_judgments(*files, progress=_progress(bars, "judgments"))
    _warn_of_unknown(report)
    unknown = {"unknown_queries": report.unknown_queries, "unknown_products": report.unknown_products}
    _say(ctx, "judgments", [(files[1].name, report.queries), (files[0].name, report.judgments)], json_, unknown)


def _several(kind: str, sentence: str) -> click.Command:
    """The command that imports files of JSON lines of this kind."""

    @click.command(kind, help=sentence)
    @click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
    @json_option
    @click.pass_context
    def command(ctx: click.Context, files: tuple[Path, ...], json_: bool) -> None:
        _import(ctx, kind, files, json_)

    return command


import_.add_command(_several("contents", "Import guides and lists that can stand among products: JSON lines."))
import_.add_command(_several("ads", "Import paid placements: JSON lines."))
import_.add_command(_several("log", "Import events and asked queries in the form of User Behavior Insights: JSON lines."))


def _import(ctx: click.Context, kind: str, files: Sequence[Path], json_: bool, **options: Any) -> None:
    with opened_store(ctx.obj["home"]) as (store, settings), progress_bars() as bars, files_of(files, bars) as read:
        reports = [(file.name, store.imports.run(kind, file, progress=_progress(bars, file.name), **options)) for file in read]
    if kind == "products":
        _tell_of_waiting(reports, settings.live.import_rows)
    _say(ctx, kind, reports, json_, {})


def _progress(bars: Report, step: str) -> Callable[[int, int | None], None]:
    return partial(bars, step)


def _say(ctx: click.Context, kind: str, reports: list[tuple[str, ImportReport]], json_: bool, more: dict[str, int]) -> None:
    totals = {name: sum(getattr(report, name) for _, report in reports) for name in ("lines", "kept", "changed", "bad_total")}
    if json_:
        print_json({"kind": kind, **totals, **more, "files": [{"file": name, **asdict(report)} for name, report in reports]})
    else:
        for name, report in reports:
            click.echo(_sentence(name, report))
    for name, report in reports:
        _name_bad_lines(name, report)
    if totals["bad_total"]:
        ctx.exit(1)


def _sentence(name: str, report: ImportReport) -> str:
    went_on = ", went on where it was cut off" if report.resumed else ""
    bad = f", {report.bad_total:,} bad" if report.bad_total else ""
    return f"{name}: {report.lines:,} lines, {report.kept:,} kept ({report.changed:,} new or changed){bad}{went_on}"


def _name_bad_lines(name: str, report: ImportReport) -> None:
    for bad in report.bad[:SHOWN_BAD]:
        click.echo(f"{name} line {bad.line}: {bad.field} has the value {bad.value}: expected {bad.expected}", err=True)
    if report.bad_total > SHOWN_BAD:
        click.echo(f"{name}: {report.bad_total - SHOWN_BAD:,} more bad lines", err=True)


def _tell_of_waiting(reports: Iterable[tuple[str, ImportReport]], live_rows: int) -> None:
    """Say which files brought too much to be seen before publishing."""
    for name, report in reports:
        if report.changed > live_rows:
            told = f"more than live.import_rows, {live_rows:,}" if live_rows else "and live.import_rows is 0"
            click.echo(f"{name}: {report.changed:,} products are new or changed, {told}: shoppers see them after `searchrank publish`", err=True)


def _warn_of_unknown(report: JudgmentsReport) -> None:
    if report.unknown_queries:
        warn(f"{report.unknown_queries:,} judged queries have no text: they are kept, and left out where a text is needed")
    if report.unknown_products:
        warn(f"{report.unknown_products:,} judged products are not in the shop: they are kept, and no search can find them")


commands: tuple[click.Command, ...] = (import_,)
