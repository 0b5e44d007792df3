"""What a seller may say of a style, slot by slot: the words from which patterns make titles and descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from searchrank.simulate.chance import some
from searchrank.simulate.world.lexicon import Attribute, Leaf, Lexicon
from searchrank.simulate.world.shops import Shop
from searchrank.simulate.world.style import Style

USUAL_WORD = 0.62
"""How often a seller calls a product by its usual word."""
AUDIENCE_UNSAID = 0.12
LOOK = 2
"""At most this many plain attribute values stand in a title."""
COLOURS = frozenset(("Colour",))

Slots = dict[str, str]


def slots(style: Style, shop: Shop, lexicon: Lexicon, year: int, chance: Random) -> Slots:
    """Every slot of a pattern with what this shop says of this style; empty where it says nothing."""
    language = shop.language
    said = {**_words(style.leaf, shop, chance), **_looks(style, language, chance)}
    said |= _points(style, language, " ".join(said.values()), chance)
    said |= _names(style, shop, chance)
    said |= _occasions(style, shop, lexicon, year, chance)
    return said | {"audience": _audience(style.audience, said["word"], lexicon, shop.language, chance)}


def _words(leaf: Leaf, shop: Shop, chance: Random) -> Slots:
    words = leaf.words[shop.language]
    place = 0 if chance.random() < USUAL_WORD else int(chance.random() * len(words))
    others = [other for other in words if other not in words[place] and words[place] not in other]
    second = chance.choice(others) if others and chance.random() < 0.4 + 0.5 * shop.stuffing else ""
    return {"word": words[place], "word2": second}


def _looks(style: Style, language: str, chance: Random) -> Slots:
    named = [one for one in zip(style.leaf.attributes, style.choices, strict=True) if chance.random() < one[0].title]
    colours = [pair for pair in named if is_colour(pair[0])]
    numbers = [pair for pair in named if pair[0].dear]
    looks = [pair for pair in named if not pair[0].dear and not is_colour(pair[0])]
    joint = "" if language == "zh" else " "
    return {
        "colour": " ".join(_values(colours, language)),
        "look": joint.join(_values(looks[:LOOK], language)),
        "spec": ("+" if style.leaf.models == "tech" and language == "zh" else " ").join(_values(numbers, language)),
    }


def is_colour(attribute: Attribute) -> bool:
    """Whether an attribute is a colour, which titles put in a place of its own."""
    return attribute.name["en"] in COLOURS


def _values(named: Iterable[tuple[Attribute, tuple[int, ...]]], language: str) -> list[str]:
    return [attribute.values[language][places[0]] for attribute, places in named]


def _points(style: Style, language: str, said: str, chance: Random) -> Slots:
    """Three places for what is praised; nothing that another word already says."""
    told = [point for place in style.points if not _repeats(point := style.leaf.points[language][place], said)]
    ordered = some(chance, told, 3)
    return {f"p{place + 1}": ordered[place] if place < len(ordered) else "" for place in range(3)}


def _repeats(point: str, said: str) -> bool:
    return point in said or any(word in point for word in said.split() if len(word) > 1)


def _names(style: Style, shop: Shop, chance: Random) -> Slots:
    return {
        "brand": _brand(style, shop, chance),
        "model": style.model.name[shop.language] if style.model else "",
        "fits": style.fits.full(shop.language) if style.fits else "",
        "shop": shop.name,
    }


def _brand(style: Style, shop: Shop, chance: Random) -> str:
    if style.brand is None:
        return ""
    name = style.brand.name(shop.language)
    if name == style.brand.latin:
        return name
    # Chinese shops write a brand that has both names in one of three ways.
    return chance.choices((name, f"{style.brand.latin}/{name}", style.brand.latin), (7, 2, 1))[0]


def _occasions(style: Style, shop: Shop, lexicon: Lexicon, year: int, chance: Random) -> Slots:
    leaf, language = style.leaf, shop.language
    wording = lexicon.wording[language]
    praises = some(chance, wording.praises, 3)
    return {
        "season": "" if leaf.season == "all" or chance.random() < 0.4 else lexicon.seasons[leaf.season][language],
        "use2": leaf.uses[language][style.uses[1]] if len(style.uses) > 1 else "",
        **{f"praise{place + 1}": praise for place, praise in enumerate(praises)},
        "year": str(year) if chance.random() < 0.6 else "",
        "use": leaf.uses[language][style.uses[0]] if style.uses and chance.random() < 0.7 else "",
        "promo": chance.choice(wording.promotions) if chance.random() < shop.stuffing else "",
    }


def _audience(audience: str | None, word: str, lexicon: Lexicon, language: str, chance: Random) -> str:
    forms: Sequence[str] = lexicon.audiences[audience].title[language] if audience else ()
    # Whoever writes 儿童滑板车 has said for whom it is.
    if not forms or chance.random() < AUDIENCE_UNSAID or any(form in word for form in forms):
        return ""
    return chance.choice(forms)
