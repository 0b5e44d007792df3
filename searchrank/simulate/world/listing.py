"""Listings: takes a style and a shop, gives the product document that the shop would send, and the truth behind it."""

from __future__ import annotations

import hashlib
import math
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from random import Random
from typing import Any
from urllib.parse import quote

from searchrank.simulate.world.lexicon import Leaf, Lexicon
from searchrank.simulate.world.shops import Market, Shop, market
from searchrank.simulate.world.slots import slots
from searchrank.simulate.world.spans import Span
from searchrank.simulate.world.style import Style, Stylist, stylist
from searchrank.simulate.world.titles import colour, description, title

MISPLACED = 0.01
"""Share of listings filed under a wrong category."""
UNSAID = {"brand": 0.03, "description": 0.1, "attribute": 0.12}
"""How often a listing leaves these out."""
SOLD_OUT, RUNNING_OUT = 0.05, 0.06
"""Shares of listings with nothing left, and with five pieces or fewer."""
REDUCED = 0.55
"""Share of listings that show a higher price they were sold at before."""
HALF_AGE_DAYS = 150.0
"""Half of all listings are younger; about 5 % are of the last month."""
STARS = (5.0, 4.0, 3.0, 2.0, 1.0)
BEST_STARS = (0.80, 0.15, 0.03, 0.01, 0.01)
WORST_STARS = (0.20, 0.25, 0.18, 0.07, 0.30)
"""Shares of 5 to 1 stars at quality 1 and 0. At the mean quality of 2/3 they are 60, 18, 8, 3, 11 %: a large shop has published 58, 19, 8, 3, 12."""
COUNTED_STARS = 5
"""Up to this many reviews are drawn one by one: their mean can't be any number."""
STARS_SIGMA, SERVICE_SIGMA = 1.3, 0.12
"""What one review differs from the mean by, and what a shop's own service adds to the mean of its listings."""


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """One product of the catalogue: the document as the shop sends it, and what is truly sold.

    `filed` is the category it stands under, `shop` who sells it, `age` days since its release.
    """

    document: dict[str, Any]
    style: Style
    filed: Leaf
    shop: Shop
    age: int

    @property
    def language(self) -> str:
        """The language that the shop writes."""
        return self.shop.language


@dataclass(frozen=True, slots=True, eq=False)
class Lister:
    """Lists styles. `today` is what ages are counted from."""

    stylist: Stylist
    market: Market
    today: date

    def span(self, seed: int, span: Span) -> Iterator[Listing]:
        """The listings of a span, in order."""
        styles = (self.style(seed, span.style + place, offers) for place, offers in enumerate(span.offers))
        return islice(chain.from_iterable(styles), span.skip, span.skip + span.count)

    def style(self, seed: int, number: int, offers: int) -> Iterator[Listing]:
        """The listings of the style of this number, from as many shops as make it an offer."""
        chance = Random(seed * 1_000_003 + number)
        style = self.stylist.draw(number, chance)
        for place in range(offers):
            shop = self.market.pick(style.leaf, style.brand, place == 0, chance)
            yield self._listing(_id(seed, number, place), style, shop, chance)

    def _listing(self, id_: str, style: Style, shop: Shop, chance: Random) -> Listing:
        age = _age(chance)
        filed = _misplaced(style.leaf, self.market.lexicon, chance) if chance.random() < MISPLACED else style.leaf
        return Listing(self._document(id_, style, filed, shop, age, chance), style, filed, shop, age)

    def _document(self, id_: str, style: Style, filed: Leaf, shop: Shop, age: int, chance: Random) -> dict[str, Any]:
        lexicon, released = self.market.lexicon, self.today - timedelta(days=age)
        said = slots(style, shop, lexicon, released.year, chance)
        fields = {
            "id": id_,
            "title": title(style, shop, said, lexicon, chance),
            "brand": style.brand.name(shop.language) if style.brand and chance.random() >= UNSAID["brand"] else "",
            "category": list(filed.path[shop.language]),
            **_prices(style, chance),
            "description": description(style, shop, said, lexicon, chance) if chance.random() >= UNSAID["description"] else "",
            "attributes": _attributes(style, shop.language, lexicon, chance),
            "shop": shop.name,
            "region": shop.region,
            "style": f"s{style.number}",
            **_demand(style, age, chance),
            "image_url": f"/picture/{id_}.svg?category={quote(filed.path[shop.language][-1])}",
            "released_at": released.isoformat(),
            "free_shipping": chance.random() < 0.4,
            "picture": {"shape": style.leaf.icon, "colour": colour(style)},
        }
        return {name: value for name, value in fields.items() if value not in ("", None)}


def lister(lexicon: Lexicon, today: date) -> Lister:
    """What lists the styles of this lexicon in its shops."""
    return Lister(stylist(lexicon), market(lexicon), today)


def _age(chance: Random) -> int:
    """Days since release: log-normal, so that a few in a hundred came in the last month."""
    return int(HALF_AGE_DAYS * math.exp(chance.gauss(0, 1.0))) % 2500


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


def _demand(style: Style, age: int, chance: Random) -> dict[str, Any]:
    """Stock, sales in all, reviews and their mean: heavy-tailed; sales grow with age and quality, and fall with price."""
    pace = 2.0 * style.appeal * (0.4 + 0.9 * style.quality) * (100 / style.price) ** 0.4 * math.exp(chance.gauss(0, 0.5))
    sales = int(pace * min(age, 720))
    reviews = int(sales * chance.uniform(0.02, 0.2))
    return {"stock": _stock(chance), "sales": sales, "reviews": reviews, "rating": _rating(reviews, style.quality, chance) if reviews else None}


def _stock(chance: Random) -> int:
    """Sold out, nearly so, or plenty."""
    left = chance.random()
    if left < SOLD_OUT:
        return 0
    return 1 + int(5 * chance.random()) if left < SOLD_OUT + RUNNING_OUT else 1 + int(math.exp(chance.gauss(4, 1.2)))


def _rating(reviews: int, quality: float, chance: Random) -> float:
    """The mean of this many reviews of a thing of this quality, 1 to 5."""
    shares = [quality * best + (1 - quality) * worst for best, worst in zip(BEST_STARS, WORST_STARS, strict=True)]
    if reviews <= COUNTED_STARS:
        return round(sum(chance.choices(STARS, shares, k=reviews)) / reviews, 1)
    mean = sum(stars * share for stars, share in zip(STARS, shares, strict=True))
    return round(min(5.0, max(1.0, chance.gauss(mean, SERVICE_SIGMA + STARS_SIGMA / math.sqrt(reviews)))), 1)
