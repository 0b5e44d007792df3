"""What shoppers searched: takes the Parquet files of a log folder, gives columns, and from these what each text counts.

Reads `queries/<day>.parquet` (columns of docs/events.md) and nothing else; the serving database is never mined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from searchrank.errors import InvalidInput
from searchrank.query.normalise import normalise
from searchrank.store.arrays import distinct

QUERIES = "queries"
DAY_SECONDS = 86_400.0
TYPED = ("", "typed", "filter", "recent", "history")
"""Sources of a search that the shopper thought of: what was suggested must not count for being suggested (the loop would feed itself)."""
WHO = ("user_id", "client_id", "session_id")
"""Who searched: the first of these that is told."""
WANTED = (*WHO, "user_query", "timestamp", "source", "page", "filters")

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """n searches of first pages without filters, in the order of the log.

    texts are distinct normal forms; text int32 (n,) places in texts; user int32 (n,) numbers of shoppers; at float64 (n,) Unix seconds; typed bool
    (n,): the shopper thought of it, no suggestion led there.
    """

    texts: tuple[str, ...]
    text: Ints
    user: Ints
    at: npt.NDArray[np.float64]
    typed: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.text)


def read_searches(log: Path, since: float) -> Searches:
    """The searches since this moment (Unix seconds); none where the folder has no log. Raises InvalidInput naming a file that cannot be read."""
    numbering = _Numbering({}, {}, {})
    parts = [numbering.read(table) for table in (read_columns(path, WANTED) for path in log_files(log / QUERIES, since))]
    kept = [tuple(column[part[2] >= since] for column in part) for part in parts]
    empty = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.empty(0, bool))
    text, user, at, typed = (np.concatenate(columns) for columns in zip(empty, *kept, strict=True))
    return Searches(tuple(numbering.texts), text.astype(np.int32), user.astype(np.int32), at, typed.astype(bool))


def popularity(searches: Searches, until: float, half_life_days: float) -> npt.NDArray[np.float64]:
    """For each text how many shoppers typed it, a shopper once a day, halved every `half_life_days` before `until` (SPEC 1.0.4).

    >>> one = Searches(("跑鞋",), np.zeros(3, np.int32), np.array([1, 1, 2], np.int32), np.array([0.0, 60.0, 0.0]), np.ones(3, bool))
    >>> popularity(one, 14 * DAY_SECONDS, 14).tolist()  # two shoppers, two weeks ago
    [1.0]
    """
    day = np.floor(searches.at / DAY_SECONDS).astype(np.int64)
    days = int(day.max()) + 1 if len(day) else 1
    key = (searches.user.astype(np.int64) * days + day) * len(searches.texts) + searches.text
    first = np.unique(key[searches.typed], return_index=True)[1]
    text, at = searches.text[searches.typed][first], searches.at[searches.typed][first]
    weight = np.exp2(np.minimum(at - until, 0) / DAY_SECONDS / half_life_days)
    return np.bincount(text, weights=weight, minlength=len(searches.texts)).astype(np.float64)


def shoppers(searches: Searches) -> npt.NDArray[np.int64]:
    """For each text how many different shoppers searched it, however they came to it."""
    pairs = distinct(searches.user.astype(np.int64) * max(len(searches.texts), 1) + searches.text)
    return np.bincount(pairs % max(len(searches.texts), 1), minlength=len(searches.texts))


def log_files(folder: Path, since: float) -> list[Path]:
    """The files of the days from this moment (Unix seconds) on, in order."""
    first = datetime.fromtimestamp(max(since, 0.0), UTC).date().isoformat()
    # A file is named by its day, with or without a number behind it; a name that is none is read.
    return [path for path in sorted(folder.glob("*.parquet")) if not path.name[:1].isdigit() or path.name[: len(first)] >= first]


def read_columns(path: Path, wanted: Sequence[str]) -> pa.Table:
    """These columns of a file, as far as it has them; raises InvalidInput naming a file that cannot be read."""
    try:
        file = pq.ParquetFile(path)
        return file.read(columns=[name for name in wanted if name in file.schema_arrow.names])
    except (pa.ArrowException, OSError) as error:
        raise InvalidInput(f"{path.name} of the log cannot be read as Parquet ({error}): take it out of the folder", field="log") from None


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Gives texts and shoppers their numbers; `raw` keeps what was normalised already."""

    texts: dict[str, int]
    users: dict[str, int]
    raw: dict[str, int]

    def read(self, table: pa.Table) -> tuple[npt.NDArray[Any], ...]:
        """Text, user, time and typed of the rows that count."""
        _check(table)
        table = table.filter(_counts(table))
        places, distinct = encoded(table["user_query"])
        text = np.array([self._text(one) for one in distinct], np.int32)[places]
        places_of, names = encoded(who(table))
        user = np.array([self.users.setdefault(name, len(self.users)) for name in names], np.int32)[places_of]
        return text, user, _seconds(table["timestamp"]), _typed(table)

    def _text(self, raw: str) -> int:
        place = self.raw.get(raw)
        if place is None:
            place = self.raw[raw] = self.texts.setdefault(normalise(raw), len(self.texts))
        return place


def _check(table: pa.Table) -> None:
    missing = [name for name in ("user_query", "timestamp") if name not in table.column_names]
    if missing or not any(name in table.column_names for name in WHO):
        wanted = ", ".join(missing) or "user_id"
        raise InvalidInput(f"a file of the log's queries has no column {wanted}: docs/events.md names the columns", field="log")


def _counts(table: pa.Table) -> pa.ChunkedArray:
    """Whether each row is a search of a first page without filters, by somebody."""
    kept = pc.and_(pc.is_valid(table["user_query"]), pc.is_valid(who(table)))
    if "page" in table.column_names:
        kept = pc.and_(kept, pc.less_equal(pc.fill_null(table["page"], 1), 1))
    if "filters" in table.column_names:
        kept = pc.and_(kept, _unfiltered(table["filters"]))
    return kept


def _unfiltered(filters: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(filters.type) or pa.types.is_large_list(filters.type):
        return pc.equal(pc.fill_null(pc.list_value_length(filters), 0), 0)
    return pc.is_in(pc.fill_null(_plain(filters), ""), value_set=pa.array(["", "[]", "{}"]))


def who(table: pa.Table) -> pa.ChunkedArray:
    """Who each row is of, null where nothing tells."""
    return pc.coalesce(*(_plain(table[name]) for name in WHO if name in table.column_names))


def _typed(table: pa.Table) -> npt.NDArray[np.bool_]:
    if "source" not in table.column_names:
        return np.ones(len(table), bool)
    typed: npt.NDArray[np.bool_] = pc.is_in(pc.fill_null(_plain(table["source"]), ""), value_set=pa.array(TYPED)).to_numpy()
    return typed


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def encoded(column: pa.ChunkedArray) -> tuple[npt.NDArray[Any], list[str]]:
    """The place of every value among the distinct ones, and these."""
    found = _plain(column).combine_chunks().dictionary_encode()
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return found.indices.to_numpy(zero_copy_only=False), found.dictionary.to_pylist()


def _seconds(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    if pa.types.is_timestamp(column.type):
        microseconds = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
        return np.asarray(microseconds.to_numpy() / 1e6, np.float64)
    return np.asarray(column.to_numpy(), np.float64)
