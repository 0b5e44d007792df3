"""Which words name a kind of product: takes words as products use them and the shop's categories, gives the product words.

A word is one when a leaf category ends in it (`跑鞋`, `toner`). A Chinese word is one too when titles end in it and it shares its last character with
such a name (连衣裙 beside 半身裙: Chinese names a thing by its last character), a Latin one when titles end in it, mostly behind another word, and
half of these lie in one leaf category. Brands and attribute values are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.query.normalise import has_han, normalise, normalise_name
from searchrank.store.arrays import distinct
from searchrank.store.spelled import category_path, name_and_value
from searchrank.suggest.grams import Ints
from searchrank.suggest.survey import Survey

LEAST_ENDINGS = 0.1
"""A product word ends at least this share of the titles that have it."""
LEAST_CONCENTRATION = 0.5
"""This share of the products whose titles end in a Latin word lies in one leaf category."""
LEAST_MODIFIED = 0.5
"""A Latin product word stands behind another word this often (`print cartridge`, but `windows 10 home`)."""

_NAME_END = re.compile(r"[/、&,，()（）]|\band\b|和|与")
_LEFTOVERS = re.compile(r"其他|其它|更多|无品牌|见描述|\b(?:others?|misc|no ?brand|unbranded|unknown|n/a)\b", re.IGNORECASE)
_HAN_WORD, _LATIN_WORD = 2, 3


@dataclass(frozen=True, slots=True)
class Heads:
    """The product words of a catalogue, and the single characters that end its categories' Chinese names (跑步鞋 may be cut into 跑步 and 鞋)."""

    words: frozenset[str]
    characters: frozenset[str] = frozenset()

    def end(self, word: str) -> bool:
        """Whether a phrase that ends in this word names a thing."""
        return word in self.words or word in self.characters


def is_leftover(name: str) -> bool:
    """Whether a category or brand stands for what has none.

    >>> is_leftover("其他"), is_leftover("Other/其他"), is_leftover("mother")
    (True, True, False)
    """
    return bool(_LEFTOVERS.search(name))


def is_word(text: str) -> bool:
    """Whether a text can stand as a name: two Han characters or three letters.

    >>> [is_word(text) for text in ("跑鞋", "鞋", "toner", "A4")]
    [True, False, True, False]
    """
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= (_HAN_WORD if has_han(text) else _LATIN_WORD)


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """How products use each word of their titles, one entry a word: `uses` products that have it, `endings` those where a stretch ends in it,
    `modified` those where it stands behind another word, `values` those of which it is an attribute value, `together` of those that end in it the
    most that lie in one leaf category."""

    uses: Sequence[int]
    endings: Sequence[int]
    modified: Sequence[int]
    values: Sequence[int]
    together: Sequence[int]

    @staticmethod
    def of(survey: Survey) -> HeadCounts:
        """The counts of these products."""
        words = list(survey.titles.words)
        ids, stretches, known = survey.titles.ids(), survey.titles.stretches(), max(len(words), 1)
        keys = survey.titles.titles() * known + ids
        inside = stretches[1:] == stretches[:-1]
        letters = np.fromiter(map(str.isalpha, words), bool, len(words))
        used, ended = distinct(keys), distinct(keys[np.append(~inside, True)[: len(keys)]])
        modified = distinct(keys[1:][inside & letters[ids[:-1]]])
        values = np.intersect1d(_value_keys(survey), used, assume_unique=True)
        uses, endings, behind, valued = (np.bincount(some % known, minlength=known).tolist() for some in (used, ended, modified, values))
        return HeadCounts(uses, endings, behind, valued, _together(survey, ended, known))

    def settled(
        self, words: Mapping[str, int], cut: Callable[[str], Sequence[str]], categories: Iterable[tuple[str, ...]], brands: Collection[str]
    ) -> Heads:
        """The product words among these words, which stand with their numbers."""
        named = frozenset(_category_heads(categories, cut))
        last = frozenset(word[-1] for word in named if has_han(word))
        plain = ((word, number) for word, number in words.items() if word.isalpha() and is_word(word) and word not in brands)
        return Heads(frozenset(word for word, number in plain if word in named or self._acts_as_one(word, number, last)), last)

    def _acts_as_one(self, word: str, number: int, last: Collection[str]) -> bool:
        uses = self.uses[number]
        if self.values[number] * 2 > uses or self.endings[number] < LEAST_ENDINGS * uses:
            return False
        return word[-1] in last if has_han(word) else self.modified[number] >= LEAST_MODIFIED * uses and self._concentrated(number)

    def _concentrated(self, number: int) -> bool:
        together = self.together[number]
        return together > 0 and together >= LEAST_CONCENTRATION * self.endings[number]


def _value_keys(survey: Survey) -> Ints:
    """Each product's attribute values that are words of titles, as product * words + word, each once."""
    known = survey.titles.words
    words = [known.get(normalise_name(name_and_value(value)[1]), -1) for value in survey.values.values.places]
    numbers = np.array(words, np.int64)[survey.values.values.array()]
    counts = survey.values.counts.array()
    owners = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    said = numbers >= 0
    return distinct(owners[said] * max(len(known), 1) + numbers[said])


def _together(survey: Survey, ended: Ints, known: int) -> list[int]:
    """Of the products that end in each word, the most that lie in one leaf category; `ended` are product * known + word."""
    leaves: dict[str, int] = {}
    paths = [category_path(text) for text in survey.categories.places]
    leaf_of = np.array([leaves.setdefault(path[-1], len(leaves)) if path else -1 for path in paths], np.int64)
    leaf = leaf_of[survey.categories.array()[ended // known]]
    placed = leaf >= 0
    pairs, counts = np.unique(ended[placed] % known * max(len(leaves), 1) + leaf[placed], return_counts=True)
    most = np.zeros(known, np.int64)
    np.maximum.at(most, pairs // max(len(leaves), 1), counts)
    return most.tolist()


def _category_heads(categories: Iterable[tuple[str, ...]], cut: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """The last word of every name in the leaves' names (`手机壳/套` has two)."""
    for leaf in {path[-1] for path in categories if path}:
        for name in _NAME_END.split(normalise(leaf)):
            if is_word(name) and not is_leftover(name) and (words := cut(name)):
                yield words[-1]
