"""Names and tokens become rows of the published tables, or rows behind them where they are new. Takes texts, gives numbers; new ones are noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from searchrank.publish.block import CATEGORY_SEPARATOR
from searchrank.publish.stated import attribute_key
from searchrank.query.normalise import normalise_name
from searchrank.records import Product
from searchrank.store.additions import ATTRIBUTE, ATTRIBUTE_NAME, CATEGORY, KEYED, Additions, Line
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

MOST_KNOWN = 500_000
"""Numbers that are remembered a table: looking one up costs as much as cutting ten characters."""


@dataclass(slots=True)
class Numbers:
    """The numbers of one snapshot's tables and their additions; `noted` are the names that came since it was last emptied."""

    snapshot: Snapshot
    additions: Additions
    noted: list[Line] = field(default_factory=list)
    _known: dict[str, dict[str, int]] = field(default_factory=dict)

    def tokens(self, kind: str, texts: Sequence[str]) -> list[int]:
        """The id of each token of a kind."""
        known = self._of(kind)
        strange = [text for text in dict.fromkeys(texts) if text not in known]
        if strange:
            found = self.snapshot.vocabulary(kind).ids(strange).tolist()
            for text, number in zip(strange, found, strict=True):
                known[text] = number if number >= 0 else self._added(kind, text, text)
        return [known[text] for text in texts]

    def name(self, table: str, name: str, key: str | None = None) -> int:
        """The row of a name, -1 for none; of several spellings the first is kept."""
        if key is None:
            met = self._of(f"{table} as written")
            if name not in met:
                met[name] = self.name(table, name, normalise_name(name))
            return met[name]
        if not key:
            return NONE
        known = self._of(table)
        number = known.get(key)
        if number is None:
            place = f"{table}.key" if table in KEYED else table
            published = int(self.snapshot.vocabulary(place).ids([key])[0])
            number = known[key] = published if published >= 0 else self._added(table, name, key)
        return number

    def category(self, path: tuple[str, ...]) -> int:
        """The row of a category; the paths above it get rows of their own."""
        met, written = self._of("category as written"), "\n".join(path)
        if written not in met:
            met[written] = self._category(path)
        return met[written]

    def _category(self, path: tuple[str, ...]) -> int:
        keys = tuple(key for key in map(normalise_name, path) if key)
        row = NONE
        for depth in range(1, len(keys) + 1):
            row = self.name(CATEGORY, CATEGORY_SEPARATOR.join(path[:depth]), CATEGORY_SEPARATOR.join(keys[:depth]))
        return row

    def attributes(self, product: Product) -> list[int]:
        """The rows of all attribute values, ascending, each once."""
        rows = set()
        for name, values in product.attributes.items():
            for value in values:
                key = attribute_key(name, value)
                self.name(ATTRIBUTE_NAME, key.partition(":")[0])
                rows.add(self.name(ATTRIBUTE, f"{name}:{value}", key))
        return sorted(rows - {NONE})

    def taken(self) -> list[Line]:
        """What was noted; from now on nothing is."""
        lines, self.noted = self.noted, []
        return lines

    def _added(self, table: str, name: str, key: str) -> int:
        row = self.additions.tables[table].rows.get(key)
        if row is None:
            row = self.additions.add(self.snapshot, (table, name, key))
            self.noted.append((table, name, key))
        return row

    def _of(self, table: str) -> dict[str, int]:
        known = self._known.setdefault(table, {})
        if len(known) > MOST_KNOWN:
            known.clear()
        return known
