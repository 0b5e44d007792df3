"""A visit from its begin to its end: takes a visitor, looks at the word in the box, searches or not, runs the errands, leaves."""

from __future__ import annotations

import numpy as np

from searchrank.simulate.live.door import Answer, Search
from searchrank.simulate.live.errand import errand
from searchrank.simulate.live.meaning import meaning
from searchrank.simulate.live.task import Errand
from searchrank.simulate.live.visitor import Steps, Visitor

ARRIVED_S, BROWSED_S = 4.0, 90.0
"""Until the box is looked at, and how long a visit without a search lasts, at the median; log-normal."""
BETWEEN_S = 25.0
"""From one errand to the next, at the median."""
FOCUSED = ("history", "discover", "hot")
"""Scenes that open with the box before anything is typed, in the order in which they are looked at."""


def visit(visitor: Visitor, entry: str) -> Steps[None]:
    """One visit. Without a search it is told all the same: penetration needs it."""
    visitor.tell(visitor.teller.visit(entry))
    visitor.tally.count("visits")
    tasks = [Errand(visitor.needs.take(np.array([row])), meaning(visitor.needs, row, visitor.world.town.places)) for row in range(len(visitor.needs))]
    yield from visitor.wait(visitor.chance.lognormal(np.log(ARRIVED_S), 0.5))
    searches, start = _begun(visitor, tasks[0], visitor.suggestions("hint") if entry == "home" else None)
    if not searches:
        yield from visitor.wait(visitor.chance.lognormal(np.log(BROWSED_S), 0.8))
        return
    visitor.tally.count("visits_with_search")
    for task in tasks:
        start = start or _focused(visitor, task)
        yield from errand(visitor, task, start)
        start = None
        yield from visitor.wait(visitor.chance.lognormal(np.log(BETWEEN_S), 0.6))


def _begun(visitor: Visitor, task: Errand, hint: Answer | None) -> tuple[bool, Search | None]:
    """Whether the visit searches, and the word in the box where that is what it begins with.

    A share of visits searches unprompted; a good word raises it by the shopper's uplift, and some who would have typed take the word.
    """
    luck, unprompted = visitor.dice.random(), visitor.trait("search_unprompted")
    words = visitor.shows(hint, "", 1) if hint else []
    if not hint or not words:
        return luck < unprompted, None
    worth, seen = task.wanted.value(words[0]), visitor.memory.let_be["hint", words[0]]
    prompted = unprompted <= luck < unprompted + visitor.trait("uplift") * worth
    if prompted or (luck < unprompted and visitor.dice.random() < visitor.likely(worth, seen, "hint")):
        return True, visitor.take(hint, "", words[0], 1)
    visitor.memory.let_be["hint", words[0]] += 1
    return luck < unprompted, None


def _focused(visitor: Visitor, task: Errand) -> Search | None:
    """A word that is taken when the box opens, before anything is typed."""
    for scene in FOCUSED:
        answer = visitor.suggestions(scene)
        taken = visitor.takes(answer, "", task.wanted) if answer else None
        if taken is not None:
            return taken
    return None
