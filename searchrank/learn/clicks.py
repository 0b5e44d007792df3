"""What shoppers opened after a search: takes the Parquet files of a log folder, gives which products each text was clicked to, and by how many.

Reads `queries/<day>.parquet` and `events/<day>.parquet` (columns of docs/events.md), joined day by day by `query_id`; nothing else is mined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from searchrank.learn.sessions import QUERIES, WHO, encoded, log_files, read_columns, who
from searchrank.query.normalise import normalise

EVENTS = "events"
CLICK, PRODUCT = "click", "product"
ASKED = (*WHO, "query_id", "user_query")
DONE = ("query_id", "action", "object_id", "item_type")

DAY = len("2026-01-31")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Clicks:
    """Texts in normal form and product ids, and for n pairs of them (text, product int64 (n,), places) the different shoppers who clicked from one
    to the other: shoppers int64 (n,)."""

    texts: tuple[str, ...]
    products: tuple[str, ...]
    text: Ints
    product: Ints
    shoppers: Ints


def read_clicks(log: Path, since: float) -> Clicks:
    """The clicks since this moment (Unix seconds); none where the folder has no log. Raises InvalidInput naming a file that cannot be read."""
    names: tuple[dict[str, int], ...] = ({}, {}, {})
    raw: dict[str, str] = {}
    parts = [_numbered(table, names, raw) for table in _joined(log, since)]
    text, product, user = (np.concatenate([np.empty(0, np.int64), *columns]) for columns in zip(*parts, strict=True)) if parts else _nothing()
    distinct = np.unique(np.stack((text, product, user)), axis=1)
    pairs, shoppers = np.unique(distinct[:2], axis=1, return_counts=True)
    return Clicks(tuple(names[0]), tuple(names[1]), pairs[0], pairs[1], shoppers)


def _nothing() -> tuple[Ints, Ints, Ints]:
    nothing = np.empty(0, np.int64)
    return nothing, nothing, nothing


def _joined(log: Path, since: float) -> Iterator[pa.Table]:
    """For each day the clicks on products, with the text and the shopper of their search."""
    asked, done = (_by_day(log_files(log / folder, since)) for folder in (QUERIES, EVENTS))
    for day in sorted(set(asked) & set(done)):
        searches, events = _read(asked[day], ASKED), _read(done[day], DONE)
        if {"query_id", "user_query"} <= set(searches.column_names) and set(DONE) <= set(events.column_names):
            yield _on_searches(events, searches)


def _by_day(paths: Iterable[Path]) -> dict[str, list[Path]]:
    return {day: list(files) for day, files in groupby(paths, key=lambda path: path.name[:DAY])}


def _read(paths: Sequence[Path], wanted: Sequence[str]) -> pa.Table:
    return pa.concat_tables([read_columns(path, wanted) for path in paths], promote_options="default")


def _on_searches(events: pa.Table, searches: pa.Table) -> pa.Table:
    kind = pc.fill_null(events["item_type"].cast(pa.string()), PRODUCT)
    clicks = events.filter(pc.and_(pc.equal(events["action"].cast(pa.string()), CLICK), pc.equal(kind, PRODUCT)))
    texts = {"query_id": searches["query_id"].cast(pa.string()), "text": searches["user_query"].cast(pa.string()), "who": who(searches)}
    ids = pa.table({"query_id": clicks["query_id"].cast(pa.string()), "product": clicks["object_id"].cast(pa.string())})
    return ids.join(pa.table(texts), "query_id", join_type="inner").drop_null()


def _numbered(table: pa.Table, names: tuple[dict[str, int], ...], raw: dict[str, str]) -> tuple[Ints, ...]:
    """Text, product and shopper of each row by their numbers, which new ones are given."""
    columns = []
    for name, known in zip(("text", "product", "who"), names, strict=True):
        places, distinct = encoded(table[name])
        values: list[Any] = [raw.setdefault(one, normalise(one)) for one in distinct] if name == "text" else distinct
        columns.append(np.array([known.setdefault(one, len(known)) for one in values], np.int64)[places])
    return tuple(columns)
