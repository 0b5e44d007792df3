"""What exactly is needed: takes shoppers and the leaf category each needs something of, gives wants and how much each part of them matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.simulate.shopper.demand import Demand, Floats, Ints
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.shopper.segments import SEGMENTS
from searchrank.simulate.wants import PARTS, Wants
from searchrank.simulate.world.catalogue import NONE, Places

BRANDED, LIKED = 0.38, 0.55
"""How often a brand is part of a need, and how often it is one of the brands liked where one of them makes the thing."""
MODELLED = 0.22
"""How often a need of a brand is for one model of it."""
FITTING = 0.75
"""How often what an accessory must fit is known."""
FOR_SOMEBODY, SEASONAL = 0.55, 0.35
"""How often it matters for whom a thing is that could be for anybody, and which season it is for."""
EITHER = 0.25
"""How often the value beside the wanted one will do as well."""
POINTS = (0.45, 0.38, 0.17)
"""How often no, one, two selling points are wanted."""
USED = 0.28
BUDGET = (1.05, 1.7)
"""The most that is paid, by what is expected to be paid."""
FIRST = 3.0
"""Power by which the first values, points and models are wanted more often than the later ones; of products it is 1.5."""
DISTRUST = 0.12
"""How often a thing may be too cheap."""

Columns = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Needs with a leaf category, one a row: shopper int32 row of the population; leaf int16; fits, brand int16 where they are known already, or
    -1."""

    shopper: npt.NDArray[np.int32]
    leaf: Ints
    fits: Ints
    brand: Ints


def constraints(population: Population, drawn: Drawn, places: Places, brand_factor: Floats, chance: np.random.Generator) -> tuple[Wants, Floats]:
    """Wants, and weights float32 (n, PARTS); brands by market share times `brand_factor` (leaves, brands)."""
    tables, count = population.demand, len(drawn.leaf)
    language = population.language[drawn.shopper]
    brand = _brand(population, drawn, brand_factor, chance)
    model = _model(tables, drawn.leaf, brand, MODELLED, chance)
    values = _values(tables, drawn.leaf, chance)
    low, high = _budget(population, drawn, brand, chance)
    wants = Wants(
        language=language,
        leaf=drawn.leaf,
        word=(tables.called[language, drawn.leaf] <= chance.random((count, 1), np.float32)).sum(1).astype(np.int8),
        brand=brand,
        model=model,
        fits=_fits(tables, drawn, brand_factor, chance),
        audience=_audience(population, drawn, places, chance),
        season=np.where(chance.random(count) < SEASONAL, tables.season[drawn.leaf], NONE).astype(np.int8),
        values=values,
        points=_bits(tables.points[drawn.leaf], np.searchsorted(np.cumsum(POINTS)[:-1], chance.random(count)), chance),
        uses=_bits(tables.uses[drawn.leaf], (chance.random(count) < USED).astype(np.int64), chance),
        low=low,
        high=high,
    )
    return wants, _weights(population, drawn, wants, chance)


