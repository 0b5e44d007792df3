"""What only the embedded engine promises; the rest is in `tests/contracts/test_engines.py`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.errors import Conflict, SnapshotDamaged
from searchrank.recall.clause import Term
from searchrank.recall.embedded import EmbeddedEngine
from searchrank.recall.engine import IndexRow, Request
from tests.contracts.plain import catalogue

SHOE = Request(Term("title", "shoe"))


def shoes(*rows: int) -> list[IndexRow]:
    return [IndexRow(row, {"title": "shoe"}) for row in rows]


def broken() -> Iterator[IndexRow]:
    yield IndexRow(8, {"title": "shoe"})
    raise OSError("the catalogue went away")


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    engine = EmbeddedEngine.create(tmp_path / "index")
    engine.build(shoes(1, 0))
    return engine


def test_a_build_gives_one_segment_so_that_ties_break_by_row_at_the_limit(tmp_path: Path) -> None:
    engine = EmbeddedEngine.create(tmp_path)
    engine.build(catalogue(5000))
    assert engine._searcher.num_segments == 1
    assert engine.search(Request(Term("title", "same"), limit=3)).rows.tolist() == [0, 1, 2]


def test_two_builds_of_the_same_products_answer_the_same(tmp_path: Path) -> None:
    answers = []
    for name in ("a", "b"):
        engine = EmbeddedEngine.create(tmp_path / name)
        engine.build(catalogue(500))
        answers.append(engine.search(Request(Term("description", "w3"), limit=50)).rows.tolist())
    assert answers[0] == answers[1]
    assert len(answers[0]) == 50


def test_another_process_can_open_the_index_while_this_one_has_it(engine: EmbeddedEngine) -> None:
    code = (
        "import sys, pathlib; from searchrank.recall.embedded import EmbeddedEngine as E; from searchrank.recall.engine import Request;"
        "from searchrank.recall.clause import Term;"
        "sys.stdout.write(str(E.open(pathlib.Path(sys.argv[1])).search(Request(Term('title', 'shoe'))).rows.tolist()))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(engine.folder)], capture_output=True, text=True, check=True)
    assert done.stdout == "[0, 1]"
    assert engine.search(SHOE).rows.tolist() == [0, 1]


def test_opening_and_searching_leaves_the_folder_as_it_was(engine: EmbeddedEngine) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in engine.folder.iterdir() if path.suffix != ".lock"}

    before = state()
    EmbeddedEngine.open(engine.folder).search(SHOE)
    assert state() == before


def test_a_build_that_breaks_off_leaves_the_last_one(engine: EmbeddedEngine) -> None:
    with pytest.raises(OSError, match="went away"):
        engine.build(broken())
    assert engine.search(SHOE).rows.tolist() == [0, 1]
    engine.update(shoes(2))
    assert EmbeddedEngine.open(engine.folder).search(SHOE).rows.tolist() == [0, 1, 2]


def test_two_writers_at_once_are_refused(engine: EmbeddedEngine) -> None:
    def meanwhile() -> Iterator[IndexRow]:
        with pytest.raises(Conflict, match="is being changed by another process"):
            EmbeddedEngine.open(engine.folder).update(shoes(3))
        yield IndexRow(4, {"title": "shoe"})

    engine.build(meanwhile())
    assert engine.search(SHOE).rows.tolist() == [4]


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path / "absent", tmp_path):
        with pytest.raises(SnapshotDamaged, match="cannot be opened"):
            EmbeddedEngine.open(folder)


def test_an_index_with_a_file_cut_short_is_refused(engine: EmbeddedEngine) -> None:
    engine.close()
    for path in engine.folder.glob("*.term"):
        path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(SnapshotDamaged, match="roll back or publish again"):
        EmbeddedEngine.open(engine.folder)
