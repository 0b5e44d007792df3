"""From click to order: counts carts, orders and refunds by department and device, gives rates, the delay curve, refunds and repeats."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from searchrank.simulate.report.counting import Counted
from searchrank.simulate.report.day import CART, CLICK, DEVICES, PRODUCT, Day, Later, among, where
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.shelf import GROUPS

HOUR, DAY = 3600.0, 86400.0
SETTLED = 14 * DAY
"""Orders of the last two weeks are left out of refunds: some of them will still be sent back."""
_DEVICES = len(DEVICES)
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """All orders and refunds of a log that ends at `end` (seconds since 1970), and for every product its group: a place in `shelf.GROUPS`, or -1."""

    end: float
    orders: Later
    refunds: Later
    products: pa.Array
    group: npt.NDArray[np.int8]

    def measures(self) -> Iterator[Measure]:
        """Refunds by group, and repeats."""
        settled = self.orders.at < self.end - SETTLED
        back = settled & (among(_keys(self.orders.query_id, self.orders.item), _keys(self.refunds.query_id, self.refunds.item)) >= 0)
        groups = self._groups()
        yield share("orders.refunded", back.sum(), settled.sum())
        for place, group in enumerate(GROUPS):
            yield share(f"orders.refunded_{group}", (back & (groups == place)).sum(), (settled & (groups == place)).sum())
        buyers = Counted.of(self.orders.user)
        yield share("orders.repeat_buyers", (buyers.counts > 1).sum(), len(buyers))
        sold = Counted.of(where(self.orders.item, self._nine_days()))
        yield share("orders.sold_once", (sold.counts == 1).sum(), len(sold))

    def _groups(self) -> npt.NDArray[np.int8]:
        places = among(self.orders.item, self.products)
        return np.where(places < 0, np.int8(-1), self.group[places]) if len(self.group) else np.full(len(places), -1, np.int8)

    def _nine_days(self) -> npt.NDArray[np.bool_]:
        early: npt.NDArray[np.bool_] = self.orders.at < self.orders.at.min(initial=np.inf) + 9 * DAY
        return early


@dataclass(frozen=True, slots=True, eq=False)
class OrderTally:
    """clicks, carts, orders: of products reached from searches; searches, devices (devices,): new lists, and their orders.

    buying: sessions with an order that came of their searches, of those with a search; delays (k, 2) seconds from the first click on the product
    to the order, and to the end of the log.
    """

    bought: Bought
    clicks: int
    carts: int
    orders: int
    searches: Counts
    devices: Counts
    buying: int
    sessions: int
    delays: npt.NDArray[np.float64]

    @staticmethod
    def none(bought: Bought) -> OrderTally:
        """Nothing counted yet of a log with these orders."""
        zeros = np.zeros(_DEVICES, np.int64)
        return OrderTally(bought, 0, 0, 0, zeros, zeros, 0, 0, np.empty((0, 2)))

    def add(self, day: Day) -> OrderTally:
        """This tally and the day."""
        of_day = _count(day, self.bought)
        summed = {one.name: getattr(self, one.name) + getattr(of_day, one.name) for one in fields(self) if one.name not in ("bought", "delays")}
        return OrderTally(self.bought, **summed, delays=np.concatenate([self.delays, of_day.delays]))

    def measures(self) -> Iterator[Measure]:
        """Rates a product view and a search, delays, refunds, repeats."""
        yield share("orders.carts_a_view", self.carts, self.clicks)
        yield share("orders.orders_a_view", self.orders, self.clicks)
        yield share("orders.orders_a_cart", self.orders, self.carts)
        yield share("orders.orders_a_search", self.orders, self.searches.sum())
        yield share("orders.buying_sessions", self.buying, self.sessions)
        phone, desktop = (_rate(self.devices[place], self.searches[place]) for place in (0, DEVICES.index("desktop")))
        yield Measure("orders.desktop_by_phone", desktop / phone if phone else math.nan, int(self.devices[DEVICES.index("desktop")]))
        for name, seconds in {"hour": HOUR, "day": DAY}.items():
            delay, shares = delay_curve(self.delays)
            yield Measure(f"orders.within_{name}", float(shares[delay <= seconds].max(initial=0.0)) if len(delay) else math.nan, len(delay))
        yield from self.bought.measures()

    def curves(self) -> Iterator[Curve]:
        """Orders by hours since the click."""
        delay, shares = delay_curve(self.delays)
        kept = np.unique(np.linspace(0, len(delay) - 1, 400).astype(int)) if len(delay) else np.empty(0, int)
        yield curve("orders.delay", "orders", delay[kept] / HOUR, shares[kept])


def _rate(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else 0.0


def delay_curve(delays: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(delay, share of orders up to it) from (k, 2) delays and the time that each was watched for, ascending.

    What is ordered after the end of a log is not in it, so quick orders are too many there. The product limit in reversed time makes up for that
    (Lagakos, Barraj and de Gruttola 1988): the share up to t falls from 1 at the longest delay by 1 - d / n at each delay beyond t, where n orders
    have at most that delay and were watched at least so long. What is longer than every log can hold stays unknown.

    >>> delay_curve(np.array([[1.0, 9.0], [1.0, 2.0], [5.0, 9.0]]))[1].tolist()
    [0.5, 0.5, 1.0]
    """
    order = np.argsort(delays[:, 0], kind="stable")
    delay, watched = delays[order, 0], np.sort(delays[:, 1])
    last = np.searchsorted(delay, delay, side="right")
    first = np.searchsorted(delay, delay, side="left")
    # Whoever was watched for a shorter time has a shorter delay still, so the difference counts those at risk.
    at_risk = last - np.searchsorted(watched, delay, side="left")
    steps = np.where(np.arange(len(delay)) == last - 1, 1 - (last - first) / np.maximum(at_risk, 1), 1.0)
    shares = np.concatenate([np.cumprod(steps[::-1])[::-1][1:], [1.0]]) if len(delay) else delay
    return delay, shares[last - 1]


def _count(day: Day, bought: Bought) -> OrderTally:
    events, searches = day.events, day.searches
    reached = (events.search >= 0) & (events.card == PRODUCT)
    rows = among(bought.orders.query_id, searches.id)
    of_day = rows >= 0
    sessions = searches.session[rows[of_day]]
    return OrderTally(
        bought=bought,
        clicks=int((reached & events.of(CLICK)).sum()),
        carts=int((reached & events.of(CART)).sum()),
        orders=int(of_day.sum()),
        searches=np.bincount(searches.device[searches.first], minlength=_DEVICES),
        devices=np.bincount(searches.device[rows[of_day]], minlength=_DEVICES),
        buying=len(np.unique(sessions[sessions >= 0])),
        sessions=len(np.unique(searches.session[searches.session >= 0])),
        delays=_delays(day, bought, rows),
    )


def _delays(day: Day, bought: Bought, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Seconds (k, 2) from the first click on the ordered product in that search to the order, and to the end of the log; orders without such a click
    are left out."""
    orders = bought.orders
    clicked = np.flatnonzero(day.events.of(CLICK) & (day.events.search >= 0))
    first = clicked[np.argsort(day.events.at[clicked], kind="stable")]
    keys = _keys(pa.array(day.events.search[first]), day.events.item.take(pa.array(first)))
    mine = np.flatnonzero(rows >= 0)
    found = among(_keys(pa.array(rows[mine]), orders.item.take(pa.array(mine))), keys)
    began = day.events.at[first][found[found >= 0]]
    return np.stack([orders.at[mine][found >= 0] - began, bought.end - began], axis=1)


def _keys(answers: pa.Array, items: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(answers.cast(pa.string()), items, "/")
