"""`demo`: a shop of generated products and simulated shoppers, made by the same imports, publishing and training as any shop, then served."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from searchrank.cli.demo_shop import FULL, SMALL, find_demo, make_demo, size_of
from searchrank.cli.output import print_table, progress_bars, warn
from searchrank.cli.parts import opened_shop
from searchrank.errors import InvalidInput
from searchrank.settings import load_settings

if TYPE_CHECKING:
    from searchrank.shop import Shop

SHOWN_SUGGESTIONS = 5
SHOWN_TITLE = 40
HOST, WORKERS = "127.0.0.1", 2


@click.command()
@click.option("--products", type=click.IntRange(min=100), help=f"How many products to generate; {FULL.products} by default.")
@click.option("--small", is_flag=True, help=f"{SMALL.products} products and {SMALL.days} days of log: made in seconds.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--no-serve", is_flag=True, help="Make the shop and stop.")
@click.pass_obj
def demo(obj: dict[str, Any], /, products: int | None, small: bool, port: int, no_serve: bool) -> None:
    """Make the demo shop if there is none, and serve it."""
    if products is not None and small:
        raise InvalidInput(f"--small and --products {products} name two sizes: give one of them", field="products")
    home: Path = obj["home"]
    size = size_of(products) if products is not None else SMALL if small else FULL
    with progress_bars() as report:
        made = find_demo(home) or make_demo(load_settings(home), size, date.today(), report)
    if made["products"] != size.products:
        warn(f"the demo shop in {home} has {made['products']} products, not {size.products}: remove the folder to make it anew")
    shop_of = f"{made['products']:,} generated products, {made['days']} days of {made['shoppers']:,} simulated shoppers"
    click.echo(f"The demo shop in {home}: {shop_of}, simulated judgments. {made['model']}")
    with opened_shop(home) as shop:
        print_table(("what to try", "found", "what comes", "why"), tries(shop), title="In the search box, or with `searchrank search` and `suggest`:")
    if not no_serve:
        serve(home, port)


def serve(home: Path, port: int) -> NoReturn:
    """Becomes `searchrank serve`.

    The server forks its workers, and a fork of a process in which a shop was open waits for ever on the locks of threads that it did not get.
    """
    sys.stdout.flush()
    words = ("--home", str(home.absolute()), "serve", "--host", HOST, "--port", str(port), "--workers", str(WORKERS))
    os.execv(sys.executable, [sys.executable, "-m", "searchrank.cli", *words])


def tries(shop: Shop) -> Iterator[tuple[str, int, str, str]]:
    """What the fixtures propose to try, with what this shop answers: (text, how many, the first ones, why)."""
    from searchrank.simulate.world.reading import proposals

    for way, text, chosen, why in proposals():
        if way == "suggest":
            offered = [one.text for one in shop.suggest(text, limit=SHOWN_SUGGESTIONS).suggestions]
            yield f"{text}…", len(offered), ", ".join(offered), why
        else:
            page = shop.search(text, filters=[chosen] if chosen else [], per_page=1)
            first = [str(hit.document["title"])[:SHOWN_TITLE] for hit in page.hits]
            yield f"{text} [{chosen}]" if chosen else text, page.total, "".join(first), why


commands: tuple[click.Command, ...] = (demo,)
