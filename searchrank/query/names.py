"""The names that a snapshot knows, each with its senses: takes stretches of a query, gives what they name.

A name is kept by its folded form (`query.mentions`). Senses of a name stand in the order in which they are preferred.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.query.kinds import KINDS
from searchrank.query.mentions import Hashes, Pieces, codes_of, known_spans, powers
from searchrank.records import quickly_made
from searchrank.store.arrays import Ragged, Strings
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int32]
NO_ROW = -1
"""The row of what no table holds."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name can mean: `kind` of KINDS, `id` its row in the table of that kind (-1 for a word that no table holds), `products` that
    bear it, `leaf` the category row where most of these lie (-1 for none)."""

    kind: str
    id: int
    products: int
    leaf: int


@quickly_made
@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of pieces, `first` to `last`, that is the name at this place."""

    first: int
    last: int
    place: int


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All names of one snapshot: `texts` and `hashes` in ascending order of the hash; `senses` kinds by name, `ids`, `products`, `leaves` beside
    them."""

    texts: Strings
    hashes: Hashes
    senses: Ragged
    ids: Ints
    products: Ints
    leaves: Ints

    @staticmethod
    def open(snapshot: Snapshot) -> Names:
        """The names of a snapshot."""
        texts, hashes, senses = snapshot.strings("name.texts"), snapshot.array("name.numbers"), snapshot.ragged("name.senses")
        return Names(texts, hashes, senses, snapshot.array("name.id"), snapshot.array("name.products"), snapshot.array("name.leaf"))

    def found(self, pieces: Pieces) -> list[Mention]:
        """Every stretch of the pieces that is a name."""
        if not len(pieces) or not len(self.hashes):
            return []
        begins, finishes = np.array(pieces.begins, np.int64), np.array(pieces.finishes, np.int64)
        hits = known_spans(codes_of(pieces.folded), begins, finishes, powers(), self.hashes)
        return [
            Mention(first, last, place)
            for first, last, place in hits.tolist()
            if self.texts[place] == pieces.folded[pieces.begins[first] : pieces.finishes[last]]
        ]

    def senses_of(self, place: int) -> tuple[Sense, ...]:
        """What the name at this place can mean, the preferred sense first."""
        rows = range(int(self.senses.offsets[place]), int(self.senses.offsets[place + 1]))
        return tuple(Sense(KINDS[self.senses.values[row]], int(self.ids[row]), int(self.products[row]), int(self.leaves[row])) for row in rows)

    def kind_of(self, place: int) -> str:
        """The kind of the preferred sense of the name at this place."""
        return KINDS[self.senses.values[int(self.senses.offsets[place])]]


def is_leaf(snapshot: Snapshot, category: int) -> bool:
    """Whether the category at this row holds no others."""
    return int(snapshot.array("category.end")[category]) == category + 1
