"""Which words name a kind of product: takes words as products use them and the shop's categories, gives the product words.

A word is one when a leaf category ends in it (`跑鞋`, `toner`). A Chinese word is one too when titles end in it and it shares its last character with
such a name (连衣裙 beside 半身裙: Chinese names a thing by its last character), a Latin one when titles end in it, mostly behind another word, and
half of these lie in one leaf category. Brands and attribute values are none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from searchrank.query.normalise import has_han, normalise
from searchrank.records import Product

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


class HeadCounts:
    """Counts how products use their words; keeps counts only."""

    def __init__(self) -> None:
        self._uses: Counter[str] = Counter()
        self._endings: Counter[str] = Counter()
        self._modified: Counter[str] = Counter()
        self._values: Counter[str] = Counter()
        self._leaves: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, stretches: Sequence[Sequence[str]], product: Product) -> None:
        """Count one product, its title cut into stretches of words."""
        words = {word for stretch in stretches for word in stretch}
        endings = {stretch[-1] for stretch in stretches}
        self._uses.update(words)
        self._endings.update(endings)
        self._modified.update({behind for stretch in stretches for word, behind in pairwise(stretch) if word.isalpha()})
        self._values.update(words.intersection(_value(value) for values in product.attributes.values() for value in values))
        if product.category:
            for ending in endings:
                self._leaves[ending][product.category[-1]] += 1

    def settled(
        self, words: Iterable[str], cut: Callable[[str], Sequence[str]], categories: Iterable[tuple[str, ...]], brands: Collection[str]
    ) -> Heads:
        """The product words among these words."""
        named = frozenset(_category_heads(categories, cut))
        last = frozenset(word[-1] for word in named if has_han(word))
        plain = (word for word in words if word.isalpha() and is_word(word) and word not in brands)
        return Heads(frozenset(word for word in plain if word in named or self._acts_as_one(word, last)), last)

    def _acts_as_one(self, word: str, last: frozenset[str]) -> bool:
        uses = self._uses[word]
        if self._values[word] * 2 > uses or self._endings[word] < LEAST_ENDINGS * uses:
            return False
        return word[-1] in last if has_han(word) else self._modified[word] >= LEAST_MODIFIED * uses and self._concentrated(word)

    def _concentrated(self, word: str) -> bool:
        leaves = self._leaves.get(word, Counter())
        return bool(leaves) and max(leaves.values()) >= LEAST_CONCENTRATION * self._endings[word]


def _category_heads(categories: Iterable[tuple[str, ...]], cut: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """The last word of every name in the leaves' names (`手机壳/套` has two)."""
    for leaf in {path[-1] for path in categories if path}:
        for name in _NAME_END.split(normalise(leaf)):
            if is_word(name) and not is_leftover(name) and (words := cut(name)):
                yield words[-1]


@lru_cache(maxsize=1 << 16)
def _value(value: str) -> str:
    return normalise(value)
