from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from searchrank.errors import InvalidInput
from searchrank.store.fields import BadValue
from searchrank.store.files import file_kind, read_objects, read_texts


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def objects(path: Path) -> list[tuple[int, Any]]:
    return [(number, given.expected if isinstance(given, BadValue) else given) for number, given in read_objects(path)]


JSON = '{"id": "p1", "title": "跑鞋"}\n\n{"id": "p2", "title": "cup"}'
CSV = 'id,title,price\np1,跑鞋,\np2,"cup, red",9.5\n'


@pytest.mark.parametrize("name", ["products.jsonl", "products.csv", "products", "products.jsonl.gz"])
@pytest.mark.parametrize("packed", [True, False])
def test_content_decides_how_a_file_is_read_whatever_its_name(tmp_path: Path, name: str, packed: bool) -> None:
    path = written(tmp_path, name, gzip.compress(JSON.encode()) if packed else JSON)
    assert objects(path) == [(1, {"id": "p1", "title": "跑鞋"}), (3, {"id": "p2", "title": "cup"})]


def test_a_name_decides_where_content_does_not(tmp_path: Path) -> None:
    assert file_kind(written(tmp_path, "a.jsonl", "broken\n")) == "json"
    assert file_kind(written(tmp_path, "a.txt", "id,title\n")) == "csv"


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(tmp_path: Path) -> None:
    assert objects(written(tmp_path, "a.jsonl", "\ufeff" + JSON))[0] == (1, {"id": "p1", "title": "跑鞋"})
    assert objects(written(tmp_path, "a.csv", "\ufeff" + CSV))[0] == (2, {"id": "p1", "title": "跑鞋"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_row_becomes_an_object_without_its_empty_cells(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "a.csv", CSV.replace('"cup, red"', "cup").replace(",", delimiter))
    assert objects(path) == [(2, {"id": "p1", "title": "跑鞋"}), (3, {"id": "p2", "title": "cup", "price": "9.5"})]


def test_a_quoted_csv_cell_may_hold_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,title\np1,"a, ""b""\nc"\np2,d\n')
    assert objects(path) == [(2, {"id": "p1", "title": 'a, "b"\nc'}), (4, {"id": "p2", "title": "d"})]


def test_csv_attributes_come_from_a_json_cell_and_from_columns_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'id,title,attributes,attributes.颜色\np1,a,"{""尺码"": [41, 42]}",红\np2,b,,\np3,c,red,\n')
    first, second, third = objects(path)
    assert first == (2, {"id": "p1", "title": "a", "attributes": {"尺码": [41, 42], "颜色": "红"}})
    assert second == (3, {"id": "p2", "title": "b"})
    assert third == (4, 'a JSON object such as {"colour": "red"}')


def test_a_csv_row_of_another_length_is_a_bad_line(tmp_path: Path) -> None:
    assert objects(written(tmp_path, "a.csv", "id,title\np1\np2,b\n")) == [(2, "2 cells, as the header has"), (3, {"id": "p2", "title": "b"})]


@pytest.mark.parametrize("line", ["{broken", "[1, 2]", '"text"', '{"price": NaN}', '{"title": "\\ud800"}'])
def test_a_json_line_that_is_no_object_is_a_bad_line_and_the_next_is_read(tmp_path: Path, line: str) -> None:
    first, second = objects(written(tmp_path, "a.jsonl", f'{{"id": "p0"}}\n{line}\n{{"id": "p2"}}\n'))[1:]
    assert first[0] == 2
    assert first[1].startswith("a JSON object")
    assert second == (3, {"id": "p2"})


ROWS: list[Mapping[str, Any]] = [
    {"id": "p1", "price": Decimal("9.50"), "released_at": datetime(2024, 5, 31), "category": ["a", "b"], "attributes": [("colour", "red")]},
    {"id": "p2", "price": None, "released_at": None, "category": None, "attributes": None},
]
SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "price": pa.decimal128(8, 2),
        "released_at": pa.timestamp("ms"),
        "category": pa.list_(pa.string()),
        "attributes": pa.map_(pa.string(), pa.string()),
    }
)


@pytest.mark.parametrize("packed", [True, False])
def test_parquet_rows_become_objects_that_json_can_hold(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist([dict(row) for row in ROWS], SCHEMA), path)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    first = {"id": "p1", "price": 9.5, "released_at": "2024-05-31T00:00:00", "category": ["a", "b"], "attributes": {"colour": "red"}}
    assert objects(path) == [(1, first), (2, {"id": "p2"})]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.json", b'[\n{"id": 1}\n]', "one JSON array: write one object a line"),
        ("a.csv", b"name;price\nx;1\n", "names no id"),
        ("a.csv", "id,title\np1,跑鞋\n".encode("gbk"), "not UTF-8"),
        ("a.parquet", b"PAR1 and nothing more", "cannot be read as Parquet"),
        ("a.jsonl.gz", gzip.compress(JSON.encode() * 1000)[:-20], "cut short or damaged"),
        ("empty.csv", b"", "names no id"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence) as caught:
        objects(written(tmp_path, name, content))
    assert str(caught.value).startswith(name)


def test_texts_are_lines_without_their_ends(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", b"\xef\xbb\xbfa\t1\r\n\r\n\xff\t2\nb\t3")
    assert [(number, line) for number, line in read_texts(path) if isinstance(line, str)] == [(1, "a\t1"), (4, "b\t3")]
    assert [line.expected for _, line in read_texts(path) if isinstance(line, BadValue)] == ["UTF-8 text"]
