"""What shoppers did: events and asked queries, in a database of their own. What is recorded is on disk before the answer leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Table, func, insert, select

from searchrank.records import Event
from searchrank.store.catalogue import BATCH, batches
from searchrank.store.counters import draw
from searchrank.store.database import Database
from searchrank.store.tables import asked_queries, event_counters, events
from searchrank.store.ubi import AskedQuery

_EVENT_TEXTS = ("query_id", "client_id", "user_id", "session_id", "user_query", "message_type", "message", "application")
_QUERY_TEXTS = ("user_query", "client_id", "user_id", "session_id", "application", "object_id_field", "response_id")


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many are kept now, and how many were known already."""

    accepted: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event with the number it got on arrival; `recorded_at` Unix seconds."""

    number: int
    recorded_at: float
    event: Event


@dataclass(frozen=True, slots=True)
class Events:
    """The log of a shop, in order of arrival."""

    database: Database
    clock: Callable[[], float] = time.time

    def record(self, given: Iterable[Event]) -> Recorded:
        """Keep these events, committed when this returns; one with an id that is known, or that came earlier among them, is a duplicate."""
        return self._record(events, "event", [_event_row(event) for event in given])

    def record_queries(self, given: Iterable[AskedQuery]) -> Recorded:
        """Keep these queries, as `record` keeps events."""
        return self._record(asked_queries, "query", [_query_row(query) for query in given])

    def after(self, number: int, limit: int = BATCH) -> list[NumberedEvent]:
        """The events with numbers above this one, in order, at most `limit`; later calls never bring a number below one that was given."""
        wanted = select(events).where(events.c.number > number).order_by(events.c.number).limit(limit)
        with self.database.read() as connection:
            return [NumberedEvent(row.number, row.recorded_at, _event(row)) for row in connection.execute(wanted)]

    def queries_after(self, number: int, limit: int = BATCH) -> list[tuple[int, AskedQuery]]:
        """The asked queries with numbers above this one, with their numbers, as `after` gives events."""
        wanted = select(asked_queries).where(asked_queries.c.number > number).order_by(asked_queries.c.number).limit(limit)
        with self.database.read() as connection:
            return [(row.number, _query(row)) for row in connection.execute(wanted)]

    def count(self) -> int:
        """How many events are kept."""
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(events)).scalar_one())

    def _record(self, table: Table, counter: str, rows: Sequence[Mapping[str, Any]]) -> Recorded:
        first: dict[str, Mapping[str, Any]] = {}
        for row in rows:
            first.setdefault(row["id"], row)
        accepted = 0
        for batch in batches(first.values(), BATCH):
            with self.database.write() as connection:
                accepted += _insert(connection, table, counter, batch, self.clock())
        return Recorded(accepted, len(rows) - accepted)


def _insert(connection: Connection, table: Table, counter: str, rows: Sequence[Mapping[str, Any]], at: float) -> int:
    # The counter is locked first, so nobody can add an id between the look and the insert.
    first = draw(connection, event_counters, counter, 0)
    known = set(connection.execute(select(table.c.id).where(table.c.id.in_([row["id"] for row in rows]))).scalars())
    new = [row for row in rows if row["id"] not in known]
    if new:
        draw(connection, event_counters, counter, len(new))
        connection.execute(insert(table), [{**row, "number": first + place, "recorded_at": at} for place, row in enumerate(new)])
    return len(new)


def _event_row(event: Event) -> dict[str, Any]:
    texts = {name: _storable(getattr(event, name)) for name in _EVENT_TEXTS}
    return {"id": event.id, "action": event.action, "timestamp": event.timestamp, **texts, "attributes": orjson.dumps(dict(event.attributes))}


def _event(row: Row[Any]) -> Event:
    texts = {name: getattr(row, name) for name in _EVENT_TEXTS}
    return Event(row.id, row.action, row.timestamp, **texts, attributes=orjson.loads(row.attributes))


def _query_row(query: AskedQuery) -> dict[str, Any]:
    texts = {name: _storable(getattr(query, name)) for name in _QUERY_TEXTS}
    packed = {"hit_ids": orjson.dumps(query.hit_ids), "attributes": orjson.dumps(dict(query.attributes))}
    return {"id": query.id, "timestamp": query.timestamp, **texts, **packed}


def _query(row: Row[Any]) -> AskedQuery:
    texts = {name: getattr(row, name) for name in _QUERY_TEXTS}
    return AskedQuery(row.id, timestamp=row.timestamp, **texts, hit_ids=tuple(orjson.loads(row.hit_ids)), attributes=orjson.loads(row.attributes))


def _storable(text: str | None) -> str | None:
    """A text that both databases take: what was typed can hold NUL or half of a character pair."""
    return None if text is None else text.encode("utf-8", "replace").decode().replace("\x00", "")
