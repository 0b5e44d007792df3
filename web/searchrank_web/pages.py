"""The pages: `/` is the front page, and the results where something is asked; both work without script."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from searchrank.errors import NotFound, UnknownName
from searchrank.query.normalise import has_han
from searchrank.records import Hit, Page
from searchrank_web.address import Address, address_of, with_price
from searchrank_web.cards import cards, sign_of, sketch
from searchrank_web.choices import applied, chosen, groups, let_go, named
from searchrank_web.contract import Shop, current_shop
from searchrank_web.hinting import hint_for, shopper_id, taken
from searchrank_web.inserts import related
from searchrank_web.language import COOKIE, YEAR_SECONDS, Words, current_words
from searchrank_web.making import made
from searchrank_web.messages import LANGUAGES
from searchrank_web.nearest import nearest
from searchrank_web.pictures import picture
from searchrank_web.telling import guided, told_model

PER_PAGE = 20
SORT_ORDER = ("best", "newest", "price_asc", "price_desc", "sales")
FRONT_HITS = 12
FRONT_CATEGORIES = 12
MOST_TYPED = 200
"""Characters of a query that are repeated on the page; the whole of it is searched."""

pages = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Paging:
    """The neighbours of a page: addresses or None, and the pages before it that can be gone to."""

    number: int
    previous: str | None
    next: str | None
    before: tuple[tuple[int, str], ...]


@pages.get("/")
def home() -> AnyResponse:
    address = address_of(request.args)
    if not address.q.strip() and (hinted := taken(request.args)):
        return redirect("/?" + urlencode(hinted), 303)
    if "low" in request.args or "high" in request.args:
        return redirect(with_price(address, request.args.get("low", ""), request.args.get("high", "")).url(), 303)
    if not address.q.strip() and not address.filters and "sort" not in request.args:
        return front(current_shop(), address, current_words())
    return results(current_shop(), address, current_words())


@pages.get("/language")
def language() -> AnyResponse:
    """Keeps the language in a cookie and goes back to where the shopper was."""
    chosen_language, back = request.args.get("to", ""), request.args.get("back", "/")
    if chosen_language not in LANGUAGES:
        raise UnknownName("language", chosen_language, LANGUAGES, field="to")
    local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    response = redirect(back if local else "/", 303)
    response.set_cookie(COOKIE, chosen_language, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)
    return response


@pages.get("/picture/<path:product_id>.svg")
def drawn_picture(product_id: str) -> AnyResponse:
    told = {name: request.args.get(name, "")[:200] for name in ("category", "title", "shape", "colour")}
    drawn = picture(product_id, **told)
    return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@pages.get("/guide/<path:content_id>")
def guide_page(content_id: str) -> AnyResponse:
    """A guide, and products of the kinds that it speaks of."""
    shop, words = current_shop(), current_words()
    found = shop.content(content_id)
    if found is None:
        raise NotFound(f"there is no guide {content_id[:80]!r}")
    label = words.known(f"kind.{found.get('kind') or 'guide'}", words("kind.guide"))
    paragraphs = [line for line in str(found.get("text") or "").splitlines() if line.strip()]
    beside = guided(shop, found)
    return page_of(
        "guide.html", Address(), words, guide=found, label=label, paragraphs=paragraphs, cards=cards(beside, words, time.time()), hint=None
    )


@pages.get("/model")
def model_page() -> AnyResponse:
    """What is known of the model that orders the products."""
    words = current_words()
    return page_of("model.html", Address(), words, model=told_model(current_shop().model()), hint=None)


def front(shop: Shop, address: Address, words: Words) -> AnyResponse:
    """The front page: categories, what sells, what is new."""
    shown, now = shop.front(), time.time()
    tiles = [_tile(name, count) for name, count in _readable(shown.categories, words)[:FRONT_CATEGORIES]]
    rows = (("best_selling", shown.best_selling), ("newest", shown.newest))
    listed = [(name, cards(hits[:FRONT_HITS], words, now)) for name, hits in rows if hits]
    return page_of("front.html", address, words, tiles=tiles, rows=listed, hint=hint_for(shop, words))


def _readable(categories: Sequence[tuple[str, int]], words: Words) -> Sequence[tuple[str, int]]:
    """The categories, those written in the shopper's language first."""
    return sorted(categories, key=lambda one: has_han(one[0]) != (words.language == "zh"))


