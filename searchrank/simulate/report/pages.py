"""What happens on result pages: counts positions by device and lists with clicks, gives click curves, click-through, paging and empty answers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from searchrank.simulate.report.day import CLICK, DEVICES, DWELL, IMPRESSION, PRODUCT, QUERY, Day
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.spread import Spread

DEPTH = 60
"""Positions that are counted apart."""
FITTED = 20
"""Positions from which the fall of clicks is fitted."""
_DEVICES = len(DEVICES)
Grid = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PageTally:
    """served, seen, clicked: (devices, DEPTH) products by position from 1. asked (devices,) new lists; turned lists by page from 1 to 5; the others
    are counts of lists, clicks and opened products; dwell in seconds."""

    served: Grid
    seen: Grid
    clicked: Grid
    asked: Grid
    turned: Grid
    clicks: int
    lists_clicked: int
    empty: int
    told: int
    dwell: Spread

    @staticmethod
    def none() -> PageTally:
        """Nothing counted."""
        grid = np.zeros((_DEVICES, DEPTH), np.int64)
        return PageTally(grid, grid, grid, np.zeros(_DEVICES, np.int64), np.zeros(5, np.int64), 0, 0, 0, 0, Spread.none())

    def add(self, day: Day) -> PageTally:
        """This tally and the day."""
        of_day = _count(day)
        return PageTally(*(getattr(self, one.name) + getattr(of_day, one.name) for one in fields(self)))

    def measures(self) -> Iterator[Measure]:
        """Click-through, lists, paging, empty answers, the fall by position, dwell."""
        lists = int(self.asked.sum())
        yield share("page.clicked", self.lists_clicked, lists)
        yield share("page.clicks", self.clicks, lists)
        yield share("page.click_through", self.clicked.sum(), self.seen.sum())
        yield share("page.second", self.turned[1], lists)
        yield share("page.further", self.turned[2:].sum(), self.turned[1:-1].sum())
        yield share("page.empty", self.empty, self.told)
        yield from self._positions()
        for percent in (10, 25, 50, 75, 90):
            yield Measure(f"dwell.p{percent}", self.dwell.quantile(percent / 100), self.dwell.n)
        yield Measure("dwell.sigma", self.dwell.sigma, self.dwell.n)

    def _positions(self) -> Iterator[Measure]:
        for device in ("phone", "desktop"):
            place = DEVICES.index(device)
            served, clicked = self.served[place], self.clicked[place]
            yield Measure(f"position.decay_{device}", decay(served, clicked), int(clicked[:FITTED].sum()))
            for position in (10, 20):
                yield share(f"position.visible_{position}_{device}", self.seen[place][position - 1], served[position - 1])
        served, clicked = self.served.sum(axis=0), self.clicked.sum(axis=0)
        ratio = _rate(clicked[14], served[14]) / _rate(clicked[0], served[0]) if clicked[0] and served[14] else math.nan
        yield Measure("position.fifteenth", ratio, int(clicked[14]))

    def curves(self) -> Iterator[Curve]:
        """Clicks a served product and visible share by position and device; dwell."""
        for place, device in enumerate(DEVICES):
            kept = np.flatnonzero(self.served[place] >= 100)
            if len(kept):
                yield curve("position.clicks", device, kept + 1, self.clicked[place][kept] / self.served[place][kept])
                yield curve("position.visible", device, kept + 1, self.seen[place][kept] / self.served[place][kept])
        if self.dwell.n:
            yield curve("dwell", "product pages", *self.dwell.points())


def decay(served: Grid, clicked: Grid) -> float:
    """The eta of rank ** -eta that the click-through of the first FITTED positions falls by; nan under two positions with clicks.

    Least squares on logarithms, weighted by clicks, which are the inverse variances.

    >>> round(decay(np.full(20, 10**6), np.rint(1e5 * np.arange(1, 21) ** -0.5).astype(int)), 3)
    0.5
    """
    kept = np.flatnonzero(clicked[:FITTED] > 0)
    if len(kept) < 2:
        return math.nan
    rates = np.log(clicked[kept] / np.maximum(served[kept], 1))
    slope, _ = np.polyfit(np.log(kept + 1.0), rates, 1, w=np.sqrt(clicked[kept]))
    return -float(slope)


def _rate(part: int, whole: int) -> float:
    return float(part) / float(whole)


def _count(day: Day) -> PageTally:
    searches, events = day.searches, day.events
    listed = (events.search >= 0) & (events.card != QUERY)
    product = listed & (events.card == PRODUCT) & (events.position > 0)
    shown, clicked = product & events.of(IMPRESSION), product & events.of(CLICK)
    lists = _list_of(day)
    opened = lists[events.search[listed & events.of(CLICK)]]
    told = searches.first & (searches.found >= 0)
    return PageTally(
        served=_grid(day, shown),
        seen=_grid(day, shown & events.visible),
        clicked=_grid(day, clicked),
        asked=np.bincount(searches.device[searches.first], minlength=_DEVICES),
        turned=np.bincount(np.clip(searches.page, 1, 5) - 1, minlength=5),
        clicks=len(opened),
        lists_clicked=len(np.unique(opened)),
        empty=int((told & (searches.found == 0)).sum()),
        told=int(told.sum()),
        dwell=Spread.of(events.dwell[events.of(DWELL) & (events.card == PRODUCT)]),
    )


def _grid(day: Day, chosen: npt.NDArray[np.bool_]) -> Grid:
    chosen = chosen & (day.events.position <= DEPTH)
    device = day.searches.device[day.events.search[chosen]].astype(np.int64)
    return np.bincount(device * DEPTH + day.events.position[chosen] - 1, minlength=_DEVICES * DEPTH).reshape(_DEVICES, DEPTH)


def _list_of(day: Day) -> npt.NDArray[np.int64]:
    """For each search the row of the list it is a page of: a further page belongs to the search it came from."""
    searches, rows = day.searches, np.arange(len(day.searches))
    further = ~searches.first & (searches.before >= 0)
    parent = np.where(further, searches.before, rows)
    for _ in range(4):
        parent = parent[parent]
    return parent
