"""Generated lines become a file that the imports take, the same bytes each time."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.simulate.world.files import write_lines


def test_the_same_lines_are_written_in_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "a.gz", tmp_path / "b.gz"]
    for path in paths:
        write_lines(path, ("红色\t3", "shoe\t1"))
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert gzip.decompress(first).decode() == "红色\t3\nshoe\t1\n"


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "one"
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        write_lines(tmp_path / "x.gz", broken())
    assert not (tmp_path / "x.gz").exists()
