"""The dictionary of a shop: what its operators say of words, with every change kept, who made it and why, so that it can be taken back.

An entry is a kind and a text; what the text means is for `query.entries` to say. Changes are numbered from one counter, which tells a worker
cheaply whether there are new ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, Row, delete, insert, select

from searchrank.errors import Conflict, NotFound
from searchrank.store.counters import draw, last_drawn
from searchrank.store.database import Database
from searchrank.store.tables import counters, dictionary, dictionary_changes
from searchrank.store.times import iso
from searchrank.store.upsert import upsert

ADDED, REMOVED = "add", "remove"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `kind` as synonym or stop, `text` in the form of that kind, `note` for people."""

    kind: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What a change did to one entry: `action` add or remove; `before` is the note that it had, None where it was not there."""

    action: str
    entry: Entry
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that was changed at once: `at` ISO 8601, UTC; `undoes` the number of the change that it took back, if it did."""

    number: int
    at: str
    who: str
    why: str
    undoes: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StoredDictionary:
    """The entries of a shop and their history."""

    database: Database
    clock: Callable[[], float] = time.time

    def list(self) -> list[Entry]:
        """All entries, by kind and text in byte order."""
        with self.database.read() as connection:
            rows = connection.execute(select(dictionary).order_by(dictionary.c.kind, dictionary.c.entry)).all()
        return [Entry(row.kind, row.entry, row.note) for row in rows]

    def add(self, entries: Iterable[Entry], who: str = "", why: str = "") -> Change | None:
        """Keep these entries, or give those that are there other notes; all or none. None where that changes nothing."""
        with self.database.write() as connection:
            known = _known(connection)
            wanted = {(entry.kind, entry.text): entry for entry in entries}
            lines = [Line(ADDED, entry, known[key].note if key in known else None) for key, entry in wanted.items()]
            return self._made(connection, [line for line in lines if line.before != line.entry.note], who, why)

    def remove(self, entries: Iterable[Entry], who: str = "", why: str = "") -> Change | None:
        """Remove those of the entries that are there, whatever their notes; None where there is none of them."""
        with self.database.write() as connection:
            known = _known(connection)
            keys = dict.fromkeys((entry.kind, entry.text) for entry in entries)
            return self._made(connection, [_removed(known[key]) for key in keys if key in known], who, why)

    def undo(self, number: int, who: str = "", why: str = "") -> Change:
        """Take a change back, as a new change. Raises NotFound for one that there is not, Conflict where its entries were changed since."""
        with self.database.write() as connection:
            row = connection.execute(select(dictionary_changes).where(dictionary_changes.c.number == number)).one_or_none()
            if row is None:
                raise NotFound(f"the dictionary has no change {number}: `searchrank dictionary history` lists them")
            known, lines = _known(connection), _lines(row.lines)
            _check_untouched(number, lines, known)
            made = self._made(connection, [_inverse(line, known) for line in reversed(lines)], who, why or f"undoes change {number}", number)
        if made is None:
            raise Conflict(f"change {number} of the dictionary changed nothing: there is nothing to take back")
        return made

    def history(self, limit: int = 50) -> Sequence[Change]:
        """The latest changes, newest first."""
        with self.database.read() as connection:
            rows = connection.execute(select(dictionary_changes).order_by(dictionary_changes.c.number.desc()).limit(limit)).all()
        return [Change(row.number, iso(row.at), row.who, row.why, row.undoes, _lines(row.lines)) for row in rows]

    def revision(self) -> int:
        """A number that rises with every change; reading it costs one row."""
        with self.database.read() as connection:
            return last_drawn(connection, counters, "dictionary")

    def _made(self, connection: Connection, lines: Sequence[Line], who: str, why: str, undoes: int | None = None) -> Change | None:
        if not lines:
            return None
        number, at = draw(connection, counters, "dictionary"), self.clock()
        row = {"number": number, "at": at, "who": who, "why": why, "undoes": undoes, "lines": orjson.dumps(lines)}
        connection.execute(insert(dictionary_changes), row)
        _apply(connection, lines, number)
        return Change(number, iso(at), who, why, undoes, tuple(lines))


def _known(connection: Connection) -> Mapping[Key, Row]:  # type: ignore[type-arg]
    return {(row.kind, row.entry): row for row in connection.execute(select(dictionary))}


def _removed(row: Row) -> Line:  # type: ignore[type-arg]
    return Line(REMOVED, Entry(row.kind, row.entry, row.note), row.note)


def _apply(connection: Connection, lines: Sequence[Line], number: int) -> None:
    for line in lines:
        if line.action == REMOVED:
            connection.execute(delete(dictionary).where(dictionary.c.kind == line.entry.kind, dictionary.c.entry == line.entry.text))
    added = [line.entry for line in lines if line.action == ADDED]
    rows = [{"kind": entry.kind, "entry": entry.text, "note": entry.note, "number": number} for entry in added]
    if rows:
        connection.execute(upsert(connection, dictionary), rows)


def _lines(kept: bytes) -> tuple[Line, ...]:
    return tuple(Line(line["action"], Entry(**line["entry"]), line["before"]) for line in orjson.loads(kept))


def _check_untouched(number: int, lines: Sequence[Line], known: Mapping[Key, Row]) -> None:  # type: ignore[type-arg]
    """Raise Conflict for the first entry that is not as the change left it."""
    for line in lines:
        row = known.get((line.entry.kind, line.entry.text))
        if (row.number if row else None) != (number if line.action == ADDED else None):
            since = f"by change {row.number}" if row else "or removed"
            raise Conflict(f"change {number} cannot be undone: {line.entry.kind} {line.entry.text[:80]!r} was changed {since} since; undo that first")


def _inverse(line: Line, known: Mapping[Key, Row]) -> Line:  # type: ignore[type-arg]
    if line.action == ADDED and line.before is None:
        return _removed(known[line.entry.kind, line.entry.text])
    now = line.entry.note if line.action == ADDED else None
    return Line(ADDED, Entry(line.entry.kind, line.entry.text, line.before or ""), now)
