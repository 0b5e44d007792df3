"""Many shoppers at one shop: takes a world, a door and days, lets the visits go on beside each other in order of time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple

import numpy as np

from searchrank.errors import InvalidInput, SearchrankError
from searchrank.simulate.live.agenda import Agenda
from searchrank.simulate.live.clock import Clock
from searchrank.simulate.live.door import Door, Who
from searchrank.simulate.live.memory import Memory
from searchrank.simulate.live.outbox import Outbox
from searchrank.simulate.live.tally import TalliedDoor, Tally
from searchrank.simulate.live.tell import Teller
from searchrank.simulate.live.visit import visit
from searchrank.simulate.live.visitor import LiveWorld, Steps, Visitor
from searchrank.simulate.shopper.segments import DEVICES
from searchrank.simulate.wants import Needs

ASKED_OF_SHOP = ("complete", "hint", "history", "discover", "hot", "related")
"""Scenes that a live shopper can use, where the shop has them."""


class Coming(NamedTuple):
    """A visit that is to come: at this moment, of this shopper, with this in mind; `name` tells it from all others."""

    moment: float
    shopper: int
    name: str
    needs: Needs
    linked: bool


@dataclass(slots=True, eq=False)
class Crowd:
    """Shoppers of one thread, their memories, and the visits that are going on; `done` counts visits that are over."""

    world: LiveWorld
    door: TalliedDoor
    clock: Clock
    seed: int
    memories: defaultdict[int, Memory] = field(default_factory=lambda: defaultdict(Memory))
    present: list[tuple[float, int, Steps[None]]] = field(default_factory=list)
    outbox: Outbox = field(init=False)
    stopped: Callable[[], bool] = lambda: False
    at: float = float("-inf")
    came: int = 0
    done: int = 0

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.clock)

    @property
    def tally(self) -> Tally:
        """What has come of it so far."""
        return self.door.tally

    def invite(self, visits: Iterable[Coming]) -> None:
        """These visits are to come."""
        for coming in visits:
            self.came += 1
            heapq.heappush(self.present, (coming.moment, self.came, self._visit(coming)))

    def live(self, until: float, each: Callable[[int], None]) -> None:
        """Let everybody act whose moment comes before this one; `each` hears how many visits are over."""
        while self.present and self.present[0][0] < until and not self.stopped():
            moment, number, steps = heapq.heappop(self.present)
            self.at = moment
            self.clock.reach(moment)
            self.outbox.tell(self.door, moment)
            following = _next(steps)
            if following is None:
                self.done += 1
                each(self.done)
            else:
                heapq.heappush(self.present, (following, number, steps))

    def sleep(self) -> None:
        """A night passes."""
        for memory in self.memories.values():
            memory.sleep()

    def close(self, until: float = float("-inf")) -> None:
        """Tell at once what is due by this moment, or by the last one that was lived."""
        self.outbox.tell(self.door, max(until, self.at), at_once=True)

    def _visit(self, coming: Coming) -> Steps[None]:
        """The steps of a visit; nothing is made before its moment comes."""
        device = int(self.world.town.population.device[coming.shopper])
        who = Who(f"u{coming.shopper:07d}", coming.name, f"c{coming.shopper:07d}")
        visitor = Visitor(
            world=self.world,
            shopper=coming.shopper,
            needs=coming.needs,
            memory=self.memories[coming.shopper],
            door=self.door,
            outbox=self.outbox,
            teller=Teller(who, DEVICES[device]),
            tally=self.tally,
            chance=np.random.default_rng([self.seed, *coming.name.encode()]),
            dice=Random(f"live/{self.seed}/{coming.name}"),
            at=coming.moment,
        )
        yield from visit(visitor, "link" if coming.linked else "home")


def _next(steps: Steps[None]) -> float | None:
    """The next moment of a visit; None where it is over, or where the shop did not answer: then the shopper leaves (the door has counted it)."""
    try:
        return next(steps)
    except (StopIteration, SearchrankError):
        return None


def coming(agenda: Agenda) -> Iterator[Coming]:
    """The visits of a day, in order of time."""
    visits = agenda.visits
    rows = zip(visits.moment.tolist(), visits.shopper.tolist(), visits.number.tolist(), visits.linked.tolist(), strict=True)
    for place, (moment, shopper, number, linked) in enumerate(rows):
        yield Coming(moment, shopper, visit_name(agenda.day, shopper, number), agenda.needs_of(place), linked)


def visit_name(day: date, shopper: int, number: int) -> str:
    """The session of a shopper's visit of a day.

    >>> visit_name(date(2026, 3, 1), 17, 0)
    's20260301-17-0'
    """
    return f"s{day:%Y%m%d}-{shopper}-{number}"


def offered_scenes(door: Door, now: float) -> frozenset[str]:
    """The scenes that a shop has: each is asked once. Raises what the door raises where the shop does not answer at all."""
    found = []
    for scene in ASKED_OF_SHOP:
        try:
            door.suggest("", Who("nobody", "nothing"), scene=scene, limit=1, now=now)
        except InvalidInput:
            continue
        found.append(scene)
    return frozenset(found)


def dealt(visits: Sequence[Coming], parts: int) -> list[list[Coming]]:
    """The visits in so many parts; all visits of a shopper are in one."""
    return [[one for one in visits if one.shopper % parts == part] for part in range(parts)]
