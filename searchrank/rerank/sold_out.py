"""Sold out goes last: takes an order, gives the same products with those that cannot be bought behind the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchrank.pipeline import Search


@dataclass(frozen=True, slots=True)
class SoldOutLast:
    """Moves products without stock behind those with some, members of the match set and looser products each among themselves; both keep their order.

    Products whose stock the shop does not tell count as buyable. An order that the shopper chose is left alone.
    """

    name: str = "sold_out_last"

    def run(self, search: Search) -> Search:
        if search.query.sort != "best":
            return search.with_(note=f"left alone: sorted by {search.query.sort}")
        gone = search.view.take("stock", search.candidates.rows) <= 0
        loose = np.arange(len(gone)) >= search.members
        order = np.lexsort((gone, loose))
        return search.with_(candidates=search.candidates.take(order), note=f"{np.count_nonzero(gone)} sold out")
