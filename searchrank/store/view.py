"""What one request sees, taken once: the snapshot, and later the live generation beside it. Takes rows, gives columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import Array
from searchrank.store.snapshot import Snapshot

NONE = -1
"""The row of a table (brand, category, ...) where a product has none."""


@dataclass(frozen=True, slots=True)
class View:
    """One state of the shop. Features and stages read columns through `take`; none knows where a row lies."""

    snapshot: Snapshot

    @property
    def version(self) -> str:
        return self.snapshot.version

    @property
    def count(self) -> int:
        return self.snapshot.count

    def take(self, column: str, rows: npt.NDArray[Any]) -> Array:
        """The values of a column at these rows.

        price, original_price, stock, sales, rating, reviews: float32, NaN where the shop gave none; released_at: float64 seconds or NaN;
        brand, category, shop, region, style: int32 rows of the tables of that name, -1 where the product has none.
        """
        values: Array = self.snapshot.array(f"column.{column}")[rows]
        return values

    def take_ragged(self, name: str, rows: npt.NDArray[Any]) -> tuple[Array, npt.NDArray[np.int64]]:
        """Values of a ragged column at these rows, one row after another, and the length of each."""
        return self.snapshot.ragged(name).take(rows)

    def ids(self, rows: npt.NDArray[Any]) -> list[str]:
        """Product ids at these rows."""
        texts = self.snapshot.vocabulary("product").texts
        return [texts[int(row)] for row in rows]

    def rows_of(self, product_ids: Sequence[str]) -> npt.NDArray[np.int32]:
        """The row of each product id, -1 where there is no such product."""
        return self.snapshot.vocabulary("product").ids(product_ids)

    def document(self, row: int) -> bytes:
        """The whole JSON object of one product."""
        return self.snapshot.strings("document").raw(row)

    def table(self, name: str, row: int) -> str:
        """The name at a row of the table brand, category (`a > b > c`), shop, region, style or attribute (`name:value`); empty for -1."""
        return "" if row == NONE else self.snapshot.vocabulary(name).texts[row]
