"""The register of snapshots: which were built, of what, with which model. Which one serves is said by CURRENT alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select

from searchrank.store.counters import draw
from searchrank.store.database import Database
from searchrank.store.tables import counters, snapshots
from searchrank.store.times import iso
from searchrank.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class RegisteredSnapshot:
    """One snapshot: products as of a change, the model it pins (None: day one), its Elasticsearch index (None: embedded); `created_at` ISO 8601,
    UTC."""

    version: str
    as_of_change: int
    products: int
    model: str | None
    index_name: str | None
    created_at: str


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of a shop."""

    database: Database
    clock: Callable[[], float] = time.time

    def next_version(self) -> str:
        """A version never given before: v000001, v000002, ..., in byte order of their age."""
        with self.database.write() as connection:
            return f"v{draw(connection, counters, 'snapshot'):06d}"

    def add(self, version: str, as_of_change: int, products: int, model: str | None = None, index_name: str | None = None) -> RegisteredSnapshot:
        """Note a snapshot that was built; noting it again replaces the note (a publishing that was killed is repeated)."""
        row = {"version": version, "as_of_change": as_of_change, "products": products, "model": model, "index_name": index_name}
        at = self.clock()
        with self.database.write() as connection:
            connection.execute(upsert(connection, snapshots), {**row, "created_at": at})
        return RegisteredSnapshot(**row, created_at=iso(at))  # type: ignore[arg-type]

    def list(self) -> list[RegisteredSnapshot]:
        """All snapshots noted, oldest first."""
        with self.database.read() as connection:
            return [_registered(row) for row in connection.execute(select(snapshots).order_by(snapshots.c.version))]

    def remove(self, version: str) -> bool:
        """Strike out a snapshot; gives whether it was noted."""
        with self.database.write() as connection:
            return connection.execute(delete(snapshots).where(snapshots.c.version == version)).rowcount > 0


def _registered(row: Row[Any]) -> RegisteredSnapshot:
    return RegisteredSnapshot(row.version, row.as_of_change, row.products, row.model, row.index_name, iso(row.created_at))
