"""`search`, `suggest` and `explain`: what a shopper gets, seen from a terminal."""

from __future__ import annotations

from typing import Any

import click

from searchrank.cli.output import json_option, print_json, print_table
from searchrank.cli.pages import print_explanation, print_page
from searchrank.cli.parts import opened_shop


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--filter", "filters", multiple=True, metavar="FIELD:VALUE", help="As brand:NAME, category:A > B, price:LOW..HIGH; may be given again.")
@click.option("--sort", default="best", show_default=True, metavar="ORDER", help="best, price_asc, price_desc, newest or sales.")
@click.option("--page", type=int, default=1, show_default=True, help="Page, from 1.")
@click.option("--per-page", type=int, default=20, show_default=True, help="Products on a page.")
@click.option("--facet", "facets", multiple=True, metavar="FIELD", help="Count the values of this field; may be given again.")
@click.option("--undo", multiple=True, metavar="FIELD", help="Without the filter that the words ask for on price or category; may be given again.")
@click.option("--pipeline", metavar="NAME", help="Pipeline that answers; the one in the settings by default.")
@click.option("--explain", is_flag=True, help="Show what each stage did and why each product stands where it does.")
@click.option("--exact", is_flag=True, help="Search for just what was typed, without any correction.")
@json_option
@click.pass_obj
def search(obj: dict[str, Any], /, text: tuple[str, ...], explain: bool, json_: bool, **asked: Any) -> None:
    """Search the shop and show a page of products."""
    with opened_shop(obj["home"]) as shop:
        page = shop.search(" ".join(text), explain=explain, **asked)
    if json_:
        print_json(page)
    else:
        print_page(page, trace=explain)


@click.command()
@click.argument("prefix", nargs=-1, required=True)
@click.option("--limit", type=int, default=10, show_default=True, help="How many queries at most.")
@json_option
@click.pass_obj
def suggest(obj: dict[str, Any], /, prefix: tuple[str, ...], limit: int, json_: bool) -> None:
    """Complete what was typed so far."""
    with opened_shop(obj["home"]) as shop:
        answer = shop.suggest(" ".join(prefix), limit=limit)
    if json_:
        print_json(answer)
    else:
        rows = ((one.text, one.type, one.match, one.hits, one.reason) for one in answer.suggestions)
        print_table(("query", "type", "match", "products", "from"), rows)


@click.command()
@click.argument("text")
@click.argument("product_id")
@click.option("--pipeline", metavar="NAME", help="Pipeline that ranks; the one in the settings by default.")
@json_option
@click.pass_obj
def explain(obj: dict[str, Any], /, text: str, product_id: str, pipeline: str | None, json_: bool) -> None:
    """Show why a product stands where it does for a query."""
    with opened_shop(obj["home"]) as shop:
        reasons = shop.explain(text, product_id, pipeline=pipeline)
    if json_:
        print_json(reasons)
    else:
        print_explanation(reasons)


commands: tuple[click.Command, ...] = (search, suggest, explain)
