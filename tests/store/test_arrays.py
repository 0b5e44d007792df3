"""What named arrays are counted and read with."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchrank.store.arrays import ascending, distinct, read_strings, write_strings

NUMBERS = st.lists(st.integers(0, 2**62))


@given(NUMBERS)
def test_distinct_values_are_those_of_numpy(numbers: list[int]) -> None:
    values = np.array(numbers, np.int64)
    assert distinct(values).tolist() == np.unique(values).tolist()


@given(st.one_of(NUMBERS, st.lists(st.integers(0, 9))))
def test_places_ascend_as_a_stable_sort_gives_them(numbers: list[int]) -> None:
    keys = np.array(numbers, np.int64)
    assert ascending(keys).tolist() == np.argsort(keys, kind="stable").tolist()


def test_several_texts_are_what_each_is(tmp_path: Path) -> None:
    write_strings(tmp_path, "name", ["跑鞋", "", "shoe", "é"])
    texts = read_strings(tmp_path, "name")
    rows = np.array([3, 0, 1, 3], np.int32)
    assert texts.several(rows) == [texts[row] for row in rows.tolist()] == ["é", "跑鞋", "", "é"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5))
def test_texts_are_written_as_they_come_and_lie_as_numpy_writes_them(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, whole = Path(name), "".join(texts).encode()
        write_strings(folder, "come", iter(texts))
        np.save(folder / "whole.npy", np.frombuffer(whole, np.uint8))
        assert list(read_strings(folder, "come")) == texts
        assert (folder / "come.values.npy").read_bytes() == (folder / "whole.npy").read_bytes()
