"""Numbers without gaps that no follower can miss: drawn from one row, which stays locked until the transaction that drew them ends.

A sequence would not do: its numbers are drawn before the commit, so 8 can be seen before 7, and whoever follows from 8 never sees 7.
"""

from __future__ import annotations

from sqlalchemy import Connection, Table, select, update


def draw(connection: Connection, table: Table, name: str, count: int = 1) -> int:
    """The first of `count` new numbers of this counter, from 1; other transactions wait for theirs until this one ends."""
    drawn = update(table).where(table.c.name == name).values(value=table.c.value + count).returning(table.c.value)
    return int(connection.execute(drawn).scalar_one()) - count + 1


def last_drawn(connection: Connection, table: Table, name: str) -> int:
    """The last number drawn and committed, 0 before the first."""
    return int(connection.execute(select(table.c.value).where(table.c.name == name)).scalar_one())
