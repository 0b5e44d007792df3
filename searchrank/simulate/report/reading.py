"""The columns of docs/events.md as columns to count with: takes the tables of a day, gives a `Day`; orders and refunds come apart, for all days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from searchrank.simulate.report.day import CARDS, DEVICES, KINDS, Day, Events, Later, Searches, among
from searchrank.simulate.report.folder import LogFolder, read_table, whole_sessions

ACTIONS: Mapping[str, str] = {
    "impression": "impression",
    "click": "click",
    "add_to_cart": "add_to_cart",
    "favourite": "favourite",
    "dwell": "dwell",
    "visit": "visit",
    "purchase": "purchase",
    "refund": "refund",
}
"""Action names of a log -> KINDS."""
_LATER_COLUMNS = ["action", "timestamp", "query_id", "user_id", "object_id"]


def read_days(log: LogFolder) -> Iterator[Day]:
    """The days of a log in order, each session whole; two days are held at a time."""
    for date, queries, events in whole_sessions(log):
        yield day_of(date, queries, events, log.truth("queries", date))


def day_of(date: str, queries: pa.Table, events: pa.Table, truth: pa.Table | None = None) -> Day:
    """One day's tables as columns; columns that a log does not have count as empty.

    The truth says which searches begin a task; without it those do that go on from no other search.
    """
    queries = queries.sort_by([("timestamp", "ascending")])
    sessions = pc.unique(pa.concat_arrays([_texts(queries, "session_id"), _texts(events, "session_id")]).drop_null())
    return Day(date, _searches(queries, sessions, truth), _events(events, queries, sessions), len(sessions))


def read_later(log: LogFolder, action: str) -> Later:
    """Every event of this action in the log, in the order of the files: purchases and refunds, which come days after the search."""
    chosen = [("action", "=", action)]
    tables = [read_table(log.path / "events" / f"{day}.parquet", _LATER_COLUMNS, chosen) for day in log.days]
    every = pa.concat_tables(tables, promote_options="permissive")
    return Later(_texts(every, "query_id"), _texts(every, "object_id"), _texts(every, "user_id"), _times(every))


def _searches(table: pa.Table, sessions: pa.Array, truth: pa.Table | None) -> Searches:
    ids = _texts(table, "query_id")
    before = among(_texts(table, "from_query_id"), ids)
    return Searches(
        id=ids,
        text=_texts(table, "user_query"),
        user=_texts(table, "user_id"),
        source=_texts(table, "source", "typed"),
        at=_times(table),
        session=among(_texts(table, "session_id"), sessions),
        device=_places(_texts(table, "device"), DEVICES, "other"),
        page=_numbers(table, "page", 1.0).astype(np.int16),
        found=_numbers(table, "total", -1.0).astype(np.int32),
        before=before,
        begins=(before < 0) if truth is None else _begins(ids, before, truth),
    )


def _begins(ids: pa.Array, before: npt.NDArray[np.int32], truth: pa.Table) -> npt.NDArray[np.bool_]:
    rows = among(ids, truth["query_id"])
    step = truth["step"].to_numpy()[rows] if truth.num_rows else np.zeros(len(rows), np.int8)
    begins: npt.NDArray[np.bool_] = np.where(rows < 0, before < 0, step == 0)
    return begins


def _events(table: pa.Table, queries: pa.Table, sessions: pa.Array) -> Events:
    return Events(
        answer=_texts(table, "query_id"),
        prefix=_texts(table, "prefix"),
        user=_texts(table, "user_id"),
        item=_texts(table, "object_id"),
        scene=_texts(table, "scene", "search"),
        kind=_kinds(table),
        card=_places(_texts(table, "item_type"), CARDS, "none"),
        at=_times(table),
        session=among(_texts(table, "session_id"), sessions),
        search=among(_texts(table, "query_id"), _texts(queries, "query_id")),
        position=_numbers(table, "position", 0.0).astype(np.int32),
        visible=_numbers(table, "visible", 1.0) > 0,
        dwell=_numbers(table, "dwell_s", np.nan).astype(np.float32),
    )


def _kinds(table: pa.Table) -> npt.NDArray[np.int8]:
    names = list(ACTIONS)
    places = np.array([KINDS.index(ACTIONS[name]) for name in names] + [KINDS.index("other")], np.int8)
    return places[among(_texts(table, "action"), pa.array(names))]


def _places(texts: pa.Array, names: tuple[str, ...], missing: str) -> npt.NDArray[np.int8]:
    found = among(texts, pa.array(names))
    return np.where(found < 0, names.index(missing), found).astype(np.int8)


def _texts(table: pa.Table, name: str, missing: str | None = None) -> pa.Array:
    column = _column(table, name, r'"([^"]*)"')
    texts = column.cast(pa.string()) if column is not None else pa.nulls(table.num_rows, pa.string())
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return whole if missing is None else whole.fill_null(missing)


def _numbers(table: pa.Table, name: str, missing: float) -> npt.NDArray[np.float64]:
    column = _column(table, name, r"(-?[0-9.]+)")
    if column is None:
        return np.full(table.num_rows, missing)
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64()).fill_null(missing).to_numpy()
    return numbers


def _column(table: pa.Table, name: str, value: str) -> Any:
    """The column of this name, or what the attributes (JSON text) say under it; None where neither has it."""
    if name in table.column_names:
        return table[name]
    if "attributes" not in table.column_names:
        return None
    told = table["attributes"].unify_dictionaries().combine_chunks()
    texts, places = (told.dictionary, told.indices) if pa.types.is_dictionary(told.type) else (told, pa.array(np.arange(len(told))))
    found = pc.extract_regex(texts, f'"{name}":\\s*{value.replace("(", "(?P<value>", 1)}')
    return pc.struct_field(found, "value").take(places)


def _times(table: pa.Table) -> npt.NDArray[np.float64]:
    micros = table["timestamp"].cast(pa.timestamp("us")) if table["timestamp"].type.tz is None else table["timestamp"].cast(pa.timestamp("us", "UTC"))
    seconds: npt.NDArray[np.float64] = micros.cast(pa.int64()).to_numpy() / 1e6
    return seconds
