"""`demo`: a shop of generated products, made by the same imports, publishing and training as any shop, then served."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import orjson

from searchrank.cli.output import Report, print_table, progress_bars, warn
from searchrank.cli.parts import opened_shop
from searchrank.errors import Conflict
from searchrank.settings import Settings, load_settings

if TYPE_CHECKING:
    from searchrank.learn.train import TrainReport
    from searchrank.shop import Shop
    from searchrank.simulate.world.files import ShopFiles
    from searchrank.store.store import Store

SEED = 7
PRODUCTS = 6000
FOLDER, MADE = "import", "demo.json"
SHOWN_SUGGESTIONS = 5
SHOWN_TITLE = 40
HOST, WORKERS = "127.0.0.1", 2


@click.command()
@click.option("--products", type=click.IntRange(min=100), default=PRODUCTS, show_default=True, help="How many products to generate.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--no-serve", is_flag=True, help="Make the shop and stop.")
@click.pass_obj
def demo(obj: dict[str, Any], /, products: int, port: int, no_serve: bool) -> None:
    """Make the demo shop if there is none, and serve it."""
    home: Path = obj["home"]
    with progress_bars() as report:
        made = find_demo(home) or make_demo(load_settings(home), products, date.today(), report)
    if made["products"] != products:
        warn(f"the demo shop in {home} has {made['products']} products, not {products}: remove the folder to make it anew")
    click.echo(f"The demo shop in {home}: {made['products']} generated products, simulated queries and judgments. {made['model']}")
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


def find_demo(home: Path) -> Mapping[str, Any] | None:
    """What was noted of the demo shop in `home` when it was finished; None where there is no finished one."""
    noted = home / FOLDER / MADE
    return dict(orjson.loads(noted.read_bytes())) if noted.exists() else None


def make_demo(settings: Settings, products: int, today: date, report: Report) -> Mapping[str, Any]:
    """Make the demo shop: files, imports, a snapshot, a model, and a snapshot with the model. Cut off, it begins again where it can.

    Gives what is noted of it: the number of products and a sentence on the model. Raises Conflict where the home holds another shop.
    """
    from searchrank.publish.build import publish
    from searchrank.simulate.world.files import ShopFiles
    from searchrank.store.store import open_store

    folder = settings.home / FOLDER
    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings, create=True)
    try:
        if store.catalogue.count() and not ShopFiles.within(folder).products.exists():
            raise Conflict(f"{settings.home} holds a shop that is not the demo's: choose another folder with --home")
        fill(store, write(folder, products, today, report), report)
        publish(store, settings, progress=report)
        said = learn(store, settings, report)
        made = {"products": store.catalogue.count(), "seed": SEED, "today": today.isoformat(), "model": said}
    finally:
        store.close()
    _note(folder, made)
    return made


def write(folder: Path, products: int, today: date, report: Report) -> ShopFiles:
    """Write the demo shop's files."""
    from searchrank.simulate.world.files import write_shop
    from searchrank.simulate.world.world import load_world

    return write_shop(load_world(today), folder, products=products, seed=SEED, progress=report)


def fill(store: Store, files: ShopFiles, report: Report) -> None:
    """Import every file."""
    for kind in ("products", "queries", "contents", "ads"):
        store.imports.run(kind, getattr(files, kind), progress=partial(report, f"import {kind}"))
    store.imports.import_judgments(files.judgments, files.judged, progress=partial(report, "import judgments"))


def learn(store: Store, settings: Settings, report: Report) -> str:
    """Train a model on the simulated judgments and publish with it where it was promoted; gives a sentence for people."""
    from searchrank.learn.train import train
    from searchrank.publish.build import publish

    trained: TrainReport = train(store, settings, progress=report)
    if not trained.promoted:
        return f"Model {trained.version} was trained and not promoted: {trained.reason}"
    publish(store, settings, progress=report)
    return f"Model {trained.version} ranks: {trained.reason}"


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


def _note(folder: Path, made: Mapping[str, Any]) -> None:
    draft = folder / f"{MADE}.part"
    draft.write_bytes(orjson.dumps(made))
    draft.replace(folder / MADE)


commands: tuple[click.Command, ...] = (demo,)
