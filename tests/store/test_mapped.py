"""Files in memory: what comes back is what was kept, no file stays open for it, and it goes when nobody looks at it any more."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from searchrank.store.mapped import map_array, map_rows

NUMBERS = np.arange(24, dtype=np.float32).reshape(4, 3, 2)
RECORDS = np.array([(1, 2.5), (3, 4.5)], [("key", "<u8"), ("weight", "<f4")])
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="this system does not list what a process has mapped")


def kept(folder: Path, array: object) -> Path:
    np.save(folder / "kept.npy", array)  # type: ignore[arg-type]
    return folder / "kept.npy"


def maps_of(path: Path) -> int:
    return Path("/proc/self/maps").read_text().count(str(path))


@pytest.mark.parametrize("array", [NUMBERS, RECORDS, NUMBERS[:0], np.arange(3, dtype=np.uint8), np.array(7), np.asfortranarray(np.arange(3))])
def test_an_array_comes_back_read_only(tmp_path: Path, array: np.ndarray) -> None:
    found = map_array(kept(tmp_path, array))
    assert (found.dtype, found.shape, found.tolist()) == (array.dtype, array.shape, array.tolist())
    assert type(found) is np.ndarray
    assert found.flags.aligned
    if found.size:
        with pytest.raises(ValueError, match="read-only"):
            found[...] = found


@pytest.mark.parametrize("left", [0, 5, 100, 130])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, left: int) -> None:
    path = kept(tmp_path, NUMBERS)
    os.truncate(path, left)
    with pytest.raises(ValueError, match=r".+"):
        map_array(path)


@pytest.mark.parametrize("array", [np.array(["a", None], object), np.asfortranarray(np.ones((2, 3)))])
def test_what_would_not_lie_in_memory_as_it_is_read_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="not mapped"):
        map_array(kept(tmp_path, array))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        map_array(tmp_path / "kept.npy")


def test_it_can_be_read_after_the_file_is_gone(tmp_path: Path) -> None:
    path = kept(tmp_path, NUMBERS)
    found = map_array(path)
    path.unlink()
    assert found.sum() == NUMBERS.sum()


@on_linux
def test_no_file_stays_open(tmp_path: Path) -> None:
    path, before = kept(tmp_path, NUMBERS), len(list(Path("/proc/self/fd").iterdir()))
    held = [map_array(path) for _ in range(50)]
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert sum(one.sum() for one in held) == 50 * NUMBERS.sum()


@on_linux
def test_it_goes_with_the_last_array_over_it(tmp_path: Path) -> None:
    path = kept(tmp_path, NUMBERS)
    part = map_array(path)[1:, 0]
    assert maps_of(path) == 1
    assert part.tolist() == NUMBERS[1:, 0].tolist()
    del part
    assert maps_of(path) == 0


def test_rows_are_those_that_are_whole_and_what_one_writes_the_other_sees(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_bytes(bytes(2 * 12 + 5))
    reading = map_rows(path, np.dtype(np.int32), (3,))
    writing = map_rows(path, np.dtype(np.int32), (3,), writable=True)
    writing[1] = [4, 5, 6]
    assert reading.tolist() == [[0, 0, 0], [4, 5, 6]]
    assert not reading.flags.writeable
