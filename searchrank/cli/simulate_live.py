"""`simulate live`: simulated shoppers at a real shop, in this process in simulated time, or over HTTP in real time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import json_option, print_fields, print_json, progress_bars

if TYPE_CHECKING:
    from searchrank.simulate.live.report import LiveReport
    from searchrank.simulate.live.run import Days
    from searchrank.simulate.live.visitor import LiveWorld

SHOPPERS, DAYS, SEED = 200, 1, 7
RATE, THREADS = 5.0, 4
WORLD = "world"
"""The folder of a shop's world in its home."""


@click.command("live")
@click.option("--shoppers", type=int, default=SHOPPERS, show_default=True, help="How many shoppers there are; on a day a part of them comes.")
@click.option("--days", type=int, default=DAYS, show_default=True, help="How many days they live.")
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The first day; else the day after the one that the world was made for."
)
@click.option("--everybody", is_flag=True, help="Every shopper comes at least once a day.")
@click.option("--url", metavar="URL", help="A served shop, such as http://127.0.0.1:8000; else the shop in the home is opened in this process.")
@click.option("--rate", type=float, default=RATE, show_default=True, help="Over HTTP: searches a second, about.")
@click.option("--threads", type=click.IntRange(1, 64), default=THREADS, show_default=True, help="Over HTTP: connections.")
@click.option(
    "--world", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the world whose products the shop sells; else `world` in the home."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed gives the same shoppers with the same needs."
)
@click.option("--preset", default="default", show_default=True, metavar="NAME", help="How shoppers behave: pbm, mild, default, harsh or flat.")
@json_option
@click.pass_context
def command(ctx: click.Context, /, json_: bool, **asked: Any) -> None:
    """Let simulated shoppers use a shop, in this process or over HTTP.

    In this process a day passes as fast as the shop answers, and searches and events carry its times. A served shop has a clock of its own: there the
    visits follow each other at the rate, pauses are shortened 60 times, and events carry real times. Exits with 1 where anything went wrong.
    """
    report = _lived(ctx.obj["home"], asked)
    if json_:
        print_json(report)
    else:
        print_fields(_readable(report))
    ctx.exit(1 if report.errors else 0)


def _lived(home: Path, asked: Mapping[str, Any]) -> LiveReport:
    from searchrank.simulate.live.making import live_world
    from searchrank.simulate.live.run import Days
    from searchrank.simulate.world.folder import open_world

    folder = open_world(asked["world"] or home / WORLD)
    first = asked["start"].date() if asked["start"] else folder.today + timedelta(days=1)
    days = Days(first, asked["days"], asked["seed"], int(asked["everybody"]))
    world = live_world(folder, asked["shoppers"], first=first, days=days.count, seed=days.seed, preset=asked["preset"])
    return _over_http(asked["url"], asked, world, days) if asked["url"] else _in_process(home, world, days)


def _in_process(home: Path, world: LiveWorld, days: Days) -> LiveReport:
    from searchrank.cli.parts import opened_shop
    from searchrank.simulate.live.door import InProcess
    from searchrank.simulate.live.run import live
    from searchrank.store.ubi import parse_ubi_event, parse_ubi_query

    with opened_shop(home) as shop, progress_bars() as report:
        # The simulated days may lie ahead of this machine's clock.
        parsers = (partial(parse, clock=lambda: inf) for parse in (parse_ubi_event, parse_ubi_query))
        return live(world, InProcess(shop, *parsers), days, report)


def _over_http(url: str, asked: Mapping[str, Any], world: LiveWorld, days: Days) -> LiveReport:
    from searchrank.simulate.live.over_http import OverHttp
    from searchrank.simulate.live.run import live_hurried

    with ExitStack() as doors, progress_bars() as report:
        opened = [doors.enter_context(closing(OverHttp(url))) for _ in range(asked["threads"])]
        return live_hurried(world, opened, days, asked["rate"], report)


def _readable(report: LiveReport) -> dict[str, Any]:
    """The report with its nested parts as mappings that print on a line each."""
    return {name: value for name, value in asdict(report).items() if value != {}}
