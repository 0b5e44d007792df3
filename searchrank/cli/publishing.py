"""`publish` and `snapshot`: from what is kept to what serves, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from searchrank.cli.output import json_option, print_json, print_rows, progress_bars, warn
from searchrank.cli.parts import opened_store


@click.command()
@click.option("--model", metavar="VERSION", help="Model to publish with; the newest promoted one by default.")
@json_option
@click.pass_obj
def publish(obj: dict[str, Any], /, model: str | None, json_: bool) -> None:
    """Build a snapshot of what is kept and swap it in."""
    from searchrank.publish.build import publish as build

    with opened_store(obj["home"]) as (store, settings), progress_bars() as report:
        for unfinished in store.imports.unfinished():
            warn(f"import {unfinished.id} of {unfinished.name} is not finished and not published: run the same import again to finish it")
        version = build(store, settings, model=model, progress=report)
    _say("published", version, json_)


@click.group()
def snapshot() -> None:
    """List snapshots, or roll back to an earlier one."""


@snapshot.command("list")
@json_option
@click.pass_obj
def listed(obj: dict[str, Any], /, json_: bool) -> None:
    """Show the snapshots that are kept and which one serves."""
    from searchrank.publish.swap import current

    with opened_store(obj["home"]) as (store, settings):
        serving = current(settings)
        rows = [{**asdict(kept), "serving": kept.version == serving} for kept in store.snapshots.list()]
    print_rows(rows, json_, columns=("version", "products", "as_of_change", "model", "created_at", "serving"))


@snapshot.command()
@click.argument("version", required=False)
@json_option
@click.pass_obj
def rollback(obj: dict[str, Any], /, version: str | None, json_: bool) -> None:
    """Serve VERSION again, model included; the snapshot before the serving one by default."""
    from searchrank.publish.swap import rollback as roll_back

    with opened_store(obj["home"]) as (store, settings):
        restored = roll_back(store, settings, version)
    _say("serving", restored, json_)


def _say(done: str, version: str, json_: bool) -> None:
    if json_:
        print_json({"version": version})
    else:
        click.echo(f"{done} {version}")


commands: tuple[click.Command, ...] = (publish, snapshot)
