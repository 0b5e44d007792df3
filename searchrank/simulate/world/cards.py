"""Query cards: takes the lexicon and a catalogue, gives themed cards whose queries a shopper may follow, each with products in stock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, Catalogue, Places
from searchrank.simulate.world.lexicon import LANGUAGES, Leaf, Lexicon

SUPPLY = 3
"""A query stands on a card only where this many products in stock serve it."""
SHORTEST = 2
"""A card has this many queries or more."""
POPULAR = 0.8
"""Leaf categories with this share or more have cards of their own."""
IN_SEASON = 1.15
"""A card is for the months in which its curve has this factor or more."""


def query_cards(lexicon: Lexicon, catalogue: Catalogue, places: Places) -> Iterator[dict[str, Any]]:
    """Cards as JSON objects: `id`, `title`, `queries`, `categories` (leaf names), `language`, and `months` (1 to 12) where it has a season.

    Occasions come first, then uses and selling points of the leaf categories that sell most.
    """
    stock = _stocked(catalogue, places)
    for language in LANGUAGES:
        for occasion in lexicon.occasions:
            served = [lexicon.leaves[key] for key in occasion.leaves if stock.count(key, language) >= SUPPLY]
            queries = list(dict.fromkeys(leaf.words[language][0] for leaf in served))
            yield from _card(f"{occasion.id}-{language}", occasion.title[language], queries, served, language, occasion.months)
        for leaf in lexicon.leaves.values():
            if leaf.share >= POPULAR:
                yield from _of_leaf(leaf, language, stock)


def _of_leaf(leaf: Leaf, language: str, stock: _Stock) -> Iterator[dict[str, Any]]:
    word = leaf.words[language][0]
    pattern, title = ("{1}{0}", f"{word}，看你怎么用") if language == "zh" else ("{0} for {1}", f"{leaf.path['en'][-1]} by use")
    uses = stock.served(leaf, language, "uses")
    yield from _card(f"{leaf.key}-uses-{language}", title, [pattern.format(word, use) for use in uses], [leaf], language, leaf.months)
    pattern, title = ("{1}{0}", f"这样挑{word}") if language == "zh" else ("{1} {0}", f"Narrow down {leaf.path['en'][-1]}")
    points = stock.served(leaf, language, "points")
    yield from _card(f"{leaf.key}-points-{language}", title, [pattern.format(word, point) for point in points], [leaf], language, leaf.months)


def _card(id_: str, title: str, queries: Sequence[str], leaves: Sequence[Leaf], language: str, months: Sequence[float]) -> Iterator[dict[str, Any]]:
    if len(queries) < SHORTEST:
        return
    categories = [leaf.path[language][-1] for leaf in leaves]
    best = [month for month, factor in enumerate(months, 1) if factor >= IN_SEASON]
    # A curve that is nearly flat has no season.
    season = {"months": best} if max(months) >= 1.5 else {}
    yield {"id": id_, "title": title, "queries": list(queries), "categories": categories, "language": language, **season}


@dataclass(frozen=True, slots=True, eq=False)
class _Stock:
    """The rows in stock of each leaf category and language."""

    catalogue: Catalogue
    places: Places
    rows: dict[tuple[int, int], npt.NDArray[np.intp]]

    def of(self, key: str, language: str) -> npt.NDArray[np.intp]:
        return self.rows.get((self.places.leaf[key], LANGUAGE_PLACES[language]), np.zeros(0, np.intp))

    def count(self, key: str, language: str) -> int:
        return len(self.of(key, language))

    def served(self, leaf: Leaf, language: str, column: str) -> list[str]:
        """The leaf's points or uses that enough products in stock have."""
        bits = getattr(self.catalogue, column)[self.of(leaf.key, language)]
        texts = getattr(leaf, column)[language]
        return [text for place, text in enumerate(texts) if np.count_nonzero(bits >> place & 1) >= SUPPLY]


def _stocked(catalogue: Catalogue, places: Places) -> _Stock:
    rows = np.flatnonzero(catalogue.stock > 0)
    keys = catalogue.leaf[rows].astype(np.int64) * len(LANGUAGES) + catalogue.language[rows]
    order = np.argsort(keys, kind="stable")
    ends = np.searchsorted(keys[order], np.arange(len(places.leaves) * len(LANGUAGES) + 1))
    cut = {divmod(key, len(LANGUAGES)): rows[order[ends[key] : ends[key + 1]]] for key in range(len(ends) - 1)}
    return _Stock(catalogue, places, cut)
