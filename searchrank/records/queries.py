"""What a shopper asks, and what is known of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from searchrank.records.quickly import quickly_made

SORTS = ("best", "price_asc", "price_desc", "newest", "sales")
"""The orders that a shopper can choose; `best` is the ranked one."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Token:
    """One term of a query.

    `tag` is unit (a Han character or a Latin stem), bigram (two Han characters), word (of understanding), model or quantity. `weight` multiplies what
    a match of the term is worth.
    `alternatives` are token sequences that stand for the term just as well: the parts of a glued run, a joined form; the better counts.
    `synonyms` are sequences that stand for the whole stretch which the term belongs to, side by side in one field, each with what it is worth
    beside the term (0 to 1).
    """

    text: str
    tag: str = "unit"
    weight: float = 1.0
    alternatives: tuple[tuple[str, ...], ...] = ()
    synonyms: tuple[tuple[tuple[str, ...], float], ...] = ()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a stretch of a query is found by besides: `of` are the units of the stretch, `units` those that stand for them, `text` their text.

    `kind` is synonym, narrower, clicks (learnt from the log) or people (which stands in place of the stretch, because no product says that); a match
    is worth `weight` of one of the query's own words.
    """

    of: tuple[str, ...]
    units: tuple[str, ...]
    text: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may have been meant to say, in normal form, and how likely that is (0 to 1): too little to correct it, enough to look for both."""

    text: str
    chance: float


@quickly_made
@dataclass(frozen=True, slots=True)
class Entity:
    """Something that the query names: `kind` is brand, category, word (of a product), model, colour, size, material, audience, season, style,
    place, number (with its unit), attribute (any other value), feature, price, or what names no thing: marketing, fresh, reading, cheap.

    `id` is the row in the snapshot's table of brands, categories or attributes, -1 for what no table holds; `start` and `end` are character
    positions in `Query.text`; `leaf` is the category row where most products of that name lie, -1 for none.
    """

    kind: str
    id: int
    name: str
    start: int
    end: int
    leaf: int = -1


@quickly_made
@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: equality with `value`, or `low <= field <= high` (both inclusive, None open).

    `field` is brand, category (its whole subtree), shop, region, price, stock (value "in"), attributes.NAME or without (titles and attributes that
    do not say `value`). Several conditions on one field are alternatives, on different fields they all hold (of `without` each does).
    `also` are other values that pass as well; a `lenient` one is a wish, by which what grants it comes first and nothing is left out.
    """

    field: str
    value: str | None = None
    low: float | None = None
    high: float | None = None
    also: tuple[str, ...] = ()
    lenient: bool = False


@quickly_made
@dataclass(frozen=True, slots=True)
class Applied:
    """A filter that the query's own words ask for (`text` are those words). `relaxed` says that it let nothing pass and was left out."""

    filter: Filter
    text: str
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who searches, by opaque ids; None where unknown."""

    user_id: str | None = None
    session_id: str | None = None
    recent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What was probably meant: `text` for `typed`, both in normal form.

    `strength` is strong (replaced), medium (replaced, the original offered) or weak (offered only); `kind` is how it was mistyped; `gain` ln of how
    much likelier it is than the text as typed; a `guess` is offered because many texts are as far from what was typed.
    """

    typed: str
    text: str
    strength: str
    kind: str
    gain: float
    guess: bool = False

    @property
    def applied(self) -> bool:
        """Whether the search goes on with the corrected text."""
        return self.strength != "weak"


@quickly_made
@dataclass(frozen=True, slots=True)
class Query:
    """What was typed and what is known of it so far; every step of `query/` returns a new one.

    `text` is its normal form and `sought` that without the words that became a filter or ask for no thing: the terms are cut from it. `categories`
    {row: probability} are those that it is likely about, named ones first. `intents` of price, cheap, fresh, reading, size, navigational. `applied`
    are the filters that its words ask for; those on a field in `undone` are not made. `exact` asks for just what was typed.
    """

    typed: str
    text: str = ""
    sought: str = ""
    exact: bool = False
    correction: Correction | None = None
    readings: tuple[Reading, ...] = ()
    tokens: tuple[Token, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    entities: tuple[Entity, ...] = ()
    categories: Mapping[int, float] = field(default_factory=dict)
    intents: tuple[str, ...] = ()
    applied: tuple[Applied, ...] = ()
    undone: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = "best"
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = ()
    shopper: Shopper = Shopper()
    now: float = 0.0
    explain: bool = False

    def tagged(self, tag: str) -> tuple[Token, ...]:
        """The tokens with this tag, in the order of the text."""
        return tuple([token for token in self.tokens if token.tag == tag])
