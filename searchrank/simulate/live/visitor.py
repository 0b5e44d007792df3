"""A shopper in the shop: who it is, what is wanted, the door, and the clock that runs while things are done.

A visit is a generator of moments: at each it goes to sleep until that moment, so that many visits go on beside each other in order of time.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import numpy as np

from searchrank.simulate.behaviour.after import accept_word
from searchrank.simulate.behaviour.parameters import Behaviour
from searchrank.simulate.live.door import Answer, Door, Search, Ubi
from searchrank.simulate.live.meaning import Meaning
from searchrank.simulate.live.memory import Memory
from searchrank.simulate.live.narrow import FACETS
from searchrank.simulate.live.outbox import Outbox
from searchrank.simulate.live.shelf import Shelf
from searchrank.simulate.live.tally import Tally
from searchrank.simulate.live.tell import Teller
from searchrank.simulate.live.town import Town
from searchrank.simulate.typing.typist import Typist
from searchrank.simulate.wants import Needs

T = TypeVar("T")
Steps = Generator[float, None, T]
"""Moments to wake up at, and what comes of them in the end."""
COLUMN = 10
"""Suggestions asked for at once."""
SUGGESTED_S = 0.3
"""From asking for suggestions to seeing them."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveWorld:
    """What all live shoppers share: the town they live in, the truth about products, how they write, and the scenes that the shop offers."""

    town: Town
    shelf: Shelf
    typist: Typist
    scenes: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Visitor:
    """One shopper on one visit; `at` is the moment it has lived to. `needs` has a row for each thing that would be looked for."""

    world: LiveWorld
    shopper: int
    needs: Needs
    memory: Memory
    door: Door
    outbox: Outbox
    teller: Teller
    tally: Tally
    chance: np.random.Generator
    dice: Random
    at: float

    @property
    def behaviour(self) -> Behaviour:
        """How shoppers of this world behave."""
        return self.world.town.behaviour

    @property
    def device(self) -> int:
        """The place of the shopper's device among `shopper.segments.DEVICES`."""
        return int(self.world.town.population.device[self.shopper])

    def trait(self, name: str) -> float:
        """A number of this shopper from a column of the population."""
        return float(getattr(self.world.town.population, name)[self.shopper])

    def wait(self, seconds: float) -> Steps[None]:
        """Let time pass."""
        self.at += max(seconds, 0.001)
        yield self.at

    def until(self, moment: float) -> Steps[None]:
        """Let time pass up to this moment."""
        yield from self.wait(moment - self.at)

    def tell(self, *events: Ubi) -> None:
        """Tell the shop of something that happens now."""
        for event in events:
            self.outbox.put(self.at, event)

    def search(self, asked: Search) -> Answer:
        """The shop's answer, told as an asked query."""
        page = self.door.search(asked, self.teller.who, FACETS, now=self.outbox.clock.stamp(self.at))
        self.outbox.put(self.at, self.teller.asked(asked, page), query=True)
        self.tally.count(f"source.{asked.source}")
        return page

    def suggestions(self, scene: str, text: str = "") -> Answer | None:
        """What the shop suggests in this scene; None where it does not have the scene."""
        if scene not in self.world.scenes:
            return None
        return self.door.suggest(text, self.teller.who, scene=scene, limit=COLUMN, now=self.outbox.clock.stamp(self.at))

    def shows(self, answer: Answer, text: str, seen: int = COLUMN) -> list[str]:
        """The first `seen` suggestions of an answer, which come into view; all are told."""
        texts = texts_of(answer)
        self.tell(*self.teller.column(answer, text, texts, seen))
        return texts[:seen]

    def passes(self, answer: Answer, text: str, seen: int = COLUMN) -> None:
        """Suggestions are shown and let be."""
        for one in self.shows(answer, text, seen):
            self.memory.let_be[answer["scene"], one] += 1

    def takes(self, answer: Answer, text: str, wanted: Meaning, *, eager: bool = False) -> Search | None:
        """The search that a list of suggestions leads to, row by row, by what each is worth and how often it was let be; None where all are let be.

        Both what is shown and what is taken is told. `eager` takes the first that is worth anything: for a shopper who looks for one.
        """
        scene = answer["scene"]
        for place, one in enumerate(self.shows(answer, text), 1):
            worth, seen = wanted.value(one), self.memory.let_be[scene, one]
            if (eager and worth > 0) or self.dice.random() < self.likely(worth, seen, scene):
                return self.take(answer, text, one, place)
            self.memory.let_be[scene, one] += 1
        return None

    def likely(self, worth: float, seen: float, scene: str) -> float:
        """The chance that a word of this worth, let be so often before, is taken."""
        return float(accept_word(self.behaviour, np.array([worth]), np.array([seen]), scene)[0])

    def take(self, answer: Answer, text: str, taken: str, place: int) -> Search:
        """The search that a suggestion starts, told as taken from its place."""
        self.tell(self.teller.taken(answer, text, taken, place))
        self.tally.count(f"taken.{answer['scene']}")
        return Search(taken, source=answer["scene"], from_query_id=answer["query_id"])


def texts_of(answer: Answer) -> list[str]:
    """The queries that an answer suggests, in order.

    >>> texts_of({"suggestions": [{"text": "跑鞋"}, {"text": "跑鞋 男"}]})
    ['跑鞋', '跑鞋 男']
    """
    return [one["text"] for one in answer["suggestions"]]
