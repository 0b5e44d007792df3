"""One answer before a shopper's eyes: takes what is on the page and what it is worth, gives what is done with it, as events with their times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.behaviour.parameters import CARDS, Behaviour
from searchrank.simulate.behaviour.respond import Response, Shown, respond
from searchrank.simulate.live.door import Answer, Ubi
from searchrank.simulate.live.tell import Teller, Thing

CARTED_AT, FAVOURED_AT = 0.7, 0.5
"""When on a product page something is put into the cart or marked, as a share of the stay."""
LOADED_S = 0.5
"""From the answer to the first look."""

Timed = tuple[float, Ubi]
"""Moment and event."""


@dataclass(frozen=True, slots=True, eq=False)
class Worths:
    """What the k cards of an answer are worth to who looks at them: float32 (1, k); refund the chance that an order of it is sent back."""

    shown: Floats
    true: Floats
    refund: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """What came of an answer: `left` the moment when the shopper has seen enough of it; places of the cards that were bought, and opened."""

    response: Response
    left: float
    bought: tuple[int, ...]
    opened: tuple[int, ...]

    @property
    def satisfied(self) -> bool:
        """Whether something was found that does."""
        return bool(self.response.satisfied.any() or self.response.ordered.any())


def things(page: Answer) -> list[Thing]:
    """The cards of a page in order; positions go on over pages.

    >>> things({"hits": [{"id": "a", "rank": 21, "type": "product", "document": {"price": 9.5}}]})
    [Thing(id='a', position=21, kind='product', price=9.5)]
    """
    return [Thing(hit["id"], hit["rank"], hit["type"], hit["document"].get("price")) for hit in page["hits"]]


def look(
    behaviour: Behaviour, device: int, cards: Sequence[Thing], worths: Worths, *, reading: bool, at: float, chance: np.random.Generator
) -> Looked:
    """What one shopper does with these cards, at least one of them; the page came at this moment."""
    shape = worths.shown.shape
    kinds = [CARDS.index(card.kind) if card.kind in CARDS else 0 for card in cards]
    shown = Shown(
        device=np.array([device], np.int8),
        shown_worth=worths.shown,
        true_worth=worths.true,
        there=np.ones(shape, np.bool_),
        kind=np.array([kinds], np.int8),
        height=np.ones(shape, np.float32),
        reading=np.array([reading]),
        refund=worths.refund,
    )
    response = respond(behaviour, shown, chance)
    ends = np.where(response.examined[0], response.at_s[0] + response.dwell_s[0], 0.0)
    bought, opened = (tuple(np.flatnonzero(one[0]).tolist()) for one in (response.ordered, response.clicked))
    return Looked(response, at + LOADED_S + float(ends.max()) + 1.0, bought, opened)


def told(teller: Teller, query_id: str, text: str, cards: Sequence[Thing], looked: Looked, at: float) -> Iterator[Timed]:
    """Every event of an answer with its moment; cards that never came into view are told when the page is left."""
    response = looked.response
    for place, card in enumerate(cards):
        visible, moment = bool(response.visible[0, place]), at + LOADED_S + float(response.at_s[0, place])
        opened = moment if response.clicked[0, place] else None
        seen = min(moment, looked.left) if visible else looked.left
        yield seen, teller.shown(query_id, text, card, visible=visible)
        if opened is not None:
            yield from _opened(teller, query_id, text, card, response, place, opened)


def _opened(teller: Teller, query_id: str, text: str, card: Thing, response: Response, place: int, at: float) -> Iterator[Timed]:
    stay = float(response.dwell_s[0, place])
    yield at, teller.did("click", query_id, text, card)
    yield at + stay, teller.did("dwell", query_id, text, card, dwell_s=round(stay, 1))
    if response.favoured[0, place]:
        yield at + FAVOURED_AT * stay, teller.did("favourite", query_id, text, card)
    if response.carted[0, place]:
        yield at + CARTED_AT * stay, teller.did("add_to_cart", query_id, text, card)
    if response.returned[0, place]:
        yield at + stay + LOADED_S, teller.did("return_to_results", query_id, text, card)
    if response.ordered[0, place]:
        yield from _ordered(teller, query_id, text, card, response, place, at)


def _ordered(teller: Teller, query_id: str, text: str, card: Thing, response: Response, place: int, at: float) -> Iterator[Timed]:
    # Nobody pays before the thing is in the cart, however short the drawn delay.
    paid = at + max(float(response.delay_s[0, place]), CARTED_AT * float(response.dwell_s[0, place]) + 5.0)
    yield paid, teller.did("purchase", query_id, text, card, price=card.price, quantity=1)
    if response.refunded[0, place]:
        yield paid + float(response.refund_s[0, place]), teller.did("refund", query_id, text, card, price=card.price)
