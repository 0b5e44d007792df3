"""What is truly sold: a style has a category, a brand, a look and a price; sellers then list it in words of their own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from searchrank.simulate.chance import Weighted, early, some
from searchrank.simulate.world.lexicon import Attribute, Brand, Leaf, Lexicon, Model
from searchrank.simulate.world.taste import Fashions, Look, fashions

UNBRANDED = 0.12
"""Share of styles that no brand stands behind; shops report about 14 % of events without one."""
POINTS = 3
DEAREST = 1.75
"""What the last of an attribute's ordered values costs, by the first."""
APPEAL_SPREAD = 2.3
"""Sigma of the log-normal that makes few products sell much and many little."""
QUALITY = (5.0, 2.5)
"""The Beta distribution of quality; its mean is 2/3."""
DEAR_QUALITY = 0.6
"""What a doubled price, by the category's median, adds to the first of QUALITY: dear things are a little better."""


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """One thing that can be bought, from one or more shops.

    `choices[a]` are the places of its values of `leaf.attributes[a]`; `points` and `uses` places of what is true of it; `audience` a key or None;
    `model` of its brand, `fits` the model it is an accessory of; `price` in yuan; `appeal` how well it sells, by the average; `quality` 0 to 1, what
    a buyer finds out; `look` a unit vector.
    """

    number: int
    leaf: Leaf
    brand: Brand | None
    model: Model | None
    fits: Model | None
    audience: str | None
    choices: tuple[tuple[int, ...], ...]
    points: tuple[int, ...]
    uses: tuple[int, ...]
    price: float
    appeal: float
    quality: float
    look: Look


@dataclass(frozen=True, slots=True, eq=False)
class Stylist:
    """Draws styles. Made by `stylist`."""

    lexicon: Lexicon
    leaves: Weighted[Leaf]
    fashions: Fashions

    def draw(self, number: int, chance: Random) -> Style:
        """The style of this number."""
        leaf = self.leaves.pick(chance)
        brand = self._brand(leaf, chance)
        model = self._model(leaf.key, brand, chance)
        choices = tuple(_choice(attribute, chance) for attribute in leaf.attributes)
        price = _price(leaf, brand, model, choices, chance)
        return Style(
            number=number,
            leaf=leaf,
            brand=brand,
            model=model,
            fits=self._fits(leaf, chance),
            audience=None if leaf.audience == "none" else self.lexicon.mixes[leaf.audience].pick(chance),
            choices=choices,
            points=some(chance, range(len(leaf.points["zh"])), POINTS),
            uses=some(chance, range(len(leaf.uses["zh"])), 2),
            price=price,
            appeal=math.exp(chance.gauss(0, APPEAL_SPREAD) - APPEAL_SPREAD**2 / 2),
            quality=_quality(price / leaf.median, chance),
            look=self.fashions.draw(leaf, brand, price, chance),
        )

    def _brand(self, leaf: Leaf, chance: Random) -> Brand | None:
        # A phone or a fridge without a brand does not exist.
        unbranded = UNBRANDED if leaf.models != "tech" else 0.0
        return None if chance.random() < unbranded else self.lexicon.brands[leaf.key].pick(chance)

    def _model(self, leaf: str, brand: Brand | None, chance: Random) -> Model | None:
        models = self.lexicon.models.get((leaf, brand.latin), ()) if brand else ()
        return models[early(chance, len(models))] if models else None

    def _fits(self, leaf: Leaf, chance: Random) -> Model | None:
        return self._model(leaf.fits, self.lexicon.brands[leaf.fits].pick(chance), chance) if leaf.fits else None


def stylist(lexicon: Lexicon) -> Stylist:
    """What draws styles of every leaf category, by its share."""
    shares = Weighted.of((leaf, leaf.share) for leaf in lexicon.leaves.values())
    return Stylist(lexicon, shares, fashions(lexicon.leaves, lexicon.brands))


def _choice(attribute: Attribute, chance: Random) -> tuple[int, ...]:
    if not attribute.many:
        return (early(chance, attribute.size),)
    length = 3 + int(chance.random() * (attribute.size - 2))
    start = int(chance.random() * (attribute.size - length + 1))
    return tuple(range(start, start + length))


def _price(leaf: Leaf, brand: Brand | None, model: Model | None, choices: tuple[tuple[int, ...], ...], chance: Random) -> float:
    price = leaf.median * math.exp(chance.gauss(0, leaf.spread)) * (brand.level if brand else 0.7) * (model.tier if model else 1.0)
    for attribute, places in zip(leaf.attributes, choices, strict=True):
        if attribute.dear and attribute.size > 1:
            price *= 0.8 * DEAREST ** (places[0] / (attribute.size - 1))
    return max(price, 1.0)


def _quality(dearness: float, chance: Random) -> float:
    good, bad = QUALITY
    return chance.betavariate(max(1.0, good + DEAR_QUALITY * math.log2(dearness)), bad)
