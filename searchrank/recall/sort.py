"""Orders that a shopper chooses: by a column, products without the number last, equal ones by row (that is, by product id)."""

from __future__ import annotations

import numpy as np

from searchrank.errors import UnknownName
from searchrank.records import SORTS, Rows
from searchrank.store.view import View

_COLUMNS = {"price_asc": ("price", 1.0), "price_desc": ("price", -1.0), "newest": ("released_at", -1.0), "sales": ("sales", -1.0)}


def sorted_rows(view: View, rows: Rows, sort: str) -> Rows:
    """The rows in the order of this sort; raises UnknownName for one that is none."""
    if sort not in _COLUMNS:
        raise UnknownName("sort", sort, SORTS)
    column, sign = _COLUMNS[sort]
    values = view.take(column, rows).astype(np.float64) * sign
    return rows[np.lexsort((rows, np.where(np.isnan(values), np.inf, values)))]
