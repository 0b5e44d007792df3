"""A log folder found whole: takes its path, gives its days and their tables; says in one sentence what is wrong with one that is not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from searchrank.errors import Conflict, NotFound
from searchrank.simulate.log.plan import VERSION

NOTED = "log.json"
COLUMNS: Mapping[str, frozenset[str]] = {
    "events": frozenset(
        [
            "action",
            "timestamp",
            "query_id",
            "user_id",
            "session_id",
            "object_id",
            "item_type",
            "position",
            "visible",
            "scene",
            "prefix",
            "dwell_s",
            "attributes",
        ]
    ),
    "queries": frozenset(
        ["query_id", "user_query", "timestamp", "user_id", "session_id", "source", "from_query_id", "page", "device", "total", "attributes"]
    ),
    "truth": frozenset(["query_id", "step", "text", "need_language", "error", "spans", "position", "examined"]),
}
"""What is read of each kind of file."""
LATER = ("purchase", "refund")
"""Actions that come hours or days after the session in which their search was."""
_AGAIN = "make it again with `searchrank simulate log`"


@dataclass(frozen=True, slots=True)
class LogFolder:
    """A finished log: `noted` is what its log.json says, `days` its dates in order."""

    path: Path
    noted: Mapping[str, Any]
    days: tuple[str, ...]

    @property
    def end(self) -> float:
        """When the last day is over, in seconds since 1970."""
        return (datetime.fromisoformat(self.days[-1]).replace(tzinfo=UTC) + timedelta(days=1)).timestamp()

    def table(self, kind: str, day: str) -> pa.Table:
        """The events or queries file of a day; what is kept as a dictionary comes as plain strings. Raises Conflict for a file that is damaged."""
        return read_table(self.path / kind / f"{day}.parquet", COLUMNS[kind])

    def truth(self, kind: str, day: str) -> pa.Table | None:
        """The truth of that name of a day; None where the log came without it."""
        path = self.path / "truth" / kind / f"{day}.parquet"
        return read_table(path, COLUMNS["truth"]) if path.exists() else None


def open_log(path: Path) -> LogFolder:
    """The log in this folder. Raises NotFound where there is none, Conflict where it is unfinished, of another version, or lacks a file."""
    if not path.is_dir():
        raise NotFound(f"there is no log folder {path}: make one with `searchrank simulate log --out {path}`")
    noted = _noted(path)
    if noted.get("version") != VERSION:
        raise Conflict(f"the log in {path} has version {noted.get('version')!r} and this program reads version {VERSION}: {_AGAIN}")
    days = tuple(sorted(file.stem for file in (path / "events").glob("*.parquet")))
    lacking = sorted(set(days) ^ {file.stem for file in (path / "queries").glob("*.parquet")})
    if lacking or not days:
        raise Conflict(f"the log in {path} lacks the events or the queries of {lacking[0] if lacking else 'every day'}: {_AGAIN}")
    return LogFolder(path, noted, days)


def _noted(path: Path) -> Mapping[str, Any]:
    try:
        noted = json.loads((path / NOTED).read_bytes())
    except FileNotFoundError:
        raise Conflict(f"the log in {path} is not finished: it has no {NOTED}, which is written last; {_AGAIN}") from None
    except ValueError:
        raise Conflict(f"the log in {path} is damaged: {NOTED} is no JSON; {_AGAIN}") from None
    if not isinstance(noted, dict):
        raise Conflict(f"the log in {path} is damaged: {NOTED} is no JSON object; {_AGAIN}")
    return noted


def read_table(path: Path, columns: Collection[str], filters: Any = None) -> pa.Table:
    """These columns of a Parquet file as far as it has them, dictionaries as plain values. Raises Conflict where it is missing or damaged."""
    try:
        known = [name for name in pq.read_schema(path).names if name in columns]
        table = pq.read_table(path, columns=known, filters=filters, partitioning=None)
    except (pa.ArrowInvalid, OSError) as error:
        raise Conflict(f"{path} cannot be read ({str(error).splitlines()[0][:120]}): {_AGAIN}") from None
    # Attributes repeat themselves so much that they are kept as a dictionary and searched once a text.
    return pa.table({name: table[name] if name == "attributes" else _plain(table[name]) for name in table.column_names})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def whole_sessions(log: LogFolder) -> Iterator[tuple[str, pa.Table, pa.Table]]:
    """(day, queries, events) with every session whole, in the day in which it began: what goes on past midnight is brought back.

    Events of LATER are left out. Two days are held at a time. A session that goes on past a second midnight loses what comes after it.
    """
    before, ahead = pa.array([], pa.string()), None
    for day, following in zip(log.days, (*log.days[1:], None), strict=True):
        queries, events = ahead or _read(log, day)
        ahead = _read(log, following) if following else None
        queries, events = _without(queries, before), _without(events, before)
        mine = pa.concat_arrays([pc.unique(_sessions(table)) for table in (queries, events)])
        yield day, *(_with(table, more, mine) for table, more in zip((queries, events), ahead or (None, None), strict=True))
        before = mine


def _read(log: LogFolder, day: str) -> tuple[pa.Table, pa.Table]:
    events = log.table("events", day)
    return log.table("queries", day), events.filter(pc.invert(pc.is_in(events["action"].cast(pa.string()), value_set=pa.array(LATER))))


def _sessions(table: pa.Table) -> pa.Array:
    return table["session_id"].cast(pa.string()).combine_chunks().drop_null()


def _without(table: pa.Table, sessions: pa.Array) -> pa.Table:
    return table.filter(pc.invert(pc.is_in(table["session_id"].cast(pa.string()), value_set=sessions)))


def _with(table: pa.Table, more: pa.Table | None, sessions: pa.Array) -> pa.Table:
    if more is None:
        return table
    return pa.concat_tables([table, more.filter(pc.is_in(more["session_id"].cast(pa.string()), value_set=sessions))], promote_options="permissive")
