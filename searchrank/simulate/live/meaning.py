"""What a text means to somebody with a need: takes a need's row and the places of the lexicon, gives how well a word, a card or a filter serves it.

Shoppers read; so they know all words for a thing, and see at a glance that a suggestion speaks of another brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from searchrank.simulate.wants import PARTS, Needs, Wants
from searchrank.simulate.world.catalogue import NONE, Places
from searchrank.simulate.world.lexicon import LANGUAGES, Attribute, Brand

THING = 0.5
"""What a text is worth that names the thing and nothing else of a need that wants more."""
_LATIN = re.compile(r"[a-z0-9][a-z0-9'.+-]*")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a need: its weight, and the wordings that name it."""

    name: str
    weight: float
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A need in wordings (see `wording`): `things` name the product itself, `parts` what else is wanted, `others` what would be wrong."""

    things: tuple[str, ...]
    parts: tuple[Part, ...]
    others: tuple[str, ...]

    def value(self, text: str) -> float:
        """How well a text serves the need: 0 where it names another thing or contradicts a wish, 1 where it names all that is wanted.

        >>> red = Meaning(("跑鞋", "跑步鞋"), (Part("values", 1.0, ("红色",)),), ("蓝色",))
        >>> red.value("红色 跑鞋"), red.value("跑步鞋"), red.value("蓝色跑鞋"), red.value("红色拖鞋")
        (1.0, 0.5, 0.0, 0.0)
        """
        said = Said.of(text)
        if not any(said.names(thing) for thing in self.things) or self._contradicts(said):
            return 0.0
        wanted = sum(part.weight for part in self.parts)
        if not wanted:
            return 1.0
        named = sum(part.weight for part in self.parts if any(said.names(one) for one in part.wordings))
        return THING + (1 - THING) * named / wanted

    def _contradicts(self, said: Said) -> bool:
        """Something else is named, unless it is a piece of what is wanted (red in dark red)."""
        wanted = [one for part in self.parts for one in part.wordings]
        rest = said.without([*wanted, *self.things])
        return any(rest.names(other) for other in self.others)


@dataclass(frozen=True, slots=True)
class Said:
    """A text as wordings are looked for in it: without blanks for Chinese ones, word by word for Latin ones."""

    joined: str
    words: str

    @staticmethod
    def of(text: str) -> Said:
        """The text, folded."""
        small = text.lower()
        return Said("".join(small.split()), wording(" ".join(_LATIN.findall(small)), latin=True))

    def names(self, one: str) -> bool:
        """Whether the text has this wording."""
        return one in (self.words if one.startswith(" ") else self.joined)

    def without(self, wordings: Iterable[str]) -> Said:
        """What is left of the text behind these wordings, the longest taken out first."""
        joined, words = self.joined, self.words
        for one in sorted(wordings, key=len, reverse=True):
            if one.startswith(" "):
                words = words.replace(one, " | ")
            else:
                joined = joined.replace(one, "|")
        return Said(joined, words)


def wording(text: str, *, latin: bool | None = None) -> str:
    """A text as it is looked for: small letters; Latin words without their plural s, between blanks; anything else without blanks.

    >>> wording("Running Shoes"), wording("儿童 跑鞋")
    (' running shoe ', '儿童跑鞋')
    """
    small = text.lower()
    if latin or (latin is None and small.isascii()):
        return f" {' '.join(word[:-1] if word.endswith('s') and len(word) > 3 else word for word in small.split())} "
    return "".join(small.split())


def meaning(needs: Needs, row: int, places: Places) -> Meaning:
    """One need in words."""
    wants, language = needs.wants, LANGUAGES[int(needs.wants.language[row])]
    parts = tuple(part for part in _parts(wants, row, places, needs.weight[row].tolist(), language) if part.wordings)
    mine = {wording for part in parts for wording in part.wordings}
    return Meaning(_things(wants, row, places, language), parts, tuple(sorted(set(_others(wants, row, places, language)) - mine)))


def _things(wants: Wants, row: int, places: Places, language: str) -> tuple[str, ...]:
    leaf, brand, model = int(wants.leaf[row]), int(wants.brand[row]), int(wants.model[row])
    words = places.leaves[leaf].words[language] if leaf != NONE else ()
    names = _names(places.brands[brand]) if leaf == NONE and brand != NONE else ()
    return _wordings((*words, *names, *(places.models[model].name.values() if model != NONE else ())))


def _parts(wants: Wants, row: int, places: Places, weight: Sequence[float], language: str) -> Iterator[Part]:
    heavy = dict(zip(PARTS, weight, strict=True))
    brand, model, fits = int(wants.brand[row]), int(wants.model[row]), int(wants.fits[row])
    if brand != NONE:
        yield Part("brand", heavy["brand"], _wordings(_names(places.brands[brand])))
    if model != NONE:
        yield Part("model", heavy["model"], _wordings(places.models[model].name.values()))
    if fits != NONE:
        yield Part("fits", heavy["fits"], _wordings(places.models[fits].name.values()))
    yield from _circumstances(wants, row, places, heavy, language)
    yield from _values(wants, row, places, heavy["values"], language)


def _circumstances(wants: Wants, row: int, places: Places, heavy: dict[str, float], language: str) -> Iterator[Part]:
    """Of adjectives, occasions and audiences, only the leaf's own wordings: nobody looks further."""
    leaf = int(wants.leaf[row])
    if leaf == NONE:
        return
    points, uses = places.leaves[leaf].points[language], places.leaves[leaf].uses[language]
    yield from (Part("points", heavy["points"], _wordings([points[bit]])) for bit in _bits(int(wants.points[row]), len(points)))
    yield from (Part("uses", heavy["uses"], _wordings([uses[bit]])) for bit in _bits(int(wants.uses[row]), len(uses)))


def _values(wants: Wants, row: int, places: Places, weight: float, language: str) -> Iterator[Part]:
    for attribute, bits in wanted_values(wants, row, places):
        values = attribute.values[language]
        yield Part("values", weight, _wordings(values[bit] for bit in _bits(bits, attribute.size)))


def wanted_values(wants: Wants, row: int, places: Places) -> Iterator[tuple[Attribute, int]]:
    """The attributes of which a value is wanted, with the bits of the values that will do."""
    leaf = int(wants.leaf[row])
    if leaf != NONE:
        for attribute, bits in zip(places.leaves[leaf].attributes, wants.values[row].tolist(), strict=False):
            if bits:
                yield attribute, int(bits)


def _others(wants: Wants, row: int, places: Places, language: str) -> Iterator[str]:
    """Other brands of the same kind of thing, and other values of the attributes that matter."""
    leaf, brand = int(wants.leaf[row]), int(wants.brand[row])
    if leaf != NONE and brand != NONE:
        key = places.leaves[leaf].key
        yield from _wordings(name for other in places.brands if key in other.leaves and other is not places.brands[brand] for name in _names(other))
    for attribute, bits in wanted_values(wants, row, places):
        yield from _wordings(value for place, value in enumerate(attribute.values[language]) if not bits >> place & 1)


def _names(brand: Brand) -> tuple[str, ...]:
    return (brand.latin, brand.native) if brand.native else (brand.latin,)


def _bits(bits: int, size: int) -> list[int]:
    return [place for place in range(size) if bits >> place & 1]


def _wordings(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wording(text) for text in texts if text))
