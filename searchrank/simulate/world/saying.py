"""What a title says: takes the title of a listing and what is truly sold, gives which of its words, values and selling points stand in the text.

Chinese is searched as it is written; Latin letters and digits count only as whole words, so 5W is not said by 15W, nor men's by women's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchrank.simulate.world.catalogue import SAID
from searchrank.simulate.world.lexicon import LANGUAGES, Brand, Leaf, Lexicon, Model
from searchrank.simulate.world.style import Style

_APART = re.compile(r"[^a-z0-9.一-鿿]+")
_SEAM = re.compile(r"(?<=[a-z0-9.])(?=[一-鿿])|(?<=[一-鿿])(?=[a-z0-9])")
_POINT = re.compile(r"\.(?![0-9])|(?<![0-9])\.")


@dataclass(frozen=True, slots=True)
class Said:
    """What one title says, as bits: `names` by `catalogue.SAID`, `values` by slot, `words`, `points` and `uses` by place among the leaf's."""

    words: int
    names: int
    values: int
    points: int
    uses: int


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The words of a leaf category in one language, as `plain` writes them. `values[slot][place]`."""

    words: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    points: tuple[str, ...]
    uses: tuple[str, ...]
    season: str


@dataclass(frozen=True, slots=True, eq=False)
class TitleReader:
    """Reads titles. Made by `title_reader`."""

    phrases: Mapping[tuple[str, str], Phrases]
    audiences: Mapping[tuple[str, str], tuple[str, ...]]
    brands: Mapping[str, tuple[str, ...]]
    models: Mapping[tuple[int, str], str]
    fits: Mapping[tuple[int, str], tuple[str, ...]]

    def read(self, title: str, style: Style, language: str) -> Said:
        """What this title says of this style."""
        line, phrases = plain(title), self.phrases[style.leaf.key, language]
        chosen = (any(values[place] in line for place in places) for values, places in zip(phrases.values, style.choices, strict=True))
        return Said(
            words=_bits([word in line for word in phrases.words]),
            names=_bits(self._names(line, style, language, phrases)),
            values=_bits(list(chosen)),
            points=_bits([point in line for point in phrases.points]),
            uses=_bits([use in line for use in phrases.uses]),
        )

    def _names(self, line: str, style: Style, language: str, phrases: Phrases) -> list[bool]:
        """By the order of SAID."""
        brand = style.brand is not None and any(name in line for name in self.brands[style.brand.latin])
        model = style.model is not None and self.models[id(style.model), language] in line
        fits = style.fits is not None and any(name in line for name in self.fits[id(style.fits), language])
        audience = style.audience is not None and any(form in line for form in self.audiences[style.audience, language])
        said = [brand, model, fits, audience, bool(phrases.season) and phrases.season in line]
        assert len(said) == len(SAID)
        return said


def title_reader(lexicon: Lexicon) -> TitleReader:
    """What reads titles made of this lexicon's words."""
    models = [model for series in lexicon.models.values() for model in series]
    return TitleReader(
        phrases={(leaf.key, language): _phrases(leaf, lexicon, language) for leaf in lexicon.leaves.values() for language in LANGUAGES},
        audiences={(one.key, language): _plain(one.title[language]) for one in lexicon.audiences.values() for language in LANGUAGES},
        brands={brand.latin: _brand(brand) for choice in lexicon.brands.values() for brand in choice.values},
        models={(id(model), language): plain(model.name[language]) for model in models for language in LANGUAGES},
        fits={(id(model), language): _fitted(model, language) for model in models for language in LANGUAGES},
    )


def plain(text: str) -> str:
    """A text in small letters with its Latin words and numbers set apart by blanks, so that `in` finds whole ones.

    >>> plain("15W充电头, USB-C"), plain("5W") in plain("15W充电头"), plain("充电头") in plain("15W充电头")
    (' 15w 充电头 usb c ', False, True)
    """
    small = _SEAM.sub(" ", _APART.sub(" ", text.lower().replace("'", "")))
    # Blanks stand around Latin words only: 充电头 is also found in 快充电头.
    return _edges(" ".join(_POINT.sub(" ", small).split()))


def _edges(line: str) -> str:
    if not line:
        return ""
    return f"{' ' * line[0].isascii()}{line}{' ' * line[-1].isascii()}"


def _plain(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(text) for text in texts))


def _brand(brand: Brand) -> tuple[str, ...]:
    return _plain([name for name in (brand.latin, brand.native) if name])


def _fitted(model: Model, language: str) -> tuple[str, ...]:
    return _plain([model.full(language), f"{model.brand.latin} {model.name[language]}"])


def _phrases(leaf: Leaf, lexicon: Lexicon, language: str) -> Phrases:
    return Phrases(
        words=tuple(map(plain, leaf.words[language])),
        values=tuple(tuple(map(plain, attribute.values[language])) for attribute in leaf.attributes),
        points=tuple(map(plain, leaf.points[language])),
        uses=tuple(map(plain, leaf.uses[language])),
        season="" if leaf.season == "all" else plain(lexicon.seasons[leaf.season][language]),
    )


def _bits(said: Sequence[bool]) -> int:
    return sum(1 << place for place, one in enumerate(said) if one)
