"""Hits as cards: takes what the shop's documents say, gives what a card shows; missing fields leave their place empty."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from searchrank.records import Hit
from searchrank_web.colours import colour_of
from searchrank_web.inserts import Guide, Searches, guide, marked, searches, web_address
from searchrank_web.language import Words
from searchrank_web.making import Place, way
from searchrank_web.pictures import picture
from searchrank_web.reasons import Reason, reasons

NEW_SECONDS = 30 * 24 * 3600
SIGNS: Mapping[str, str] = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$", "TWD": "NT$"}


@dataclass(frozen=True, slots=True)
class Card:
    """One hit as the grid shows it; texts are ready to be escaped by the template, `title` is already.

    `picture` is the address of the shop's own, and `drawn` of what stands for it where it does not come; without one `sketch` is the drawing itself.
    """

    id: str
    link: str
    picture: str
    drawn: str
    sketch: Markup
    title: Markup
    plain_title: str
    price: str
    was: str
    off: str
    rating: str
    sold: str
    place: str
    tags: tuple[str, ...]
    sponsored: bool
    sold_out: bool
    rank: int
    reasons: tuple[Reason, ...] = ()
    way: tuple[Place, ...] = ()
    kind: str = "product"


def cards(hits: Iterable[Hit], words: Words, now: float, query_id: str = "") -> tuple[Card | Guide | Searches, ...]:
    """The hits as cards, in their order; `now` (Unix seconds) decides what is new, `query_id` is the answer that they are of."""
    return tuple(_card(hit, words, now, query_id) for hit in hits)


def _card(hit: Hit, words: Words, now: float, query_id: str) -> Card | Guide | Searches:
    if hit.type == "content":
        return guide(hit, words)
    return searches(hit, query_id) if hit.type == "query" else card(hit, words, now)


def card(hit: Hit, words: Words, now: float) -> Card:
    """One hit as a card."""
    document = hit.document
    title = str(document.get("title") or hit.id)
    told = (hit.id, category_of(document), title, _hint(document, title))
    photograph = _photograph(document)
    return Card(
        id=hit.id,
        link=web_address(document.get("url")) or "/?" + urlencode({"q": title}),
        picture=photograph,
        drawn=drawing(*told) if photograph else "",
        sketch=Markup() if photograph else sketch(*told),
        title=marked(hit.highlight.get("title", str(escape(title)))),
        plain_title=title,
        **_numbers(document, words),
        place=" · ".join(str(document[name]) for name in ("shop", "region") if document.get(name)),
        tags=_tags(document, words, now),
        sponsored=hit.sponsored,
        sold_out=number(document.get("stock")) == 0,
        rank=hit.rank,
        reasons=reasons(hit.explain, words),
        way=way(hit.explain, words),
        kind=hit.type,
    )


def _hint(document: Mapping[str, Any], title: str) -> Mapping[str, Any]:
    """What helps to draw it: what the shop says, and the colour that attributes or title name where it says none."""
    hint = document.get("picture")
    hints = hint if isinstance(hint, Mapping) else {}
    return hints if hints.get("colour") else {**hints, "colour": colour_of(document, title)}


def drawing(product_id: str, category: str, title: str, hint: Any = None) -> str:
    """The address of the picture drawn for a product that has none; `hint` as `pictures` takes it.

    >>> drawing("p 1", "鞋", "", {"shape": "shoe", "colour": "red"})
    '/picture/p%201.svg?category=%E9%9E%8B&shape=shoe&colour=red'
    """
    return f"/picture/{quote(product_id, safe='')}.svg?" + urlencode(_told(category, title, hint))


def sketch(product_id: str, category: str, title: str, hint: Any = None) -> Markup:
    """The same drawing as a part of the page: a picture of its own costs a request and, in the browser, a document.

    >>> sketch("p1", "鞋", "").startswith('<svg aria-hidden="true" viewBox="0 0 400 300"')
    True
    """
    drawn = picture(product_id, **{"category": "", "title": "", **_told(category, title, hint)})
    return Markup(drawn.replace('xmlns="http://www.w3.org/2000/svg"', 'aria-hidden="true"', 1))


def _told(category: str, title: str, hint: Any) -> dict[str, str]:
    """What a drawing is made from."""
    hints = {name: str(hint[name])[:40] for name in ("shape", "colour") if hint.get(name)} if isinstance(hint, Mapping) else {}
    told = {"category": category, **({} if "shape" in hints else {"title": title[:60]}), **hints}
    return {name: text for name, text in told.items() if text}


def _photograph(document: Mapping[str, Any]) -> str:
    """The address of the shop's own picture; one drawn here anyway is drawn by all that is known, so it counts as none."""
    address = web_address(document.get("image_url"))
    return "" if address.startswith("/picture/") else address


def category_of(document: Mapping[str, Any]) -> str:
    """The category as one text, the widest first.

    >>> category_of({"category": ["鞋", "跑鞋"]}), category_of({})
    ('鞋 > 跑鞋', '')
    """
    category = document.get("category") or ""
    return category if isinstance(category, str) else " > ".join(str(part) for part in category)


def number(value: Any) -> float | None:
    """A number that can be shown, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except ValueError:
        return None
    return read if math.isfinite(read) else None


def money(amount: float, sign: str = "¥") -> str:
    """An amount as a price.

    >>> money(1299.0), money(9.5)
    ('¥1,299', '¥9.50')
    """
    return sign + (f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}")


def sign_of(document: Mapping[str, Any]) -> str:
    """The sign of a product's currency.

    >>> sign_of({"currency": "EUR"}), sign_of({})
    ('€', '¥')
    """
    return SIGNS.get(str(document.get("currency")), "¥")


def counted(count: float, language: str) -> str:
    """A large number as people say it.

    >>> counted(23456, "zh"), counted(23456, "en")
    ('2.3万', '23,456')
    """
    if language == "zh" and count >= 10_000:
        return f"{count / 10_000:.1f}".removesuffix(".0") + "万"
    return f"{count:,.0f}"


def _numbers(document: Mapping[str, Any], words: Words) -> dict[str, str]:
    price, original = number(document.get("price")), number(document.get("original_price"))
    rating, sales = number(document.get("rating")), number(document.get("sales"))
    sign = sign_of(document)
    cheaper = price is not None and original is not None and original > price
    return {
        "price": "" if price is None else money(price, sign),
        "was": money(original, sign) if cheaper and original is not None else "",
        "off": f"-{100 * (1 - (price or 0) / original):.0f}%" if cheaper and original else "",
        "rating": f"{rating:.1f}" if rating else "",
        "sold": words("sold", n=counted(sales, words.language)) if sales else "",
    }


def _tags(document: Mapping[str, Any], words: Words, now: float) -> tuple[str, ...]:
    released = _seconds(document.get("released_at"))
    new = (words("tag.new"),) if released is not None and 0 <= now - released <= NEW_SECONDS else ()
    free = (words("tag.free_shipping"),) if document.get("free_shipping") is True else ()
    return (*new, *free)


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return number(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return number(value)
