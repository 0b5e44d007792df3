"""What of a need is said: takes a need's row, gives the parts that a query names, and the want that these amount to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from random import Random
from typing import NamedTuple

from searchrank.simulate.typing.phrases import Phrases
from searchrank.simulate.typing.price import around
from searchrank.simulate.wants import PARTS, Want
from searchrank.simulate.world.catalogue import NONE, SLOTS, Places


class Mention(NamedTuple):
    """One thing that is said: `place` of a word, brand, model, audience, season, point or use; `slot` too for a value.

    A price has its bounds, and slot 1 where it is said with "about".
    """

    part: str
    place: int = 0
    slot: int = 0
    low: float = nan
    high: float = nan


BRAND_ALONE = frozenset(("brand", "audience"))
"""What can be said without the product's word or a model: a brand, and for whom."""
ABOUT = 0.2
"""How often a price is said that one may pay about, instead of the most."""
WORD, BRAND, MODEL, FITS, AUDIENCE, SEASON, VALUES, POINTS, USES, PRICE = range(len(PARTS))


@dataclass(frozen=True, slots=True)
class Wording:
    """How much of a need is said, and how: tuned so that lengths and kinds of words come near those of 100,000 different queries of a large Chinese
    shop and of 9,705 hard English ones.

    modifiers_zh, modifiers_en how many things are said besides the product: none, one, ...; brand to use are saliencies of what is said (a size is
    seldom said; model_en is that of a model in English), silent that of saying nothing more, foreign what of a brand without a Chinese name is left
    of its own, and falling how quickly the later of several values are said less; priced, cheap, marketing how often a bound, a wish for a low price
    and an empty word are said; brand_alone, model_alone how often a brand (and whom it is for) or a model (and what else is said of it) stands
    without the product's word, and without_brand a model without its brand; word_first how often the product stands before what is said about it;
    spaced how often a Chinese query parts its words by blanks; small how often Latin letters are.
    """

    modifiers_zh: tuple[float, ...] = (0.29, 0.46, 0.20, 0.04, 0.01)
    modifiers_en: tuple[float, ...] = (0.70, 0.21, 0.07, 0.02)
    brand: float = 0.75
    model: float = 0.3
    model_en: float = 1.4
    fits: float = 0.1
    audience: float = 1.0
    season: float = 0.5
    value: float = 0.5
    colour: float = 0.4
    number: float = 0.027
    size: float = 0.12
    foreign: float = 0.04
    falling: float = 1.6
    point: float = 0.5
    use: float = 0.5
    silent: float = 0.1
    priced: float = 0.0004
    cheap: float = 0.0002
    marketing: float = 0.03
    brand_alone: float = 0.75
    model_alone: float = 0.85
    without_brand: float = 0.45
    word_first: float = 0.3
    spaced: float = 0.004
    small: float = 0.8


def choose(need: Want, weight: Sequence[float], said: Phrases, wording: Wording, chance: Random) -> tuple[Mention, ...]:
    """What a first query says of a need: its word, and modifiers by how much they matter. At least one thing is said."""
    options = possible(need, weight, said, wording)
    shares = wording.modifiers_zh if said.language == "zh" else wording.modifiers_en
    mentions = [Mention("word", need.word)]
    for _ in range(_drawn(shares, chance)):
        place = _roulette(options, wording.silent, chance)
        if place < 0:
            break
        mentions.append(options.pop(place)[0])
    mentions += _extras(need, wording, chance)
    return _without_word(_with_brand(mentions, need, wording, chance), wording, chance)


def possible(need: Want, weight: Sequence[float], said: Phrases, wording: Wording) -> list[tuple[Mention, float]]:
    """Everything of the need that could be said besides its word and price, with its salience."""
    found = [(Mention(part, place), salience) for part, place, salience in _named(need, weight, said, wording) if place >= 0]
    for slot, bits in enumerate(need.values):
        if bits:
            place = lowest(bits)
            kind = said.values[need.leaf][slot][place].kind
            salience = {"size": wording.size, "number": wording.number, "colour": wording.colour}.get(kind, wording.value)
            found.append((Mention("value", place, slot), salience * weight[VALUES] * (place + 1) ** -wording.falling))
    found += [(Mention("point", place), wording.point * weight[POINTS] * (place + 1) ** -wording.falling) for place in places_of(need.points)]
    found += [(Mention("use", place), wording.use * weight[USES] * (place + 1) ** -wording.falling) for place in places_of(need.uses)]
    return found


