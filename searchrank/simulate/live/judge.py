"""What the cards of a page are worth to a shopper: takes hits and a need, gives worths, from the truth where the product is of this world.

A product of another world, an article or a card of queries is judged by the words on it, as far as a shopper can read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from searchrank.simulate.live.look import Worths
from searchrank.simulate.live.meaning import Meaning
from searchrank.simulate.live.shelf import Shelf
from searchrank.simulate.live.town import Town
from searchrank.simulate.truth.probability import worths
from searchrank.simulate.truth.value import Value
from searchrank.simulate.wants import Needs

Hit = Mapping[str, Any]


def judged(hits: Sequence[Hit], need: Needs, wanted: Meaning, town: Town, shelf: Shelf, value: Value | None = None) -> Worths:
    """The worth of these cards, at least one, to somebody with this need (one row)."""
    chosen = value or Value()
    rows = shelf.rows([product_id(hit) for hit in hits])[None, :]
    known = rows[0] >= 0
    true = worths(need, town.population, shelf.catalogue, rows, town.places, chosen)
    read = np.array([[wanted.value(readable(hit)) for hit in hits]], np.float32)
    lost = np.where(read > 0, chosen.fit * (1 - read), chosen.strange)
    truth, at = shelf.catalogue, np.maximum(rows, 0)
    refund = np.where(known, town.refund(truth.leaf[at], truth.quality[at]), 0)
    return Worths(
        shown=np.where(known, true.shown, chosen.shown_start - lost).astype(np.float32),
        true=np.where(known, true.true, chosen.true_start - lost).astype(np.float32),
        refund=refund.astype(np.float32),
    )


def product_id(hit: Hit) -> str:
    """The product that a card stands for: an ad names it.

    >>> product_id({"id": "ad-1", "type": "ad", "document": {"product_id": "p1"}}), product_id({"id": "p2", "document": {}})
    ('p1', 'p2')
    """
    return str(hit["document"].get("product_id") or hit["id"])


def readable(hit: Hit) -> str:
    """The words on a card.

    >>> readable({"document": {"title": "Red shoe", "brand": "Acme", "attributes": {"Colour": "red"}}})
    'Red shoe Acme'
    """
    document = hit["document"]
    return " ".join(str(document[name]) for name in ("title", "brand") if document.get(name))
