"""Where nothing was found: takes a search without candidates, gives one with the nearest that the shop has, and what was changed to get there.

First the correction that was only offered; then, where the rest of the words is unknown, those that ask for no thing by themselves (gift for mum);
then, where the likely category or the shopper's own filters say what he is after, their best-sellers, whose page says that the words were left out.
(Weak words and filters that words ask for are dropped by recall itself.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchrank.pipeline import Search
from searchrank.query.kinds import CATEGORY
from searchrank.query.understand import Understand
from searchrank.recall.recall import Recall
from searchrank.records import Filter, Query, changed

LEAST_LIKELY = 0.5
"""Best-sellers of a category that is less likely would be advertisement."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """The stage behind recall; does nothing where recall found something."""

    understand: Understand
    recall: Recall
    name: str = "rescue"

    def run(self, search: Search) -> Search:
        away = any(one.part == "engine" for one in search.degraded)
        if len(search.candidates) or not search.query.text or away:
            return search
        for why, query in self._ways(search):
            found = self.recall.run(search.with_(query=query))
            if len(found.candidates):
                return found.with_(relaxed=() if query.sought else _said(search.query), note=why)
        return search.with_(note="nothing near")

    def _ways(self, search: Search) -> Iterator[tuple[str, Query]]:
        query = search.query
        if query.correction is not None and not query.correction.applied:
            meant = changed(query.correction, strength="medium")
            again = self.understand.run(search.with_(query=changed(query, typed=query.correction.text, exact=True)))
            yield f"as corrected to {meant.text}", changed(again.query, typed=query.typed, exact=False, correction=meant)
        if query.sought != query.text and not query.applied:
            wordy = changed(self.understand, settings=self.understand.settings.model_copy(update={"said": False}))
            yield "by the words that ask for no thing", wordy.run(search.with_(query=query)).query
        browsed = changed(query, sought="", applied=())
        row, chance = next(iter(query.categories.items()), (-1, 0.0))
        if chance >= LEAST_LIKELY and all(one.field != CATEGORY for one in query.filters):
            likely = Filter(CATEGORY, search.view.snapshot.vocabulary("category.key").texts[row])
            yield "best-sellers of the likely category", changed(browsed, filters=(*query.filters, likely))
        if query.filters:
            yield "best-sellers of what the shopper chose", browsed


def _said(query: Query) -> tuple[str, ...]:
    """The words that were left out."""
    return tuple(token.text for token in query.tagged("word")) or (query.text,)
