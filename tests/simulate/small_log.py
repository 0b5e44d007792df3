"""A log small enough to count by hand: rows in the words of docs/events.md, written as the Parquet files that a log folder has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from searchrank.simulate.log.plan import VERSION

EVENTS = pa.schema(
    {
        "event_id": pa.string(),
        "action": pa.dictionary(pa.int32(), pa.string()),
        "timestamp": pa.timestamp("ms", "UTC"),
        "query_id": pa.string(),
        "user_id": pa.string(),
        "session_id": pa.string(),
        "object_id": pa.string(),
        "item_type": pa.dictionary(pa.int32(), pa.string()),
        "position": pa.int32(),
        "visible": pa.bool_(),
        "attributes": pa.string(),
    }
)
QUERIES = pa.schema(
    {
        "query_id": pa.string(),
        "user_query": pa.string(),
        "timestamp": pa.timestamp("ms", "UTC"),
        "user_id": pa.string(),
        "session_id": pa.string(),
        "source": pa.dictionary(pa.int32(), pa.string()),
        "from_query_id": pa.string(),
        "page": pa.int32(),
        "device": pa.dictionary(pa.int32(), pa.string()),
        "total": pa.int32(),
        "hit_ids": pa.list_(pa.string()),
    }
)
Row = dict[str, Any]


def at(clock: str, day: str = "2026-03-01") -> datetime:
    """A moment by its clock time."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def query(query_id: str, text: str, when: datetime, session: str, **more: Any) -> Row:
    """A search of session `session` of the shopper who has the session's first letter."""
    row = {"query_id": query_id, "user_query": text, "timestamp": when, "session_id": session, "user_id": session[0]}
    return {**row, "source": "typed", "page": 1, "device": "phone", "total": 100, **more}


def event(action: str, when: datetime, session: str, query_id: str | None = None, **more: Any) -> Row:
    """Something shown or done; a product unless `item_type` says otherwise. What is no column goes into the attributes."""
    columns = {name: value for name, value in more.items() if name in EVENTS.names}
    rest = {name: value for name, value in more.items() if name not in EVENTS.names}
    row = {"action": action, "timestamp": when, "session_id": session, "user_id": session[0], "query_id": query_id}
    return {**row, "item_type": "product", **columns, "attributes": json.dumps(rest, separators=(",", ":")) if rest else None}


def write_log(folder: Path, days: dict[str, tuple[Sequence[Row], Sequence[Row]]], **noted: Any) -> Path:
    """A finished log of these (queries, events) by day."""
    for day, (queries, events) in days.items():
        for kind, rows, schema in (("queries", queries, QUERIES), ("events", events, EVENTS)):
            (folder / kind).mkdir(parents=True, exist_ok=True)
            pq.write_table(
                pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema), folder / kind / f"{day}.parquet"
            )
    (folder / "log.json").write_text(json.dumps({"version": VERSION, **noted}))
    return folder
