"""Where nothing was found: takes a search without candidates, gives one with the nearest that the shop has, and what was changed to get there.

First the correction that was only offered, or what its one unknown English word may go on to; then, where the rest of the words is unknown, those
that ask for no thing by themselves (gift for mum); then what is sold to the same people by another word (women for mum); then, where the likely
category or the shopper's own filters say what he is after, their best-sellers, and those of the shop where the words ask for no thing at all (hot
sale). The page says which words were left out.
(Weak words and filters that words ask for are dropped by recall itself.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchrank.pipeline import Search
from searchrank.query.correct.guesses import UNFINISHED, guesses
from searchrank.query.entities import remaining
from searchrank.query.kinds import AUDIENCE, CATEGORY, SAID
from searchrank.query.people import word_here
from searchrank.query.tokens import has_unit
from searchrank.query.understand import Understand
from searchrank.recall.filters import STOCK
from searchrank.recall.recall import Recall
from searchrank.records import Correction, Filter, Query, changed
from searchrank.store.snapshot import Snapshot

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
        for why, query, left_out in self._ways(search):
            found = self.recall.run(search.with_(query=query))
            if len(found.candidates):
                return found.with_(relaxed=left_out if query.sought else _said(search.query), note=why)
        return search.with_(note="nothing near")

    def _ways(self, search: Search) -> Iterator[tuple[str, Query, tuple[str, ...]]]:
        """What may be near: how it was found, the query that asks for it, and which words that query leaves out."""
        query = search.query
        if query.correction is not None and not query.correction.applied:
            meant = changed(query.correction, strength="medium")
            again = self._read(search, query.correction.text)
            yield f"as corrected to {meant.text}", changed(again, exact=False, correction=meant), ()
        elif query.correction is None:
            yield from self._guessed(search)
        if query.sought != query.text and not query.applied and _is_unknown(query, search.view.snapshot):
            wordy = changed(self.understand, settings=self.understand.settings.model_copy(update={"said": False}))
            yield "by the words that ask for no thing", wordy.run(search.with_(query=query)).query, ()
        text, left_out = for_known_people(query, search.view.snapshot)
        if left_out:
            yield "by another word for the same people", changed(self._read(search, text), exact=query.exact), left_out
        browsed = changed(query, sought="", applied=())
        row, chance = next(iter(query.categories.items()), (-1, 0.0))
        if chance >= LEAST_LIKELY and all(one.field != CATEGORY for one in query.filters):
            likely = Filter(CATEGORY, search.view.snapshot.vocabulary("category.key").texts[row])
            yield "best-sellers of the likely category", changed(browsed, filters=(*query.filters, likely)), ()
        if query.filters:
            yield "best-sellers of what the shopper chose", browsed, ()
        elif query.entities and not has_unit(remaining(query.text, query.entities, SAID)):
            yield "best-sellers of the shop", changed(browsed, filters=(Filter(STOCK, "in"),)), ()

    def _guessed(self, search: Search) -> Iterator[tuple[str, Query, tuple[str, ...]]]:
        """The query with its one unknown word as it may go on, or in two words of which correction makes known ones."""
        typed = search.query.text
        for text, kind in guesses(typed, search.view.snapshot):
            read = self.understand.run(search.with_(query=changed(search.query, typed=text))).query
            made = read.correction
            if kind == UNFINISHED or (made is not None and made.applied):
                meant = Correction(typed, read.text, "medium", kind, 0.0 if made is None else made.gain)
                yield f"as it may go on: {read.text}", changed(read, typed=search.query.typed, correction=meant), ()

    def _read(self, search: Search, text: str) -> Query:
        """The query read as if this text had been typed, and meant so."""
        read = self.understand.run(search.with_(query=changed(search.query, typed=text, exact=True))).query
        return changed(read, typed=search.query.typed)


def _is_unknown(query: Query, snapshot: Snapshot) -> bool:
    """Whether no product says any unit of what is sought: where some do, and nothing was found all the same, they stand apart in products."""
    return all(place < 0 for place in snapshot.places("units", [token.text for token in query.tagged("unit")]))


def _said(query: Query) -> tuple[str, ...]:
    """The words that were left out."""
    return tuple(token.text for token in query.tagged("word")) or (query.text,)


def for_known_people(query: Query, snapshot: Snapshot) -> tuple[str, tuple[str, ...]]:
    """The text with words that the catalogue has in place of those for people that it has not, and the words that gave way."""
    text, left_out = query.text, list[str]()
    for entity in reversed([one for one in query.entities if one.kind == AUDIENCE]):
        said = text[entity.start : entity.end]
        word = word_here(said, snapshot)
        if word != said:
            text, left_out = f"{text[: entity.start]}{word}{text[entity.end :]}", [said, *left_out]
    return text, tuple(left_out)
