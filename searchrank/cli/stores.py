"""`init` and `db`: the databases of a shop made, upgraded and checked."""

from __future__ import annotations

from typing import Any

import click

from searchrank.settings import load_settings


@click.command()
@click.pass_obj
def init(obj: dict[str, Any], /) -> None:
    """Create the databases of a new shop."""
    from searchrank.store.store import open_store

    settings = load_settings(obj["home"])
    open_store(settings, create=True).close()
    click.echo(f"the shop in {obj['home']} is ready: bring in products with `searchrank import products FILE`")


@click.group()
def db() -> None:
    """Upgrade or check the databases."""


@db.command()
@click.pass_obj
def upgrade(obj: dict[str, Any], /) -> None:
    """Bring the databases to what this version needs."""
    from searchrank.store.store import upgrade_store

    catalogue, events = upgrade_store(load_settings(obj["home"]))
    click.echo(f"catalogue at revision {catalogue}, events at revision {events}")


@db.command()
@click.pass_obj
def check(obj: dict[str, Any], /) -> None:
    """Say whether the databases are what this version needs, and whether tables and migrations agree."""
    from searchrank.store.store import check_store

    check_store(load_settings(obj["home"]))
    click.echo("both databases are what this version needs")


commands: tuple[click.Command, ...] = (init, db)
