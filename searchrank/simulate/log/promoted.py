"""Cards among products: takes a world's contents, ads and query cards, gives which of them stand on a first page, and where.

Slots are fixed: an ad, a guide, a query card, each on a share of first pages of a category that has one in the shopper's language. Randomised
sessions show products alone, so that places mean the same in all of them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from searchrank.simulate.behaviour.respond import AD, CONTENT, QUERY
from searchrank.simulate.log.recall import Rows
from searchrank.simulate.world.catalogue import LANGUAGE_PLACES, NONE, Catalogue, Places
from searchrank.simulate.world.folder import WorldFolder

SLOTS: Mapping[int, tuple[int, float]] = {AD: (3, 0.5), CONTENT: (7, 0.35), QUERY: (11, 0.25)}
"""By kind: products that stand before the card, and the share of first pages that show one where there is one. Rules of this shop, no measures."""


@dataclass(frozen=True, slots=True, eq=False)
class Promoted:
    """c cards: ids, kind int8 of `CARDS`, product int32 the row behind an ad, else -1; `known` cards by (kind, language, leaf)."""

    ids: list[str]
    kind: npt.NDArray[np.int8]
    product: Rows
    known: Mapping[tuple[int, int, int], npt.NDArray[np.int32]]

    def draw(self, language: npt.NDArray[np.int8], leaf: npt.NDArray[np.int16], shows: npt.NDArray[np.bool_], chance: np.random.Generator) -> Rows:
        """Cards (m, kinds) in the order of `SLOTS`, -1 for none, for searches of these leaves."""
        drawn = np.full((len(leaf), len(SLOTS)), NONE, np.int32)
        luck, which = chance.random((2, *drawn.shape))
        for column, (kind, (_, share)) in enumerate(SLOTS.items()):
            for row in np.flatnonzero(shows & (luck[:, column] < share)).tolist():
                cards = self.known.get((kind, int(language[row]), int(leaf[row])))
                if cards is not None:
                    drawn[row, column] = cards[int(which[row, column] * len(cards))]
        return drawn


def open_promoted(world: WorldFolder, catalogue: Catalogue) -> Promoted:
    """The cards of this world."""
    rows = {one.decode(): row for row, one in enumerate(catalogue.id)}
    found = [*_ads(world, catalogue, rows), *_articles(world.contents, CONTENT, world.places), *_articles(world.query_cards, QUERY, world.places)]
    known: dict[tuple[int, int, int], list[int]] = {}
    for number, (_, kind, _, language, leaves) in enumerate(found):
        for leaf in leaves:
            known.setdefault((kind, language, leaf), []).append(number)
    kinds, products = np.array([one[1] for one in found], np.int8), np.array([one[2] for one in found], np.int32)
    return Promoted([one[0] for one in found], kinds, products, {key: np.array(cards, np.int32) for key, cards in known.items()})


def placed(columns: npt.NDArray[Any], cards: npt.NDArray[Any], there: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """The columns (m, k) of products with those of cards put in at their slots: (m, k + kinds).

    A slot is closed where there is no card, and the places that this frees lie behind the last product. `there` is which cards there are.
    """
    before = np.array([place for place, _ in SLOTS.values()]) - 0.5
    place = np.broadcast_to(np.arange(columns.shape[1], dtype=float), columns.shape)
    slots = np.where(there, np.broadcast_to(before, there.shape), columns.shape[1])
    order = np.argsort(np.concatenate([place, slots], axis=1), axis=1, kind="stable")
    return np.take_along_axis(np.concatenate([columns, cards], axis=1), order, axis=1)


def _ads(world: WorldFolder, catalogue: Catalogue, rows: Mapping[str, int]) -> Iterator[tuple[str, int, int, int, list[int]]]:
    for ad in _lines(world.ads):
        row = rows[ad["product_id"]]
        yield ad["id"], AD, row, int(catalogue.language[row]), [int(catalogue.leaf[row])]


def _articles(path: Path, kind: int, places: Places) -> Iterator[tuple[str, int, int, int, list[int]]]:
    """Cards that name their categories."""
    named: dict[tuple[int, str], list[int]] = {}
    for place, leaf in enumerate(places.leaves):
        for language, number in LANGUAGE_PLACES.items():
            named.setdefault((number, leaf.path[language][-1]), []).append(place)
    for card in _lines(path):
        number = LANGUAGE_PLACES[card["language"]]
        yield card["id"], kind, NONE, number, [leaf for name in card["categories"] for leaf in named.get((number, name), [])]


def _lines(path: Path) -> Iterable[Any]:
    with gzip.open(path) as file:
        return [orjson.loads(line) for line in file]
