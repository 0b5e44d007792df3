"""The shops that sell: each writes in one language, with habits of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from searchrank.simulate.chance import Weighted
from searchrank.simulate.world.lexicon import LANGUAGES, Brand, Leaf, Lexicon

CHINESE_SHARE = 0.62
"""Share of listings by shops that write Chinese."""
OFFICIAL_SHARE = 0.35
"""Share of branded styles that the brand's own shop lists first."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller. `joint` stands between the segments of its titles; `title_case` and `stuffing` (how much it adds to a title, 0 to 1) are habits."""

    name: str
    language: str
    region: str
    joint: str
    title_case: bool
    stuffing: float
    official: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """All shops, by department and language. Made by `market`."""

    lexicon: Lexicon
    shops: Mapping[tuple[str, str], Weighted[Shop]]
    official: Mapping[tuple[str, str], Shop]

    def pick(self, leaf: Leaf, brand: Brand | None, first: bool, chance: Random) -> Shop:
        """A shop that sells this; the brand's own only where it lists the style first."""
        language = "zh" if chance.random() < CHINESE_SHARE else "en"
        if brand and first and chance.random() < OFFICIAL_SHARE:
            return self.official[brand.latin, language]
        return self.shops[leaf.department, language].pick(chance)


def market(lexicon: Lexicon) -> Market:
    """The shops of this lexicon: the same for every seed."""
    departments = {leaf.department: leaf.path for leaf in lexicon.leaves.values()}
    brands = {brand.latin: brand for choice in lexicon.brands.values() for brand in choice.values}
    return Market(
        lexicon,
        {(key, language): _shops(lexicon, key, path[language][0], language) for key, path in departments.items() for language in LANGUAGES},
        {(brand.latin, language): _official(lexicon, brand, language) for brand in brands.values() for language in LANGUAGES},
    )


def _shops(lexicon: Lexicon, department: str, sells: str, language: str) -> Weighted[Shop]:
    wording, chance = lexicon.wording[language], Random(f"{department}/{language}")
    names = list(wording.shop_names)
    chance.shuffle(names)
    shops = [_shop(_named(name, sells, chance.choice(wording.shop_kinds), language), language, wording.regions, chance) for name in names]
    return Weighted.of((shop, 1 / (place + 1)) for place, shop in enumerate(shops))


def _named(name: str, sells: str, kind: str, language: str) -> str:
    return f"{name}{kind}" if kind.startswith("的") else f"{name}{sells}{kind}" if language == "zh" else f"{name} {kind}"


def _official(lexicon: Lexicon, brand: Brand, language: str) -> Shop:
    wording, chance = lexicon.wording[language], Random(f"{brand.latin}/{language}")
    name = wording.official.format(brand=brand.name(language))
    shop = _shop(name, language, wording.regions, chance)
    return Shop(shop.name, language, shop.region, shop.joint, True, shop.stuffing * 0.3, official=True)


def _shop(name: str, language: str, regions: tuple[str, ...], chance: Random) -> Shop:
    joint = chance.choice(("", "", " ")) if language == "zh" else chance.choice((", ", ", ", " - ", " "))
    return Shop(name, language, chance.choice(regions), joint, chance.random() < 0.7, chance.random())


def shop_names(market: Market) -> tuple[str, ...]:
    """Every name of a shop once, in a fixed order: what `Catalogue.shop` numbers. Shops of one name in two departments are one shop to a buyer."""
    local = (shop for choice in market.shops.values() for shop in choice.values)
    return tuple(dict.fromkeys(shop.name for shop in (*local, *market.official.values())))
