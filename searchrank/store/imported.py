"""What finished imports changed, for whoever follows changes: takes a database, gives numbers of imports and their changes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Select, func, select

from searchrank.store.tables import changes, imports, products
from searchrank.store.visible import FINISHED

SKEW_SECONDS = 3600.0
"""How far the clocks of those that import and those that publish may be apart."""


def finished_since(connection: Connection, moment: float, known: Collection[int]) -> list[int]:
    """The imports of products that were finished after this moment (Unix seconds), or within an hour before, but those that are known; by number."""
    since = (imports.c.state == FINISHED, imports.c.kind == "products", imports.c.finished_at > moment - SKEW_SECONDS)
    wanted = select(imports.c.id).where(*since, imports.c.id.not_in(list(known))).order_by(imports.c.id)
    return [int(number) for number in connection.execute(wanted).scalars()]


def standing_changes(import_id: int, after: int) -> Select[tuple[object, ...]]:
    """A query for the changes of an import above this number that are still the newest of their products, in order."""
    joined = changes.join(products, products.c.number == changes.c.number)
    return select(changes).select_from(joined).where(changes.c.import_id == import_id, changes.c.number > after).order_by(changes.c.number)


def at_most(connection: Connection, import_id: int, after: int, most: int) -> bool:
    """Whether an import made at most so many changes above this number; looks at no more than that."""
    some = select(changes.c.number).where(changes.c.import_id == import_id, changes.c.number > after).limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) <= most