def _tile(category: str, count: int) -> tuple[str, int, str, Markup]:
    return category, count, Address(filters=(f"category:{category}",)).url(), sketch(category, category, "")


def results(shop: Shop, address: Address, words: Words) -> AnyResponse:
    """The page of results; where nothing is found, the nearest that the shop has."""
    fields = tuple(shop.facet_fields())
    page = shop.search(address.q, **_asked(address, fields))
    other = None if page.hits else nearest(shop, address)
    words = replace(words, sign=_sign(page.hits or (other.hits if other else ())))
    return page_of(
        "results.html",
        address,
        words,
        page=page,
        steps=made(page, words),
        **_shown(page, words),
        related=related(page.related_queries, page.query_id),
        hint=None if address.q.strip() else hint_for(shop, words),
        named=named(page, address, words),
        groups=groups(page, address, words),
        chosen=(*chosen(address, words), *applied(page, address, words)),
        let_go=let_go(page, words),
        **_ways_on(page, address),
        other=other,
        other_cards=cards(other.hits, words, time.time()) if other else (),
        full_record=address.api_url(PER_PAGE, fields),
    )


def _sign(hits: Sequence[Hit]) -> str:
    """The sign of prices on a page of these: that of the first product."""
    return next((sign_of(hit.document) for hit in hits if hit.type in ("product", "ad")), sign_of({}))


def _ways_on(page: Page, address: Address) -> dict[str, Any]:
    """Where one can go from a page: another order, another page, another price, what is in stock."""
    sorts = [(name, address.first(sort=name).url(), name == address.sort) for name in SORT_ORDER]
    return {"sorts": sorts, "paging": paging(page, address), "price": _price(address), "stock": address.toggled("stock:in")}


def _shown(page: Page, words: Words) -> dict[str, Any]:
    fitting, now = _matching(page), time.time()
    return {"cards": cards(fitting, words, now, page.query_id), "looser": cards(page.hits[len(fitting) :], words, now, page.query_id)}


def _matching(page: Page) -> Sequence[Hit]:
    """The hits of the match set, over which the total speaks; those behind fit in part only and fill the page."""
    matching = max(0, page.total - (page.page - 1) * page.per_page) if page.matching is None else page.matching
    return page.hits[:matching]


def _asked(address: Address, fields: tuple[str, ...]) -> dict[str, Any]:
    given = request.args
    led_here = {"source": given.get("source", "")[:200] or None, "from_query_id": given.get("from_query_id", "")[:200] or None}
    where = {"user_id": shopper_id(), "filters": address.filters, "undo": address.undo, "sort": address.sort}
    which = {"page": address.page, "view": address.view, "exact": address.exact}
    return {**where, **which, **led_here, "per_page": PER_PAGE, "facets": fields, "explain": address.made}


def page_of(template: str, address: Address, words: Words, **values: Any) -> AnyResponse:
    """A page in the frame that all share."""
    other = next(name for name in LANGUAGES if name != words.language)
    back = request.full_path.rstrip("?")
    frame = {"address": address, "words": words, "typed": address.q[:MOST_TYPED], "other_language": other, "back": back}
    return make_response(render_template(template, **frame, **values))


def paging(page: Page, address: Address) -> Paging:
    """Where one can go from here; the next page continues the view of this one."""
    view = address.view or page.view
    before = tuple((number, address.at(number, view).url()) for number in range(max(1, page.page - 4), page.page))
    following = address.at(int(page.next["page"]), page.next.get("view")).url() if page.next else None
    return Paging(page.page, before[-1][1] if before else None, following, before)


def _price(address: Address) -> tuple[str, str]:
    given = next((text for text in address.filters if text.startswith("price:")), "price:..")
    low, _, high = given.removeprefix("price:").partition("..")
    return low, high
