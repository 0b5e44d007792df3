"""What shoppers do with what is shown: takes worths of cards, devices and chance, gives everything that follows from one answer, (m searches, k
cards).

The order of things: scroll, examine, click, and look no further after a click that satisfied. `Response` holds what happened and the chances behind
it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.examine import Attention, Bools, Floats, attention, draw, places
from searchrank.simulate.behaviour.parameters import CARDS, Behaviour

CONTENT, AD, QUERY = (CARDS.index(one) for one in ("content", "ad", "query"))
DAY_S = 86400.0


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """m answers of k cards each and who sees them. `there` is False behind the end of a short answer.

    shown_worth float32 what a card tells, true_worth what a buyer finds out; device int8 (m,); kind int8 by `CARDS`; height in usual cards; reading
    bool (m,): information is wanted; refund float32 the chance that an order is sent back.
    """

    device: npt.NDArray[np.int8]
    shown_worth: Floats
    true_worth: Floats
    there: Bools
    kind: npt.NDArray[np.int8]
    height: Floats
    reading: Bools
    refund: Floats

    @staticmethod
    def products(device: npt.NDArray[np.int8], shown_worth: Floats, true_worth: Floats, refund: float = 0.0) -> Shown:
        """Full answers of nothing but products of usual height, for shoppers who would buy."""
        shape = shown_worth.shape
        return Shown(
            device=device,
            shown_worth=shown_worth,
            true_worth=true_worth,
            there=np.ones(shape, np.bool_),
            kind=np.zeros(shape, np.int8),
            height=np.ones(shape, np.float32),
            reading=np.zeros(shape[0], np.bool_),
            refund=np.full(shape, refund, np.float32),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What m shoppers did with k cards, all (m, k), and the chances behind it.

    p_examined the chance to be looked at, at this place and after these cards; p_click_examined the chance of a click where it is; p_click the chance
    of a click at the shown place: their product. p_order is the chance of an order where the card was opened. dwell_s, delay_s, refund_s float32
    seconds, 0 where there was none: on the page, from click to order, from order to refund. at_s: when the card was clicked, after the answer came.
    """

    visible: Bools
    examined: Bools
    p_examined: Floats
    p_click_examined: Floats
    p_click: Floats
    clicked: Bools
    satisfied: Bools
    at_s: Floats
    dwell_s: Floats
    returned: Bools
    carted: Bools
    favoured: Bools
    p_order: Floats
    ordered: Bools
    delay_s: Floats
    refunded: Bools
    refund_s: Floats


def attractiveness(behaviour: Behaviour, shown: Shown) -> Floats:
    """The chance (m, k) that an examined card is opened, before trust: a logistic of its shown worth; other kinds of cards by intent."""
    wanted = sigmoid(behaviour.attract_level + behaviour.attract_slope * shown.shown_worth)
    reading = shown.reading[:, None]
    wanted = np.where(reading, wanted * behaviour.reading_discount, wanted)
    wanted = np.where(shown.kind == AD, wanted * behaviour.ad_discount, wanted)
    wanted = np.where(shown.kind == CONTENT, np.where(reading, behaviour.content_wanted, behaviour.content_ignored), wanted)
    wanted = np.where(shown.kind == QUERY, np.where(reading, behaviour.query_wanted, behaviour.query_ignored), wanted)
    return np.where(shown.there, wanted, 0).astype(np.float32)


def click_examined(behaviour: Behaviour, attractive: Floats, place: Floats) -> Floats:
    """The chance of a click where a card is examined: attractiveness bent by trust in high places (the affine form of trust bias)."""
    up, down = behaviour.trust_up / place, behaviour.trust_down * (1 - 1 / place)
    return (attractive * (1 - down) + (1 - attractive) * up).astype(np.float32)


def order_chance(behaviour: Behaviour, shown: Shown) -> Floats:
    """The chance (m, k) of an order where the card was opened: a logistic of true worth, by device; none from what is no product."""
    chance = sigmoid(behaviour.order_level + behaviour.order_slope * shown.true_worth)
    chance = chance * np.asarray(behaviour.order_device, np.float32)[np.asarray(shown.device, np.intp)][:, None]
    bought = shown.there & ((shown.kind == 0) | (shown.kind == AD)) & ~shown.reading[:, None]
    return np.where(bought, np.minimum(chance, 0.9), 0).astype(np.float32)


def respond(behaviour: Behaviour, shown: Shown, chance: np.random.Generator) -> Response:
    """What happens: the same for one shopper as for a hundred thousand at once."""
    odds = _odds(behaviour, shown)
    acts = _acts(behaviour, shown, odds, chance)
    dwell = _dwell(behaviour, acts.clicked, acts.satisfied, chance)
    carted, favoured = _kept(behaviour, acts.clicked, acts.ordered, odds.order, chance)
    refunded = acts.ordered & (chance.random(acts.ordered.shape, np.float32) < shown.refund)
    return Response(
        visible=acts.visible,
        examined=acts.examined,
        p_examined=odds.examined,
        p_click_examined=odds.click,
        p_click=odds.examined * odds.click,
        clicked=acts.clicked,
        satisfied=acts.satisfied,
        at_s=_times(behaviour, acts.examined, dwell),
        dwell_s=dwell,
        returned=_returned(acts.clicked, acts.satisfied, acts.ordered, chance),
        carted=carted,
        favoured=favoured,
        p_order=odds.order,
        ordered=acts.ordered,
        delay_s=order_delay_s(behaviour, acts.ordered, chance),
        refunded=refunded,
        refund_s=np.where(refunded, chance.uniform(*behaviour.refund_days, refunded.shape) * DAY_S, 0).astype(np.float32),
    )


