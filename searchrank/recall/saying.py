"""Which products say a text in title or attributes: takes rows, gives flags. A text behind a word of refusal is not said: 无涂层 says no 涂层."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.query.tokens import units
from searchrank.recall.terms import token_ids
from searchrank.records import FIELDS, Rows
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

REFUSING = ("无", "不", "非", "免", "未", "零", "0", "no", "non", "without", "zero")
_READ = ("title", "attributes")


def says(view: View, rows: Rows, text: str) -> npt.NDArray[np.bool_]:
    """Whether each product has the units of a normalised text side by side, without a word of refusal before them."""
    asked = np.array(token_ids(view.snapshot, "units", units(text).main), np.int64)
    found = np.zeros(len(rows), bool)
    if not len(asked) or (asked < 0).any() or not len(rows):
        return found
    refusing = view.snapshot.kept("refusing", _refusing)
    lists, places = view.lists_within("units.tokens", rows, len(FIELDS))
    for field in _READ:
        tokens, lengths = lists.take(places.astype(np.int64) * len(FIELDS) + FIELDS.index(field))
        owner = np.repeat(np.arange(len(rows)), lengths)
        at = _places(tokens, owner, asked)
        before = np.maximum(at - 1, 0)
        refused = (at > 0) & (owner[before] == owner[at]) & np.isin(tokens[before], refusing)
        found[owner[at[~refused]]] = True
    return found


def _places(tokens: npt.NDArray[np.int32], owner: npt.NDArray[np.int64], asked: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where the asked tokens begin, one after another in the tokens of one owner."""
    if len(tokens) < len(asked):
        return np.empty(0, np.int64)
    last = len(tokens) - len(asked) + 1
    same = owner[:last] == owner[len(asked) - 1 :]
    for step, token in enumerate(asked.tolist()):
        same &= tokens[step : last + step] == token
    return np.flatnonzero(same)


def _refusing(snapshot: Snapshot) -> npt.NDArray[np.int64]:
    found = np.array(token_ids(snapshot, "units", REFUSING), np.int64)
    return found[found >= 0]
