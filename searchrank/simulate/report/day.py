"""A day of a log as columns: its searches, and what was shown and done. Every session is whole; strings are Arrow arrays, all else numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DEVICES = ("phone", "tablet", "desktop", "other")
"""What `Searches.device` names by place; `other` is a device the log does not name, or names otherwise."""
KINDS = ("impression", "click", "add_to_cart", "favourite", "dwell", "visit", "purchase", "refund", "other")
"""What `Events.kind` names by place."""
CARDS = ("product", "content", "ad", "query", "none")
"""What `Events.card` names by place; `query` is a query that was shown: a suggestion, or a card of queries in the grid."""
IMPRESSION, CLICK, CART, FAVOURITE, DWELL, VISIT, PURCHASE, REFUND = range(8)
PRODUCT, CONTENT, AD, QUERY = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Searches:
    """m result pages that were asked for, in the order of asking.

    id, text, user, source: strings; at float64 seconds since 1970; session int32 number within the day; device int8 by DEVICES; page int16 from 1;
    found int32 products that the answer found, -1 where that is not known; before int32 row of the search this one came from, -1 without;
    begins bool: whether something new is looked for, not the same with other words.
    """

    id: pa.StringArray
    text: pa.StringArray
    user: pa.StringArray
    source: pa.StringArray
    at: npt.NDArray[np.float64]
    session: npt.NDArray[np.int32]
    device: npt.NDArray[np.int8]
    page: npt.NDArray[np.int16]
    found: npt.NDArray[np.int32]
    before: npt.NDArray[np.int32]
    begins: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.at)

    @property
    def first(self) -> npt.NDArray[np.bool_]:
        """Where a search is a new list, not a further page of one."""
        first: npt.NDArray[np.bool_] = self.page <= 1
        return first


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """n things shown or done, orders and refunds apart.

    answer the query_id of the answer it was seen in, user, item, scene, prefix: strings; kind int8 by KINDS; card int8 by CARDS; at float64 seconds
    since 1970; session int32 number within the day, -1 without; search int32 row of Searches, -1 where it belongs to none; position int32 from 1, 0
    without; visible bool; dwell float32 seconds, nan.
    """

    answer: pa.StringArray
    user: pa.StringArray
    item: pa.StringArray
    scene: pa.StringArray
    prefix: pa.StringArray
    kind: npt.NDArray[np.int8]
    card: npt.NDArray[np.int8]
    at: npt.NDArray[np.float64]
    session: npt.NDArray[np.int32]
    search: npt.NDArray[np.int32]
    position: npt.NDArray[np.int32]
    visible: npt.NDArray[np.bool_]
    dwell: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.at)

    def of(self, kind: int, card: int | None = None) -> npt.NDArray[np.bool_]:
        """Where an event is of this kind, and of this card."""
        chosen: npt.NDArray[np.bool_] = self.kind == kind
        return chosen if card is None else chosen & (self.card == card)


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """Orders or refunds of the whole log: query_id, item, user are strings; at float64 seconds since 1970."""

    query_id: pa.StringArray
    item: pa.StringArray
    user: pa.StringArray
    at: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """The sessions that began on one day."""

    date: str
    searches: Searches
    events: Events
    sessions: int


def among(keys: pa.Array, known: pa.Array) -> npt.NDArray[np.int32]:
    """For each key its place among the known ones, -1 where it is none of them; the first place where known ones repeat.

    >>> among(pa.array(["b", "x", None]), pa.array(["a", "b"])).tolist()
    [1, -1, -1]
    """
    places = pc.index_in(keys, value_set=known)
    filled = places.fill_null(-1).to_numpy().astype(np.int32)
    return np.where(valid(keys), filled, np.int32(-1))


def valid(column: Any) -> npt.NDArray[np.bool_]:
    """Where a column has a value.

    >>> valid(pa.array(["a", None])).tolist()
    [True, False]
    """
    mask: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
    return mask


def where(column: pa.Array, chosen: npt.NDArray[np.bool_]) -> pa.Array:
    """The values of an Arrow array where `chosen` holds.

    >>> where(pa.array(["a", "b"]), np.array([False, True])).to_pylist()
    ['b']
    """
    return column.filter(pa.array(chosen))
