"""A shop that answers from a table: what evaluation sees of a real one, without a catalogue behind it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from searchrank.records import Hit, Missing, Page


@dataclass
class FakeShop:
    """`found` text -> product ids, best first; scores fall from 10 by 1; `asked` lists (text, page, per_page, view) of every search."""

    found: Mapping[str, Sequence[str]]
    ranker: str = "day_one"
    trained: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    degraded: tuple[Missing, ...] = ()
    asked: list[tuple[str, int, int, str | None]] = field(default_factory=list)

    def search(self, text: str, *, pipeline: str | None = None, page: int = 1, per_page: int = 20, view: str | None = None) -> Page:
        self.asked.append((text, page, per_page, view))
        return self._page(list(self.found.get(text, ())), pipeline, page, per_page)

    def rank(self, text: str, product_ids: Sequence[str], *, pipeline: str | None = None) -> Page:
        return self._page([one for one in self.found.get(text, ()) if one in set(product_ids)], pipeline, 1, len(product_ids))

    def known(self, product_ids: Collection[str]) -> set[str]:
        return set(product_ids) & self.products

    def trained_on(self) -> frozenset[str]:
        return self.trained

    def close(self) -> None:
        """Nothing is open."""

    def _page(self, ids: list[str], pipeline: str | None, page: int, per_page: int) -> Page:
        first = (page - 1) * per_page
        hits = tuple(Hit(id=ids[at], document={}, score=10.0 - at, rank=at + 1) for at in range(first, min(first + per_page, len(ids))))
        more = {"page": page + 1, "view": "v000001"} if first + per_page < len(ids) else None
        return Page(
            query_id="x", query={}, took_ms=1.0, total=len(ids), total_relation="eq", page=page, per_page=per_page, hits=hits, facets={},
            ranker=self.ranker, view="v000001", pipeline=pipeline or "default", next=more, degraded=self.degraded,
        )  # fmt: skip
