"""Logged queries: what people typed, and how often."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from searchrank.store.catalogue import BATCH, batches
from searchrank.store.database import Database
from searchrank.store.fields import CONTROL, LARGEST, BadValue
from searchrank.store.tables import logged_queries
from searchrank.store.upsert import upsert

LONGEST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class LoggedQueries:
    """Query texts with their counts."""

    database: Database

    def put(self, counts: Iterable[tuple[str, int]]) -> int:
        """Keep these counts in place of those of the same texts; gives how many were new or different."""
        changed = 0
        for batch in batches(counts, BATCH):
            with self.database.write() as connection:
                changed += put_counts(connection, dict(batch))
        return changed

    def read(self) -> Iterator[tuple[str, int]]:
        """Every text with its count, the most frequent first, ties in byte order of the text; streamed as of one moment."""
        wanted = select(logged_queries).order_by(logged_queries.c.count.desc(), logged_queries.c.text)
        with self.database.read() as connection, connection.execute(wanted.execution_options(yield_per=BATCH)) as rows:
            for row in rows:
                yield str(row[0]), int(row[1])


def put_counts(connection: Connection, counts: Mapping[str, int]) -> int:
    """Within a transaction: keep these counts by text; gives how many were new or different."""
    wanted = select(logged_queries).where(logged_queries.c.text.in_(list(counts)))
    kept = {row[0]: row[1] for row in connection.execute(wanted)}
    new = [{"text": text, "count": count} for text, count in counts.items() if kept.get(text) != count]
    if new:
        connection.execute(upsert(connection, logged_queries), new)
    return len(new)


def parse_logged_query(line: str) -> tuple[str, int]:
    """The text and count in a line `text <tab> count`; raises InvalidInput naming what is wrong.

    >>> parse_logged_query("连衣裙\\t1200")
    ('连衣裙', 1200)
    """
    text, tab, count = line.rpartition("\t")
    if not tab:
        raise BadValue("line", line, "a text, a tab and a count")
    if not is_count(count.strip()):
        raise BadValue("count", count, "a whole number from 1")
    return query_text("text", text), int(count)


def query_text(field: str, value: str) -> str:
    """A query as people type it, without blanks around it; raises InvalidInput for an empty or endless one, and for control characters."""
    text = value.strip()
    if not text or len(text) > LONGEST_QUERY or CONTROL.search(text):
        raise BadValue(field, value, f"a text of 1 to {LONGEST_QUERY} characters without control characters")
    return text


def is_count(text: str) -> bool:
    """Whether a text is a whole number from 1.

    >>> is_count("12"), is_count("0"), is_count("跑鞋")
    (True, False, False)
    """
    return bool(re.fullmatch(r"[0-9]{1,16}", text)) and 1 <= int(text) < LARGEST
