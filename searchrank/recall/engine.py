"""What a recall engine takes and gives: `IndexRow`s go in, a `Request` asks, `Matched` answers. Every engine behaves alike, to the row.

An engine is cheap, broad and approximate: it brings the best candidates of a clause. Exact scores, totals and facets are made from our own columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import orjson

from searchrank.errors import InvalidInput, UnknownName
from searchrank.recall.clause import TEXT_FIELDS, Clause
from searchrank.records import SORTS, Floats, Rows, frozen

MOST = 10_000
"""The most rows one request may ask for: what an ordinary Elasticsearch grants."""

LONGEST_FILTER = 8191
"""Characters of the longest filter token that is indexed: Lucene refuses terms beyond 32,766 bytes."""

SORT_FIELDS: Mapping[str, tuple[str, bool]] = {
    "price_asc": ("price", False),
    "price_desc": ("price", True),
    "newest": ("released_at", True),
    "sales": ("sales", True),
}
"""The number that a sort reads, and whether the greatest comes first. Products without the number come last."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One product as an engine sees it.

    `row` is its position in the snapshot. `fields` {field: tokens separated by spaces}, with the names of `clause.TEXT_FIELDS`; fields may be
    absent. A token is at most 255 characters long. `filters` are exact tokens, whatever they contain. Numbers are None (or NaN) where unknown;
    `released_at` is Unix seconds.

    >>> IndexRow(7, {"title": "red shoe"}, ("brand:acme",), price=9.5).sales is None
    True
    """

    row: int
    fields: Mapping[str, str]
    filters: tuple[str, ...] = ()
    price: float | None = None
    released_at: float | None = None
    sales: float | None = None


class PackedRow(NamedTuple):
    """The same as JSON, a product of a snapshot in the making: an object of its fields, `filters` and the numbers that are known. Filter tokens
    that can't be indexed are none of its."""

    row: int
    packed: str

    @property
    def whole(self) -> str:
        """The object with the row in it.

        >>> PackedRow(7, '{"title":"red shoe"}').whole
        '{"row":7,"title":"red shoe"}'
        """
        return f'{{"row":{self.row},{self.packed[1:]}'

    def opened(self) -> IndexRow:
        """The same as a value.

        >>> PackedRow(7, '{"title":"red shoe","filters":["stock:in"],"price":9.5}').opened()
        IndexRow(row=7, fields={'title': 'red shoe'}, filters=('stock:in',), price=9.5, released_at=None, sales=None)
        """
        given = orjson.loads(self.packed)
        fields = {name: given[name] for name in TEXT_FIELDS if name in given}
        return IndexRow(self.row, fields, tuple(given["filters"]), given.get("price"), given.get("released_at"), given.get("sales"))


AnyRow = IndexRow | PackedRow


def opened(rows: Iterable[AnyRow]) -> Iterator[IndexRow]:
    """These rows as values."""
    return (row.opened() if isinstance(row, PackedRow) else row for row in rows)


Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Request:
    """One search: the best `limit` rows that match the clause, hold one token of each group in `filters`, and cost `low <= price <= high`.

    Filters and price range do not change scores; a product without a price is in no price range. `sort` is one of `records.SORTS`, or None for best
    first. With `count` the exact number of matches is wanted however many there are, at the price of visiting them all.

    >>> from searchrank.recall.clause import Term
    >>> Request(Term("title", "shoe"), limit=0)
    Traceback (most recent call last):
    searchrank.errors.InvalidInput: limit is 0: ask for 1 to 10000 rows
    """

    clause: Clause
    filters: tuple[tuple[str, ...], ...] = ()
    price: Range | None = None
    limit: int = 300
    sort: str | None = None
    count: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            raise InvalidInput(f"limit is {self.limit}: ask for 1 to {MOST} rows", field="limit")
        if self.sort is not None and self.sort not in SORTS:
            raise UnknownName("sort", self.sort, SORTS)

    @property
    def bounds(self) -> Range | None:
        """The price range, None where there is none or both its ends are open.

        >>> Request(None, price=(None, None)).bounds, Request(None, price=(5.0, None)).bounds
        (None, (5.0, None))
        """
        return None if self.price == (None, None) else self.price

    @property
    def order(self) -> tuple[str, bool] | None:
        """The field and direction of the sort, None for best first.

        >>> Request(None, sort="newest").order, Request(None, sort="best").order
        (('released_at', True), None)
        """
        return SORT_FIELDS.get(self.sort or "best")


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What an engine found, best first, ties by row.

    rows int32 (n,); score float32 (n,): the engine's own, 0 where a sort was asked for; read-only. `total` is exact where `relation` is eq, a lower
    bound where it is gte. `partial` tells that a part of the index did not take its share.

    >>> Matched.of([4, 2], [1.0, 1.0], limit=2).total, Matched.of([4, 2], [1.0, 1.0], limit=2).relation
    (2, 'gte')
    """

    rows: Rows
    score: Floats
    total: int
    relation: str = "eq"
    partial: bool = False

    @staticmethod
    def of(rows: Sequence[int], score: Sequence[float], *, limit: int, total: int | None = None, partial: bool = False) -> Matched:
        """Rows with their scores in the engine's order; the total follows from the limit where the engine has not counted."""
        found, scores = frozen(np.array(rows, np.int32)), frozen(np.array(score, np.float32))
        exact = not partial and (total is not None or len(found) < limit)
        return Matched(found, scores, len(found) if total is None else total, "eq" if exact else "gte", partial)


class Engine(Protocol):
    """Keyword recall over one version of the catalogue.

    What `build`, `update` and `remove` did is seen by the next search of this engine. After `close`, every call raises EngineDown; so does a call
    that the engine cannot answer in time. `build` replaces whatever was there; `update` adds rows or replaces those with the same number; removing an
    unknown row does nothing. `search_all` answers each request as `search` does, in their order and in one round trip.
    """

    def build(self, rows: Iterable[AnyRow]) -> None: ...

    def update(self, rows: Iterable[IndexRow]) -> None: ...

    def remove(self, rows: Iterable[int]) -> None: ...

    def search(self, request: Request) -> Matched: ...

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]: ...

    def close(self) -> None: ...


def filter_tokens(row: IndexRow) -> list[str]:
    """The filter tokens of a product that can be indexed; one that is too long is left out, so that nothing is found by it in any engine.

    >>> filter_tokens(IndexRow(0, {}, ("brand:a b", "x" * 9000)))
    ['brand:a b']
    """
    return [token for token in row.filters if len(token) <= LONGEST_FILTER]


def known_numbers(row: IndexRow) -> dict[str, float]:
    """Price, release and sales of a product, without those that are unknown.

    >>> known_numbers(IndexRow(0, {}, price=float("nan"), sales=3.0))
    {'sales': 3.0}
    """
    numbers = {"price": row.price, "released_at": row.released_at, "sales": row.sales}
    return {name: float(value) for name, value in numbers.items() if value is not None and not math.isnan(value)}
