"""What the fixtures say, as values: leaf categories, attributes, brands, models, words. Read by `reading.load_lexicon`.

A `Text` has one wording a language, `Texts` a tuple of them; the languages are zh and en.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from searchrank.simulate.chance import Weighted
from searchrank.simulate.world.patterns import Pattern

LANGUAGES = ("zh", "en")

Text = Mapping[str, str]
Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """Something a product has a value of. `values[language][place]` are parallel.

    `title` is how often a title names the value; `many`: a listing offers several values; `dear`: later values cost more.
    """

    key: str
    name: Text
    values: Texts
    title: float
    many: bool = False
    dear: bool = False

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.values["zh"])


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A leaf category and what is true of its products.

    `path` department, group, leaf; `words` the usual one first; `median` and `spread` of the log-normal price in yuan; `points`, `uses` parallel
    lists; `models` a series of `words.toml`; `near` keys of categories that a shopper may take instead; `fits` the category whose models this is for;
    `complements` keys of what is bought after it. `cares` says how much shoppers mind each attribute, 0 to 1; `months` how much it is wanted from
    January to December, 1 on average.
    """

    key: str
    department: str
    path: Texts
    words: Texts
    median: float
    spread: float
    share: float
    audience: str
    season: str
    icon: str
    points: Texts
    uses: Texts
    attributes: tuple[Attribute, ...]
    models: str | None = None
    near: tuple[str, ...] = ()
    fits: str | None = None
    complements: tuple[str, ...] = ()
    cares: tuple[float, ...] = ()
    months: tuple[float, ...] = (1.0,) * 12

    @property
    def habit(self) -> str:
        """Which title patterns sellers of this category use."""
        if self.fits:
            return "fits"
        if self.models == "tech":
            return "tech"
        return "plain" if self.audience == "none" else "fashion"


@dataclass(frozen=True, slots=True, eq=False)
class Brand:
    """A brand; `native` is its Chinese name, or empty. `leaves` are keys."""

    latin: str
    native: str
    share: float
    level: float
    leaves: frozenset[str]

    def name(self, language: str) -> str:
        """The name as a catalogue in this language has it.

        >>> Brand("Norvane", "", 1, 1, frozenset()).name("zh")
        'Norvane'
        """
        return (self.native or self.latin) if language == "zh" else self.latin


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A model of a brand in a leaf category; `tier` multiplies the price."""

    brand: Brand
    leaf: str
    name: Text
    tier: float

    def full(self, language: str) -> str:
        """Brand and model, as accessories name what they fit."""
        brand = self.brand.name(language)
        return f"{brand} {self.name[language]}" if brand.isascii() else brand + self.name[language]


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """Who a product is for: the value of the attribute, and how titles say it."""

    key: str
    value: Text
    title: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How sellers of one language write.

    `titles` by habit, `descriptions`; `shop_names`, `shop_kinds`, `official` name shops; `regions` where they are; `promotions` what they shout;
    `praises` what they fill titles with.
    """

    titles: Mapping[str, Weighted[Pattern]]
    descriptions: tuple[Pattern, ...]
    promotions: tuple[str, ...]
    praises: tuple[str, ...]
    shop_names: tuple[str, ...]
    shop_kinds: tuple[str, ...]
    official: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """A short guide, review or list of the fixtures, about these leaf categories."""

    id: str
    kind: str
    leaves: tuple[str, ...]
    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class ArticlePattern:
    """From which articles about a leaf category are made, in one language."""

    kind: str
    title: Pattern
    text: Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Occasion:
    """Something that makes people need several things; `leaves` are keys, `months` says when, as in `Leaf`."""

    id: str
    title: Text
    months: tuple[float, ...]
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lexicon:
    """Everything that the fixtures say. `brands` and `models` by leaf key; `mixes` by the audience of a leaf; `seasons` by key."""

    leaves: Mapping[str, Leaf]
    brands: Mapping[str, Weighted[Brand]]
    models: Mapping[tuple[str, str], tuple[Model, ...]]
    audiences: Mapping[str, Audience]
    mixes: Mapping[str, Weighted[str]]
    seasons: Mapping[str, Text]
    wording: Mapping[str, Wording]
    articles: tuple[Article, ...]
    article_patterns: Mapping[str, tuple[ArticlePattern, ...]]
    occasions: tuple[Occasion, ...]
