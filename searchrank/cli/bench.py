"""`bench`: speed and memory on a generated shop, each figure beside its budget."""

from __future__ import annotations

import os
import tempfile
from dataclasses import astuple
from pathlib import Path

import click

from searchrank.cli.output import json_option, print_json, print_table, progress_bars
from searchrank.configuration import PREFIX
from searchrank.settings import load_settings

PRODUCTS = 100_000
ELASTICSEARCH = f"{PREFIX}ELASTICSEARCH__URL"
COLUMNS = ("part", "step", "p50 or value", "unit", "p99", "budget")


@click.command()
@click.argument("part", type=click.Choice(["search", "recall", "complete", "publish", "all"]), default="all")
@click.option("--products", type=click.IntRange(min=1000), default=PRODUCTS, show_default=True, help="How many products to generate.")
@click.option("--world", type=click.Path(path_type=Path), metavar="DIR", help="A folder of `simulate world` to take the products from.")
@json_option
def bench(part: str, products: int, world: Path | None, json_: bool) -> None:
    """Measure speed and memory on a generated shop.

    PART is search, recall, complete, publish or all. The shop is made in a temporary folder.
    Where SEARCHRANK_ELASTICSEARCH__URL is set, searches are measured on that server too.
    """
    from searchrank.bench.making import Bench
    from searchrank.bench.run import figures
    from searchrank.simulate.world.folder import open_world

    products = open_world(world).products if world else products
    with tempfile.TemporaryDirectory() as folder, progress_bars() as report:
        settings = load_settings(Path(folder) / "shop")
        measured = list(figures(Bench(settings, products, report, world), part, elasticsearch=ELASTICSEARCH in os.environ))
    if json_:
        print_json(measured)
    else:
        print_table(COLUMNS, map(astuple, measured), title=f"{products:,} generated products, in-process")


commands: tuple[click.Command, ...] = (bench,)
