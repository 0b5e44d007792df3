"""What changed since a snapshot was published, as a worker reads it: live rows behind the published ones, and which rows they overtook.

Every change that came by is one live row, numbered on from the snapshot's in the order of the changes; a removal is a row that nothing shows. All
lies in arrays that only grow (`store.growing`), so a generation is a number of rows, and an older one can be read as long as the folder is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from searchrank.store.additions import Additions, NameLog
from searchrank.store.arrays import OFFSETS, Array, Ragged, Strings
from searchrank.store.generation import Generation, read_generation
from searchrank.store.growing import Growth, Shape
from searchrank.store.grown import Grown
from searchrank.store.parts import newest, placed, visible
from searchrank.store.snapshot import Snapshot

NUMBERS = ("price", "original_price", "stock", "sales", "rating", "reviews", "released_at", "completeness")
NAMES = ("brand", "shop", "region", "style", "category")
CUT = ("title.ngrams", "title.squared", "units.lengths", "words.lengths", "bigrams.lengths")
"""Those of `ROWS` that follow from the text of a product alone, as `LISTS` does; empty where an earlier row has the same text (`TEXT`)."""
ROWS = (*(f"column.{name}" for name in (*NUMBERS, *NAMES)), *CUT)
LISTS = ("units.tokens", "words.tokens", "bigrams.tokens", "attributes", "quantity.unit", "quantity.value")
"""The arrays by row that a live part has as the snapshot has them; what a snapshot has not, its live part has not either."""
ORIGIN, OVERTAKEN, OVERTAKEN_LIVE = "origin", "overtaken.published", "overtaken.live"
TEXT = "text"
"""The row at which the text of a live row lies (`LISTS` and `CUT`): the published row of its product as long as nothing else was ever said of it,
else the live row that said so first. Where it is a live row, the engine does not find the product by what it says."""
HEAD, HOLDER, BEFORE = "postings.head", "postings.row", "postings.before"
"""Which live rows said a unit first, newest first: the newest entry of each unit, and by entry its row and the entry before. All from 1, 0 is none.
Rows that say what was said before have no entries, so that changes of prices and stock lengthen no list."""
NAME_LOG = "names.jsonl"
PRODUCT, DOCUMENT = "product", "document"
INT32, INT64, BYTE = Shape(np.dtype(np.int32)), Shape(np.dtype(np.int64)), Shape(np.dtype(np.uint8))
Rows = npt.NDArray[np.int32]
T = TypeVar("T")


def shapes_by_row(snapshot: Snapshot) -> Mapping[str, Shape]:
    """The arrays with one entry a row."""
    known = {name: Shape.of(snapshot.array(name)) for name in ROWS if snapshot.has(name)}
    return {**known, ORIGIN: INT32, OVERTAKEN_LIVE: INT32, TEXT: INT32}


def shapes_of_lists(snapshot: Snapshot) -> Mapping[str, tuple[Shape, int]]:
    """The ragged arrays: the shape of a value, and how many lists a row has."""
    known = {name: snapshot.ragged(name) for name in LISTS if snapshot.has(name + OFFSETS)}
    widths = {name: (Shape.of(lists.values), len(lists) // snapshot.count) for name, lists in known.items()}
    return {**widths, PRODUCT: (BYTE, 1), DOCUMENT: (BYTE, 1)}


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """One generation: `rows` live rows behind the `first` published ones, of this or an older state of
    the `generation`. `said` the last live row that said something new of a product, or that it is gone, by id; the rows that only sell it at
    another price are found from there.
    """

    first: int
    rows: int
    generation: Generation
    arrays: Mapping[str, Array]
    lists: Mapping[str, Ragged]
    said: Mapping[str, int]
    _made: dict[str, Any] = field(default_factory=dict)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made at first use and kept as long as this generation."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]  # type: ignore[no-any-return]

    @property
    def change(self) -> int:
        """The number of the last change that is in."""
        return self.generation.change

    @property
    def folded(self) -> int:
        """How many older rows, which others had overtaken, were dropped when the part was merged."""
        return self.generation.folded

    @property
    def taken(self) -> int:
        """How many changes this has seen: it only grows, so it tells generations apart."""
        return self.folded + self.rows

    @property
    def end(self) -> int:
        """The row behind the last."""
        return self.first + self.rows

    def shows(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of these rows nothing overtook."""
        return visible(self.arrays[OVERTAKEN], self.arrays[OVERTAKEN_LIVE], rows, self.first, self.rows)

    def follow(self, rows: Rows) -> Rows:
        """The row that shows the product of each of these rows now, -1 where it was removed."""
        return newest(self.arrays[OVERTAKEN], self.arrays[OVERTAKEN_LIVE], rows, self.first, self.rows)

    def texts(self, rows: Rows) -> Rows:
        """The row at which the text of each of these lies."""
        return self.told(rows)[0]

    def told(self, rows: Rows) -> tuple[Rows, bool]:
        """The same, and whether all of them lie in the published part."""
        return placed(self.arrays[TEXT], rows, self.first)

    def altered(self) -> tuple[Rows, Rows]:
        """The rows that show what was published of their product at another price or stock, and the published rows of these, which ascend."""
        return self.kept("altered", self._altered)

    def _altered(self) -> tuple[Rows, Rows]:
        texts = self.arrays[TEXT][: self.rows]
        rows: Rows = (np.flatnonzero(texts < self.first) + self.first).astype(np.int32)
        rows = rows[self.shows(rows)]
        rows = rows[np.argsort(texts[rows - self.first])]
        return rows, texts[rows - self.first]

    def text(self, name: str, row: int) -> bytes:
        """The document or product id of a live row."""
        return Strings(self.lists[name]).raw(row - self.first)

    def row_of(self, product_id: str, published: int) -> int:
        """The row that shows this product, -1 where none does; `published` is its row in the snapshot, or -1."""
        row = self.said.get(product_id, published)
        return int(self.follow(np.array([row], np.int32))[0]) if row >= 0 else -1


