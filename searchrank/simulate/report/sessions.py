"""What happens in a session: counts queries, tasks and pages by session, gives lengths, reformulations, penetration, devices and hours."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from searchrank.simulate.report.day import CARDS, CLICK, DEVICES, PRODUCT, VISIT, Day
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.spread import Spread

UNPROMPTED = ("typed", "complete", "history")
"""Sources of a first search that no word on the page prompted: the shopper turned to the box."""
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SessionTally:
    """queries, tasks, pages, minutes: by session with a search. devices (devices,) and hours (24,) count searches; all others are counts of sessions
    but asked and changed, which count queries; a changed query is a reformulation of the one before it."""

    queries: Spread
    tasks: Spread
    pages: Spread
    minutes: Spread
    several: int
    sessions: int
    searching: int
    unprompted: int
    visits: int
    asked: int
    changed: int
    devices: Counts
    hours: Counts

    @staticmethod
    def none() -> SessionTally:
        """Nothing counted."""
        empty = Spread.none()
        return SessionTally(empty, empty, empty, empty, 0, 0, 0, 0, 0, 0, 0, np.zeros(len(DEVICES), np.int64), np.zeros(24, np.int64))

    def add(self, day: Day) -> SessionTally:
        """This tally and the day."""
        of_day = _count(day)
        return SessionTally(*(getattr(self, one.name) + getattr(of_day, one.name) for one in fields(self)))

    def measures(self) -> Iterator[Measure]:
        """Lengths of sessions, reformulations, penetration, devices, hours."""
        yield Measure("session.queries", self.queries.mean, self.queries.n)
        yield share("session.queries_a_task", self.asked, self.tasks.total)
        yield share("session.several_tasks", self.several, self.searching)
        yield share("session.reformulated", self.changed, self.asked)
        yield Measure("session.pages", self.pages.quantile(0.5), self.pages.n)
        yield Measure("session.minutes", self.minutes.quantile(0.5), self.minutes.n)
        if self.visits:
            yield share("session.penetration", self.searching, self.sessions)
            yield share("session.unprompted", self.unprompted, self.sessions)
            yield share("session.prompted", self.searching - self.unprompted, self.sessions)
        for device in ("phone", "desktop"):
            yield share(f"device.{device}", self.devices[DEVICES.index(device)], self.devices.sum())
        yield from self._hours()

    def _hours(self) -> Iterator[Measure]:
        total = int(self.hours.sum())
        if total:
            yield Measure("hours.peak", float(self.hours.argmax()), total)
            yield Measure("hours.trough", float(self.hours.argmin()), total)
            yield Measure("hours.evening", float(self.hours[20:23].mean() / self.hours[9:18].mean()) if self.hours[9:18].any() else math.nan, total)

    def curves(self) -> Iterator[Curve]:
        """Searches by hour; queries, pages and minutes a session."""
        if self.hours.sum():
            yield curve("hours", "searches", range(24), self.hours / self.hours.sum())
        for name, spread in {"queries": self.queries, "pages": self.pages, "minutes": self.minutes}.items():
            if spread.n:
                yield curve("session", name, *spread.points())


def _count(day: Day) -> SessionTally:
    searches = day.searches
    queries = np.bincount(searches.session[new_queries(day)], minlength=day.sessions)
    begun = np.bincount(searches.session[searches.first & searches.begins], minlength=day.sessions)
    searching = queries > 0
    changed = new_queries(day) & ~searches.begins
    return SessionTally(
        queries=Spread.of(queries[searching]),
        tasks=Spread.of(begun[searching]),
        pages=Spread.of(_pages(day)[searching]),
        minutes=Spread.of(_minutes(day)[searching]),
        several=int((begun > 1).sum()),
        sessions=day.sessions,
        searching=int(searching.sum()),
        unprompted=_unprompted(day),
        visits=int(day.events.of(VISIT).sum()),
        asked=int(queries.sum()),
        changed=int(changed.sum()),
        devices=np.bincount(searches.device[searches.first], minlength=len(DEVICES)),
        hours=np.bincount((searches.at // 3600 % 24).astype(np.int64), minlength=24),
    )


def new_queries(day: Day) -> npt.NDArray[np.bool_]:
    """Where a search is a query of its own: not a further page, and not the text of the search it came from again (with a filter, say)."""
    searches = day.searches
    codes = np.asarray(searches.text.dictionary_encode().indices)
    again = (searches.before >= 0) & (codes[searches.before] == codes)
    own: npt.NDArray[np.bool_] = searches.first & ~again & (searches.session >= 0)
    return own


def _pages(day: Day) -> Counts:
    """Pages by session: answers and products opened."""
    events, searches = day.events, day.searches
    opened = events.of(CLICK) & np.isin(events.card, (PRODUCT, CARDS.index("ad"), CARDS.index("content"))) & (events.session >= 0)
    answers = np.bincount(searches.session[searches.session >= 0], minlength=day.sessions)
    return answers + np.bincount(events.session[opened], minlength=day.sessions)


def _minutes(day: Day) -> npt.NDArray[np.float64]:
    """Minutes by session from its first to its last event."""
    at, session = (np.concatenate([getattr(day.searches, name), getattr(day.events, name)]) for name in ("at", "session"))
    kept = session >= 0
    first, last = np.full(day.sessions, np.inf), np.full(day.sessions, -np.inf)
    np.minimum.at(first, session[kept], at[kept])
    np.maximum.at(last, session[kept], at[kept])
    minutes: npt.NDArray[np.float64] = np.maximum(0.0, last - first) / 60
    return minutes


def _unprompted(day: Day) -> int:
    """Sessions whose first search came from the box itself."""
    searches = day.searches
    rows = np.flatnonzero(searches.session >= 0)
    order = rows[np.lexsort((searches.at[rows], searches.session[rows]))]
    _, first = np.unique(searches.session[order], return_index=True)
    sources = searches.source.take(pa.array(order[first]))
    return sum(source in UNPROMPTED for source in sources.to_pylist())
