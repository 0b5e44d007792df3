"""Products cut by two processes: whoever cuts them, the same arrays are written and every row comes once, in order."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import orjson
import pytest

from searchrank.publish import sharing
from searchrank.publish.collected import Collected
from searchrank.publish.cut import ProductCutter
from searchrank.publish.cut_block import BlockCutter
from searchrank.publish.parts import Part, cut_part
from searchrank.publish.sharing import BLOCK, CutPart, Shared, help_cutting, in_order
from searchrank.query.words import cutter
from searchrank.recall.engine import PackedRow
from searchrank.store.arrays import Strings, read_strings, write_strings
from searchrank.store.snapshot import Draft

CUT = BlockCutter(ProductCutter(cutter(["大灯罩"])))
COLOURS = ["Red", "red", "红色", "Deep Blue"]


def document(number: int) -> bytes:
    fields: dict[str, Any] = {
        "id": f"p{number:04}",
        "title": f"启辰r{number % 7} 大灯罩, running shoes {number % 11}00 ml, glasses",
        "brand": ["Nike", "NIKE", "", "耐克"][number % 4],
        "category": [["鞋", "跑鞋"], ["鞋", "Running Shoes"], []][number % 3],
        "attributes": {"Size": [str(40 + number % 5), "42"], "Colour": COLOURS[number % 3 :]},
        "description": "waterproof 防水 耐磨" * (number % 3),
        "stock": number % 4 - 1,
        "price": number + 0.5,
        "style": f"s{number // 2}",
        "released_at": "2024-05-31",
    }
    return orjson.dumps(fields)


COUNT = 60


@pytest.fixture
def documents(tmp_path: Path) -> Strings:
    write_strings(tmp_path, "document", map(document, range(COUNT)))
    return read_strings(tmp_path, "document")


def written(folder: Path, collected: Collected) -> Path:
    draft = Draft.begin(folder, "1")
    collected.write(draft)
    return draft.folder


def whole(documents: Strings) -> tuple[Collected, list[PackedRow]]:
    part = cut_part(documents, range(COUNT), CUT)
    return part.collected, list(part.index_rows())


@pytest.mark.parametrize("bounds", [(0, 1, 7, 60), (0, 30, 60), (0, 0, 60, 60)])
def test_parts_behind_one_another_write_what_all_products_together_do(tmp_path: Path, documents: Strings, bounds: tuple[int, ...]) -> None:
    parts = [cut_part(documents, range(low, high), CUT) for low, high in pairwise(bounds)]
    joined = Collected()
    for part in parts:
        joined.extend(part.collected)
    collected, rows = whole(documents)
    assert [row for part in parts for row in part.index_rows()] == rows
    assert joined.phrases.words == collected.phrases.words
    assert joined.phrases.titles().tolist() == collected.phrases.titles().tolist()
    assert joined.phrases.stretches().tolist() == collected.phrases.stretches().tolist()
    one, other = written(tmp_path / "one", collected), written(tmp_path / "other", joined)
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir()) and len(names) > 50
    assert filecmp.cmpfiles(one, other, names, shallow=False)[1:] == ([], [])


def rows_of(shared: Shared | None, products: int, cut: CutPart) -> Iterator[int]:
    """The rows of each part as they come."""
    for part in in_order(range(products), shared, cut):
        yield from (row.row for row in part.index_rows())


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "BLOCK", 7)


def shared_with(help: Callable[[Connection], None], products: int) -> Shared:
    ours, theirs = Pipe()

    def work() -> None:
        try:
            help(theirs)
        finally:
            theirs.close()

    Thread(target=work, daemon=True).start()
    return Shared(range(products), ours)


@pytest.fixture
def cut_here(documents: Strings) -> CutPart:
    return lambda rows: cut_part(documents, rows, CUT)


@pytest.mark.usefixtures("small_blocks")
def test_rows_come_once_and_in_order_whoever_cuts_them(documents: Strings, cut_here: CutPart) -> None:
    shared = shared_with(lambda theirs: help_cutting(theirs, documents, CUT), COUNT)
    assert list(rows_of(shared, COUNT, cut_here)) == list(range(COUNT))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_what_a_process_that_dies_had_taken_is_cut_here(cut_here: CutPart, blocks: int) -> None:
    dead = Event()

    def dying(theirs: Connection) -> None:
        theirs.send(None)
        for _ in range(blocks):
            theirs.send_bytes(sharing.packed(cut_here(theirs.recv())))
        theirs.recv()
        dead.set()

    shared = shared_with(dying, COUNT)
    assert dead.wait(30)
    assert list(rows_of(shared, COUNT, cut_here)) == list(range(COUNT))


def test_without_another_process_every_block_is_cut_in_its_turn() -> None:
    cut: list[Sequence[int]] = []

    def noted(rows: Sequence[int]) -> Part:
        cut.append(rows)
        return Part(Collected(), rows, [""] * len(rows))

    parts = in_order(range(2 * BLOCK + 1), None, noted)
    assert next(parts).numbers == range(BLOCK) and cut == [range(BLOCK)]
    assert [part.numbers for part in parts] == [range(BLOCK, 2 * BLOCK), range(2 * BLOCK, 2 * BLOCK + 1)]
    assert list(in_order([], None, noted)) == []
