"""Ads: takes a catalogue, gives simulated bids on some of its products."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from searchrank.simulate.world.catalogue import Catalogue, Places
from searchrank.simulate.world.lexicon import LANGUAGES

SHARE_OF_PRICE = 0.01
"""What a click may cost, by the price of the product."""
SHY = 0.3
"""How much rarer the ad of a product that sells: by this power of its sales."""
FEWEST_CLICKS, MOST_CLICKS = 20, 400
"""What a day's budget lasts for."""
LEAST_ADS, MOST_ADS = 60, 5000
_STREAM = 23
"""Sets these draws apart from others of the same seed."""


def ads_of(products: int) -> int:
    """How many ads a catalogue of this size has: one for every hundred products, 60 at least and 5,000 at most."""
    return min(max(LEAST_ADS, products // 100), MOST_ADS)


def ads(catalogue: Catalogue, places: Places, shops: Sequence[str], seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Up to `count` ads for different products in stock as JSON objects that `import ads` takes, in the order of the catalogue.

    What sells little is advertised more. `bid` is what a click may cost, `budget` what a day may, in yuan.
    """
    chance = np.random.default_rng((seed, _STREAM))
    rows = np.flatnonzero(catalogue.stock > 0)
    # Weighted draws without putting back: Efraimidis and Spirakis 2006, the largest of u ** (1 / weight).
    keys = np.log(1 - chance.random(len(rows))) * (1.0 + catalogue.sales[rows]) ** SHY
    chosen = np.sort(rows[np.argsort(keys)[::-1][:count]])
    bids = np.maximum(0.1, SHARE_OF_PRICE * catalogue.price[chosen] * chance.uniform(0.3, 1.5, len(chosen)))
    clicks = np.exp(chance.uniform(math.log(FEWEST_CLICKS), math.log(MOST_CLICKS), len(chosen)))
    for number, (row, bid, clicked) in enumerate(zip(chosen.tolist(), bids.tolist(), clicks.tolist(), strict=True), 1):
        language = LANGUAGES[int(catalogue.language[row])]
        words = list(places.leaves[int(catalogue.leaf[row])].words[language])
        paid = {"bid": round(bid, 2), "budget": round(bid * clicked, 2)}
        names = {"product_id": catalogue.id[row].decode(), "shop": shops[int(catalogue.shop[row])], "keywords": words}
        yield {"id": f"ad{number:05d}", **names, **paid}
