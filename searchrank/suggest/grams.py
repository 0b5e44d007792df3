"""Runs of words that read as phrases: takes titles cut into words, gives word sequences with the products that have them, how firmly they hang
together, and how freely they stand among other words (SPEC 1.2.2: least pointwise mutual information over all splits, boundary entropy).

Words are numbered and kept in one stream (twelve bytes a word), so that a million titles are counted by sorting numbers instead of keeping every
sequence in a dictionary. A sequence is counted only where both its shorter parts were frequent: exact, and most of the stream falls away early.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import ascending
from searchrank.store.piles import Lists, Names, Numbers, Pile
from searchrank.suggest import gram_loops as loops

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

LONGEST_GRAM = 4
RARE = -1


class WordStream:
    """Titles as numbers of words. A title is given in stretches between punctuation; no sequence crosses one."""

    def __init__(self) -> None:
        self._words, self._lengths = Lists(Names()), Lists(Numbers("i"))

    @property
    def words(self) -> Mapping[str, int]:
        """The number of each word, in the order in which they first came."""
        return self._words.values.places

    def add(self, stretches: Sequence[Sequence[str]]) -> None:
        """Add one title."""
        words = list(chain.from_iterable(stretches))
        self._words.counts.values.append(len(words))
        self._words.values.add_all(words)
        self._lengths.counts.values.append(len(stretches))
        self._lengths.values.values.extend(map(len, stretches))

    def add_all(self, words: Names, counts: Ints, lengths: Ints, stretches: Ints) -> None:
        """Add several: their words, how many each has, the lengths of their stretches, how many each has."""
        self._words.counts.add_array(counts)
        self._words.values.extend(words)
        self._lengths.values.add_array(lengths)
        self._lengths.counts.add_array(stretches)

    def piles(self) -> dict[str, Pile]:
        """What it holds, by name: the words of each title, and the lengths of its stretches."""
        return {"words": self._words, "stretches": self._lengths}

    def ids(self) -> Ints:
        """The words of all titles, one after another."""
        return np.array(self._words.values.values, np.int64)

    def stretches(self) -> Ints:
        """The stretch of each word."""
        return _owners(self._lengths.values)

    def titles(self) -> Ints:
        """The title of each word, numbered from 0 in the order added."""
        return _owners(self._words.counts)


def _owners(lengths: Numbers) -> Ints:
    """For lists of these lengths, the list of each value."""
    return np.repeat(np.arange(len(lengths), dtype=np.int64), lengths.array())


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """The frequent sequences of one length: `number` (words,) the sequence that begins at each place or RARE; the rest one a sequence.

    `products` titles that have it, `uses` how often, `place` where it stands first.
    """

    length: int
    number: Ints
    products: Ints
    uses: Ints
    place: Ints


def frequent_grams(stream: WordStream, min_products: int) -> list[Grams]:
    """The sequences of one to LONGEST_GRAM words that at least so many titles have.

    >>> stream = WordStream()
    >>> for title in (["red", "running", "shoe"], ["running", "shoe"], ["shoe", "red"]):
    ...     stream.add([title])
    >>> [grams.products.tolist() for grams in frequent_grams(stream, 2)]
    [[2, 2, 3], [2], [], []]
    """
    titles, stretches = stream.titles(), stream.stretches()
    found = [_counted(1, stream.ids(), titles, min_products)]
    for length in range(2, LONGEST_GRAM + 1):
        found.append(_counted(length, _longer(found[-1], stretches), titles, min_products))
    return found


def _longer(shorter: Grams, stretches: Ints) -> Ints:
    """A number for each sequence one word longer, RARE where a part is rare or the stretch ends."""
    return loops.longer(shorter.number, stretches, shorter.length, len(shorter.products))


def _counted(length: int, keys: Ints, titles: Ints, min_products: int) -> Grams:
    """Number the keys that enough titles have, in ascending order of the key; the others become RARE."""
    places = np.flatnonzero(keys >= 0)
    first, inverse, uses = _numbered(keys[places])
    products = loops.titles_with(inverse, titles[places], len(uses))
    kept = products >= min_products
    renumbered = np.where(kept, np.cumsum(kept) - 1, RARE)
    number = np.full(len(keys), RARE, np.int64)
    number[places] = renumbered[inverse]
    return Grams(length, number, products[kept], uses[kept], places[first][kept])


def _numbered(keys: Ints) -> tuple[Ints, Ints, Ints]:
    """For each different key, ascending, where it stands first and how often; and the number of every key among them: (first, numbers, uses)."""
    if (known := int(keys.max(initial=-1)) + 1) <= 2 * len(keys):
        # Words are numbers without gaps: they need not be sorted.
        return loops.numbered_words(keys, known)
    return loops.numbered(keys, ascending(keys))


def cohesion(grams: Sequence[Grams], length: int) -> Reals:
    """For each sequence of this length, the smallest log2 of its frequency over what chance would give, over all splits in two (bits)."""
    whole = grams[length - 1]
    total = len(whole.number)
    least = np.full(len(whole.uses), np.inf)
    for cut in range(1, length):
        left, right = grams[cut - 1], grams[length - cut - 1]
        chance = left.uses[left.number[whole.place]] * right.uses[right.number[whole.place + cut]]
        least = np.minimum(least, np.log2(whole.uses * total / chance))
    return least


def freedom(grams: Grams, words: Ints, stretches: Ints) -> Reals:
    """For each sequence, the smaller entropy (bits) of the words before and behind it; an end of a stretch is like no other neighbour."""
    before = _neighbour_entropy(grams, words, stretches, -1)
    behind = _neighbour_entropy(grams, words, stretches, grams.length)
    return np.minimum(before, behind)


def _neighbour_entropy(grams: Grams, words: Ints, stretches: Ints, offset: int) -> Reals:
    uses, known = grams.uses.astype(np.float64), int(words.max(initial=0)) + 1
    keys, ends = loops.beside(grams.number, words, stretches, offset, len(uses), known)
    pairs, counts = np.unique(keys, return_counts=True)
    owner = pairs // known
    share = counts / uses[owner]
    entropy = np.bincount(owner, -share * np.log2(share), minlength=len(uses))
    return np.asarray(entropy + ends / uses * np.log2(uses))


def spelled(grams: Grams, words: Ints, names: Sequence[str], chosen: Ints | None = None) -> Iterator[tuple[str, ...]]:
    """The words of each sequence, or of the chosen ones."""
    places = grams.place if chosen is None else grams.place[chosen]
    for numbers in words[places[:, None] + np.arange(grams.length)].tolist():
        yield tuple([names[number] for number in numbers])
