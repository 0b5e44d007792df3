"""`train` and `model`: a ranking model from judgments, and the register of models."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from searchrank.cli.output import json_option, print_fields, print_json, print_rows, print_table, progress_bars
from searchrank.cli.parts import opened_store
from searchrank.errors import InvalidInput

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--folds", type=click.IntRange(min=0), default=5, show_default=True, help="Folds of the out-of-fold measures; under 2 nothing is measured."
)
@click.option("--judgments", type=_FILE, metavar="QRELS", help="Judgments as TREC qrels; those in the store by default.")
@click.option("--queries", type=_FILE, metavar="TSV", help="Texts of the judged queries: id, tab, text.")
@click.option(
    "--scope",
    type=click.Choice(["all", "judged"]),
    default="all",
    show_default=True,
    help="Learn from what the shop finds, or from judged products only.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of folds, sampling and training.")
@click.option("--run-out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the out-of-fold run here, in TREC format.")
@json_option
@click.pass_obj
def train(obj: dict[str, Any], /, run_out: Path | None, json_: bool, **asked: Any) -> None:
    """Learn a ranking model from judgments and register it."""
    from searchrank.learn.train import train as learn

    if (asked["judgments"] is None) != (asked["queries"] is None):
        raise InvalidInput("--judgments and --queries go together: give both files or neither", field="judgments")
    if run_out is not None and asked["folds"] < 2:
        raise InvalidInput(f"--run-out needs out-of-fold scores and --folds is {asked['folds']}: give at least 2 folds", field="folds")
    with opened_store(obj["home"]) as (store, settings), progress_bars() as report:
        outcome = learn(store, settings, progress=report, **asked)
    if run_out is not None and outcome.run is not None:
        shutil.copyfile(outcome.run, run_out)
    _print(asdict(outcome), json_)


@click.group()
def model() -> None:
    """List, show or promote ranking models."""


@model.command("list")
@json_option
@click.pass_obj
def listed(obj: dict[str, Any], /, json_: bool) -> None:
    """Show the models that are registered."""
    with opened_store(obj["home"]) as (store, _):
        rows = [asdict(kept) for kept in store.models.list()]
    print_rows(rows, json_, columns=("version", "promoted", "created_at", "reason"))


@model.command()
@click.argument("version")
@json_option
@click.pass_obj
def show(obj: dict[str, Any], /, version: str, json_: bool) -> None:
    """Show what is known of one model."""
    with opened_store(obj["home"]) as (store, _):
        record = asdict(store.models.get(version))
    _print(record, json_)


@model.command()
@click.argument("version")
@json_option
@click.pass_obj
def promote(obj: dict[str, Any], /, version: str, json_: bool) -> None:
    """Make a model the one that the next publish takes."""
    with opened_store(obj["home"]) as (store, _):
        store.models.promote(version)
        record = asdict(store.models.get(version))
    _print(record, json_)


def _print(record: Mapping[str, Any], json_: bool) -> None:
    """The record as fields, and its measures as a table: a line a measure, a column for day one, the model and their difference."""
    if json_:
        print_json(record)
        return
    measures: Mapping[str, Mapping[str, Mapping[str, float]]] = record["measures"]
    print_fields({name: value for name, value in record.items() if name != "measures"})
    if measures:
        names = next(iter(measures.values()))
        print_table(("out of fold", *measures), ((name, *(_interval(measures[of][name]) for of in measures)) for name in names))


def _interval(estimate: Mapping[str, float]) -> str:
    return f"{estimate['mean']:.4f} [{estimate['low']:.4f}, {estimate['high']:.4f}]"


commands: tuple[click.Command, ...] = (train, model)
