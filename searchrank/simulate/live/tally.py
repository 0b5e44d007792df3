"""What came of live shoppers: counts, answers' times as seen at the door, and faults. A tally belongs to one thread; tallies add up."""

from __future__ import annotations

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from searchrank.errors import SearchrankError, Unavailable
from searchrank.simulate.live.door import Answer, Door, Recorded, Search, Ubi, Who

MOST_FAULTS = 10
"""Different faults that a report quotes."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How long answers took, in milliseconds, as the shopper waited."""

    answers: int
    p50: float
    p99: float
    worst: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by name, milliseconds by what was asked, faults by sentence. The only thing in this room that grows."""

    counts: Counter[str] = field(default_factory=Counter)
    waits: defaultdict[str, array[float]] = field(default_factory=lambda: defaultdict(lambda: array("d")))
    faults: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, by: int = 1) -> None:
        """One more of these, or several."""
        self.counts[name] += by

    def add(self, other: Tally) -> None:
        """Take over what another thread counted."""
        self.counts.update(other.counts)
        self.faults.update(other.faults)
        for name, waits in other.waits.items():
            self.waits[name].extend(waits)

    def latencies(self) -> Mapping[str, Latency]:
        """Of everything that was asked, by name."""
        return {name: _latency(waits) for name, waits in sorted(self.waits.items())}


def _latency(waits: array[float]) -> Latency:
    p50, p99, worst = (round(float(one), 3) for one in np.percentile(np.frombuffer(waits), (50, 99, 100)))
    return Latency(len(waits), p50, p99, worst)


@dataclass(frozen=True, slots=True)
class TalliedDoor:
    """A door that counts and times what goes through; whatever fails behind it is counted and raised as Unavailable."""

    door: Door
    tally: Tally
    clock: Callable[[], float] = time.perf_counter

    def search(self, asked: Search, who: Who, facets: Sequence[str] = (), *, now: float) -> Answer:
        """The door's page; searches, pages without a product and their times are counted."""
        with self._watched("search"):
            page = self.door.search(asked, who, facets, now=now)
        self.tally.count("searches")
        self.tally.count("zero_results", int(page["total"] == 0))
        return page

    def suggest(self, prefix: str, who: Who, *, scene: str = "complete", limit: int = 10, now: float) -> Answer:
        """The door's suggestions, counted by scene."""
        with self._watched("suggest"):
            answer = self.door.suggest(prefix, who, scene=scene, limit=limit, now=now)
        self.tally.count(f"suggest.{scene}")
        return answer

    def record(self, events: Sequence[Ubi], queries: Sequence[Ubi] = ()) -> Recorded:
        """What the door kept, counted, and what it was told by action (of cards and of suggestions apart); what it refused is a fault."""
        with self._watched("record"):
            kept = self.door.record(events, queries)
        self.tally.counts.update(map(_told, events))
        self.tally.count("recorded", kept.accepted)
        self.tally.count("duplicates", kept.duplicates)
        self.tally.count("refused", kept.refused)
        return kept

    @contextmanager
    def _watched(self, what: str) -> Iterator[None]:
        began = self.clock()
        try:
            yield
        except Exception as error:
            self.tally.faults[_sentence(what, error)] += 1
            raise Unavailable(f"{what} failed: {error}") from error
        self.tally.waits[what].append((self.clock() - began) * 1000)


def _told(event: Ubi) -> str:
    """The name under which an event is counted: those about suggestions apart from those about cards."""
    return f"{'suggested' if 'scene' in event['event_attributes'] else 'told'}.{event['action_name']}"


def _sentence(what: str, error: Exception) -> str:
    said = error.message if isinstance(error, SearchrankError) else f"{type(error).__name__}: {error}"
    return f"{what}: {said}"[:300]
