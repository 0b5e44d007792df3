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

from searchrank.store.compiled import FLAGS, I64, INT, compiled
from searchrank.suggest.grams import Grams

FIRST, REST, BOTH = 0.7, 0.7, 0.25
"""What is said with the other part so often, or both so often by their geometric mean, is a part of one name."""
DOUBTFUL_FIRST = 0.8
"""So often what is in doubt (a value that products state: it is said of other things too) has to be said with the rest."""
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


@compiled(I64, I64, FLAGS, INT)
def _keys(number: Ints, leaf: Ints, wanted: npt.NDArray[np.bool_], size: int) -> Ints:
    """number * size + leaf + 1 of each place whose number is wanted; below 0 none is."""
    found, at = np.empty(len(number), np.int64), 0
    for place in range(len(number)):
        if number[place] >= 0 and wanted[number[place]]:
            found[at] = number[place] * size + leaf[place] + 1
            at += 1
    return found[:at].copy()


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
        wanted, size = np.zeros(len(gram.products), bool), int(self.leaf.max(initial=0)) + 2
        wanted[number] = True
        keys, uses = np.unique(_keys(gram.number, self.leaf, wanted, size), return_counts=True)
        asked = number * size + leaf + 1
        at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
        return np.where(keys[at] == asked, uses[at], 0).tolist() if len(keys) else [0] * len(asked)
