"""What can stand among the products of one search: takes a search that is ranked, gives ads by worth, and the guide and query card that fit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.pipeline import Search
from searchrank.query.normalise import normalise
from searchrank.recall.terms import token_ids
from searchrank.records import Hit
from searchrank.store.arrays import Ragged, Strings
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE

LOOKED_AT = 20
"""Of so many of the first products the category is that of the search, where half of them agree."""
FEWEST_QUERIES = 2
MOST_QUERIES = 6


Read = tuple[Mapping[str, Any], tuple[str, ...]]
"""A document, and the normal forms of its queries, or of its title."""


@dataclass(frozen=True, slots=True, eq=False)
class Promotions:
    """Ads, guides and query cards of one snapshot, mapped (`publish.promotions` says under which names)."""

    rows: npt.NDArray[np.int32]
    bids: npt.NDArray[np.float32]
    keywords: Ragged
    keyword: Ragged
    guides: Strings
    guides_of: Ragged
    cards: Strings
    cards_of: Ragged
    read: dict[tuple[str, int], Sequence[Read]] = field(default_factory=dict)

    @staticmethod
    def open(snapshot: Snapshot) -> Promotions | None:
        """What publishing wrote; None for a snapshot that was published before there was such a thing."""
        if not snapshot.has("ad.row"):
            return None
        ragged, strings = snapshot.ragged, snapshot.strings
        ads = (snapshot.array("ad.row"), snapshot.array("ad.bid"), ragged("ad.keywords"), ragged("ad.keyword"))
        guides = (strings("guide.document"), ragged("guide.of_category"))
        return Promotions(*ads, *guides, strings("card.document"), ragged("card.of_category"))

    def ads(self, search: Search, least_relevance: float) -> list[int]:
        """The products of the match set that have an ad for this search, worth most first, ties by row.

        Worth is bid x relevance. Relevance is 1 for the best product's score and falls to 0 at the lowest of the ranked members, or at half the best
        score where that is lower still: products that score alike are equally relevant.
        """
        ranked = search.members if search.scored is None else min(search.members, len(search.scored.score))
        rows, score = search.candidates.rows[:ranked], search.candidates.score[:ranked]
        if not len(self.rows) or not len(rows):
            return []
        # Whoever paid for a product paid for its newest version too.
        paid = search.view.origins(rows)
        at = np.minimum(np.searchsorted(self.rows, paid), len(self.rows) - 1)
        has = np.flatnonzero(self.rows[at] == paid)
        if not len(has):
            return []
        best = float(score.max())
        relevance = 1 - (best - score[has]) / max(best - float(score.min()), abs(best) / 2, 1e-6)
        buyable = ~(search.view.take("stock", rows[has]) <= 0)
        asked = frozenset(token_ids(search.view.snapshot, "units", [token.text for token in search.query.tagged("unit")])) - {NONE}
        found = zip(rows[has].tolist(), paid[has].tolist(), relevance.tolist(), buyable.tolist(), strict=True)
        worth = {row: self._bid(of, asked) * relevant for row, of, relevant, buy in found if buy and relevant >= least_relevance}
        return sorted((row for row, value in worth.items() if value > 0), key=lambda row: (-worth[row], row))

    def _bid(self, row: int, asked: frozenset[int]) -> float:
        """The highest bid for a product by an ad that this search is meant by; 0 where there is none."""
        first, behind = np.searchsorted(self.rows, (row, row + 1)).tolist()
        return max((float(self.bids[ad]) for ad in range(first, behind) if self._meant(ad, asked)), default=0.0)

    def _meant(self, ad: int, asked: frozenset[int]) -> bool:
        keywords = self.keywords[ad].tolist()
        return not keywords or any(asked.issuperset(self.keyword[number].tolist()) for number in keywords)

    def guide(self, search: Search, category: int) -> Hit | None:
        """The guide of the category that names most of its words, ties by its number; None where there is none."""
        words = [token.text for token in search.query.tagged("word")]
        scored = [(_share(words, titles[0]), document) for document, titles in self._read("guide", self.guides, self.guides_of, category)]
        share, document = max(scored, key=lambda one: one[0], default=(0.0, None))
        return None if document is None else Hit(str(document["id"]), document, share, 0, "content")

    def card(self, search: Search, category: int, blocked: Callable[[str], bool]) -> Hit | None:
        """The first query card of the category, and of this month where it names months, that still offers enough.

        Never the search itself, nor what `blocked` says.
        """
        month = datetime.fromtimestamp(search.query.now, UTC).month
        for document, plain in self._read("card", self.cards, self.cards_of, category):
            if month not in (document.get("months") or (month,)):
                continue
            told = zip(document["queries"], plain, strict=True)
            queries = [text for text, normal in told if normal != search.query.text and not blocked(normal)]
            if len(queries) >= FEWEST_QUERIES:
                return Hit(str(document["id"]), {**document, "queries": queries[:MOST_QUERIES]}, 0.0, 0, "query")
        return None

    def _read(self, kind: str, documents: Strings, lists: Ragged, category: int) -> Sequence[Read]:
        """The documents of a category with the normal forms of what they say; read once, for few categories are asked for again and again."""
        if not NONE < category < len(lists):
            return ()
        found = self.read.get((kind, category))
        if found is None:
            listed = [orjson.loads(documents.raw(number)) for number in lists[category].tolist()]
            found = self.read[kind, category] = tuple((one, tuple(map(normalise, one.get("queries") or (one["title"],)))) for one in listed)
        return found


def category_of(search: Search) -> int:
    """The category row of at least half of the first products that match; -1 where they are of many kinds."""
    rows = search.candidates.rows[: min(LOOKED_AT, search.members)]
    found = search.view.take("category", rows)
    found = found[found >= 0]
    if not len(found):
        return NONE
    counts = np.bincount(found)
    best = int(counts.argmax())
    return best if 2 * counts[best] >= len(rows) else NONE


def _share(words: list[str], title: str) -> float:
    return sum(word in title for word in words) / len(words) if words else 0.0