def order_delay_s(behaviour: Behaviour, ordered: Bools, chance: np.random.Generator) -> Floats:
    """Seconds from click to order where there is one, else 0: between the knots of `Behaviour.delay` the logarithm of time is even."""
    shares, seconds = zip(*behaviour.delay, strict=True)
    drawn = np.exp(np.interp(chance.random(int(ordered.sum())), shares, np.log(seconds)))
    delays = np.zeros(ordered.shape, np.float32)
    delays[ordered] = drawn
    return delays


def sigmoid(value: Floats) -> Floats:
    """1 / (1 + e ** -value), float32.

    >>> sigmoid(np.zeros(1, np.float32)).tolist()
    [0.5]
    """
    return (1 / (1 + np.exp(-np.clip(value, -30, 30)))).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Odds:
    """The chances behind a response, (m, k): to be looked at, of a click there, to be satisfied by it, of an order from it."""

    eyes: Attention
    examined: Floats
    click: Floats
    satisfied: Floats
    order: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Acts:
    """What was done with cards, (m, k)."""

    visible: Bools
    examined: Bools
    clicked: Bools
    satisfied: Bools
    ordered: Bools


def _odds(behaviour: Behaviour, shown: Shown) -> _Odds:
    place, order = places(shown.height), order_chance(behaviour, shown)
    eyes = attention(behaviour, shown.device, place, (place * shown.there).max(axis=1, keepdims=True))
    click = np.where(shown.there, click_examined(behaviour, attractiveness(behaviour, shown), place), np.float32(0))
    pleases = sigmoid(behaviour.satisfy_level + behaviour.satisfy_slope * shown.true_worth)
    satisfied = np.maximum(order, np.where(shown.there, pleases, np.float32(0)))
    return _Odds(eyes, eyes.examined * _survival(behaviour.stop, eyes, click, satisfied), click, satisfied, order)


def _acts(behaviour: Behaviour, shown: Shown, odds: _Odds, chance: np.random.Generator) -> _Acts:
    """One draw decides satisfaction and order: who orders is satisfied."""
    shape = shown.there.shape
    visible, examined = draw(odds.eyes, chance)
    would = examined & (chance.random(shape, np.float32) < odds.click)
    luck = chance.random(shape, np.float32)
    ends = would & (luck < odds.satisfied) & (chance.random(shape, np.float32) < behaviour.stop)
    goes_on: Bools = np.cumsum(ends, axis=1) - ends == 0
    clicked, looked = would & goes_on, shown.there & goes_on
    return _Acts(visible & looked, examined & looked, clicked, clicked & (luck < odds.satisfied), clicked & (luck < odds.order))


def _survival(stop: float, eyes: Attention, p_click: Floats, p_satisfied: Floats) -> Floats:
    """The chance that no click above a card ended the search, given that the card is scrolled to: then everything above it was visible too."""
    ended = eyes.given_seen * p_click * p_satisfied * np.float32(stop)
    ended = np.concatenate([np.zeros_like(ended[:, :1]), ended[:, :-1]], axis=1)
    return np.cumprod(1 - ended, axis=1).astype(np.float32)


def _dwell(behaviour: Behaviour, clicked: Bools, satisfied: Bools, chance: np.random.Generator) -> Floats:
    drawn = np.exp(chance.standard_normal(int(clicked.sum()), np.float32) * behaviour.dwell_sigma) * behaviour.dwell_median_s
    dwell = np.zeros(clicked.shape, np.float32)
    dwell[clicked] = drawn * np.where(satisfied[clicked], behaviour.dwell_satisfied, 1)
    return dwell


def _kept(behaviour: Behaviour, clicked: Bools, ordered: Bools, p_order: Floats, chance: np.random.Generator) -> tuple[Bools, Bools]:
    """(carted, favoured): every order passes the cart; of other opened cards, those that come near to an order."""
    carted = clicked & (chance.random(clicked.shape, np.float32) < behaviour.cart * p_order)
    favoured = clicked & (chance.random(clicked.shape, np.float32) < behaviour.favourite * p_order)
    return carted | ordered, favoured


def _times(behaviour: Behaviour, examined: Bools, dwell: Floats) -> Floats:
    """Seconds from the answer to the moment of each card's turn: glances at what was examined above, and stays on pages above."""
    return (1 + np.cumsum(examined * behaviour.glance_s, axis=1) + np.cumsum(dwell, axis=1) - dwell).astype(np.float32)


def _returned(clicked: Bools, satisfied: Bools, ordered: Bools, chance: np.random.Generator) -> Bools:
    """Who came back to the answer: always where another click follows, else mostly where the page did not satisfy."""
    later = np.cumsum(clicked[:, ::-1], axis=1)[:, ::-1] - clicked > 0
    back = chance.random(clicked.shape, np.float32) < np.where(satisfied, 0.3, 0.8)
    return clicked & (later | (back & ~ordered))
