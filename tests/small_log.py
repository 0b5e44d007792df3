"""A log written by hand: Parquet files by day with the columns of docs/events.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DAY = 1_793_491_200.0
"""Midnight of 2026-11-01, UTC."""

COLUMNS = pa.schema(
    [
        ("query_id", pa.string()),
        ("user_query", pa.string()),
        ("timestamp", pa.timestamp("ms", "UTC")),
        ("client_id", pa.string()),
        ("user_id", pa.string()),
        ("session_id", pa.string()),
        ("source", pa.string()),
        ("page", pa.int32()),
        ("filters", pa.string()),
    ]
)


def row(text: str, user: str, at: float, **more: Any) -> Mapping[str, Any]:
    """One search at this second."""
    usual = {"query_id": f"{user}-{at}", "client_id": f"c-{user}", "session_id": None, "source": "typed", "page": 1, "filters": None}
    return {**usual, "user_query": text, "user_id": user, "timestamp": datetime.fromtimestamp(at, UTC), **more}


def write_day(log: Path, *rows: Mapping[str, Any], at: float = DAY) -> None:
    """The searches of one day."""
    folder = log / "queries"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.fromtimestamp(at, UTC).date().isoformat()}.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), COLUMNS), folder / name)
