"""The address of a result page: everything that page shows is in it, so it can be shared, kept and gone back to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from searchrank.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Address:
    """One result page. Choosing filters or an order starts again at page one; paging carries the view.

    >>> Address("连衣裙", ("brand:ONLY",)).at(2, "v7").url()
    '/?q=%E8%BF%9E%E8%A1%A3%E8%A3%99&filter=brand%3AONLY&page=2&view=v7'
    """

    q: str = ""
    filters: tuple[str, ...] = ()
    sort: str = "best"
    page: int = 1
    view: str | None = None
    made: bool = False
    exact: bool = False
    undo: tuple[str, ...] = ()

    def url(self) -> str:
        """The address, without what is as usual."""
        return "/?" + urlencode([*self._pairs(), *([("made", "1")] if self.made else []), *([("exact", "1")] if self.exact else [])])

    def api_url(self, per_page: int, facets: tuple[str, ...]) -> str:
        """The address of the same search in the API, explained."""
        return "/search?" + urlencode(
            [
                *self._pairs(),
                ("per_page", per_page),
                *(("facets", name) for name in facets),
                *([("exact", "true")] if self.exact else []),
                ("explain", "true"),
            ]
        )

    def _pairs(self) -> list[tuple[str, object]]:
        pairs: list[tuple[str, object]] = [("q", self.q), *(("filter", text) for text in self.filters), *(("undo", field) for field in self.undo)]
        usual = (("sort", self.sort, "best"), ("page", self.page, 1), ("view", self.view, None))
        return [*pairs, *((name, value) for name, value, default in usual if value != default)]

    def toggled(self, text: str) -> Address:
        """With this filter where it was not chosen, without it where it was."""
        kept = tuple(one for one in self.filters if one != text)
        return self.first(filters=kept if len(kept) < len(self.filters) else (*kept, text))

    def without_field(self, field: str) -> Address:
        """Without any filter on a field."""
        return self.first(filters=tuple(one for one in self.filters if one.partition(":")[0] != field))

    def undoing(self, field: str) -> Address:
        """Without the filter that the words ask for on a field."""
        return replace(self.first(), undo=(*(one for one in self.undo if one != field), field))

    def first(self, *, filters: tuple[str, ...] | None = None, sort: str | None = None) -> Address:
        """Page one, with other filters or another order."""
        return replace(self, filters=self.filters if filters is None else filters, sort=sort or self.sort, page=1, view=None)

    def at(self, page: int, view: str | None) -> Address:
        """Another page of the same list."""
        return replace(self, page=page, view=view if page > 1 else None)

    def just(self, text: str) -> Address:
        """Page one of a search for just this text, without any correction; the filters stay.

        >>> Address("paoxie", page=2, view="v7").just("跑鞋").url()
        '/?q=%E8%B7%91%E9%9E%8B&exact=1'
        """
        return replace(self.first(), q=text, exact=True)

    def switched(self) -> Address:
        """With "how this page was made" the other way."""
        return replace(self, made=not self.made)


def address_of(given: MultiDict[str, str]) -> Address:
    """The page asked for; unknown names are let pass (links from elsewhere carry their own)."""
    return Address(
        q=given.get("q", ""),
        filters=tuple(given.getlist("filter")),
        sort=given.get("sort") or "best",
        page=_page(given.get("page") or "1"),
        view=given.get("view"),
        made=given.get("made") == "1",
        exact=given.get("exact") == "1",
        undo=tuple(given.getlist("undo")),
    )


def _page(text: str) -> int:
    if not text.isdecimal() or int(text[:10]) == 0:
        raise InvalidInput(f"page has the value {text[:80]!r}: it is a number from 1", field="page")
    return int(text[:10])


def _above(low: str, high: str) -> bool:
    try:
        return float(low) > float(high)
    except ValueError:
        return False


def with_price(address: Address, low: str, high: str) -> Address:
    """The page that the price form asks for; two empty numbers take the price filter away, two in the wrong order change places.

    >>> with_price(Address("鞋", ("price:1..2",)), "100", "").filters, with_price(Address("鞋"), "300", "99.5").filters
    (('price:100..',), ('price:99.5..300',))
    """
    free = address.without_field("price")
    low, high = low.strip(), high.strip()
    if _above(low, high):
        low, high = high, low
    return free if not low and not high else free.toggled(f"price:{low}..{high}")
