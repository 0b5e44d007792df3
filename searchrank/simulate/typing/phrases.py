"""How everything is called: takes the lexicon and its places, gives the phrases by which shoppers of each language name a part of a need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.lexicon import LANGUAGES, Attribute, Brand, Leaf, Lexicon, Model

MATERIALS = frozenset(("Fabric", "Material", "Upper", "Filling", "Tip"))
SIZES = frozenset(("Size", "Shoe Size"))

_SEGMENT = re.compile(r"\d[\d.x]*(?:[A-Za-z%][A-Za-z0-9]*|[一-鿿]{1,3}(?![一-鿿]))?|[A-Za-z][A-Za-z0-9.'-]*|[一-鿿]+|[^\sA-Za-z0-9一-鿿]+")


class Phrase(NamedTuple):
    """A text that names `value`, of a `kind` of `typed.KINDS`; `segments` are its words."""

    text: str
    kind: str
    value: str
    segments: tuple[str, ...]


Row = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """What one language has to say, by place. Made by `phrases`.

    words by leaf, the usual one first; brands by brand, usual and Latin; models, fits by model; audiences by audience, none where nothing is said;
    seasons; values by leaf, slot and value; points, uses by leaf.
    """

    language: str
    words: tuple[Row, ...]
    brands: tuple[Row, ...]
    models: Row
    fits: Row
    audiences: tuple[Row, ...]
    seasons: Row
    values: tuple[tuple[Row, ...], ...]
    points: tuple[Row, ...]
    uses: tuple[Row, ...]


def phrases(lexicon: Lexicon, places: Places, language: str) -> Phrases:
    """The phrases of this language."""
    leaves = places.leaves
    return Phrases(
        language=language,
        words=tuple(_named(leaf.words[language], "word", [leaf.key] * len(leaf.words[language])) for leaf in leaves),
        brands=tuple(_brand(brand, language) for brand in places.brands),
        models=_named([model.name[language] for model in places.models], "model", map(model_value, places.models)),
        fits=_named([model.full(language) for model in places.models], "fits", map(model_value, places.models)),
        audiences=tuple(_audience(lexicon.audiences[key].title[language], key) for key in places.audiences),
        seasons=_named([lexicon.seasons[key][language] for key in places.seasons], "season", places.seasons),
        values=tuple(tuple(_values(attribute, language) for attribute in leaf.attributes) for leaf in leaves),
        points=tuple(_named(leaf.points[language], "point", leaf.points["en"]) for leaf in leaves),
        uses=tuple(_use(leaf, language) for leaf in leaves),
    )


def phrase(text: str, kind: str, value: str) -> Phrase:
    """A phrase with its words.

    >>> phrase("Lingto X3手机", "word", "smartphones").segments
    ('Lingto', 'X3', '手机')
    """
    return Phrase(text, kind, value, segmented(text))


def segmented(text: str) -> tuple[str, ...]:
    """The words of a phrase: Han runs whole, Latin and digits apart from them, a unit with its number.

    >>> segmented("1.5米 USB-C充电线"), segmented("women's shoes")
    (('1.5米', 'USB-C', '充电线'), ("women's", 'shoes'))
    """
    return tuple(_SEGMENT.findall(text))


def model_value(model: Model) -> str:
    """The canonical name of a model, with its category: a brand's phone and tablet may share a name (smartphones/Lingto X3)."""
    return f"{model.leaf}/{model.brand.latin} {model.name['en']}"


def kind_of(attribute: Attribute, place: int) -> str:
    """The kind of span that the value at this place of an attribute is."""
    name = attribute.name["en"]
    if name == "Colour":
        return "colour"
    if attribute.many or name in SIZES:
        return "size"
    if name in MATERIALS:
        return "material"
    return "number" if attribute.dear or attribute.values["en"][place][0].isdigit() else "value"


def _named(texts: Iterable[str], kind: str, values: Iterable[str]) -> Row:
    return tuple(phrase(text, kind, value) for text, value in zip(texts, values, strict=True))


def _brand(brand: Brand, language: str) -> Row:
    return _named(dict.fromkeys((brand.name(language), brand.latin)), "brand", [brand.latin] * len({brand.name(language), brand.latin}))


def _audience(titles: Sequence[str], key: str) -> Row:
    different = list(dict.fromkeys(titles))
    return _named(different, "audience", [key] * len(different))


def _values(attribute: Attribute, language: str) -> Row:
    """A bare size would be read as anything, so it is said with its measure: 42码, size L."""
    shown = attribute.values[language]
    if attribute.name["en"] in SIZES and attribute.many:
        shown = tuple(f"{one}码" if language == "zh" else f"size {one}" for one in shown)
    values = attribute.values["en"]
    return tuple(phrase(text, kind_of(attribute, place), f"{attribute.name['en']}={values[place]}") for place, text in enumerate(shown))


def _use(leaf: Leaf, language: str) -> Row:
    texts = leaf.uses[language] if language == "zh" else tuple(f"for {one}" for one in leaf.uses[language])
    return _named(texts, "use", leaf.uses["en"])


def all_phrases(lexicon: Lexicon, places: Places) -> Mapping[str, Phrases]:
    """The phrases of every language, by its key."""
    return {language: phrases(lexicon, places, language) for language in LANGUAGES}
