"""What a reader of finished imports sees: takes nothing but the journal and the states of imports.

An unfinished import shows none of its changes. A product that one touched is seen as the newest of its other changes left it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, union_all

from searchrank.store.tables import changes, imports, products

FINISHED = "finished"


def first_hidden_change(connection: Connection) -> int | None:
    """The lowest number among the changes of unfinished imports, or None where there is none."""
    lowest = select(func.min(changes.c.number)).where(changes.c.import_id.in_(_unfinished()))
    number = connection.execute(lowest).scalar()
    return None if number is None else int(number)


def count_rows(connection: Connection) -> None:
    """Tell PostgreSQL how large the tables are: it has not noticed what was imported in the last minute, and would plan for empty ones."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE products, changes, imports")


def visible_documents(hiding: bool) -> Select[tuple[bytes]]:
    """A query for the documents that are seen, in byte order of the id; without `hiding`, for the newest of all products (several times faster)."""
    if not hiding:
        joined = products.join(changes, changes.c.number == products.c.number)
        return select(changes.c.document).select_from(joined).order_by(products.c.id)
    touched = touched_by_unfinished()
    # NOT IN would compare every product with every touched one once these do not fit into PostgreSQL's working memory.
    hidden = changes.alias()
    by_unfinished = exists().where(hidden.c.product_id == products.c.id, hidden.c.import_id.in_(_unfinished()))
    untouched = select(products.c.number).where(~by_unfinished)
    before = select(func.max(changes.c.number)).where(changes.c.product_id.in_(touched), shown_to(None)).group_by(changes.c.product_id)
    numbers = union_all(untouched, before).subquery()
    seen = changes.join(numbers, changes.c.number == numbers.c[0])
    return select(changes.c.document).select_from(seen).where(changes.c.kind == "put").order_by(changes.c.product_id)


def touched_by_unfinished() -> Select[tuple[str]]:
    """A query for the ids of products that an unfinished import has changed."""
    return select(changes.c.product_id).where(changes.c.import_id.in_(_unfinished()))


def shown_to(import_id: int | None) -> ColumnElement[bool]:
    """A condition on changes: made by no import, by a finished one, or by this one."""
    made_by_none = changes.c.import_id.is_(None)
    own = [changes.c.import_id == import_id] if import_id is not None else []
    return or_(made_by_none, changes.c.import_id.not_in(_unfinished()), *own)


def _unfinished() -> Select[tuple[int]]:
    return select(imports.c.id).where(imports.c.state != FINISHED)
