"""What can be needed, as tables: takes the places of a world, gives arrays by leaf category that needs are drawn from many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.shopper.segments import SEGMENTS, Segment
from searchrank.simulate.world.catalogue import NONE, SLOTS, Places
from searchrank.simulate.world.lexicon import LANGUAGES, Leaf

COMPLEMENTS = 6
"""At most this many complements of a leaf category are kept."""
FOR_WHOM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "women": ("women",),
        "men": ("men",),
        "adults": ("women", "men"),
        "everyone": ("women", "men", "kids"),
        "care": ("women", "men"),
        "family": ("kids",),
        "kids": ("kids",),
        "baby": ("baby",),
        "seniors": ("seniors",),
    }
)
"""Whom shoppers buy for, by the audience of a leaf category: nobody needs a thing to be for anybody."""
ALWAYS_FOR = frozenset(("women", "men", "adults", "kids", "baby", "seniors"))
"""Audiences of leaf categories whose products are always for somebody."""
CARED_MANY = 0.35
"""How often a size is part of a need: it is looked for on the product page, seldom said."""
OTHERS = 0.2
"""How much of a man's demand for what is for men a woman has, and the other way round."""
HEAVY, KNOWN = 3.5, 1.5
"""Powers of the shares of categories within their department and of brands: what sells well is searched for more than in proportion, so that few
queries make up much of the traffic (published: the first 300 make up 30 to 40 %)."""
WIDE = 2.3
"""Power of the shares of categories from which the demand for their department comes: between departments demand is more even."""
WORDS = 6
"""At most this many words of a category are used."""
LATER_WORD = 1.4
"""How quickly the later words of a category are used less: place ** -LATER_WORD."""
LONGER_WORD = 0.35
"""How often a name of one English word more is used, by the shorter one: who types says trainers, not running trainers."""
SEASONAL = frozenset(("womens", "mens", "shoes", "bags", "baby", "home"))
"""Departments in which a season is part of what is wanted: a summer dress, a winter duvet, but no autumn pen."""
CONSUMED = frozenset(("food", "pets", "beauty", "baby"))
"""Departments whose things are used up and bought again."""
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Tables by leaf category (L), brand (B) and audience (A), in the order of `Places`. Made by `demand`.

    departments by name, department int16 (L,) a place among them; share (L,) of all demand, within (L,) of its department's; months (L, 12)
    factors; median, spread (L,) of prices in yuan; care (L, SLOTS) how often a value of the attribute is wanted, size int16 (L, SLOTS) how many
    values it has, 0 where there is no attribute; called (languages, L, WORDS) running sums of how often each of its words is used, 1 from the
    last one on; points, uses int16 (L,) how many there are; season int16 (L,) place or -1 where none is asked for; whom (L, A) 1 where something
    is bought for them, always bool (L,) it is for somebody; appeal (2 x segments, L) factors of a segment's women and men; brands (L, B) market
    shares, level (B,) of prices; model_first, models int16 (L, B) where a brand's models begin among all models, and how many; fits int16 (L,)
    the leaf whose models it is for, or -1; complements int16 (L, COMPLEMENTS) leaves, -1 behind the last; consumed bool (L,).
    """

    departments: tuple[str, ...]
    department: Ints
    share: Floats
    within: Floats
    months: Floats
    median: Floats
    spread: Floats
    care: Floats
    size: Ints
    called: Floats
    points: Ints
    uses: Ints
    season: Ints
    whom: Floats
    appeal: Floats
    always: npt.NDArray[np.bool_]
    brands: Floats
    level: Floats
    model_first: Ints
    models: Ints
    fits: Ints
    complements: Ints
    consumed: npt.NDArray[np.bool_]


def demand(places: Places) -> Demand:
    """The tables of these places: the same for every seed."""
    leaves = places.leaves
    return Demand(
        median=_floats([leaf.median for leaf in leaves]),
        spread=_floats([leaf.spread for leaf in leaves]),
        called=_floats([[_called(leaf.words[language]) for leaf in leaves] for language in LANGUAGES]),
        points=_ints([len(leaf.points["zh"]) for leaf in leaves]),
        uses=_ints([len(leaf.uses["zh"]) for leaf in leaves]),
        season=_ints([places.season.get(leaf.season, NONE) if leaf.department in SEASONAL else NONE for leaf in leaves]),
        fits=_ints([places.leaf[leaf.fits] if leaf.fits else NONE for leaf in leaves]),
        complements=_complements(places),
        level=_floats([brand.level for brand in places.brands]),
        **_wanted(leaves),
        **_audiences(places),
        **_attributes(leaves),
        **_brands(places),
    )


def _wanted(leaves: tuple[Leaf, ...]) -> dict[str, Any]:
    """How much there is to want of each department and leaf."""
    departments = tuple(dict.fromkeys(leaf.department for leaf in leaves))
    department = _ints([departments.index(leaf.department) for leaf in leaves])
    wide, heavy = (np.array([leaf.share**power for leaf in leaves]) for power in (WIDE, HEAVY))
    within = heavy / np.bincount(department, heavy)[department]
    return {
        "departments": departments,
        "department": department,
        "share": (within * np.bincount(department, wide)[department] / wide.sum()).astype(np.float32),
        "within": within.astype(np.float32),
        "months": _floats([leaf.months for leaf in leaves]),
        "consumed": np.array([leaf.department in CONSUMED for leaf in leaves]),
    }


def _called(words: tuple[str, ...]) -> list[float]:
    """The usual word mostly, and rather a short one."""
    shares = [place**-LATER_WORD * LONGER_WORD ** word.count(" ") for place, word in enumerate(words[:WORDS], 1)]
    sums = [sum(shares[: place + 1]) / sum(shares) for place in range(len(shares) - 1)]
    return sums + [1.0] * (WORDS - len(sums))


def _audiences(places: Places) -> dict[str, Any]:
    leaves = places.leaves
    return {
        "whom": _floats([[audience in FOR_WHOM.get(leaf.audience, ()) for audience in places.audiences] for leaf in leaves]),
        "appeal": _appeal(leaves),
        "always": np.array([leaf.audience in ALWAYS_FOR for leaf in leaves]),
    }


def _attributes(leaves: tuple[Leaf, ...]) -> dict[str, Any]:
    care, size = np.zeros((len(leaves), SLOTS), np.float32), np.zeros((len(leaves), SLOTS), np.int16)
    for place, leaf in enumerate(leaves):
        for slot, attribute in enumerate(leaf.attributes):
            care[place, slot], size[place, slot] = _care(leaf, slot), attribute.size
    return {"care": care, "size": size}


def _care(leaf: Leaf, slot: int) -> float:
    """What sellers put into titles is what shoppers ask for, where nothing else is said."""
    attribute = leaf.attributes[slot]
    return leaf.cares[slot] if leaf.cares else CARED_MANY if attribute.many else 0.8 * attribute.title


def _appeal(leaves: tuple[Leaf, ...]) -> Floats:
    """What is for women is wanted by women mostly, what is for children by those who have some."""
    return _floats([[_liking(leaf, segment, woman) for leaf in leaves] for segment in SEGMENTS for woman in (True, False)])


def _liking(leaf: Leaf, segment: Segment, woman: bool) -> float:
    if leaf.audience in ("kids", "baby"):
        return 0.15 + 3 * segment.children
    return OTHERS if leaf.audience == ("men" if woman else "women") else 1.0


def _brands(places: Places) -> dict[str, Any]:
    shape = (len(places.leaves), len(places.brands))
    shares, first, count = np.zeros(shape, np.float32), np.zeros(shape, np.int16), np.zeros(shape, np.int16)
    for number, brand in enumerate(places.brands):
        for key in brand.leaves:
            shares[places.leaf[key], number] = brand.share**KNOWN
    for number, model in reversed(list(enumerate(places.models))):
        at = places.leaf[model.leaf], places.brand[model.brand.latin]
        first[at], count[at] = number, count[at] + 1
    return {"brands": shares / np.maximum(shares.sum(1, keepdims=True), 1e-9), "model_first": first, "models": count}


def _complements(places: Places) -> Ints:
    """What is bought after a thing: what the fixtures say, and the accessories that fit it."""
    table = np.full((len(places.leaves), COMPLEMENTS), NONE, np.int16)
    for place, leaf in enumerate(places.leaves):
        accessories = (other.key for other in places.leaves if other.fits == leaf.key)
        after = list(dict.fromkeys((*leaf.complements, *accessories)))[:COMPLEMENTS]
        table[place, : len(after)] = [places.leaf[key] for key in after]
    return table


def _ints(values: Any) -> Ints:
    return np.array(values, np.int16)


def _floats(values: Any) -> Floats:
    return np.array(values, np.float32)
