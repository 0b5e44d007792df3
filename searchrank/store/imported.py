"""What finished imports changed, for whoever follows changes: takes a database, gives numbers of imports and their changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, exists, func, select

from searchrank.store.tables import changes, imports, products
from searchrank.store.visible import FINISHED

SKEW_SECONDS = 3600.0
"""How far the clocks of those that import and those that publish may be apart."""


def finished_since(connection: Connection, moment: float, known: Collection[int]) -> list[int]:
    """The imports of products that were finished after this moment (Unix seconds), or within an hour before, but those that are known; by number."""
    wanted = select(imports.c.id).where(*_finished_after(moment), imports.c.id.not_in(list(known))).order_by(imports.c.id)
    return [int(number) for number in connection.execute(wanted).scalars()]


def standing_changes(import_id: int, after: int) -> Select[tuple[object, ...]]:
    """A query for the changes of an import above this number that are still the newest of their products, in order."""
    joined = changes.join(products, products.c.number == changes.c.number)
    return select(changes).select_from(joined).where(changes.c.import_id == import_id, changes.c.number > after).order_by(changes.c.number)


@dataclass(frozen=True, slots=True)
class WaitingImport:
    """An import that shoppers do not see before publishing: its number, the name of its file, how many products it changed, when it was finished
    (Unix seconds)."""

    import_id: int
    name: str
    changed: int
    finished_at: float


def waiting(connection: Connection, moment: float, change: int, most: int) -> list[WaitingImport]:
    """The imports of products, finished since a moment, that changed more than `most` and that a snapshot as of this change does not know; the oldest
    first."""
    later = exists().where(changes.c.import_id == imports.c.id, changes.c.number > change)
    wanted = select(imports.c.id, imports.c.name, imports.c.changed, imports.c.finished_at).where(*_finished_after(moment))
    rows = connection.execute(wanted.where(imports.c.changed > most, later).order_by(imports.c.finished_at, imports.c.id))
    return [WaitingImport(*row) for row in rows]


def _finished_after(moment: float) -> tuple[ColumnElement[bool], ...]:
    """Conditions on imports: of products, and finished after this moment, as far as clocks agree."""
    return imports.c.state == FINISHED, imports.c.kind == "products", imports.c.finished_at > moment - SKEW_SECONDS


def at_most(connection: Connection, import_id: int, after: int, most: int) -> bool:
    """Whether an import made at most so many changes above this number; looks at no more than that."""
    some = select(changes.c.number).where(changes.c.import_id == import_id, changes.c.number > after).limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) <= most
