"""What one shopper did lately: takes an opaque user id, gives own searches, orders and the words that were offered, from the event database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from searchrank.store.database import Database
from searchrank.store.tables import asked_queries, events
from searchrank.store.ubi import kept_id

MOST_SEARCHES, MOST_EVENTS = 100, 300
"""The newest so many are read: what is older says little of what somebody wants now."""
IMPRESSION, PURCHASE = "impression", "purchase"


@dataclass(frozen=True, slots=True)
class Searched:
    """One search of a shopper: the answer's `query_id`, the text as typed, when (Unix seconds), and what led there."""

    query_id: str
    text: str
    at: float
    source: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One query that a shopper was shown as a suggestion of this scene."""

    text: str
    scene: str
    at: float


@dataclass(frozen=True, slots=True)
class Past:
    """What a shopper did, newest first; `ordered` are the query_ids that ended in an order."""

    searches: tuple[Searched, ...] = ()
    ordered: frozenset[str] = frozenset()
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class Shoppers:
    """The shoppers whom the event log knows, one at a time."""

    database: Database

    def past(self, user_id: str, since: float, until: float) -> Past:
        """What this shopper did between two moments (Unix seconds), as events and asked queries with this `user_id` tell."""
        asked, happened, user_id = asked_queries.c, events.c, kept_id(user_id)
        searches = select(asked.id, asked.user_query, asked.timestamp, asked.attributes)
        searches = searches.where(asked.user_id == user_id, asked.timestamp >= since, asked.timestamp <= until)
        done = select(happened.action, happened.query_id, happened.timestamp, happened.attributes)
        done = done.where(happened.user_id == user_id, happened.timestamp >= since, happened.timestamp <= until)
        done = done.where(happened.action.in_((IMPRESSION, PURCHASE)))
        with self.database.read() as connection:
            rows = connection.execute(searches.order_by(asked.timestamp.desc()).limit(MOST_SEARCHES)).all()
            acts = connection.execute(done.order_by(happened.timestamp.desc()).limit(MOST_EVENTS)).all()
        ordered = frozenset(str(row.query_id) for row in acts if row.action == PURCHASE and row.query_id)
        return Past(tuple(map(_searched, rows)), ordered, _offered(acts))


def _searched(row: Any) -> Searched:
    source = orjson.loads(row.attributes).get("source") if b'"source"' in row.attributes else None
    return Searched(row.id, row.user_query, row.timestamp, str(source or "typed"))


def _offered(acts: Sequence[Any]) -> tuple[Offered, ...]:
    shown = ((row, orjson.loads(row.attributes)) for row in acts if row.action == IMPRESSION and b'"scene"' in row.attributes)
    return tuple(
        Offered(str((told.get("object") or {}).get("object_id", "")), str(told["scene"]), row.timestamp) for row, told in shown if "scene" in told
    )
