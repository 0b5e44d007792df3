"""Mixing: ads, a guide and a query card stand among the products. Takes an order, gives what stands on the page, place by place (SPEC 1.3.3 C6).

Slots are the earliest places: what waits takes the first place from its slot on that follows a product nobody pays for, so nothing stands beside
another of its kind. Products keep their order; a product that is shown as an ad is not shown again. Pages before the asked one are laid as well,
for what stands on them is gone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from searchrank.pipeline import Search
from searchrank.records import Hit
from searchrank.rerank.promotions import Promotions, category_of
from searchrank.settings import MixSettings

PRODUCT, AD, CONTENT, QUERY = "product", "ad", "content", "query"
ALONE = "products alone"


@dataclass(frozen=True, slots=True)
class Laid:
    """How the page is made: `start` to `end` (exclusive) of the candidates are its products, `cards` stand among them at their rank on the page.

    `sponsored` are the product rows on it that are ads.
    """

    start: int
    end: int
    cards: tuple[Hit, ...] = ()
    sponsored: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a page: the kind, and for products and ads the row."""

    kind: str
    row: int = -1


def nothing(text: str) -> bool:
    """Blocks nothing."""
    return False


@dataclass(frozen=True, slots=True)
class Mix:
    """Lays the page. An order that the shopper chose is left alone. `blocked` says of a normal form that it must not be offered on a query card."""

    settings: MixSettings
    blocked: Callable[[str], bool] = nothing
    name: str = "mix"

    def run(self, search: Search) -> Search:
        if search.query.sort != "best":
            return search.with_(note=f"left alone: sorted by {search.query.sort}")
        promotions = search.view.snapshot.kept("promotions", Promotions.open)
        if promotions is None or not len(search.candidates):
            return search
        ads = promotions.ads(search, self.settings.ad_relevance)
        cards = self._cards(promotions, search)
        if not ads and not cards:
            return search.with_(laid=_products_alone(search), note=ALONE)
        members, loose = search.candidates.rows[: search.members].tolist(), search.candidates.rows[search.members :].tolist()
        pages = lay(members, loose, ads, list(cards), self.settings, search.query.page, search.query.per_page)
        return _as_laid(search, pages, cards, self._told(pages[-1], cards, search.query.page))

    def _cards(self, promotions: Promotions, search: Search) -> Mapping[str, Hit]:
        # Pages behind those that carry cards still need to know how many there are.
        if not self.settings.card_pages:
            return {}
        category = category_of(search)
        found = {CONTENT: promotions.guide(search, category), QUERY: promotions.card(search, category, self.blocked)}
        return {kind: hit for kind, hit in found.items() if hit is not None}

    def _told(self, page: Sequence[Item], cards: Mapping[str, Hit], number: int) -> str:
        """What stands where, and what gave way."""
        places = {kind: [place for place, item in enumerate(page, 1) if item.kind == kind] for kind in (AD, CONTENT, QUERY)}
        said = [f"{kind} at {', '.join(map(str, where))}" for kind, where in places.items() if where]
        slots = {CONTENT: self.settings.content, QUERY: self.settings.queries}
        asked = cards if number <= self.settings.card_pages else ()
        short = [f"{kind} left out: the page is too short" for kind in asked if slots[kind] and not places[kind]]
        late = [f"{AD} moved from {slot} to {place}" for slot, place in zip(self.settings.ads, places[AD], strict=False) if place != slot]
        return "; ".join([*said, *late, *short]) or ALONE


def lay(
    members: Sequence[int], loose: Sequence[int], ads: Sequence[int], cards: Sequence[str], settings: MixSettings, page: int, per_page: int
) -> list[list[Item]]:
    """The pages from the first to the asked one, each as full as there are products.

    `members` and behind them `loose` products in rank order; `ads` some of the members, worth most first. Nothing stands among loose products.

    >>> settings = MixSettings(ads=(2,), content=(4,), queries=())
    >>> [(item.kind, item.row) for item in lay([7, 8, 9, 6, 5], [], [6], ["content"], settings, 1, 5)[0]]
    [('product', 7), ('ad', 6), ('product', 8), ('content', -1), ('product', 9)]
    """
    left, apart, shown, pages = deque((*members, *loose)), frozenset(loose), set[int](), []
    for number in range(1, page + 1):
        waiting = _slots(settings, cards if number <= settings.card_pages else ())
        pages.append(_page(left, apart, shown, ads, waiting, per_page))
    return pages