@dataclass(slots=True)
class LiveFolder:
    """The live part of one snapshot, followed by one worker, whose threads may all look. Gives generations, None where there is none."""

    path: Path
    snapshot: Snapshot
    grown: Grown | None = None
    additions: Additions | None = None
    _read: Generation | None = None
    _live: Live | None = None
    _growth: Growth | None = None
    _log: NameLog | None = None
    _said: dict[str, int] = field(default_factory=dict)
    _known: int = 0
    _looking: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> Live | None:
        """The newest generation; the same object as before where nothing is new."""
        # A page that goes on with an older generation looks too, from a thread of its own: names that are half read must not be taken for all.
        with self._looking:
            return self._look()

    def seen(self, taken: int) -> Live | None:
        """The generation of so many changes; the newest where there were never so many, or where it was merged into a later one."""
        with self._looking:
            live = self._look()
            if live is None or not live.folded < taken < live.taken:
                return live
            return self._at(taken - live.folded, live.generation)

    def _look(self) -> Live | None:
        told = read_generation(self.path)
        if told is None or told == self._read:
            return self._live if told is not None else None
        if self._read is None or told.born != self._read.born:
            self._begin(told)
        self._learn_names(told)
        self._live = self._at(told.rows, told)
        self._learn_products(self._live)
        self._read = told
        return self._live

    def _at(self, rows: int, told: Generation) -> Live:
        assert self._growth is not None
        growth, first = self._growth, self.snapshot.count
        arrays = {name: growth.array(name, shape, rows) for name, shape in self.snapshot.kept("live.by_row", shapes_by_row).items()}
        widths = self.snapshot.kept("live.lists", shapes_of_lists)
        arrays[OVERTAKEN] = growth.array(OVERTAKEN, INT32, 0)
        arrays |= {name: growth.array(name, INT32, growth.room(name, INT32) // 2) for name in (HEAD, HOLDER, BEFORE)}
        lists = {name: growth.ragged(name, shape, rows * width) for name, (shape, width) in widths.items()}
        return Live(first, rows, told, arrays, lists, self._said)

    def _begin(self, told: Generation) -> None:
        folder = self.path / told.born
        self._growth, self._log = Growth(folder), NameLog(folder / NAME_LOG)
        self.additions, self._said, self._known = Additions.to(self.snapshot), {}, 0
        self.grown = Grown.over(self.snapshot, self.additions)

    def _learn_names(self, told: Generation) -> None:
        if self._log is None or self.additions is None or not (lines := self._log.follow(told.names)):
            return
        for line in lines:
            self.additions.add(self.snapshot, line)
        self.grown = Grown.over(self.snapshot, self.additions)

    def _learn_products(self, live: Live) -> None:
        rows = np.arange(live.first + self._known, live.end)
        for row in rows[live.arrays[TEXT][self._known : live.rows] == rows].tolist():
            self._said[live.text(PRODUCT, row).decode()] = row
        self._known = live.rows
