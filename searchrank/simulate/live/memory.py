"""What a shopper remembers from visit to visit: the last order, words that were shown and let be. Takes memories, gives past orders as columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from searchrank.simulate.shopper.needs import PastOrders
from searchrank.simulate.world.catalogue import NONE

DAY_S = 86_400.0
FORGOTTEN = 0.1
"""What was let be less often than this is not remembered."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a product of this leaf, brand and model (places, -1 for none) at this moment."""

    leaf: int
    brand: int
    model: int
    moment: float


@dataclass(slots=True)
class Memory:
    """One shopper's memory. `let_be` counts by (scene, text) how often a word was seen and not taken; half of it is forgotten overnight."""

    order: Order | None = None
    let_be: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    def sleep(self) -> None:
        """A night passes."""
        for word, times in list(self.let_be.items()):
            if times < FORGOTTEN:
                del self.let_be[word]
            else:
                self.let_be[word] = times / 2


def past_orders(memories: Mapping[int, Memory], shoppers: Sequence[int], now: float) -> PastOrders:
    """The last order of each of these shoppers, as needs arise from them.

    >>> past_orders({3: Memory(Order(7, 2, -1, 0.0))}, [1, 3], 43_200.0).leaf.tolist()
    [-1, 7]
    """
    orders = [memories[shopper].order if shopper in memories else None for shopper in shoppers]
    places = np.array([(one.leaf, one.brand, one.model) if one else (NONE, NONE, NONE) for one in orders], np.int16).reshape(len(orders), 3)
    days = np.array([(now - one.moment) / DAY_S if one else 0.0 for one in orders], np.float32)
    return PastOrders(places[:, 0], places[:, 1], places[:, 2], days)
