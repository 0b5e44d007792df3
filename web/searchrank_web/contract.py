"""What the web asks of a shop: one protocol, so that pages and API can be shown with any shop that keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, cast

from flask import current_app

from searchrank.errors import SearchrankError
from searchrank.records import Event, Hit, Page, Product, Suggestions
from searchrank.settings import Settings
from searchrank.store.blocklist import Blocked
from searchrank.store.catalogue import Changed
from searchrank.store.dictionary import Change, Entry
from searchrank.store.ubi import AskedQuery

EXTENSION = "searchrank"
"""The name under which an application keeps its shop."""


class Front(Protocol):
    """What the front page shows: leaf categories with their products counted, the largest first, and hits to look at."""

    @property
    def categories(self) -> Sequence[tuple[str, int]]: ...

    @property
    def newest(self) -> Sequence[Hit]: ...

    @property
    def best_selling(self) -> Sequence[Hit]: ...


class Recorded(Protocol):
    """How many events are kept now, and how many were known already."""

    @property
    def accepted(self) -> int: ...

    @property
    def duplicates(self) -> int: ...


class ShopDictionary(Protocol):
    """The entries of a shop's dictionary, and the changes that made them."""

    def entries(self) -> Sequence[Entry]: ...

    def history(self, limit: int) -> Sequence[Change]: ...

    def add(self, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None: ...

    def remove(self, entries: Sequence[Entry], who: str = "", why: str = "") -> Change | None: ...


class Products(Protocol):
    """The products that a shop sells, as `searchrank.store.selling.Selling` keeps them."""

    def get(self, product_id: str) -> Product | None: ...

    def put(self, products: Sequence[Product]) -> Changed: ...

    def patch(self, patches: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Changed, Mapping[int, SearchrankError]]: ...

    def delete(self, product_ids: Sequence[str]) -> Changed: ...

    def known(self, product_ids: Iterable[str]) -> set[str]: ...


class Engines(Protocol):
    """What finds products: `paused` while Elasticsearch is left alone, because it did not answer."""

    @property
    def paused(self) -> bool: ...


class Shop(Protocol):
    """A shop as pages and API see it; `searchrank.shop.open_shop` opens one."""

    @property
    def version(self) -> str: ...

    def search(
        self,
        text: str,
        *,
        filters: Sequence[str] = (),
        sort: str = "best",
        page: int = 1,
        per_page: int = 20,
        facets: Sequence[str] = (),
        undo: Sequence[str] = (),
        user_id: str | None = None,
        session_id: str | None = None,
        pipeline: str | None = None,
        explain: bool = False,
        exact: bool = False,
        view: str | None = None,
        timeout_ms: int | None = None,
        source: str | None = None,
        from_query_id: str | None = None,
    ) -> Page: ...

    def suggest(
        self, prefix: str, *, scene: str = "complete", limit: int = 10, user_id: str | None = None, session_id: str | None = None
    ) -> Suggestions: ...

    def content(self, content_id: str) -> Mapping[str, Any] | None: ...

    def model(self) -> Mapping[str, Any] | None: ...

    def record(self, events: Sequence[Event]) -> Recorded: ...

    def record_queries(self, queries: Sequence[AskedQuery]) -> Recorded: ...

    @property
    def settings(self) -> Settings: ...

    def block(self, pattern: str, reason: str = "", *, more: bool = False) -> None: ...

    def unblock(self, pattern: str, *, more: bool = False) -> bool: ...

    def obey(self) -> None: ...

    def block_list(self) -> Sequence[Blocked]: ...

    @property
    def engines(self) -> Engines: ...

    @property
    def dictionary(self) -> ShopDictionary: ...

    @property
    def products(self) -> Products: ...

    def health(self) -> Mapping[str, Any]:
        """Each check by name: `{"ok": bool, ...}`; a check with `"required": False` may fail and the shop still serves."""
        ...

    def facet_fields(self) -> Sequence[str]: ...

    def front(self) -> Front: ...


def current_shop() -> Shop:
    """The shop of the application that answers this request."""
    return cast(Shop, current_app.extensions[EXTENSION])
