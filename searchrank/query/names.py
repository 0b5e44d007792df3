"""The names that a snapshot knows, each with its senses: takes stretches of a query, gives what they name.

A name is kept by its folded form (`query.mentions`). Senses of a name stand in the order in which they are preferred.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.query.kinds import KINDS
from searchrank.query.mentions import Hashes, Pieces, codes_of, known_spans, powers
from searchrank.records import quickly_made
from searchrank.store.arrays import Ragged, Strings
from searchrank.store.snapshot import Snapshot

Ints = npt.NDArray[np.int32]
MOST_KNOWN = 20_000
"""Names that are remembered with their senses."""
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


Known = tuple[str, tuple[Sense, ...]]
"""A name and what it can mean."""
Mention = tuple[int, int, int]
"""The first and the last piece of a stretch that is a name, and the place of the name."""


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
    known: dict[int, Known] = field(default_factory=dict)

    @staticmethod
    def open(snapshot: Snapshot) -> Names:
        """The names of a snapshot."""
        texts, hashes, senses = snapshot.strings("name.texts"), snapshot.array("name.numbers"), snapshot.ragged("name.senses")
        return Names(texts, hashes, senses, snapshot.array("name.id"), snapshot.array("name.products"), snapshot.array("name.leaf"))

    def found(self, pieces: Pieces) -> list[Mention]:
        """Every stretch of the pieces that is a name."""
        if not len(pieces) or not len(self.hashes):
            return []
        folded, begins, finishes = pieces.folded, pieces.begins, pieces.finishes
        hits = known_spans(codes_of(folded), np.array(begins + finishes, np.int64), powers(), self.hashes).tolist()
        return [(first, last, place) for first, last, place in hits if self._named(place)[0] == folded[begins[first] : finishes[last]]]

    def senses_of(self, place: int) -> tuple[Sense, ...]:
        """What the name at this place can mean, the preferred sense first."""
        return self._named(place)[1]

    def kind_of(self, place: int) -> str:
        """The kind of the preferred sense of the name at this place."""
        return self._named(place)[1][0].kind

    def _named(self, place: int) -> Known:
        """The name at this place and its senses. Remembered: names come again."""
        known = self.known.get(place)
        if known is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            rows = slice(int(self.senses.offsets[place]), int(self.senses.offsets[place + 1]))
            of_kinds = (KINDS[kind] for kind in self.senses.values[rows].tolist())
            senses = map(Sense, of_kinds, *(column[rows].tolist() for column in (self.ids, self.products, self.leaves)))
            known = self.known[place] = self.texts[place], tuple(senses)
        return known


def is_leaf(snapshot: Snapshot, category: int) -> bool:
    """Whether the category at this row holds no others."""
    return int(snapshot.array("category.end")[category]) == category + 1
