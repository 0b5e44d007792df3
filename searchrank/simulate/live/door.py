"""The door of a shop: what live shoppers ask and tell, whether the shop is open in this process or served over HTTP.

Answers are mappings, field for field the JSON of the API; events and queries go in as UBI objects (docs/events.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import orjson

from searchrank.errors import InvalidInput, NotFound

Answer = Mapping[str, Any]
Ubi = Mapping[str, Any]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, opaque to the shop: the shopper, the visit, and the browser or device."""

    user_id: str
    session_id: str
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """One search as a shopper starts it.

    `source` says what led to it (typed, complete, hint, ...), `from_query_id` which answer; `view` goes on with the list of the page before.
    """

    text: str
    filters: tuple[str, ...] = ()
    page: int = 1
    source: str = "typed"
    from_query_id: str | None = None
    view: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of events or queries: how many are kept, how many were known, how many were refused."""

    accepted: int = 0
    duplicates: int = 0
    refused: int = 0

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.accepted + other.accepted, self.duplicates + other.duplicates, self.refused + other.refused)


class Door(Protocol):
    """A shop from outside. Every method raises a SearchrankError where the shop does not answer."""

    def search(self, asked: Search, who: Who, facets: Sequence[str] = (), *, now: float) -> Answer:
        """The page of results, as `GET /search` gives it; `now` is the shopper's clock in Unix seconds."""
        ...

    def suggest(self, prefix: str, who: Who, *, scene: str = "complete", limit: int = 10, now: float) -> Answer:
        """The queries that are offered, as `GET /suggest` gives them."""
        ...

    def record(self, events: Sequence[Ubi], queries: Sequence[Ubi] = ()) -> Recorded:
        """Keep what was done and asked."""
        ...


class OpenShop(Protocol):
    """A shop that is open in this process: the methods that live shoppers need of it."""

    def search(
        self,
        text: str,
        *,
        filters: Sequence[str],
        page: int,
        facets: Sequence[str],
        user_id: str | None,
        session_id: str | None,
        source: str | None,
        from_query_id: str | None,
        view: str | None,
        now: float | None,
    ) -> Any: ...

    def suggest(self, prefix: str, *, scene: str, limit: int, user_id: str | None, session_id: str | None, now: float | None) -> Any: ...

    def record(self, events: Sequence[Any]) -> Any: ...

    def record_queries(self, queries: Sequence[Any]) -> Any: ...


@dataclass(frozen=True, slots=True)
class InProcess:
    """The door of a shop that is open in this process; it answers as of the shopper's clock.

    `parse_event` and `parse_query` read UBI objects into what the shop records.
    """

    shop: OpenShop
    parse_event: Callable[[Ubi], Any]
    parse_query: Callable[[Ubi], Any]

    def search(self, asked: Search, who: Who, facets: Sequence[str] = (), *, now: float) -> Answer:
        """The shop's page as JSON has it."""
        page = self.shop.search(
            asked.text,
            filters=asked.filters,
            page=asked.page,
            facets=facets,
            user_id=who.user_id,
            session_id=who.session_id,
            source=asked.source,
            from_query_id=asked.from_query_id,
            view=asked.view,
            now=now,
        )
        return plain(page)

    def suggest(self, prefix: str, who: Who, *, scene: str = "complete", limit: int = 10, now: float) -> Answer:
        """The shop's suggestions as JSON has them."""
        return plain(self.shop.suggest(prefix, scene=scene, limit=limit, user_id=who.user_id, session_id=who.session_id, now=now))

    def record(self, events: Sequence[Ubi], queries: Sequence[Ubi] = ()) -> Recorded:
        """Queries first: an event never names an answer that was not asked for yet."""
        kept = _kept(queries, self.parse_query, self.shop.record_queries)
        return kept + _kept(events, self.parse_event, self.shop.record)


def plain(value: Any) -> Answer:
    """A dataclass as a reader of the API would get it.

    >>> plain(Recorded(1))
    {'accepted': 1, 'duplicates': 0, 'refused': 0}
    """
    read: Answer = orjson.loads(orjson.dumps(value, default=dict, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY))
    return read


def _kept(given: Sequence[Ubi], parse: Callable[[Ubi], Kept], keep: Callable[[Sequence[Kept]], Any]) -> Recorded:
    good: list[Kept] = []
    for one in given:
        try:
            good.append(parse(one))
        except (InvalidInput, NotFound):
            continue
    if not good:
        return Recorded(refused=len(given))
    kept = keep(good)
    return Recorded(kept.accepted, kept.duplicates, len(given) - len(good))
