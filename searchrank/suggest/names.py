"""What a catalogue itself can suggest, before anybody has searched: takes its products, gives names with the number of products that carry them.

Leaf categories and brands as the shop writes them; product words (what a thing is called: 跑鞋, toner); phrases of two to four words that end in a
product word; brands with a product word. All are counted in one pass over the products.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.query.normalise import has_han, normalise
from searchrank.query.tokens import STOP_WORDS
from searchrank.records import Product
from searchrank.settings import SuggestSettings
from searchrank.store.arrays import distinct
from searchrank.store.piles import Names
from searchrank.store.spelled import category_path
from searchrank.suggest.grams import Grams, Ints, cohesion, freedom, frequent_grams, spelled
from searchrank.suggest.heads import HeadCounts, Heads, is_leftover, is_word
from searchrank.suggest.survey import Cut, Survey

CATEGORY, BRAND, PRODUCT_WORD, PHRASE, BRAND_PRODUCT = "category", "brand", "product word", "phrase", "brand and product word"
CATEGORY_SEPARATOR = " > "

LEAST_COHESION = 1.0
"""Bits for each word after the first: a phrase of two words is twice as frequent as chance, one of four eight times."""
LEAST_FREEDOM = 0.9
"""Bits: nearly two equally likely neighbours on the poorer side; fragments of a longer fixed phrase have about 0."""
FIXED_COHESION, FIXED_FREEDOM = 4.0, 2.5
"""What a phrase needs that ends in no product word: 16 times as frequent as chance for each word after the first, six equally likely neighbours."""

_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class CatalogueName:
    """A name, the products that carry it, what it is a name of, and its category path (`a > b > c`; None for what belongs to no single one)."""

    text: str
    products: int
    kind: str
    category: str | None = None

    @property
    def type(self) -> str:
        """The type of a suggestion: category, product (the name of a kind of product) or query."""
        return {CATEGORY: "category", PRODUCT_WORD: "product"}.get(self.kind, "query")


@dataclass(frozen=True, slots=True)
class CatalogueNames:
    """The names of a catalogue, those of most products first, ties by text."""

    names: tuple[CatalogueName, ...] = ()

    def of(self, kind: str) -> tuple[CatalogueName, ...]:
        """The names of one kind, in the same order."""
        return tuple(name for name in self.names if name.kind == kind)


def mine_names(products: Iterable[Product], cut: Cut, settings: SuggestSettings) -> CatalogueNames:
    """The names that at least `settings.catalogue_min_products` of these products carry.

    >>> shoes = [Product(str(at), f"{colour} 跑鞋", "Nike", ("鞋", "跑鞋")) for at, colour in enumerate("红蓝白黑绿")]
    >>> [(name.text, name.kind) for name in mine_names(shoes, str.split, SuggestSettings()).names]
    [('Nike', 'brand'), ('Nike跑鞋', 'brand and product word'), ('跑鞋', 'category'), ('跑鞋', 'product word')]
    """
    return surveyed_names(Survey.of(products, cut), cut, settings)


def surveyed_names(survey: Survey, cut: Cut, settings: SuggestSettings) -> CatalogueNames:
    """The names that at least `settings.catalogue_min_products` of the products surveyed carry."""
    found = _Mine(survey, cut).names(settings.catalogue_min_products)
    return CatalogueNames(tuple(sorted(found, key=lambda name: (-name.products, name.text, name.kind))))


class _Mine:
    """Reads a survey."""

    def __init__(self, survey: Survey, cut: Cut) -> None:
        self._cut, self._stream, self._brands = cut, survey.titles, _Spellings()
        numbers = [self._brands.add(written, times) for written, times in _counted(survey.brands)]
        self._brand_of = np.array(numbers, np.int64)[survey.brands.array()]
        self._categories = {category_path(text): times for text, times in _counted(survey.categories)}
        self._heads = HeadCounts.of(survey)

    def names(self, least: int) -> list[CatalogueName]:
        """All names, in no order."""
        heads = self._heads.settled(self._stream.words, self._cut, self._categories, self._brands.keys)
        grams = frequent_grams(self._stream, least)
        return [
            *(CatalogueName(path[-1], count, CATEGORY, CATEGORY_SEPARATOR.join(path)) for path, count in self._leaves(least)),
            *(CatalogueName(text, count, BRAND) for text, count in self._brands.frequent(least)),
            *self._product_words(grams[0], heads),
            *self._phrases(grams, heads),
            *self._brand_products(grams[0], heads, least),
        ]

    def _leaves(self, least: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """Each leaf's name once, with its largest category and the products of all that share the name."""
        totals: Counter[str] = Counter()
        largest: dict[str, tuple[str, ...]] = {}
        for path, count in sorted(self._categories.items(), key=lambda item: (-item[1], item[0])):
            if path and is_word(path[-1]) and not is_leftover(path[-1]):
                totals[path[-1]] += count
                largest.setdefault(path[-1], path)
        return ((largest[name], count) for name, count in totals.items() if count >= least)

    def _product_words(self, grams: Grams, heads: Heads) -> Iterator[CatalogueName]:
        for (word,), products in zip(self._spelled(grams), grams.products.tolist(), strict=True):
            if word in heads.words:
                yield CatalogueName(word, products, PRODUCT_WORD)

    def _phrases(self, grams: Sequence[Grams], heads: Heads) -> Iterator[CatalogueName]:
        words, stretches = self._stream.ids(), self._stream.stretches()
        for gram in grams[1:]:
            firm = cohesion(grams, gram.length) / (gram.length - 1)
            free = freedom(gram, words, stretches)
            reads = (firm >= LEAST_COHESION) & (free >= LEAST_FREEDOM)
            fixed = (firm >= FIXED_COHESION) & (free >= FIXED_FREEDOM)
            for at, parts in enumerate(self._spelled(gram)):
                ends_well = reads[at] if heads.end(parts[-1]) else fixed[at] and is_word(parts[-1])
                if ends_well and _begins_well(parts):
                    yield CatalogueName(joined(parts), int(gram.products[at]), PHRASE)

    def _brand_products(self, grams: Grams, heads: Heads, least: int) -> Iterator[CatalogueName]:
        brand_of = self._brand_of[self._stream.titles()]
        wanted = np.array([word in heads.words for (word,) in self._spelled(grams)], bool)
        places = np.flatnonzero((grams.number >= 0) & (brand_of >= 0))
        places = places[wanted[grams.number[places]]] if len(wanted) else places[:0]
        pairs = _distinct_pairs(brand_of[places], grams.number[places], self._stream.titles()[places])
        spelled_words = [word for (word,) in self._spelled(grams)]
        for (brand, word), products in pairs.items():
            if products >= least:
                yield CatalogueName(joined((self._brands.spelling(brand), spelled_words[word])), products, BRAND_PRODUCT)

    def _spelled(self, grams: Grams) -> list[tuple[str, ...]]:
        return list(spelled(grams, self._stream.ids(), list(self._stream.words)))


