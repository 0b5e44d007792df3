"""The wish for the newest (新款, latest): takes an order, gives the same products with newer ones further to the front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchrank.pipeline import Search
from searchrank.query.kinds import FRESH


@dataclass(frozen=True, slots=True)
class Fresh:
    """Weighs age against the ranker's order, by places, for members of the match set, where the words wish for something new; products without a date
    count as old. An order that the shopper chose is left alone.
    """

    weight: float = 1.0
    name: str = "fresh"

    def run(self, search: Search) -> Search:
        count = min(search.members, len(search.candidates))
        if FRESH not in search.query.intents or search.query.sort != "best" or count < 2 or not self.weight:
            return search
        released = search.view.take("released_at", search.candidates.rows[:count])
        place = np.arange(count)
        newer = np.empty(count, np.int64)
        newer[np.lexsort((place, -np.where(np.isnan(released), -np.inf, released)))] = place
        order = np.concatenate((np.lexsort((place, place + self.weight * newer)), np.arange(count, len(search.candidates))))
        return search.with_(candidates=search.candidates.take(order), note=f"{int((order[:count] != place).sum())} moved by age")
