"""`simulate truth`: judgments and labelled queries from the truth behind a simulated world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import Report, json_option, print_json, progress_bars, warn

if TYPE_CHECKING:
    from searchrank.simulate.truth.asking import Asking
    from searchrank.simulate.truth.judge import Judged
    from searchrank.simulate.world.folder import WorldFolder

COUNT, SEED = 1000, 7
PATIENCE = 40
"""Queries drawn for each judged one that is asked for: what nothing serves is not judged."""
_EVERY = 50
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("truth")
@click.option("--world", "folder", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The world, as `simulate world` wrote it.")
@click.option("--judgments", required=True, type=_FILE, metavar="FILE", help="TREC file of graded judgments to write: query 0 product grade.")
@click.option("--queries", required=True, type=_FILE, metavar="FILE", help="Table of the judged queries to write: id, tab, text.")
@click.option("--labels", "labelled", required=True, type=_FILE, metavar="FILE", help="JSON lines of labelled queries to write.")
@click.option("--count", type=click.IntRange(min=1), default=COUNT, show_default=True, help="How many queries to judge, and how many to label.")
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True, help="The same seed and world give the same files.")
@json_option
def command(folder: Path, judgments: Path, queries: Path, labelled: Path, count: int, seed: int, json_: bool) -> None:
    """Write true judgments and labelled queries of simulated shoppers over a world.

    Listings in another language than the query stay unjudged.
    """
    from searchrank.simulate.truth.write import drafts
    from searchrank.simulate.world.folder import open_world

    begun, world = perf_counter(), open_world(folder)
    with drafts(judgments, queries, labelled) as files, progress_bars() as report:
        found = _write(world, files, count, seed, report)
    found = {"world": folder, "seed": seed, **found, "seconds": round(perf_counter() - begun, 1)}
    if found["queries"] < count:
        warn(f"only {found['queries']} of {count} queries are served by this world: make a larger one for more")
    if json_:
        print_json(found)
    else:
        _print(found)


def _write(world: WorldFolder, files: Any, count: int, seed: int, report: Report) -> dict[str, Any]:
    from searchrank.simulate.truth.asking import asking
    from searchrank.simulate.truth.write import write_labels, write_qrels, write_texts
    from searchrank.simulate.world.reading import fixtures, load_lexicon

    asks = asking(load_lexicon(fixtures()), world.places, world.today, seed)
    judged = _judge(world, asks, count, seed, report)
    write_qrels(files[0], judged)
    write_texts(files[1], judged)
    report("labels", 0, None)
    kinds = write_labels(files[2], asks.labels(count))
    grades = Counter(one.grade for one in judged.judgments)
    counted = {str(grade): grades[grade] for grade in sorted(grades, reverse=True)}
    return {"queries": len(judged.queries), "judgments": len(judged.judgments), "grades": counted, "labels": kinds}


def _judge(world: WorldFolder, asks: Asking, count: int, seed: int, report: Report) -> Judged:
    from itertools import islice

    from searchrank.simulate.truth.judge import judge

    def told() -> Iterator[Any]:
        for number, asked in enumerate(islice(asks.queries(), PATIENCE * count), 1):
            if number % _EVERY == 0:
                report("queries tried", number, None)
            yield asked

    return judge(told(), world.catalogue(), world.places, seed, count)


def _print(found: dict[str, Any]) -> None:
    grades = ", ".join(f"{count:,} of grade {grade}" for grade, count in found["grades"].items())
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found["labels"].items())
    click.echo(f"Simulated truth of {found['world']}: {found['queries']:,} queries with {found['judgments']:,} judgments ({grades}).")
    click.echo(f"Labels: {kinds}; {found['seconds']:g} s.")
