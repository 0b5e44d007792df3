"""A page of products as text: what was found and how, then the products, then what else is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from searchrank.cli.output import print_fields, print_table
from searchrank.records import Hit, Page


def print_page(page: Page, *, trace: bool = False) -> None:
    """The page on stdout; with `trace` also each stage's work and each hit's explanation."""
    click.echo("\n".join(summary(page)))
    if page.hits:
        print_table(("rank", "score", "id", "title", "brand", "price"), map(_row, page.hits))
    for field, counts in page.facets.items():
        click.echo(f"{field}: " + ", ".join(f"{value} {count}" for value, count in counts.items()))
    if trace:
        _print_trace(page)


def summary(page: Page) -> Iterator[str]:
    """The lines above the products: how many, how quickly, by whom ordered, and what was left out or is missing."""
    about = "about " if page.total_relation != "eq" else ""
    noun = "product" if page.total == 1 else "products"
    yield f"{about}{page.total:,} {noun} in {page.took_ms:.1f} ms, ranked by {page.ranker} ({page.pipeline}, {page.view})"
    if page.did_you_mean:
        said = "instead of" if page.did_you_mean["auto_applied"] else "is offered for"
        yield f"{page.did_you_mean['to']} {said} {page.did_you_mean['from']} ({page.did_you_mean['kind']}, {page.did_you_mean['strength']})"
    for one in page.applied:
        what = f"{one['field']}:{one['value']}"
        yield f"nothing fits {what}: left out" if one["relaxed"] else f"only {what}, as {one['text']!r} asks (without: --undo {one['undo']})"
    if page.relaxed and page.relaxed.get("dropped"):
        yield f"few products have all words: left out {', '.join(page.relaxed['dropped'])}"
    for missing in page.degraded:
        yield f"without {missing.part}: {missing.reason}"


def _row(hit: Hit) -> tuple[object, ...]:
    document, title = hit.document, hit.document.get("title")
    marked = title if hit.type == "product" else f"[{hit.type}] {title}"
    return (hit.rank, hit.score, hit.id, marked, document.get("brand"), document.get("price"))


def print_explanation(explanation: Mapping[str, Any]) -> None:
    """Why a product stands where it does, on stdout: where, by whom, and each feature that moved its score, strongest first."""
    print_fields({name: value for name, value in explanation.items() if name != "features"})
    moved = [one for one in explanation["features"] if one["contribution"]]
    print_table(("feature", "value", "contribution"), ((one["name"], one["value"], one["contribution"]) for one in moved))


def strongest(explanation: Mapping[str, Any], most: int = 5) -> str:
    """The features that moved a score most, on one line.

    >>> strongest({"features": [{"name": "coverage", "contribution": 1.25}, {"name": "age", "contribution": 0.0}]})
    'coverage +1.250'
    """
    moved = [one for one in explanation["features"] if one["contribution"]]
    return ", ".join(f"{one['name']} {one['contribution']:+.3f}" for one in moved[:most])


def _print_trace(page: Page) -> None:
    rows = ((step.stage, step.rows_in, step.rows_out, step.ms, step.changed) for step in page.trace)
    print_table(("stage", "in", "out", "ms", "changed"), rows)
    for hit in page.hits:
        if hit.explain:
            click.echo(f"{hit.rank}. {hit.id}: {strongest(hit.explain)}")
