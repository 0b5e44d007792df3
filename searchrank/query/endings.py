"""Which categories a thing may be of by their names: takes what a query calls its thing, gives the categories whose names end with it.

The end of a Chinese name says what a thing is, what stands before it of which kind: 耳机 may be 蓝牙耳机 or 头戴式耳机, and 耳机保护套 is none.
English names glue what they mean by a kind (smartphones), so that a phone would be a senior phone alone: their endings are kept apart, and tell
which of them is for the people who are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchrank.query.mentions import fold
from searchrank.query.names import is_leaf
from searchrank.query.normalise import has_han, normalise
from searchrank.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Endings:
    """`names` the folded last name of each category row, empty for one that holds others; `rows` those of each folded ending of a name that is
    shorter than it, ascending; `called` the rows of every folded name, of those that hold others too; `worded` those of each ending of an English
    name, by whole words."""

    names: Sequence[str]
    rows: Mapping[str, Sequence[int]]
    called: Mapping[str, Sequence[int]]
    worded: Mapping[str, Sequence[int]]

    @staticmethod
    def open(snapshot: Snapshot) -> Endings:
        """The endings of the names of a snapshot's categories of products."""
        every = [normalise(path.rpartition(">")[2]) for path in snapshot.vocabulary("category").texts]
        names, (rows, called, worded) = [""] * len(every), (defaultdict[str, list[int]](list) for _ in range(3))
        for row, name in enumerate(every):
            called[fold(name)].append(row)
            if is_leaf(snapshot, row):
                names[row] = fold(name)
                for start in range(1, len(name) if has_han(name) else 0):
                    rows[fold(name[start:])].append(row)
                words = [] if has_han(name) else names[row].split()
                for start in range(1, len(words)):
                    worded[" ".join(words[start:])].append(row)
        return Endings(names, rows, called, worded)

    def kinds(self, thing: str) -> Sequence[int]:
        """The categories that are kinds of a folded thing."""
        return self.rows.get(thing, ())

    def before(self, row: int, thing: str) -> str:
        """What the name of a category says before the thing: 女士 of 女士衬衫."""
        return self.names[row].removesuffix(thing).strip()

    def is_of(self, row: int, thing: str) -> bool:
        """Whether a category is of things for a thing, or of parts of it: its name says the thing and goes on (耳机保护套, Phone Cases)."""
        name = self.names[row]
        return name.startswith(f"{thing} ") or (has_han(thing) and thing in name and not name.endswith(thing))


def endings(snapshot: Snapshot) -> Endings:
    """The endings of a snapshot, read once."""
    found: Endings = snapshot.kept("category.endings", Endings.open)
    return found
