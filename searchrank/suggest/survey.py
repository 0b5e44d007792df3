"""What the names of a catalogue are mined from: takes products and the words of their titles, gives both as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from searchrank.query.normalise import normalise
from searchrank.records import Product
from searchrank.store.piles import Lists, Names
from searchrank.store.spelled import spelled_path, spelled_value
from searchrank.suggest.grams import WordStream

Cut = Callable[[str], Sequence[str]]
"""Gives the words of a normalised text, Han and Latin, in its order."""

PART_ENDS, DASHES = ",，。;；:：|/()（）[]【】{}<>《》「」!！?？~～*\t\n", "-–—"
"""What ends a part of a title by itself, and what does between blanks."""
_PART_END = re.compile(rf"[{re.escape(PART_ENDS)}]+|\s[{DASHES}]\s")


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Titles as stretches of words; brands, categories and attribute values as `store.spelled` writes them, of the same products."""

    titles: WordStream = field(default_factory=WordStream)
    brands: Names = field(default_factory=Names)
    categories: Names = field(default_factory=Names)
    values: Lists[Names] = field(default_factory=lambda: Lists(Names()))

    @staticmethod
    def of(products: Iterable[Product], cut: Cut) -> Survey:
        """The survey of these products."""
        survey = Survey()
        for product in products:
            survey._add(product, cut)
        return survey

    def _add(self, product: Product, cut: Cut) -> None:
        self.titles.add(spoken(title_parts(normalise(product.title)), cut))
        self.brands.add(product.brand)
        self.categories.add(spelled_path(product.category))
        values = [spelled_value(name, value) for name, values in product.attributes.items() for value in values]
        self.values.counts.values.append(len(values))
        self.values.values.add_all(values)


def title_parts(title: str) -> list[str]:
    """A normalised title between its punctuation.

    >>> title_parts("nike 跑鞋, running shoes - red")
    ['nike 跑鞋', ' running shoes', 'red']
    """
    return [part for part in _PART_END.split(title) if part.strip()]


def spoken(parts: Iterable[str], cut: Cut) -> list[Sequence[str]]:
    """The words of each part that has any."""
    return [words for words in map(cut, parts) if words]
