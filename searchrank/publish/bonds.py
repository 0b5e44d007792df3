"""Whether what is said before a thing belongs to its name: takes the sequences of titles, gives how firmly two parts of one hold together in its
category.

oxford shirt is one thing, because the titles of shirts hardly say oxford but before shirt; a full HD television is two, because they say full HD
anywhere. What other categories say of either part tells nothing: cat toys are electric too, and an electric shaver is one thing all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import I64, INT, compiled
from searchrank.suggest.grams import Grams

FIRST, REST, BOTH = 0.7, 0.7, 0.25
"""What is said with the other part so often, or both so often by their geometric mean, is a part of one name."""
DOUBTFUL_FIRST = 0.8
"""So often what is in doubt (a value that products state: it is said of other things too) has to be said with the rest."""
EMPTY = -1
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bond:
    """How often a category's titles say both parts `together`, the `first` and the `rest`."""

    together: int
    first: int
    rest: int

    def is_one(self, doubtful: bool) -> bool:
        """Whether both parts are one name; `doubtful` where the first may well be said of other things. One more use apart is supposed of each.

        >>> Bond(20, 20, 33).is_one(False), Bond(4, 12, 64).is_one(True), Bond(17, 51, 17).is_one(True)
        (True, False, True)
        """
        first, rest = self.together / (self.first + 1), self.together / (self.rest + 1)
        if doubtful:
            return first >= DOUBTFUL_FIRST or rest >= REST
        return first >= FIRST or rest >= REST or first * rest >= BOTH**2


@compiled()
def _slot(slots: Ints, key: int) -> int:
    """The slot of a key, or the empty one where it would be put."""
    mask = np.uint64(len(slots) - 1)
    slot = ((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while slots[slot] != key and slots[slot] != EMPTY:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)  # type: ignore[return-value]


@compiled(I64, I64, I64, I64, INT)
def _uses(number: Ints, leaf: Ints, asked: Ints, category: Ints, known: int) -> Ints:
    """How often each asked number, below `known`, stands where the leaf is its category; NONE is one too."""
    size, slots = 2, 2
    for place in range(len(leaf)):
        size = max(size, leaf[place] + 2)
    while slots < 2 * len(asked) + 1:
        slots *= 2
    keys, uses, wanted = np.full(slots, EMPTY, np.int64), np.zeros(slots, np.int64), np.zeros(known, np.bool_)
    for one in range(len(asked)):
        key = asked[one] * size + category[one] + 1
        keys[_slot(keys, key)] = key
        wanted[asked[one]] = True
    for place in range(len(number)):
        if number[place] >= 0 and wanted[number[place]]:
            slot = _slot(keys, number[place] * size + leaf[place] + 1)
            uses[slot] += keys[slot] != EMPTY
    found = np.empty(len(asked), np.int64)
    for one in range(len(asked)):
        found[one] = uses[_slot(keys, asked[one] * size + category[one] + 1)]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Bonds:
    """The sequences of all titles, by length, and the category of each word's title."""

    grams: Sequence[Grams]
    leaf: Ints

    def of(self, gram: Grams, chosen: Ints, leaf: Ints) -> list[list[Bond]]:
        """The bonds of chosen sequences of one length in these categories, at each place where they can be parted, from the first on."""
        place = gram.place[chosen]
        together = self._uses(gram, chosen, leaf)
        cuts = list[Iterator[Bond]]()
        for cut in range(1, gram.length):
            first, rest = self.grams[cut - 1], self.grams[gram.length - cut - 1]
            uses = self._uses(first, first.number[place], leaf), self._uses(rest, rest.number[place + cut], leaf)
            cuts.append(map(Bond, together, *uses))
        return [list(bonds) for bonds in zip(*cuts, strict=True)] if cuts else [[] for _ in chosen]

    def _uses(self, gram: Grams, number: Ints, leaf: Ints) -> list[int]:
        """How often titles of these categories say these sequences."""
        found: list[int] = _uses(gram.number, self.leaf, number, leaf, len(gram.products)).tolist()
        return found