def _counted(names: Names) -> Iterator[tuple[str, int]]:
    """Each text and how often it stands."""
    return zip(names.places, np.bincount(names.array(), minlength=len(names.places)).tolist(), strict=True)


def _distinct_pairs(brands: Ints, words: Ints, titles: Ints) -> Mapping[tuple[int, int], int]:
    """How many titles have each pair of brand and word."""
    known, sold = int(words.max(initial=0)) + 1, int(titles.max(initial=0)) + 1
    once = distinct((brands * known + words) * sold + titles) // sold
    pairs, counts = np.unique(once, return_counts=True)
    return {divmod(pair, known): count for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)}


def _begins_well(parts: Sequence[str]) -> bool:
    """Begins with a word of its own weight (no lone character, no number), says nothing twice."""
    first = parts[0]
    return len(first) > 1 and first not in STOP_WORDS and not first[0].isdigit() and len(set(parts)) == len(parts)


def joined(parts: Sequence[str]) -> str:
    """The words as one query: a blank between two Latin ones, none beside Chinese.

    >>> joined(["toner", "cartridge"]), joined(["Nike", "跑鞋"]), joined(["男士", "跑鞋"])
    ('toner cartridge', 'Nike跑鞋', '男士跑鞋')
    """
    text = parts[0]
    for part in parts[1:]:
        text += part if has_han(text[-1]) or has_han(part[0]) else f" {part}"
    return text


def spoken_brand(written: str) -> str:
    """The part of a double name that shoppers type: the Chinese one.

    >>> spoken_brand("Midea/美的"), spoken_brand("菲诺（食品）"), spoken_brand("TP-Link")
    ('美的', '菲诺', 'TP-Link')
    """
    parts = [part.strip() for part in _BRACKETS.sub("", written).split("/")]
    return next(filter(has_han, parts), parts[0]) if all(parts) else written.strip()


class _Spellings:
    """Brands by normal form, with how often each is written how."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self._written: list[Counter[str]] = []

    def add(self, written: str, times: int) -> int:
        """The number of a brand that so many products have, -1 for none."""
        number, spoken = self._numbered(spoken_brand(written))
        if number >= 0:
            self._written[number][spoken] += times
        return number

    def _numbered(self, spoken: str) -> tuple[int, str]:
        key = normalise(spoken)
        if not key or is_leftover(key):
            return -1, spoken
        number = self.keys.setdefault(key, len(self.keys))
        if number == len(self._written):
            self._written.append(Counter())
        return number, spoken

    def spelling(self, number: int) -> str:
        """The most frequent spelling, ties by text."""
        return min(self._written[number].items(), key=lambda item: (-item[1], item[0]))[0]

    def frequent(self, least: int) -> Iterator[tuple[str, int]]:
        """The brands of at least so many products."""
        for number, written in enumerate(self._written):
            if (total := written.total()) >= least:
                yield self.spelling(number), total
