"""Listings: takes a style and a shop, gives the product document that the shop would send, and the truth behind it."""

from __future__ import annotations

import hashlib
import math
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import quote

from searchrank.simulate.world.lexicon import Leaf, Lexicon
from searchrank.simulate.world.shops import Market, Shop
from searchrank.simulate.world.slots import slots
from searchrank.simulate.world.style import Style, Stylist
from searchrank.simulate.world.titles import colour, description, title

SAME_STYLE = 0.3
"""Chance that one more shop lists the same style."""
MISPLACED = 0.01
"""Share of listings filed under a wrong category."""
UNSAID = {"brand": 0.03, "description": 0.1, "attribute": 0.12}
"""How often a listing leaves these out."""
SOLD_OUT = 0.05
REDUCED = 0.55
"""Share of listings that show a higher price they were sold at before."""
HALF_AGE_DAYS = 210.0
STARS = (5.0, 4.0, 3.0, 2.0, 1.0)
USUAL_STARS = (0.58, 0.19, 0.08, 0.03, 0.12)
"""Shares of 5 to 1 stars that a large shop has published; their mean is 4.09."""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One product of the catalogue: the document as the shop sends it, and what is truly sold."""

    document: dict[str, Any]
    style: Style
    language: str


@dataclass(frozen=True, slots=True, eq=False)
class Lister:
    """Lists styles. `today` is what ages are counted from."""

    stylist: Stylist
    market: Market
    today: date

    def listings(self, seed: int, style_number: int) -> Iterator[Listing]:
        """All listings of the style of this number: one, or several from different shops."""
        chance = Random(seed * 1_000_003 + style_number)
        style = self.stylist.draw(style_number, chance)
        place = 0
        while place == 0 or chance.random() < SAME_STYLE:
            shop = self.market.pick(style.leaf, style.brand, place == 0, chance)
            yield Listing(self._document(_id(seed, style_number, place), style, shop, chance), style, shop.language)
            place += 1

    def _document(self, id_: str, style: Style, shop: Shop, chance: Random) -> dict[str, Any]:
        lexicon, released = self.market.lexicon, self._released(chance)
        said = slots(style, shop, lexicon, released.year, chance)
        leaf = _misplaced(style.leaf, lexicon, chance) if chance.random() < MISPLACED else style.leaf
        fields = {
            "id": id_,
            "title": title(style, shop, said, lexicon, chance),
            "brand": style.brand.name(shop.language) if style.brand and chance.random() >= UNSAID["brand"] else "",
            "category": list(leaf.path[shop.language]),
            **_prices(style, chance),
            "description": description(style, shop, said, lexicon, chance) if chance.random() >= UNSAID["description"] else "",
            "attributes": _attributes(style, shop.language, lexicon, chance),
            "shop": shop.name,
            "region": shop.region,
            "style": f"s{style.number}",
            **_demand(style, (self.today - released).days, chance),
            "image_url": f"/picture/{id_}.svg?category={quote(leaf.path[shop.language][-1])}",
            "released_at": released.isoformat(),
            "free_shipping": chance.random() < 0.4,
            "picture": {"shape": style.leaf.icon, "colour": colour(style)},
        }
        return {name: value for name, value in fields.items() if value not in ("", None)}

    def _released(self, chance: Random) -> date:
        return self.today - timedelta(days=int(HALF_AGE_DAYS * math.exp(chance.gauss(0, 1.0))) % 2500)


def _id(seed: int, style_number: int, place: int) -> str:
    digest = hashlib.blake2b(f"{seed}/{style_number}/{place}".encode(), digest_size=10).digest()
    return b32encode(digest).decode().lower()[:14]


def _misplaced(leaf: Leaf, lexicon: Lexicon, chance: Random) -> Leaf:
    others = [other for other in lexicon.leaves.values() if other.key != leaf.key and (other.department == leaf.department or chance.random() < 0.05)]
    return chance.choice(others)


def _prices(style: Style, chance: Random) -> dict[str, float | None]:
    price = _shown(style.price * math.exp(chance.gauss(0, 0.06)))
    before = _shown(price / chance.uniform(0.5, 0.95)) if chance.random() < REDUCED else None
    return {"price": price, "original_price": before if before and before > price else None}


def _shown(price: float) -> float:
    """A price as shops set it: 9.9, 189, 1299, 4999."""
    if price < 30:
        return max(1.0, math.floor(price)) + 0.9
    step = 10 if price < 1000 else 50 if price < 5000 else 100
    return float(max(1, round(price / step)) * step - 1)


def _attributes(style: Style, language: str, lexicon: Lexicon, chance: Random) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for attribute, places in zip(style.leaf.attributes, style.choices, strict=True):
        if chance.random() >= UNSAID["attribute"]:
            values = [attribute.values[language][place] for place in places]
            found[attribute.name[language]] = values if attribute.many else values[0]
    if style.audience and chance.random() >= UNSAID["attribute"]:
        found["适用人群" if language == "zh" else "For"] = lexicon.audiences[style.audience].value[language]
    if style.fits and chance.random() >= UNSAID["attribute"]:
        found["适用型号" if language == "zh" else "Fits Model"] = style.fits.full(language)
    return found


def _demand(style: Style, days: int, chance: Random) -> dict[str, Any]:
    """Stock, sales in all, reviews and their mean: heavy-tailed, growing with age, falling with price."""
    pace = 2.0 * style.appeal * (100 / style.price) ** 0.4 * math.exp(chance.gauss(0, 0.5))
    sales = int(pace * min(days, 720))
    reviews = int(sales * chance.uniform(0.02, 0.2))
    stock = 0 if chance.random() < SOLD_OUT else 1 + int(math.exp(chance.gauss(4, 1.2)))
    return {"stock": stock, "sales": sales, "reviews": reviews, "rating": _rating(reviews, chance) if reviews else None}


def _rating(reviews: int, chance: Random) -> float:
    if reviews <= 5:
        return round(sum(chance.choices(STARS, USUAL_STARS, k=reviews)) / reviews, 1)
    return round(min(5.0, max(2.0, chance.gauss(4.4, 0.3))), 1)
