"""One product becomes tokens: takes a Product, gives what token arrays and the recall index keep of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from searchrank.query.normalise import has_han, normalise
from searchrank.query.quantities import quantities
from searchrank.query.tokens import Units, bigrams, units
from searchrank.query.words import Cutter
from searchrank.records import FIELDS, Product

DESCRIPTION = FIELDS.index("description")


@dataclass(frozen=True, slots=True)
class ProductTokens:
    """`units` and `words` one entry a field (order of records.FIELDS); `bigrams` of the title, `description_bigrams` for recall only.

    `texts` are the normalised fields; `quantities` as query.quantities gives them, of title and attributes.
    """

    texts: tuple[str, ...]
    units: tuple[Units, ...]
    words: tuple[Sequence[str], ...]
    bigrams: Sequence[str]
    description_bigrams: Sequence[str]
    quantities: Sequence[tuple[int, float]]

    def index_fields(self) -> dict[str, str]:
        """The tokens of each field of the recall index, separated by spaces."""
        fields = {name: " ".join(unit.main + unit.extra) for name, unit in zip(FIELDS, self.units, strict=True)}
        fields["bigrams"] = " ".join(self.bigrams)
        fields["description"] = " ".join((fields["description"], *self.description_bigrams))
        return fields


def field_texts(product: Product) -> tuple[str, ...]:
    """The five fields as normalised texts; attributes are their values, which is what shoppers type, without bare numbers and yes or no."""
    values = " ; ".join(value for values in product.attributes.values() for value in values if _says_something(value))
    raw = (product.title, product.brand, " ; ".join(product.category), values, product.description)
    return tuple(normalise(text) if text else "" for text in raw)


def _says_something(value: str) -> bool:
    # A number without a unit matches every query that holds the number.
    return value not in ("yes", "no") and not value.replace(".", "", 1).isdigit()


def cut_product(product: Product, cutter: Cutter) -> ProductTokens:
    """All tokens of one product."""
    texts = field_texts(product)
    cut = [units(text) if text else Units((), ()) for text in texts]
    cut[DESCRIPTION] = _latin_only(cut[DESCRIPTION])
    return ProductTokens(
        texts=texts,
        units=tuple(cut),
        words=tuple(cutter.words(text) for text in texts),
        bigrams=bigrams(texts[0]),
        description_bigrams=bigrams(texts[DESCRIPTION]),
        quantities=quantities(texts[0]) + quantities(texts[FIELDS.index("attributes")]),
    )


def _latin_only(unit: Units) -> Units:
    # Single characters of long descriptions match everything; their bigrams are indexed instead.
    return Units(tuple(token for token in unit.main if not has_han(token)), unit.extra)