def _named(need: Want, weight: Sequence[float], said: Phrases, wording: Wording) -> Iterator[tuple[str, int, float]]:
    foreign = said.language == "zh" and need.brand >= 0 and said.brands[need.brand][0].text.isascii()
    yield "brand", need.brand, wording.brand * weight[BRAND] * (wording.foreign if foreign else 1)
    yield "model", need.model, (wording.model if said.language == "zh" else wording.model_en) * weight[MODEL]
    yield "fits", need.fits, wording.fits * weight[FITS]
    yield "audience", need.audience, wording.audience * weight[AUDIENCE]
    yield "season", need.season, wording.season * weight[SEASON]


def want_of(mentions: Sequence[Mention], need: Want, places: Places) -> Want:
    """The explicit constraints of what is said. A model is of its category and brand; a brand alone leaves the category open."""
    found = {one.part: one.place for one in mentions}
    model = found.get("model", NONE)
    low, high = next(((one.low, one.high) for one in mentions if one.part == "price"), (nan, nan))
    return Want(
        need.language,
        need.leaf if "word" in found or model >= 0 else NONE,
        found.get("word", NONE),
        places.brand[places.models[model].brand.latin] if model >= 0 else found.get("brand", NONE),
        model,
        found.get("fits", NONE),
        found.get("audience", NONE),
        found.get("season", NONE),
        *_bits(mentions),
        low,
        high,
    )


def _bits(mentions: Sequence[Mention]) -> tuple[tuple[int, ...], int, int]:
    """(values by slot, points, uses) that are said."""
    values, points, uses = [0] * SLOTS, 0, 0
    for one in mentions:
        if one.part == "value":
            values[one.slot] |= 1 << one.place
        elif one.part == "point":
            points |= 1 << one.place
        elif one.part == "use":
            uses |= 1 << one.place
    return tuple(values), points, uses


def priced(need: Want, chance: Random) -> Mention:
    """The budget as it is said: the bounds, or now and then a price in their place, marked by slot 1."""
    if isnan(need.low) and chance.random() < ABOUT:
        return Mention("price", 0, 1, *around(need.high))
    return Mention("price", 0, 0, need.low, need.high)


def lowest(bits: int) -> int:
    """The place of the lowest bit.

    >>> lowest(12)
    2
    """
    return (bits & -bits).bit_length() - 1


def places_of(bits: int) -> list[int]:
    """The places of all bits.

    >>> places_of(12)
    [2, 3]
    """
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def _drawn(shares: Sequence[float], chance: Random) -> int:
    left = chance.random()
    for place, share in enumerate(shares):
        left -= share
        if left < 0:
            return place
    return len(shares) - 1


def _roulette(options: Sequence[tuple[Mention, float]], silent: float, chance: Random) -> int:
    """The place of an option, by salience; -1 where nothing more is said, which weighs `silent`."""
    left = chance.random() * (silent + sum([salience for _, salience in options]))
    for place, (_, salience) in enumerate(options):
        left -= salience
        if left < 0:
            return place
    return -1


def _extras(need: Want, wording: Wording, chance: Random) -> list[Mention]:
    drawn = chance.random()
    if drawn < wording.priced and not isnan(need.high):
        return [priced(need, chance)]
    if drawn < wording.priced + wording.cheap:
        return [Mention("cheap")]
    return [Mention("marketing")] if drawn > 1 - wording.marketing else []


def _with_brand(mentions: list[Mention], need: Want, wording: Wording, chance: Random) -> list[Mention]:
    parts = [one.part for one in mentions]
    if "model" in parts and "brand" not in parts and chance.random() >= wording.without_brand:
        mentions.append(Mention("brand", need.brand))
    return mentions


def _without_word(mentions: list[Mention], wording: Wording, chance: Random) -> tuple[Mention, ...]:
    parts = {one.part for one in mentions[1:]}
    alone = 0.0
    if "model" in parts:
        alone = wording.model_alone
    elif "brand" in parts and parts <= BRAND_ALONE:
        alone = wording.brand_alone
    return tuple(mentions[1:] if alone and chance.random() < alone else mentions)
