"""What one request sees, taken once: the snapshot, and the live generation beside it. Takes rows, gives columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.store.arrays import Array, Ragged, Strings
from searchrank.store.grown import Grown
from searchrank.store.live import CUT, DOCUMENT, ORIGIN, PRODUCT, Live
from searchrank.store.parts import copied, joined
from searchrank.store.snapshot import Snapshot

TITLE = "title.text"
"""The titles as documents say them, apart, so that a page is made without reading its documents."""
NONE = -1
"""The row of a table (brand, category, ...) where a product has none."""
Rows = npt.NDArray[np.int32]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the shop. Features and stages read columns through `take`, `within` and `lists_within`; none knows where a row lies.

    With a live generation, `snapshot` is one whose tables have grown, and rows from `snapshot.count` on are live ones. Arrays by row that are no
    columns of the product itself (statistics, vectors) belong to the snapshot alone: read them at `origins(rows)`.
    """

    snapshot: Snapshot
    live: Live | None = None

    @property
    def version(self) -> str:
        """The snapshot's version, with the number of changes since where there are any: `v000003.1207`. It names one state for ever."""
        return self.snapshot.version if self.live is None else f"{self.snapshot.version}.{self.live.taken}"

    @property
    def count(self) -> int:
        """How many rows there are, those that others overtook included."""
        return self.snapshot.count if self.live is None else self.live.end

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives of this state, made at first use and kept as long as nothing changes."""
        return self.snapshot.kept(name, lambda _: make()) if self.live is None else self.live.kept(name, make)

    def every(self) -> Rows:
        """The rows of all products, ascending."""
        return self.shown(np.arange(self.count, dtype=np.int32))

    def shown(self, rows: Rows) -> Rows:
        """Those of the rows that show a product still: the others were overtaken by a newer version, or removed."""
        return rows if self.live is None else rows[self.live.shows(_int32(rows))]

    def followed(self, rows: Rows) -> Rows:
        """The newest version of the product at each row, in the same order; those that were removed left out."""
        if self.live is None:
            return rows
        found = self.live.follow(_int32(rows))
        return found[found >= 0]

    def origins(self, rows: Rows) -> Rows:
        """The snapshot's row of each product, so that what is known of it survives a change; -1 for one that came since."""
        if self.live is None:
            return rows
        first = self.live.first
        return np.where(rows < first, rows, self.live.arrays[ORIGIN][np.maximum(rows - first, 0)]).astype(np.int32)

    def take(self, column: str, rows: npt.NDArray[Any]) -> Array:
        """The values of a column at these rows.

        price, original_price, stock, sales, rating, reviews: float32, NaN where the shop gave none; released_at: float64 seconds or NaN;
        brand, category, shop, region, style: int32 rows of the tables of that name, -1 where the product has none.
        """
        name = f"column.{column}"
        published = self.snapshot.array(name)
        if self.live is None:
            values: Array = published[rows]
            return values
        return joined(published, self.live.arrays[name], _int32(rows), self.live.first)

    def within(self, name: str, rows: Rows) -> tuple[Array, Rows]:
        """An array that follows from texts (`store.live.CUT`), and where in it the values of these rows lie: the published one where all of them say
        what was published."""
        # A column of the product itself would be read as it was published: `take` is for those.
        assert name in CUT, name
        published = self.snapshot.array(name)
        if self.live is None:
            return published, rows
        rows, all_published = self.live.told(_int32(rows))
        if all_published:
            return published, rows
        return joined(published, self.live.arrays[name], rows, self.live.first), np.arange(len(rows), dtype=np.int32)

    def lists_within(self, name: str, rows: Rows, width: int = 1) -> tuple[Ragged, Rows]:
        """The same of a ragged array with `width` lists a row: a ragged array and the numbers of these rows in it."""
        published = self.snapshot.ragged(name)
        if self.live is None:
            return published, rows
        rows, all_published = self.live.told(_int32(rows))
        if all_published:
            return published, rows
        live = self.live.lists[name]
        parts = copied(published.offsets, published.values, live.offsets, live.values, rows, width, self.live.first)
        return Ragged(*parts), np.arange(len(rows), dtype=np.int32)

    def take_ragged(self, name: str, rows: npt.NDArray[Any]) -> tuple[Array, npt.NDArray[np.int64]]:
        """Values of a ragged column at these rows, one row after another, and the length of each."""
        lists, places = self.lists_within(name, rows)
        return lists.take(places)

    def below(self, categories: npt.NDArray[np.int32], row: int) -> npt.NDArray[np.bool_]:
        """Which of these category rows are this category or lie below it."""
        return np.asarray(self.below_each(categories, [row])[0], bool)

    def below_each(self, categories: npt.NDArray[np.int32], rows: Sequence[int]) -> npt.NDArray[np.bool_]:
        """`below` for each of these categories: bool (rows, n)."""
        ends, asked = self.snapshot.array("category.end"), np.array(rows, np.int32)
        # A category that came since publishing has none of those published below it.
        end, published = asked + 1, asked < len(ends)
        end[published] = ends[asked[published]]
        inside = (categories >= asked[:, None]) & (categories < end[:, None])
        if isinstance(self.snapshot, Grown):
            for place, since in enumerate(map(self.snapshot.below, rows)):
                inside[place] |= np.isin(categories, since)
        return np.asarray(inside, bool)

    def ids(self, rows: npt.NDArray[Any]) -> list[str]:
        """Product ids at these rows."""
        texts = self.snapshot.vocabulary("product").texts
        if self.live is None:
            return texts.several(rows)
        return [texts[row] if row < self.snapshot.count else self._live_text(PRODUCT, row).decode() for row in rows.tolist()]

    def rows_of(self, product_ids: Sequence[str]) -> npt.NDArray[np.int32]:
        """The row of each product id, -1 where there is no such product."""
        published = self.snapshot.vocabulary("product").ids(product_ids)
        if self.live is None:
            return published
        found = [self.live.row_of(one, row) for one, row in zip(product_ids, published.tolist(), strict=True)]
        return np.array(found, np.int32)

    def document(self, row: int) -> bytes:
        """The whole JSON object of one product."""
        return self.snapshot.strings(DOCUMENT).raw(row) if row < self.snapshot.count else self._live_text(DOCUMENT, row)

    def documents(self, rows: Rows) -> Sequence[bytes | memoryview]:
        """The whole JSON object of each of these products."""
        if self.live is None:
            return self.snapshot.strings(DOCUMENT).raws(rows)
        return [self.document(row) for row in rows.tolist()]

    def titles(self, rows: Rows) -> list[str]:
        """The title of each of these products, as its document says it."""
        published = self.snapshot.kept("titles", _titles)
        if published is None or (self.live is not None and (rows >= self.snapshot.count).any()):
            return [orjson.loads(document)["title"] for document in self.documents(rows)]
        return published.several(rows)

    def table(self, name: str, row: int) -> str:
        """The name at a row of the table brand, category (`a > b > c`), shop, region, style or attribute (`name:value`); empty for -1."""
        return "" if row == NONE else self.snapshot.vocabulary(name).texts[row]

    def _live_text(self, name: str, row: int) -> bytes:
        if self.live is None:
            raise IndexError(f"row {row} of {self.snapshot.count} products")
        return self.live.text(name, row)


def _int32(rows: npt.NDArray[Any]) -> Rows:
    return np.ascontiguousarray(rows, np.int32)


def _titles(snapshot: Snapshot) -> Strings | None:
    """The titles of a snapshot; None for one that was published before they stood apart."""
    return snapshot.strings(TITLE) if snapshot.has(f"{TITLE}.offsets") else None
