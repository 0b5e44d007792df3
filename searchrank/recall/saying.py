"""Which products say a text in title or attributes: takes rows, gives flags. A text behind a word of refusal is not said: 无涂层 says no 涂层."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.query.tokens import units
from searchrank.recall.stated import said
from searchrank.recall.terms import token_ids
from searchrank.records import FIELDS, Rows
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

REFUSING = ("无", "不", "非", "免", "未", "零", "0", "no", "non", "without", "zero")
_READ = np.array([FIELDS.index(field) for field in ("title", "attributes")], np.int64)


def says(view: View, rows: Rows, text: str) -> npt.NDArray[np.bool_]:
    """Whether each product has the units of a normalised text side by side, without a word of refusal before them."""
    asked = np.array(token_ids(view.snapshot, "units", units(text).main), np.int64)
    if not len(asked) or (asked < 0).any() or not len(rows):
        return np.zeros(len(rows), bool)
    refusing = view.snapshot.kept("refusing", _refusing)
    lists, places = view.lists_within("units.tokens", rows, len(FIELDS))
    return said(lists.offsets, lists.values, places, len(FIELDS), _READ, asked, refusing)


def _refusing(snapshot: Snapshot) -> npt.NDArray[np.int64]:
    found = np.array(token_ids(snapshot, "units", REFUSING), np.int64)
    return found[found >= 0]
