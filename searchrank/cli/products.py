"""`products`: change what the shop sells now, without publishing. Bad lines are named on stderr, the good ones are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from searchrank.cli.output import json_option, print_json, progress_bars
from searchrank.cli.parts import opened_store
from searchrank.cli.standard_input import files_of

if TYPE_CHECKING:
    from searchrank.store.selling import Selling

AT_ONCE = 1000
"""Products of one transaction: other writers wait for it."""
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
Numbered = list[tuple[int, Any]]
"""Lines by their numbers."""
Kept = tuple[int, list[tuple[int, str]]]
"""How many products changed, and what was wrong with which lines."""


@click.group()
def products() -> None:
    """Change what the shop sells now, without publishing.

    Put, change or delete products: seen within a second where the shop is served.
    """


@products.command()
@click.argument("file", type=_FILE)
@json_option
@click.pass_context
def put(ctx: click.Context, file: Path, json_: bool) -> None:
    """Keep the products of a file in place of those with the same ids."""
    _change(ctx, file, json_, _put)


@products.command()
@click.argument("file", type=_FILE)
@json_option
@click.pass_context
def patch(ctx: click.Context, file: Path, json_: bool) -> None:
    """Change the fields that each line of a file names, of the product with its id; null takes a field out."""
    _change(ctx, file, json_, _patch)


@products.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@json_option
@click.pass_context
def delete(ctx: click.Context, ids: tuple[str, ...], json_: bool) -> None:
    """Sell these products no more."""
    from searchrank.store.selling import Selling

    with opened_store(ctx.obj["home"]) as (store, _):
        selling = Selling(store.catalogue)
        known = selling.known(ids)
        count = selling.delete(list(ids)).count
    _tell(ctx, count, [(place, f"there is no product {one!r}") for place, one in enumerate(ids, 1) if one not in known], json_, of="id")


def _change(ctx: click.Context, file: Path, json_: bool, change: Callable[[Selling, Numbered], Kept]) -> None:
    from searchrank.store.catalogue import batches
    from searchrank.store.files import read_objects
    from searchrank.store.selling import Selling

    done, kept = 0, []
    with opened_store(ctx.obj["home"]) as (store, _), progress_bars() as bars, files_of((file,), bars) as (read,):
        for batch in batches(read_objects(read), AT_ONCE):
            kept.append(change(Selling(store.catalogue), batch))
            done += len(batch)
            bars(read.name, done, None)
    _tell(ctx, sum(count for count, _ in kept), [fault for _, faults in kept for fault in faults], json_)


def _put(selling: Selling, lines: Numbered) -> Kept:
    from searchrank.store.products import parse_product

    good, bad = _parsed(lines, parse_product)
    return (selling.put([product for _, product in good]).count if good else 0), bad


def _patch(selling: Selling, lines: Numbered) -> Kept:
    from searchrank.store.selling import parse_patch

    good, bad = _parsed(lines, parse_patch)
    changed, wrong = selling.patch([patch for _, patch in good])
    return changed.count, sorted([*bad, *((good[place][0], fault.message) for place, fault in wrong.items())])


def _parsed(lines: Numbered, parse: Callable[[Any], Any]) -> tuple[list[tuple[int, Any]], list[tuple[int, str]]]:
    from searchrank.errors import InvalidInput

    good, bad = [], []
    for number, given in lines:
        try:
            if isinstance(given, InvalidInput):
                raise given
            good.append((number, parse(given)))
        except InvalidInput as fault:
            bad.append((number, fault.message))
    return good, bad


def _tell(ctx: click.Context, changed: int, faults: list[tuple[int, str]], json_: bool, of: str = "line") -> None:
    if json_:
        print_json({"changed": changed, "errors": [{"line": line, "message": message} for line, message in faults]})
    else:
        click.echo(f"{changed:,} products changed")
    for line, message in faults:
        click.echo(f"{of} {line}: {message}", err=True)
    if faults:
        ctx.exit(1)


commands: tuple[click.Command, ...] = (products,)
