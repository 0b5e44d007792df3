"""One product becomes tokens: takes a Product, gives what token arrays and the recall index keep of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from searchrank.query.normalise import normalise
from searchrank.query.quantities import quantities
from searchrank.query.tokens import Units, bigrams, latin_units, units
from searchrank.query.words import Cutter, han_words, read_words
from searchrank.records import FIELDS, Product
from searchrank.suggest.survey import spoken, title_parts

ATTRIBUTES = FIELDS.index("attributes")
Said = TypeVar("Said", str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class ProductTokens:
    """`units` and `words` one entry a field (order of records.FIELDS); `bigrams` of the title, `description_bigrams` for recall only.

    `title_pieces` are the title as `Cutter.pieces` cuts it; `texts` are the normalised fields (of attributes the values, which is what shoppers
    type, without bare numbers and yes or no); `quantities` as query.quantities gives them, of title and attributes.
    """

    texts: tuple[str, ...]
    units: tuple[Units, ...]
    words: tuple[Sequence[str], ...]
    bigrams: Sequence[str]
    description_bigrams: Sequence[str]
    quantities: Sequence[tuple[int, float]]
    title_pieces: Sequence[str] = ()

    def index_fields(self) -> dict[str, str]:
        """The tokens of each field of the recall index, separated by spaces."""
        fields = {name: " ".join(unit.main + unit.extra) for name, unit in zip(FIELDS, self.units, strict=True)}
        fields["bigrams"] = " ".join(self.bigrams)
        fields["description"] = " ".join(filter(None, (fields["description"], *self.description_bigrams)))
        return fields


@dataclass(frozen=True, slots=True)
class Cut:
    """What is made of one text, or of several behind one another."""

    text: str
    units: Units
    words: Sequence[str]
    quantities: Sequence[tuple[int, float]]
    pieces: Sequence[str] = ()


NOTHING = Cut("", Units((), ()), (), ())
MOST_KNOWN = 200_000


@dataclass(frozen=True, slots=True)
class ProductCutter:
    """Cuts products; names that come again and again (brands, categories, attribute values) are cut once."""

    cutter: Cutter
    known: dict[str, Cut] = field(default_factory=dict)
    paths: dict[tuple[str, ...], Cut] = field(default_factory=dict)

    def product(self, product: Product) -> ProductTokens:
        """All tokens of one product."""
        values = (value for values in product.attributes.values() for value in values if says_something(value))
        title, description = self.text(product.title), self.described(product.description)
        cuts = (title, self.names((product.brand,)), self._path(product.category), self.names(values), description)
        return ProductTokens(
            texts=tuple([cut.text for cut in cuts]),
            units=tuple([cut.units for cut in cuts]),
            words=tuple([cut.words for cut in cuts]),
            bigrams=bigrams(title.text),
            description_bigrams=bigrams(description.text),
            quantities=(*title.quantities, *cuts[ATTRIBUTES].quantities),
            title_pieces=title.pieces,
        )

    def spoken(self, tokens: ProductTokens) -> list[Sequence[str]]:
        """The words of a product's title as people read them, Han and Latin, in stretches between punctuation."""
        parts = title_parts(tokens.texts[0])
        if parts == [tokens.texts[0]]:
            # Nothing is between: the pieces are those that the whole was cut into.
            return spoken(parts, lambda _: read_words(tokens.title_pieces))
        return spoken(parts, self.cutter.all_words)

    def text(self, text: str) -> Cut:
        """One text, cut."""
        if not text:
            return NOTHING
        normal = normalise(text)
        pieces = self.cutter.pieces(normal)
        return Cut(normal, units(normal), han_words(pieces), quantities(normal), pieces)

    def described(self, text: str) -> Cut:
        """A long text, cut; without single Chinese characters, which match everything there: its pairs are indexed instead."""
        if not text:
            return NOTHING
        normal = normalise(text)
        return Cut(normal, latin_units(normal), han_words(self.cutter.pieces(normal)), ())

    def names(self, names: Iterable[str]) -> Cut:
        """Several names, cut one by one, behind one another."""
        cuts = [self._name(name) for name in names if name]
        if len(cuts) < 2:
            return cuts[0] if cuts else NOTHING
        return Cut(
            " ; ".join(cut.text for cut in cuts),
            Units(tuple(token for cut in cuts for token in cut.units.main), tuple(token for cut in cuts for token in cut.units.extra)),
            [word for cut in cuts for word in cut.words],
            [pair for cut in cuts for pair in cut.quantities],
        )

    def _path(self, path: tuple[str, ...]) -> Cut:
        return _remembered(self.paths, path, self.names)

    def _name(self, name: str) -> Cut:
        return _remembered(self.known, name, self.text)


def _remembered(known: dict[Said, Cut], said: Said, cut: Callable[[Said], Cut]) -> Cut:
    """What was made of this before; made now, and kept, where it is new. At most MOST_KNOWN are kept."""
    found = known.get(said)
    if found is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        found = known[said] = cut(said)
    return found


def says_something(value: str) -> bool:
    # A number without a unit matches every query that holds the number.
    return value not in ("yes", "no") and not value.replace(".", "", 1).isdigit()