def early(places: npt.NDArray[np.int16], chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """For each count a place below it, the first ones more often, even more so than products are made; 0 where the count is 0."""
    return (places * chance.random(places.shape) ** FIRST).astype(np.int64)


def _brand(population: Population, drawn: Drawn, factor: Floats, chance: np.random.Generator) -> Ints:
    tables, count = population.demand, len(drawn.leaf)
    market = _market(tables, drawn.leaf, factor, chance)
    liked = population.favourites[drawn.shopper]
    serves = (tables.brands[drawn.leaf[:, None], liked] > 0) & (chance.random(liked.shape) < population.loyalty[drawn.shopper] + 0.2)
    first = liked[np.arange(count), serves.argmax(1)]
    chosen = np.where(serves.any(1) & (chance.random(count) < LIKED), first, market)
    wanted = chance.random(count) < BRANDED
    return np.where(drawn.brand != NONE, drawn.brand, np.where(wanted, chosen, NONE)).astype(np.int16)


def _market(tables: Demand, leaf: Ints, factor: Floats, chance: np.random.Generator) -> npt.NDArray[np.intp]:
    """A brand that makes things of the leaf, by market share and what is talked about."""
    sums = np.cumsum(tables.brands * factor, 1, dtype=np.float64)
    flat = (sums / np.maximum(sums[:, -1:], 1e-9) + np.arange(len(sums))[:, None]).ravel()
    found = np.searchsorted(flat, leaf + chance.random(len(leaf)) * 0.999999, side="right") - leaf.astype(np.int64) * sums.shape[1]
    return np.asarray(np.clip(found, 0, sums.shape[1] - 1), np.intp)


def _model(tables: Demand, leaf: Ints, brand: Ints, share: float, chance: np.random.Generator) -> Ints:
    known = np.maximum(brand, 0)
    count = tables.models[leaf, known]
    wanted = (brand != NONE) & (count > 0) & (chance.random(len(leaf)) < share)
    return np.where(wanted, tables.model_first[leaf, known] + early(count, chance), NONE).astype(np.int16)


def _fits(tables: Demand, drawn: Drawn, factor: Floats, chance: np.random.Generator) -> Ints:
    main = tables.fits[drawn.leaf]
    known = np.maximum(main, 0)
    brand = _market(tables, known, factor, chance).astype(np.int16)
    drawn_model = np.where(main != NONE, _model(tables, known, brand, FITTING, chance), NONE)
    return np.where(drawn.fits != NONE, drawn.fits, drawn_model).astype(np.int16)


def _audience(population: Population, drawn: Drawn, places: Places, chance: np.random.Generator) -> Columns:
    """Oneself mostly, a child where there is one; never somebody whom nothing of the category is for."""
    tables, count = population.demand, len(drawn.leaf)
    children = np.array([segment.children for segment in SEGMENTS])[population.segment[drawn.shopper]]
    gender = population.gender[drawn.shopper]
    other = chance.random(count) < 0.15
    favour = np.full((count, len(places.audiences)), 0.02)
    favour[np.arange(count), np.where(gender ^ other, places.audience["men"], places.audience["women"])] = 1.0
    for key in ("kids", "baby"):
        favour[:, places.audience[key]] = children
    weight = np.cumsum(favour * tables.whom[drawn.leaf], 1)
    picked = (weight < chance.random((count, 1)) * weight[:, -1:]).sum(1)
    matters = (weight[:, -1] > 0) & (tables.always[drawn.leaf] | (chance.random(count) < FOR_SOMEBODY * 0.4))
    return np.where(matters, np.minimum(picked, weight.shape[1] - 1), NONE).astype(np.int8)


def _values(tables: Demand, leaf: Ints, chance: np.random.Generator) -> npt.NDArray[np.uint32]:
    size = tables.size[leaf]
    wanted = (size > 0) & (chance.random(size.shape) < tables.care[leaf])
    place = early(size, chance)
    beside = np.minimum(place + 1, np.maximum(size - 1, 0))
    either = chance.random(size.shape) < EITHER
    bits = (1 << place) | np.where(either, 1 << beside, 0)
    return np.where(wanted, bits, 0).astype(np.uint32)


def _bits(size: Ints, count: npt.NDArray[np.int64], chance: np.random.Generator) -> npt.NDArray[np.uint32]:
    """One or two bits set below `size`, none where the count is 0."""
    first, second = early(size, chance), early(size, chance)
    bits = np.where(count > 0, 1 << first, 0) | np.where(count > 1, 1 << second, 0)
    return np.where(size > 0, bits, 0).astype(np.uint32)


def _budget(population: Population, drawn: Drawn, brand: Ints, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """What a brand of this level usually costs, times what the shopper usually pays."""
    tables, count = population.demand, len(drawn.leaf)
    level = np.where(brand == NONE, 1.0, tables.level[np.maximum(brand, 0)])
    usual = tables.median[drawn.leaf] * level * np.exp(chance.normal(0, 0.5, count) * tables.spread[drawn.leaf])
    high = usual * population.price_level[drawn.shopper] * chance.uniform(*BUDGET, count)
    low = np.where(chance.random(count) < DISTRUST, high * chance.uniform(0.25, 0.6, count), np.nan)
    return _round(low), _round(high)


def _round(price: npt.NDArray[np.float64]) -> Floats:
    """To what people say: one digit, or two of which the second is a 0 or a 5."""
    half = 10 ** np.floor(np.log10(np.maximum(price, 1))) / 2
    return np.maximum(np.round(price / half) * half, 1).astype(np.float32)


def _weights(population: Population, drawn: Drawn, wants: Wants, chance: np.random.Generator) -> Floats:
    """How much each part matters: a Beta about what usually holds, 0 where the part is open."""
    department = population.demand.department[drawn.leaf]
    usual = np.tile(np.array([USUAL_WEIGHTS[part] for part in PARTS]), (len(drawn.leaf), 1))
    usual[:, PARTS.index("price")] = np.clip(population.price_sensitivity[drawn.shopper, department], 0.05, 0.95)
    weight = chance.beta(usual * 8, (1 - usual) * 8)
    return np.where(_closed(wants), weight, 0).astype(np.float32)


USUAL_WEIGHTS = {
    "word": 0.95,
    "brand": 0.6,
    "model": 0.85,
    "fits": 0.95,
    "audience": 0.85,
    "season": 0.35,
    "values": 0.6,
    "points": 0.4,
    "uses": 0.35,
    "price": 0.5,
}
"""How much a part of a need matters on average; prices by each shopper's own sensitivity."""


def _closed(wants: Wants) -> npt.NDArray[np.bool_]:
    places = (wants.brand, wants.model, wants.fits, wants.audience, wants.season)
    bits = ((wants.values != 0).any(1), wants.points != 0, wants.uses != 0)
    return np.stack([wants.leaf != NONE, *(place != NONE for place in places), *bits, ~np.isnan(wants.high)], 1)
