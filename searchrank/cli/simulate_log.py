"""`simulate log`: days of simulated searches, clicks and orders over a world."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import perf_counter

import click

from searchrank.cli.output import json_option, print_json, progress_bars

DAYS, SHOPPERS, SEED, RANDOMISED = 30, 2000, 7, 0.05


@click.command("log")
@click.option("--days", type=click.IntRange(min=1), default=DAYS, show_default=True, help="How many days.")
@click.option("--shoppers", type=click.IntRange(min=1), default=SHOPPERS, show_default=True, help="How many shoppers there are.")
@click.option("--world", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the world that they shop in.")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write; a log that is there is replaced.")
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed gives the same log, byte for byte.")
@click.option(
    "--randomised",
    type=click.FloatRange(0, 1),
    default=RANDOMISED,
    show_default=True,
    metavar="SHARE",
    help="Share of sessions whose first pages chance reorders, with the chance logged.",
)
@click.option(
    "--preset", default="default", show_default=True, metavar="NAME", help="How shoppers look and click: pbm, mild, default, harsh or flat."
)
@click.option("--end", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day; by default the day that the world was made for.")
@json_option
def command(days: int, shoppers: int, world: Path, out: Path, seed: int, randomised: float, preset: str, end: datetime | None, json_: bool) -> None:
    """Write days of simulated searches, clicks and orders over a world, and the truth behind them."""
    from searchrank.simulate.log.plan import Plan
    from searchrank.simulate.log.writing import write_log
    from searchrank.simulate.world.folder import open_world

    begun, last = perf_counter(), end.date() if end else open_world(world).today
    plan = Plan(days=days, shoppers=shoppers, seed=seed, end=last, preset=preset, randomised=randomised)
    with progress_bars() as report:
        made = write_log(plan, world, out, report)
    size, seconds = sum(mark["bytes"] for mark in made["files"].values()), round(perf_counter() - begun, 1)
    if json_:
        told = {"out": out, "days": days, "shoppers": shoppers, "seed": seed, "preset": preset, "first": plan.date(0), "last": last}
        print_json({**told, **made["counts"], "bytes": size, "seconds": seconds})
    else:
        counted = ", ".join(f"{count:,} {name}" for name, count in made["counts"].items())
        click.echo(f"A simulated log in {out}: {plan.date(0)} to {last}, {counted}; {size / 1e6:,.0f} MB in {seconds:g} s.")
