"""`simulate`: a shop's life from a seed. Here the group, which loads a command when it is called, and `world`; the others have a module each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Any

import click

from searchrank.cli.output import json_option, print_json, progress_bars

SEED, PRODUCTS = 7, 20_000
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "log": "Write days of simulated searches, clicks and orders over a world.",
        "live": "Let simulated shoppers use a shop, in this process or over HTTP.",
        "truth": "Write true judgments and labelled sets for queries over a world.",
        "report": "Compare a simulated log with published figures.",
    }
)
"""Commands of the group that live in `searchrank.cli.simulate_<name>` as `command`, and the sentence that help shows."""


class Simulation(click.Group):
    """The group; the commands named in `elsewhere` (name -> sentence) are imported when they are called."""

    def __init__(self, *args: Any, elsewhere: Mapping[str, str], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """`world` and every command that has its module."""
        return ["world", *(name for name in self._elsewhere if find_spec(_module(name)))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None where there is none."""
        if cmd_name == "world":
            return world
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, without importing them."""
        told = {"world": world.get_short_help_str(100), **self._elsewhere}
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in self.list_commands(ctx)])


@click.group("simulate", cls=Simulation, elsewhere=ELSEWHERE)
def simulate() -> None:
    """Make a simulated world, its shoppers' log, its truth, and a report on it."""


@click.command()
@click.option("--products", type=click.IntRange(min=1), default=PRODUCTS, show_default=True, help="How many products to generate.")
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed gives the same world, byte for byte.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write; a world that is there is replaced.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day from which ages are counted; else the day it is.")
@json_option
def world(products: int, seed: int, out: Path, today: datetime | None, json_: bool) -> None:
    """Write a simulated world: products, contents, ads, query cards, queries, and the truth behind them."""
    from searchrank.simulate.world.folder import write_world

    begun, day = perf_counter(), today.date() if today else date.today()
    with progress_bars() as report:
        made = write_world(out, products, seed, day, report)
    seconds = round(perf_counter() - begun, 1)
    size = sum(mark.bytes for mark in made.marks.values())
    if json_:
        told = {"out": out, "products": products, "seed": seed, "today": day, **made.counts}
        print_json({**told, "bytes": size, "seconds": seconds, "sha256": made.digest})
    else:
        counted = ", ".join(f"{count:,} {name.replace('-', ' ')}" for name, count in made.counts.items())
        click.echo(f"A simulated world in {out}: {products:,} products, {counted}; {size / 1e6:,.0f} MB in {seconds:g} s.")


def _module(name: str) -> str:
    return f"searchrank.cli.simulate_{name}"


commands: tuple[click.Command, ...] = (simulate,)
