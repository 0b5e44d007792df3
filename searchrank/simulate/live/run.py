"""Live shoppers from the first day to the report: in simulated time at a door of this process, or in real time over several doors at once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta

from searchrank.errors import InvalidInput
from searchrank.simulate.live.agenda import Agenda, agenda
from searchrank.simulate.live.arrivals import midnight
from searchrank.simulate.live.clock import Hurried, Simulated
from searchrank.simulate.live.crowd import Coming, Crowd, coming, dealt, offered_scenes
from searchrank.simulate.live.door import Door
from searchrank.simulate.live.report import LiveReport, report_of
from searchrank.simulate.live.tally import TalliedDoor, Tally
from searchrank.simulate.live.visitor import LiveWorld

HASTE = 60.0
"""Over HTTP a shopper's minute is a second."""
SEARCHES_A_TASK = 1.45
"""For how many searches a visit must be reckoned with, by published sessions; only the rate over HTTP depends on it."""
VISITS = "visits"

Progress = Callable[[str, int, int | None], None]
Evening = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class Days:
    """Days to live: from `first` so many; every shopper comes `at_least` so many times a day. Raises InvalidInput for none."""

    first: date
    count: int
    seed: int
    at_least: int = 0

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InvalidInput(f"{self.count} days are none: give 1 or more", field="days")

    @property
    def dates(self) -> list[date]:
        """The days in order."""
        return [self.first + timedelta(days=number) for number in range(self.count)]


def live(world: LiveWorld, door: Door, days: Days, progress: Progress, evening: Evening = lambda day: None) -> LiveReport:
    """The report of these days in simulated time: searches are asked and events told in order of time over all shoppers.

    `evening` is called when a day is over and everything that was due is told: there a shop may learn and publish before the next day begins.
    """
    began = time.perf_counter()
    crowd = Crowd(_with_scenes(world, door, midnight(days.first)), TalliedDoor(door, Tally()), Simulated(), days.seed)
    for day in days.dates:
        planned = agenda(world.town, day, days.seed, crowd.memories, at_least=days.at_least)
        crowd.invite(coming(planned))
        last = day == days.dates[-1]
        night = midnight(day + timedelta(days=1))
        crowd.live(math.inf if last else night, lambda done: progress(VISITS, done, crowd.came))
        crowd.close(night)
        crowd.sleep()
        evening(day)
    seconds = time.perf_counter() - began
    return report_of(crowd.tally, shoppers=len(world.town.population), days=days.count, waiting=len(crowd.outbox.waiting), seconds=seconds)


def live_hurried(world: LiveWorld, doors: Sequence[Door], days: Days, rate: float, progress: Progress, *, haste: float = HASTE) -> LiveReport:
    """The report of these days in real time: visits come evenly, about `rate` searches a second over all doors, one thread a door.

    Pauses are shortened `haste` times, and the moments of days run into each other. Raises InvalidInput for a rate of none.
    """
    if not 0 < rate < math.inf:
        raise InvalidInput(f"a rate of {rate:g} searches a second is none: give more than 0", field="rate")
    planned = [agenda(world.town, day, days.seed, {}, at_least=days.at_least) for day in days.dates]
    visits = _evenly([one for day in planned for one in coming(day)], haste * _searches_a_visit(world, planned) / rate)
    stop, began = threading.Event(), time.time()
    known = _with_scenes(world, doors[0], began)
    clock = Hurried(0.0, began, haste, sleep=stop.wait)
    crowds = [Crowd(known, TalliedDoor(door, Tally()), clock, days.seed, stopped=stop.is_set) for door in doors]
    for crowd, part in zip(crowds, dealt(visits, len(doors)), strict=True):
        crowd.invite(part)
    _live_together(crowds, stop, lambda: progress(VISITS, sum(crowd.done for crowd in crowds), len(visits)))
    return _together(crowds, len(world.town.population), days.count, time.time() - began)


def _with_scenes(world: LiveWorld, door: Door, now: float) -> LiveWorld:
    return replace(world, scenes=offered_scenes(door, now))


def _searches_a_visit(world: LiveWorld, planned: Sequence[Agenda]) -> float:
    """How many searches a visit will make, roughly."""
    visits = sum(len(day.visits) for day in planned)
    tasks = sum(len(day.needs) for day in planned) / max(visits, 1)
    searching = sum(float(world.town.population.search_unprompted[day.visits.shopper].sum()) for day in planned) / max(visits, 1)
    return max(searching, 0.05) * max(tasks, 1.0) * SEARCHES_A_TASK


def _evenly(visits: Sequence[Coming], gap: float) -> list[Coming]:
    """The visits in their order, this many seconds of a shopper's time apart."""
    return [one._replace(moment=place * gap) for place, one in enumerate(visits)]


def _live_together(crowds: Sequence[Crowd], stop: threading.Event, each: Callable[[], None]) -> None:
    """Every crowd in a thread of its own; what goes wrong in one, or an interruption, stops all."""

    def shop(crowd: Crowd) -> None:
        crowd.live(math.inf, lambda done: each())
        crowd.close()

    with ThreadPoolExecutor(len(crowds)) as threads:
        try:
            for running in [threads.submit(shop, crowd) for crowd in crowds]:
                running.result()
        finally:
            stop.set()


def _together(crowds: Sequence[Crowd], shoppers: int, days: int, seconds: float) -> LiveReport:
    tally = Tally()
    for crowd in crowds:
        tally.add(crowd.tally)
    return report_of(tally, shoppers=shoppers, days=days, waiting=sum(len(crowd.outbox.waiting) for crowd in crowds), seconds=seconds)
