"""Files that shops bring: takes a path, gives numbered lines (texts or JSON objects). Plain or gzip; JSON lines, CSV and Parquet are told apart
by content.

A line that cannot be read comes as its `BadValue`; a file that cannot be read raises InvalidInput.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, cast

import orjson

from searchrank.errors import InvalidInput
from searchrank.store.fields import BadValue

Given = Mapping[str, Any] | str | BadValue
Lines = Iterator[tuple[int, Given]]
"""(line number from 1, what it says); lines of a Parquet file are its rows."""

_GZIP, _PARQUET, _BOM = b"\x1f\x8b", b"PAR1", b"\xef\xbb\xbf"
_DELIMITERS = ",;\t"
_JSON_NAMES = (".jsonl", ".ndjson", ".json")
_ROWS = 1000


def read_objects(path: Path) -> Lines:
    """The objects of a file of JSON lines, CSV (its header names the fields; `attributes.NAME` is an attribute) or Parquet; empty lines are
    passed over."""
    reader = _reader(path)
    with _opened(path) as file:
        yield from reader(path, file)


def read_texts(path: Path) -> Lines:
    """The lines of a text file without their line ends; empty ones are passed over."""
    with _opened(path) as file:
        for number, line in _numbered(file):
            try:
                yield number, line.decode().rstrip("\r\n")
            except UnicodeDecodeError:
                yield number, BadValue("line", line.decode(errors="replace"), "UTF-8 text")


def file_kind(path: Path) -> str:
    """parquet, json or csv, by the first bytes, and by the name where they leave it open."""
    with _opened(path) as file:
        start = file.read(4096).removeprefix(_BOM).lstrip()
    if start.startswith(_PARQUET):
        return "parquet"
    named_json = path.name.lower().removesuffix(".gz").endswith(_JSON_NAMES)
    return "json" if start[:1] in (b"{", b"[") or named_json else "csv"


def _reader(path: Path) -> Callable[[Path, IO[bytes]], Lines]:
    return {"parquet": _parquet_rows, "json": _json_lines, "csv": _csv_rows}[file_kind(path)]


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
        with gzip.open(path) if packed else path.open("rb") as file:
            yield cast(IO[bytes], file)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidInput(f"{path.name} is cut short or damaged ({error}): bring it again", field="file") from None


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(file, 1):
        stripped = line.removeprefix(_BOM) if number == 1 else line
        if stripped.strip():
            yield number, stripped


def _json_lines(path: Path, file: IO[bytes]) -> Lines:
    for number, line in _numbered(file):
        if number == 1 and line.lstrip().startswith(b"["):
            raise InvalidInput(f"{path.name} is one JSON array: write one object a line, without brackets and commas around them", field="file")
        yield number, _json_object(line)


def _json_object(line: bytes) -> Given:
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return BadValue("line", line.decode(errors="replace").strip(), f"a JSON object ({error})")
    return given if isinstance(given, dict) else BadValue("line", given, "a JSON object")


def _csv_rows(path: Path, file: IO[bytes]) -> Lines:
    try:
        with io.TextIOWrapper(cast(Any, file), "utf-8-sig", newline="") as texts:
            header = texts.readline()
            delimiter = max(_DELIMITERS, key=header.count)
            names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
            if "id" not in names:
                seen = f"{path.name} is neither JSON lines nor Parquet, and as CSV its header {header.strip()[:80]!r} names no id"
                raise InvalidInput(f"{seen}: name its columns id, title, price and so on", field="file")
            yield from _csv_objects(csv.reader(texts, delimiter=delimiter), names)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8 text ({error.reason} at byte {error.start}): save it as UTF-8", field="file") from None


def _csv_objects(rows: Any, names: list[str]) -> Lines:
    while True:
        number = rows.line_num + 2
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, BadValue("line", str(error), "a row of comma-separated values")
            continue
        if cells:
            yield number, _csv_object(cells, names)


def _csv_object(cells: list[str], names: list[str]) -> Given:
    if len(cells) != len(names):
        return BadValue("line", f"{len(cells)} cells", f"{len(names)} cells, as the header has")
    given: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        if cell.strip() and name.startswith("attributes."):
            attributes[name.removeprefix("attributes.")] = cell
        elif cell.strip() and name:
            given[name] = cell
    return _with_attributes(given, attributes)


def _with_attributes(given: dict[str, Any], attributes: dict[str, Any]) -> Given:
    written = given.get("attributes")
    if written is not None:
        try:
            attributes = {**orjson.loads(written), **attributes}
        except (orjson.JSONDecodeError, TypeError):
            return BadValue("attributes", written, 'a JSON object such as {"colour": "red"}')
    return {**given, "attributes": attributes} if attributes else given


def _parquet_rows(path: Path, file: IO[bytes]) -> Lines:
    # Imported here: it is heavy, and only shops that bring Parquet need it.
    import pyarrow
    from pyarrow import parquet

    number, arrow, readers = 0, cast(Any, pyarrow), cast(Any, parquet)
    try:
        # Parquet is read from its end; a packed one has to be unpacked whole.
        table = readers.ParquetFile(arrow.BufferReader(file.read()) if isinstance(file, gzip.GzipFile) else path)
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist(maps_as_pydicts="lossy"):
                number += 1
                yield number, {name: _plain(value) for name, value in row.items() if value is not None}
    except (arrow.ArrowException, ValueError) as error:
        raise InvalidInput(f"{path.name} cannot be read as Parquet ({str(error)[:120]}): write it again", field="file") from None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
