"""The demo shop in the making: takes a home folder and a size, gives a published shop with a month of simulated shoppers behind it.

Everything goes the way of any shop: files are imported, the log lies as Parquet by day, publishing mines it, training reads judgments.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from importlib.resources import as_file
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from searchrank.cli.output import Report
from searchrank.errors import Conflict, SearchrankError
from searchrank.settings import Settings

if TYPE_CHECKING:
    from searchrank.simulate.world.folder import WorldFolder
    from searchrank.store.store import Store

SEED = 7
WORLD, MADE, JUDGMENTS, JUDGED = "world", "demo.json", "judgments.qrels", "judged-queries.tsv"
DICTIONARY = "dictionary.tsv"
"""The file of the fixtures with what the demo's operators say of words."""
SIMULATED = "simulated"
"""What the model's page says of its judgments: they are the simulation's own truth, no shopper gave them."""
PATIENCE = 40
"""Searches drawn for each that is judged: what nothing serves is not judged."""
_EVERY = 100


@dataclass(frozen=True, slots=True)
class Size:
    """How large the demo shop is: products, days of log, shoppers in it, and searches judged to learn from."""

    products: int
    days: int
    shoppers: int
    judged: int


FULL, SMALL = Size(20_000, 30, 6_000, 240), Size(1_000, 7, 1_000, 100)


def size_of(products: int) -> Size:
    """The size of a shop of this many products.

    >>> size_of(20_000) == FULL, size_of(1_000) == SMALL
    (True, True)
    """
    usual = FULL if products >= FULL.products // 2 else SMALL
    return Size(products, usual.days, usual.shoppers, usual.judged)


def find_demo(home: Path) -> Mapping[str, Any] | None:
    """What was noted of the demo shop in `home` when it was finished; None where there is no finished one."""
    noted = home / MADE
    return dict(orjson.loads(noted.read_bytes())) if noted.exists() else None


def make_demo(settings: Settings, size: Size, today: date, report: Report) -> Mapping[str, Any]:
    """Make the demo shop, step by step; cut off, it begins again where it can.

    Gives what is noted of it: its size, what the log counts, and a sentence on the model. Raises Conflict where the home holds another shop.
    """
    # Read when training's library is loaded: threads that spin while they wait take twice the time beside another process.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    from searchrank.publish.build import publish
    from searchrank.store.store import open_store

    settings.home.mkdir(parents=True, exist_ok=True)
    store = open_store(settings, create=True)
    try:
        if store.catalogue.count() and not (settings.home / WORLD).exists():
            raise Conflict(f"{settings.home} holds a shop that is not the demo's: choose another folder with --home")
        world = made_world(settings.home / WORLD, size, today, report)
        counts = made_log(settings, world, size, today, report)
        fill(store, settings, world, size, report)
        publish(store, settings, progress=report)
        said = learn(store, settings, report)
        made = {**asdict(size), "seed": SEED, "today": today.isoformat(), "log": counts, "model": said}
    finally:
        store.close()
    _note(settings.home, made)
    return made


def made_world(folder: Path, size: Size, today: date, report: Report) -> WorldFolder:
    """The simulated world: the one in the folder where it is whole and of this size, else a new one."""
    from searchrank.simulate.world.folder import open_world, write_world

    try:
        world = open_world(folder)
    except SearchrankError:
        return write_world(folder, size.products, SEED, today, report)
    same = (world.products, world.seed, world.today) == (size.products, SEED, today)
    return world if same else write_world(folder, size.products, SEED, today, report)


def made_log(settings: Settings, world: WorldFolder, size: Size, today: date, report: Report) -> Mapping[str, int]:
    """The log of the days before today; gives how many events and queries it has."""
    from searchrank.simulate.log.plan import Plan
    from searchrank.simulate.log.writing import write_log

    kept = settings.log / "log.json"
    noted = orjson.loads(kept.read_bytes()) if kept.exists() else {}
    if noted.get("world") != world.digest:
        plan = Plan(days=size.days, shoppers=size.shoppers, seed=SEED, end=today - timedelta(days=1))
        noted = write_log(plan, world.path, settings.log, report)
    return dict(noted["counts"])


def fill(store: Store, settings: Settings, world: WorldFolder, size: Size, report: Report) -> None:
    """Import everything that the world holds for a shop, and what its operators say of words. Of queries none: their counts come from the log."""
    for path in world.product_files:
        store.imports.run("products", path, progress=partial(report, f"import {path.name}"))
    for kind, path in (("contents", world.contents), ("contents", world.query_cards), ("ads", world.ads)):
        store.imports.run(kind, path, progress=partial(report, f"import {path.name}"))
    say(store)
    qrels, texts = write_judgments(world, settings.home, size.judged, report)
    store.imports.import_judgments(qrels, texts, progress=partial(report, "import judgments"))


def say(store: Store) -> None:
    """Add the entries of the fixtures' dictionary to the shop's, as `searchrank dictionary import` does; those that are there stay."""
    from searchrank.publish.dictionary_files import read_entries
    from searchrank.simulate.world.reading import fixtures

    with as_file(fixtures() / DICTIONARY) as path:
        read = read_entries(path, store.dictionary.list())
    store.dictionary.add(read.entries, "demo", f"import of {DICTIONARY}")


def write_judgments(world: WorldFolder, folder: Path, count: int, report: Report) -> tuple[Path, Path]:
    """The files of judgments by the simulation's own truth, and of their texts."""
    from searchrank.simulate.truth.asking import asking
    from searchrank.simulate.truth.judge import judge
    from searchrank.simulate.truth.write import write_judgments as write
    from searchrank.simulate.world.reading import fixtures, load_lexicon

    asks = asking(load_lexicon(fixtures()), world.places, world.today, SEED)

    def told() -> Iterator[Any]:
        for number, asked in enumerate(islice(asks.queries(), PATIENCE * count), 1):
            if number % _EVERY == 0:
                report("judge searches", number, None)
            yield asked

    files = folder / JUDGMENTS, folder / JUDGED
    write(judge(told(), world.catalogue(), world.places, SEED, count), *files)
    return files


def learn(store: Store, settings: Settings, report: Report) -> str:
    """Train a model on the simulated judgments and publish with it where it was promoted; gives a sentence for people."""
    from searchrank.learn.train import train
    from searchrank.publish.build import publish

    trained = train(store, settings, judged=SIMULATED, progress=report)
    if not trained.promoted:
        return f"Model {trained.version} was trained and not promoted: {trained.reason}"
    publish(store, settings, progress=report)
    return f"Model {trained.version} ranks: {trained.reason}"


def _note(home: Path, made: Mapping[str, Any]) -> None:
    draft = home / f"{MADE}.part"
    draft.write_bytes(orjson.dumps(made))
    draft.replace(home / MADE)
