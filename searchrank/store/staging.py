"""An import under way: its row, its staged lines, and the steps from the one state to the next. Every step is one transaction.

staging (lines come in) -> staged (all are in, with the report) -> finished (all are applied). Applying takes lines out of the stage in the
transaction that keeps them, so what is left on the stage is what is left to do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import orjson
from sqlalchemy import Connection, Row, Update, delete, func, insert, select, update

from searchrank.errors import Conflict
from searchrank.store.database import Database
from searchrank.store.fields import BadValue
from searchrank.store.tables import imports, staged_lines
from searchrank.store.visible import FINISHED

STAGING, STAGED = "staging", "staged"
MOST_BAD = 1000
"""Bad lines that are listed; all are counted."""
Staged = tuple[str, bytes]
"""The key of a line, and its document."""
Keep = Callable[[Connection, Sequence[Staged]], int]
"""Keeps lines within a transaction and gives how many were new or different."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not kept: its number from 1, the faulty field, what stood there, what was expected."""

    line: int
    field: str
    value: str
    expected: str


@dataclass(slots=True)
class Tally:
    """What has been read of a file so far."""

    lines: int = 0
    kept: int = 0
    bad: list[BadLine] = field(default_factory=list)
    bad_total: int = 0

    def refuse(self, line: int, fault: BadValue) -> None:
        """Note a bad line."""
        self.bad_total += 1
        if len(self.bad) < MOST_BAD:
            self.bad.append(BadLine(line, str(fault.field), fault.value, fault.expected))


@dataclass(frozen=True, slots=True)
class ImportState:
    """One import as it is noted; `lines`, `kept` and bad lines are known once it is staged."""

    id: int
    kind: str
    name: str
    state: str
    lines: int
    kept: int
    changed: int
    bad: tuple[BadLine, ...]
    bad_total: int


@dataclass(frozen=True, slots=True)
class Staging:
    """The steps of one import, for the process that `runner` names; each raises Conflict once another process has taken the import over."""

    database: Database
    import_id: int
    runner: str

    def add(self, lines: Sequence[tuple[int, str, bytes]]) -> None:
        """Put lines (number, key, document) on the stage."""
        rows = [{"import_id": self.import_id, "line": line, "key": key, "document": document} for line, key, document in lines]
        with self.database.write() as connection:
            self._require_mine(connection)
            if rows:
                connection.execute(insert(staged_lines), rows)

    def close(self, tally: Tally) -> None:
        """Note that the whole file is on the stage, and what was bad in it."""
        bad = orjson.dumps([asdict(one) for one in tally.bad])
        with self.database.write() as connection:
            self._require_mine(connection)
            values = {"lines": tally.lines, "kept": tally.kept, "bad": bad, "bad_total": tally.bad_total}
            connection.execute(self._mine().values(state=STAGED, **values))

    def left(self) -> int:
        """How many lines are on the stage."""
        with self.database.read() as connection:
            wanted = select(func.count()).select_from(staged_lines).where(staged_lines.c.import_id == self.import_id)
            return int(connection.execute(wanted).scalar_one())

    def apply(self, limit: int, keep: Keep) -> int:
        """Keep the next lines, at most `limit`, and take them off the stage; gives how many."""
        own = staged_lines.c.import_id == self.import_id
        with self.database.write() as connection:
            self._require_mine(connection)
            rows = connection.execute(select(staged_lines).where(own).order_by(staged_lines.c.line).limit(limit)).all()
            if rows:
                changed = keep(connection, [(row.key, row.document) for row in rows])
                connection.execute(delete(staged_lines).where(own, staged_lines.c.line <= rows[-1].line))
                connection.execute(self._mine().values(changed=imports.c.changed + changed))
        return len(rows)

    def finish(self, at: float) -> ImportState:
        """Note that everything is applied; readers see it from now on."""
        with self.database.write() as connection:
            self._require_mine(connection)
            connection.execute(self._mine().values(state=FINISHED, finished_at=at))
            return import_state(connection.execute(select(imports).where(imports.c.id == self.import_id)).one())

    def drop(self) -> None:
        """Forget the import and its stage: nothing of it was applied."""
        with self.database.write() as connection:
            self._require_mine(connection)
            clear(connection, self.import_id)
            connection.execute(delete(imports).where(imports.c.id == self.import_id))

    def _mine(self) -> Update:
        return update(imports).where(imports.c.id == self.import_id, imports.c.runner == self.runner)

    def _require_mine(self, connection: Connection) -> None:
        # An update, not a look: it keeps another process from taking over until this transaction ends.
        if connection.execute(self._mine().values(runner=self.runner)).rowcount == 0:
            raise Conflict(f"import {self.import_id} has been taken over by another process: let that one finish")


@dataclass(frozen=True, slots=True)
class Begun:
    """An import that can go on: its steps, where it stands, and whether it had been cut off."""

    staging: Staging
    state: str
    resumed: bool


def begin(database: Database, kind: str, name: str, digest: str, runner: str, at: float) -> Begun:
    """The unfinished import of this content, taken over from whoever ran it, or a new one. A stage that was not full is cleared."""
    cut_off = select(imports.c.id, imports.c.state).where(imports.c.digest == digest, imports.c.state != FINISHED).order_by(imports.c.id).limit(1)
    with database.write() as connection:
        row = connection.execute(cut_off).first()
        if row is None:
            return Begun(Staging(database, _insert(connection, kind, name, digest, runner, at), runner), STAGING, False)
        connection.execute(update(imports).where(imports.c.id == row.id).values(runner=runner))
        if row.state == STAGING:
            clear(connection, row.id)
        return Begun(Staging(database, row.id, runner), row.state, True)


def unfinished(database: Database) -> list[ImportState]:
    """The imports that are not finished, oldest first."""
    with database.read() as connection:
        return [import_state(row) for row in connection.execute(select(imports).where(imports.c.state != FINISHED).order_by(imports.c.id))]


def clear(connection: Connection, import_id: int) -> None:
    """Take every line of an import off the stage."""
    connection.execute(delete(staged_lines).where(staged_lines.c.import_id == import_id))


def import_state(row: Row[tuple[object, ...]]) -> ImportState:
    """The state that a row of the imports table notes."""
    bad = tuple(BadLine(**one) for one in orjson.loads(row.bad))
    return ImportState(row.id, row.kind, row.name, row.state, row.lines, row.kept, row.changed, bad, row.bad_total)


def _insert(connection: Connection, kind: str, name: str, digest: str, runner: str, at: float) -> int:
    counts = {"lines": 0, "kept": 0, "changed": 0, "bad_total": 0, "bad": b"[]"}
    row = {"kind": kind, "name": name, "digest": digest, "state": STAGING, "runner": runner, "started_at": at, **counts}
    return int(connection.execute(insert(imports).values(row).returning(imports.c.id)).scalar_one())
