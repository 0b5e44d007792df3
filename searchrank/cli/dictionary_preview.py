"""`dictionary preview`: the shop as it is beside the shop as it would be, on the queries that are searched most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from searchrank.cli.output import cell, print_table
from searchrank.cli.parts import opened_shop
from searchrank.errors import NotFound, UnknownName

if TYPE_CHECKING:
    from searchrank.publish.dictionary_files import EntryFile
    from searchrank.publish.preview import Comparing, Preview
    from searchrank.query.dictionary import Dictionary
    from searchrank.shop import Shop

SHOWN = 20


def previewed(home: Path, file: Path, most: int, texts: Sequence[str], pipeline: str | None) -> tuple[EntryFile, Preview]:
    """The file, and what its good entries would do; raises NotFound where there are no queries to look at."""
    from searchrank.publish.dictionary import compiled
    from searchrank.publish.dictionary_files import read_entries
    from searchrank.publish.preview import frequent_queries

    with opened_shop(home) as shop:
        kept = shop.store.dictionary.list()
        read = read_entries(file, kept)
        queries = [(text, 1) for text in texts] or frequent_queries(shop.store, shop.settings, shop.clock(), most)
        if not queries:
            raise NotFound("no query is known to have been searched: bring some with `searchrank import queries FILE`, or name one by --query")
        comparing = _comparing(shop, compiled(kept), compiled([*kept, *read.entries]), pipeline)
        known = {(entry.kind, entry.text) for entry in kept}
        return read, comparing.preview(queries, [entry for entry in read.entries if (entry.kind, entry.text) not in known])


def _comparing(shop: Shop, before: Dictionary, after: Dictionary, pipeline: str | None) -> Comparing:
    from searchrank.publish.preview import Comparing
    from searchrank.shop import pipelines, stages

    name = pipeline or shop.settings.pipeline
    made = [pipelines(shop.settings, stages(shop.settings, shop.engines, kept=lambda kept=kept: kept)) for kept in (before, after)]  # type: ignore[misc]
    if name not in made[0]:
        raise UnknownName("pipeline", name, made[0])
    return Comparing(shop.watch.view(), made[0][name], made[1][name], shop.clock())


def print_preview(found: Preview) -> None:
    """The sums, then the most frequent queries that change."""
    sums = found.summary()
    click.echo(
        f"{sums['queries']:,} queries, {sums['touched']:,} touched ({100 * sums['searches_touched']:.1f} % of searches): "
        f"{sums['gained']:,} products gained, {sums['lost']:,} lost, {sums['filled']:,} empty answers filled, {sums['emptied']:,} emptied, "
        f"{100 * sums['overlap']:.0f} % of the first ten stay"
    )
    click.echo(f"acts within a second: {cell(found.at_once) or 'nothing'}; from the next publish on: {cell(found.next_publish) or 'nothing'}")
    if found.touched:
        _print_touched(found)
    if found.recut:
        rows = [(one.text, one.count, one.before, one.after) for one in found.recut[:SHOWN]]
        print_table(
            ("query", "searched", "cut now", "cut then"), rows, title=f"{len(found.recut):,} queries are cut otherwise after the next publish"
        )


def _print_touched(found: Preview) -> None:
    columns = ("query", "searched", "products", "then", "gained", "lost", "top 10 kept", "moved", "new in top 10", "why")
    rows = [
        (
            one.text,
            one.count,
            one.before,
            one.after,
            one.gained,
            one.lost,
            f"{100 * one.overlap:.0f} %",
            one.moved,
            ", ".join(one.added),
            one.why,
        )
        for one in found.touched[:SHOWN]
    ]
    print_table(columns, rows)
    if len(found.touched) > SHOWN:
        click.echo(f"and {len(found.touched) - SHOWN:,} more: --json lists them all")