def _slots(settings: MixSettings, cards: Sequence[str]) -> deque[tuple[int, str]]:
    """(earliest place, kind) of what waits for a place, by place; of several at one, ads behind cards."""
    slots = {CONTENT: settings.content[:1], QUERY: settings.queries[:1]}
    wanted = [(place, kind) for kind in cards for place in slots[kind]]
    return deque(sorted([*wanted, *((place, AD) for place in settings.ads[: settings.most_ads])], key=lambda one: (one[0], one[1] == AD, one[1])))


def _page(left: deque[int], apart: frozenset[int], shown: set[int], ads: Sequence[int], waiting: deque[tuple[int, str]], per_page: int) -> list[Item]:
    """One page; takes products from `left` and adds to `shown`."""
    page: list[Item] = []
    while len(page) < per_page:
        while left and left[0] in shown:
            left.popleft()
        if not left:
            break
        item = None if left[0] in apart else _waiting(page, left[0], shown, ads, waiting)
        item = item or Item(PRODUCT, left[0])
        page.append(item)
        shown.add(item.row)
    return page


def _waiting(page: Sequence[Item], coming: int, shown: set[int], ads: Sequence[int], waiting: deque[tuple[int, str]]) -> Item | None:
    """What takes the next place instead of the product that comes; None where that product stands there."""
    while waiting and waiting[0][0] <= len(page) + 1 and (not page or page[-1].kind == PRODUCT):
        _, kind = waiting.popleft()
        # Nobody shall pay for the place that a product has anyway.
        row = next((row for row in ads if row not in shown and row != coming), None) if kind == AD else -1
        if row is not None:
            return Item(kind, row)
    return None


def _products_alone(search: Search) -> Laid:
    """The page where nothing waits for a place: what `lay` comes to, without looking at every product."""
    end = min(search.query.page * search.query.per_page, len(search.candidates))
    return Laid(min((search.query.page - 1) * search.query.per_page, end), end)


def _as_laid(search: Search, pages: Sequence[Sequence[Item]], cards: Mapping[str, Hit], note: str) -> Search:
    """The search with its products in the order in which the pages show them, and the page that was asked for."""
    rows = search.candidates.rows.tolist()
    placed = [item.row for page in pages for item in page if item.row >= 0]
    end = len(placed)
    start = end - sum(item.row >= 0 for item in pages[-1])
    page = list(enumerate(pages[-1], 1))
    standing = tuple(replace(cards[item.kind], rank=place) for place, item in page if item.row < 0)
    laid = Laid(start, end, standing, frozenset(item.row for _, item in page if item.kind == AD))
    if placed == rows[:end]:
        return search.with_(laid=laid, note=note)
    place_of, shown = {row: place for place, row in enumerate(rows)}, set(placed)
    order = np.array([*(place_of[row] for row in placed), *(place for place, row in enumerate(rows) if row not in shown)], np.int64)
    return search.with_(candidates=search.candidates.take(order), laid=laid, note=note)


def shown_hits(laid: Laid, products: Sequence[Hit], rows: Sequence[int], before: int, mark: Callable[[str], str]) -> tuple[Hit, ...]:
    """The hits of a page as it is laid: cards among the products, ads marked, ranks counted over all that stands there.

    `products` are the hits of `rows`; `before` how many things stand on the pages before; `mark` marks the words asked for in a title.
    """
    if not laid.cards and not laid.sponsored and before == laid.start:
        return tuple(products)
    cards = {card.rank: card for card in laid.cards}
    queue = deque(zip(products, rows, strict=True))
    page: list[Hit] = []
    while queue or len(page) + 1 in cards:
        place = len(page) + 1
        if (card := cards.get(place)) is not None:
            title = {"title": mark(str(card.document.get("title", "")))}
            page.append(replace(card, rank=before + place, highlight=title))
        else:
            product, row = queue.popleft()
            page.append(_ranked(product, before + place, row in laid.sponsored))
    return tuple(page)


def _ranked(hit: Hit, rank: int, sponsored: bool) -> Hit:
    kind = AD if sponsored else hit.type
    if hit.rank == rank and not sponsored:
        return hit
    explain = hit.explain
    if explain and "positions" in explain:
        explain = {**explain, "positions": {**explain["positions"], "page": rank}}
    return replace(hit, rank=rank, type=kind, sponsored=sponsored, explain=explain)
