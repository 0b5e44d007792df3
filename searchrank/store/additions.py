"""Names and tokens that came since a snapshot was published: they get rows behind those of its tables. Read by many, added to by one writer.

A log of lines `[table, name, key]` keeps them in order, so that every reader gives the same row to each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from searchrank.store.snapshot import Snapshot

TOKENS = ("units", "words", "bigrams")
CATEGORY, ATTRIBUTE, ATTRIBUTE_NAME = "category", "attribute", "attribute.name"
KEYED = ("brand", "shop", "region", "style", CATEGORY, ATTRIBUTE)
"""Tables with a spelling beside the normal form that they are found by (`NAME.key`)."""
TABLES = (*TOKENS, *KEYED, ATTRIBUTE_NAME)
SEPARATOR = " > "
Line = tuple[str, str, str]


@dataclass(slots=True)
class Table:
    """The names behind the `first` rows of a snapshot's table: as people write them, as they are found, and the row of each."""

    first: int
    names: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, key: str) -> int:
        """The row of this key, a new one where it is new."""
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = self.first + len(self.keys)
            self.names.append(name)
            self.keys.append(key)
        return row


@dataclass(slots=True, eq=False)
class Additions:
    """All tables of a snapshot with what came since. `below` are the new categories under each category, itself included; `values` the new values
    under each attribute name. Both only grow, so who reads them while they do sees a little more than its own generation has: rows that no product
    of it holds.
    """

    tables: Mapping[str, Table]
    below: dict[int, list[int]] = field(default_factory=dict)
    values: dict[int, list[int]] = field(default_factory=dict)

    @staticmethod
    def to(snapshot: Snapshot) -> Additions:
        """Nothing yet, behind the tables of this snapshot."""
        return Additions({name: Table(len(snapshot.vocabulary(name))) for name in TABLES})

    def add(self, snapshot: Snapshot, line: Line) -> int:
        """The row of one name, which must not be among those of the snapshot."""
        table, name, key = line
        row = self.tables[table].add(name, key)
        if table == CATEGORY:
            for above in _above(key):
                self.below.setdefault(self.row(snapshot, CATEGORY, above), []).append(row)
        if table == ATTRIBUTE:
            self.values.setdefault(self.row(snapshot, ATTRIBUTE_NAME, key.partition(":")[0]), []).append(row)
        return row

    def row(self, snapshot: Snapshot, table: str, key: str) -> int:
        """The row of a key, published or new; -1 where there is none."""
        published = int(snapshot.vocabulary(f"{table}.key" if table in KEYED else table).ids([key])[0])
        return published if published >= 0 else self.tables[table].rows.get(key, -1)


def _above(key: str) -> Iterable[str]:
    """The path itself and all paths above it.

    >>> list(_above("a > b"))
    ['a', 'a > b']
    """
    parts = key.split(SEPARATOR)
    return (SEPARATOR.join(parts[:depth]) for depth in range(1, len(parts) + 1))


@dataclass(slots=True)
class NameLog:
    """The log of additions in a file: written by one process, followed by others."""

    path: Path
    read: int = 0

    def write(self, lines: Sequence[Line]) -> int:
        """Put these lines behind the `read` bytes (what a dead writer left there is cut off) and give the new length."""
        with self.path.open("ab") as file:
            file.truncate(self.read)
            self.read += file.write(b"".join(orjson.dumps(line) + b"\n" for line in lines))
        return self.read

    def follow(self, until: int) -> list[Line]:
        """The lines between what was read before and this length."""
        if until <= self.read:
            return []
        with self.path.open("rb") as file:
            file.seek(self.read)
            told = file.read(until - self.read)
        self.read = until
        return [tuple(orjson.loads(line)) for line in told.splitlines()]
