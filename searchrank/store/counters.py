"""Numbers without gaps that no follower can miss: drawn from one row, which stays locked until the transaction that drew them ends.

A sequence would not do: its numbers are drawn before the commit, so 8 can be seen before 7, and whoever follows from 8 never sees 7.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select, update
from sqlalchemy.sql.dml import ReturningUpdate


def draw(connection: Connection, table: Table, name: str, count: int = 1) -> int:
    """The first of `count` new numbers of this counter, from 1; other transactions wait for theirs until this one ends."""
    return int(connection.execute(_drawn(table), {"counter": name, "count": count}).scalar_one()) - count + 1


def last_drawn(connection: Connection, table: Table, name: str) -> int:
    """The last number drawn and committed, 0 before the first."""
    return int(connection.execute(_last(table), {"counter": name}).scalar_one())


# Written once: to put the same words together for every change costs more than to run them.
@cache
def _drawn(table: Table) -> ReturningUpdate[Any]:
    more = table.c.value + bindparam("count")
    return update(table).where(table.c.name == bindparam("counter")).values(value=more).returning(table.c.value)


@cache
def _last(table: Table) -> Select[Any]:
    return select(table.c.value).where(table.c.name == bindparam("counter"))
