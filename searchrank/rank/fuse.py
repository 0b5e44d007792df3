"""Fusion: takes the ranker's order and the places at which channels brought products, gives one order by reciprocal ranks.

Rankers read words. Where the words find little and channels were asked (`recall.channels`), a product that several ways lead to goes first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchrank.pipeline import Search

FLATTENING = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""


@dataclass(frozen=True, slots=True)
class Fuse:
    """Orders the candidates by the sum of 1 / (60 + place) over the ranker's order and every channel beside the keyword one, members first, ties
    by row; the scores are then those sums, less 1 for looser products. Leaves a search alone that no such channel took part in, and an order that
    the shopper chose."""

    name: str = "fuse"

    def run(self, search: Search) -> Search:
        ranks = search.candidates.ranks
        if ranks.shape[1] == 1 or search.query.sort != "best":
            return search
        count, others = len(search.candidates), ranks[:, 1:]
        # What only a channel brought has no place of its own in the ranker's order.
        by_ranker = np.where(ranks[:, 0] >= 0, 1 / (FLATTENING + np.cumsum(ranks[:, 0] >= 0) - 1), 0)
        score = by_ranker + np.where(others >= 0, 1 / (FLATTENING + others), 0).sum(axis=1)
        score -= np.arange(count) >= search.members
        order = np.lexsort((search.candidates.rows, -score, np.arange(count) >= search.members))
        moved = np.count_nonzero(order != np.arange(count))
        candidates = search.candidates.scored(score.astype(np.float32)).take(order)
        return search.with_(candidates=candidates, note=f"{moved} of {count} moved by {count - int((ranks[:, 0] >= 0).sum())} others")
