"""Events that wait for their time: takes UBI objects with moments, tells the shop of those that are due, in order of time over all shoppers."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from searchrank.errors import Unavailable
from searchrank.simulate.live.clock import Clock
from searchrank.simulate.live.door import Door, Ubi

TELL_EVERY_S = 60.0
"""Seconds of a shopper's time between two tellings; browsers batch as well."""
Waiting = tuple[float, int, bool, Ubi]
"""Moment, number in the order of putting, whether it is a query, the object."""


@dataclass(slots=True)
class Outbox:
    """What is to be told. Orders of later days wait here too."""

    clock: Clock
    waiting: list[Waiting] = field(default_factory=list)
    put_so_far: int = 0
    told_until: float = float("-inf")

    def put(self, moment: float, one: Ubi, *, query: bool = False) -> None:
        """To be told when it is this moment."""
        self.put_so_far += 1
        heapq.heappush(self.waiting, (moment, self.put_so_far, query, one))

    def tell(self, door: Door, now: float, *, at_once: bool = False) -> None:
        """Tell what is due by now, once a minute, or at once; what cannot be told is lost, as with a browser."""
        if not at_once and now < self.told_until + TELL_EVERY_S:
            return
        self.told_until = now
        events: list[Ubi] = []
        queries: list[Ubi] = []
        while self.waiting and self.waiting[0][0] <= now:
            moment, _, query, one = heapq.heappop(self.waiting)
            (queries if query else events).append(self._stamped(moment, one))
        if events or queries:
            _told(door, events, queries)

    def _stamped(self, moment: float, one: Ubi) -> Mapping[str, Any]:
        return {**one, "timestamp": datetime.fromtimestamp(self.clock.stamp(moment), UTC).isoformat(timespec="milliseconds")}


def _told(door: Door, events: list[Ubi], queries: list[Ubi]) -> None:
    try:
        door.record(events, queries)
    except Unavailable:
        # The door has counted the fault; shoppers go on without noticing.
        return
