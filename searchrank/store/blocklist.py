"""The block list: patterns that no suggestion may match, and a revision number that tells a worker cheaply whether they changed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select

from searchrank.errors import InvalidInput
from searchrank.store.counters import draw, last_drawn
from searchrank.store.database import Database
from searchrank.store.queries import query_text
from searchrank.store.tables import blocklist, counters
from searchrank.store.times import iso
from searchrank.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Blocked:
    """One pattern: a text that blocks whatever contains it (both in normal form), or `/regex/`; `created_at` ISO 8601, UTC."""

    pattern: str
    reason: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Blocklist:
    """The blocked patterns of a shop."""

    database: Database
    clock: Callable[[], float] = time.time

    def add(self, pattern: str, reason: str = "") -> int:
        """Block a pattern, or give it another reason; gives the new revision. Raises InvalidInput for an empty pattern or a regex that cannot be
        read."""
        row = {"pattern": checked_pattern(pattern), "reason": reason, "created_at": self.clock()}
        with self.database.write() as connection:
            connection.execute(upsert(connection, blocklist), row)
            return draw(connection, counters, "blocklist")

    def remove(self, pattern: str) -> bool:
        """Allow a pattern again; gives whether it was blocked. The revision rises only if it was."""
        with self.database.write() as connection:
            found = connection.execute(delete(blocklist).where(blocklist.c.pattern == pattern.strip())).rowcount > 0
            if found:
                draw(connection, counters, "blocklist")
        return found

    def list(self) -> list[Blocked]:
        """All patterns in byte order."""
        with self.database.read() as connection:
            rows = connection.execute(select(blocklist).order_by(blocklist.c.pattern)).all()
        return [Blocked(row.pattern, row.reason, iso(row.created_at)) for row in rows]

    def revision(self) -> int:
        """A number that rises with every change of the list; reading it costs one row."""
        with self.database.read() as connection:
            return last_drawn(connection, counters, "blocklist")


def checked_pattern(pattern: str) -> str:
    """The pattern without blanks around it; raises InvalidInput for an empty one or a regex that cannot be read.

    >>> checked_pattern(" /^sex/ ")
    '/^sex/'
    """
    text = query_text("pattern", pattern)
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        try:
            re.compile(text[1:-1])
        except re.error as error:
            raise InvalidInput(
                f"pattern {text[:80]!r} is no regular expression ({error}): correct it, or leave out the slashes", field="pattern"
            ) from None
    return text
