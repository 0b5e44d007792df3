"""What the journal of changes can do without: takes a database, removes versions of products that others overtook and that nobody follows."""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, exists, func, select

from searchrank.store.database import Database
from searchrank.store.tables import changes, products
from searchrank.store.visible import touched_by_unfinished

STRETCH = 5_000
"""Changes that are looked through in one transaction: other writers wait for it."""


def prune_journal(database: Database, *, through: int, before: float) -> int:
    """Remove changes with numbers up to `through`, made before this moment (Unix seconds), that are no product's newest; gives how many.

    Those of a product that an unfinished import touches stay: what it was before is what is seen of it. Interrupted, it has removed some, and those
    that are left go the next time.
    """
    with database.read() as connection:
        first = connection.execute(select(func.min(changes.c.number))).scalar()
    starts = range(through + 1 if first is None else int(first), through + 1, STRETCH)
    removed = 0
    for start in starts:
        with database.write() as connection:
            removed += _prune_stretch(connection, start, min(start + STRETCH - 1, through), before)
    return removed


def _prune_stretch(connection: Connection, first: int, last: int, before: float) -> int:
    newest = exists().where(products.c.id == changes.c.product_id, products.c.number == changes.c.number)
    old = and_(changes.c.number.between(first, last), changes.c.at < before)
    held = changes.c.product_id.in_(touched_by_unfinished())
    return int(connection.execute(delete(changes).where(old, ~newest, ~held)).rowcount)
