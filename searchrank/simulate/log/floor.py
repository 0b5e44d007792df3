"""What a day in the shop needs around it: the world, its shoppers and habits, and what is remembered from day to day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.examine import Floats
from searchrank.simulate.behaviour.parameters import Behaviour
from searchrank.simulate.log.columns import join, put, take
from searchrank.simulate.log.plan import Plan
from searchrank.simulate.log.promoted import Promoted
from searchrank.simulate.log.recall import Recall
from searchrank.simulate.log.words import Bank, Rows
from searchrank.simulate.shopper.needs import PastOrders
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.shopper.trends import Trends
from searchrank.simulate.typing.typist import Typist, Utterance
from searchrank.simulate.wants import Needs, Want, Wants
from searchrank.simulate.world.catalogue import NONE, Catalogue, Places

BANK = 400
"""Queries of a day that are suggested on the next."""
TEXTS = 20_000
"""Texts that completions know, those of the last days by each part of the shoppers."""


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """The shop and who comes: everything that does not change from day to day. refund float32 by leaf, the chance that an order comes back."""

    plan: Plan
    behaviour: Behaviour
    catalogue: Catalogue
    places: Places
    population: Population
    trends: Trends
    recall: Recall
    promoted: Promoted
    typist: Typist
    refund: Floats

    def say(self, needs: Needs, chance: np.random.Generator) -> list[Utterance]:
        """A first query of each need."""
        return self.typist.say_all(needs, _random(chance))

    def refine(self, needs: Needs, spoken: Sequence[Utterance], chance: np.random.Generator) -> list[Utterance]:
        """The next query of each need, after one that did not help."""
        drawn = _random(chance)
        return [self.typist.refine(needs, row, last, drawn, keys=False) for row, last in enumerate(spoken)]


def said_by(spoken: Sequence[Utterance]) -> Wants:
    """What these queries say, as columns."""
    return Wants.of([one.want for one in spoken] or [Want()]).take(np.arange(len(spoken)))


def as_meant(one: Utterance) -> Utterance:
    """The query as a suggestion writes it: without slips."""
    return replace(one, typed=replace(one.typed, text=one.typed.intended, error="")) if one.typed.text != one.typed.intended else one


@dataclass(slots=True, eq=False)
class Memory:
    """What a part of the shoppers remembers; changed day by day, of one size for any number of days.

    ordered and its leaf, brand, model int16 by shopper: the day of the last order, and of what; unfinished: queries that ended without success, for
    the shoppers in `owner`, the last `len` of them; ignored float32 by shopper: words let be, fading; silent bool: wants no pushes; bank: queries of
    yesterday, texts what was searched, the last first, at most TEXTS; due: orders of later days, as rows of the catalogue.
    """

    ordered: npt.NDArray[np.int16]
    leaf: npt.NDArray[np.int16]
    brand: npt.NDArray[np.int16]
    model: npt.NDArray[np.int16]
    ignored: Floats
    silent: npt.NDArray[np.bool_]
    bank: Bank
    unfinished: Bank
    place: Rows
    texts: list[str]
    due: dict[int, list[npt.NDArray[np.int64]]] = field(default_factory=dict)

    def past_orders(self, shopper: Rows, day: int) -> PastOrders:
        """The last order of each of these shoppers, for drawing needs."""
        days_ago = np.maximum(day - self.ordered[shopper], 0).astype(np.float32)
        return PastOrders(self.leaf[shopper], self.brand[shopper], self.model[shopper], days_ago)

    def remember_orders(self, day: int, shopper: Rows, catalogue: Catalogue, rows: npt.NDArray[Any]) -> None:
        """These shoppers ordered these products."""
        self.ordered[shopper] = day
        for name in ("leaf", "brand", "model"):
            getattr(self, name)[shopper] = getattr(catalogue, name)[rows]

    def leave_unfinished(self, given_up: Bank) -> None:
        """Queries to be taken up again; each shopper keeps the last one."""
        owner = given_up.needs.shopper
        known = self.place[owner] >= 0
        put(self.unfinished, self.place[owner[known]], take(given_up, np.flatnonzero(known)))
        fresh = np.flatnonzero(~known)
        last = len(fresh) - 1 - np.unique(owner[fresh][::-1], return_index=True)[1]
        added = take(given_up, fresh[last])
        self.place[added.needs.shopper] = len(self.unfinished) + np.arange(len(added), dtype=np.int32)
        self.unfinished = join([self.unfinished, added])

    def finish(self, shopper: Rows) -> None:
        """These shoppers have what they looked for."""
        self.place[shopper] = NONE


def first_memory(floor: Floor, bank: Bank) -> Memory:
    """Before the first day: nobody has ordered anything, and this bank is known."""
    count = len(floor.population)
    ordered, leaf, brand, model = (np.full(count, NONE, np.int16) for _ in range(4))
    return Memory(
        ordered=ordered,
        leaf=leaf,
        brand=brand,
        model=model,
        ignored=np.zeros(count, np.float32),
        silent=floor.population.push_opt_out.copy(),
        bank=bank,
        unfinished=take(bank, np.zeros(0, np.int64)),
        place=np.full(count, NONE, np.int32),
        texts=bank.texts(range(len(bank))),
    )


def _random(chance: np.random.Generator) -> Random:
    return Random(int(chance.integers(1 << 62)))
