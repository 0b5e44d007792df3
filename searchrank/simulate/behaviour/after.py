"""What follows an answer, a word shown, a visit begun: takes what happened so far and chance, gives the next step, words accepted, tasks of a
visit."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.errors import UnknownName
from searchrank.simulate.behaviour.examine import Bools, Floats, attention, page_one
from searchrank.simulate.behaviour.parameters import SCENES, Behaviour
from searchrank.simulate.behaviour.respond import Shown, respond
from searchrank.simulate.shopper.segments import DEVICES

NEXT = ("done", "leave", "page", "filter", "reformulate", "related")
"""What a shopper does after an answer, by place: has what was wanted, gives up, the next page, narrows by a filter or chip, types again, takes a
related query."""
SPREAD = 2.0
"""Sigma of the shown worth of what is served, as logs have it."""
DONE, LEAVE, PAGE, FILTER, REFORMULATE, RELATED = range(len(NEXT))


def next_step(
    behaviour: Behaviour, patience: Floats, step: npt.NDArray[Any], page: npt.NDArray[Any], satisfied: Bools, chance: np.random.Generator
) -> npt.NDArray[np.int8]:
    """The next step (m,) by `NEXT`. patience is 0 to 1 (`Population.patience`), step counts answers of the task from 0, page from 1; whether there is
    a next page is for the caller to see.

    Each further step is less likely by `Behaviour.tire`, and likelier for the patient; who is satisfied is done, or looks for another one all the
    same.
    """
    energy = np.clip(2 * patience, 0.2, 2.0) * behaviour.tire ** np.asarray(step, np.float32)
    rates = (np.where(np.asarray(page) == 1, behaviour.page_two, behaviour.further_page), behaviour.refine, behaviour.reformulate, behaviour.related)
    steps = np.stack([np.broadcast_to(np.asarray(rate) * energy, len(step)) for rate in rates], axis=1)
    goes_on = np.where(np.asarray(page) == 1, *behaviour.satisfied_goes_on)
    steps = steps * np.where(satisfied, goes_on, 1.0)[:, None]
    steps /= np.maximum(steps.sum(axis=1, keepdims=True), 1.0)
    drawn = (chance.random((len(step), 1)) >= np.cumsum(steps, axis=1)).sum(axis=1)
    return np.where(drawn < len(rates), drawn + PAGE, np.where(satisfied, DONE, LEAVE)).astype(np.int8)


def accept_word(behaviour: Behaviour, value: npt.NDArray[Any], shown_before: npt.NDArray[Any], scene: str) -> Floats:
    """The chance that a suggested query is taken, float32 like `value`.

    value 0 to 1: how well it serves the need, 1 for exactly that; shown_before how often this shopper has seen this word and let it be: each time
    makes it less likely by `Behaviour.fatigue`. An unknown scene raises UnknownName.
    """
    if scene not in SCENES:
        raise UnknownName("scene", scene, SCENES)
    rate = behaviour.accept[SCENES.index(scene)]
    return np.asarray(rate * np.clip(value, 0, 1) * np.exp(-behaviour.fatigue * np.asarray(shown_before, np.float32)), np.float32)


def tasks_of_visits(behaviour: Behaviour, visits: int, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """How many things are looked for in each visit with a search: 1, or for a share of visits 2 and more, geometric."""
    several = chance.random(visits) < behaviour.several_tasks
    return 1 + several * chance.geometric(behaviour.further_task, visits)


def marginal_examination(
    behaviour: Behaviour, device: str, positions: int = 20, *, worth: float = -3.0, searches: int = 20000, seed: int = 1
) -> Floats:
    """The chance to be examined at positions 1.. of a first page of products equally good at every place, of this mean worth, with what clicks
    above take away: what an estimator that assumes position alone finds at best. By simulation where clicks end searches, else exact.

    >>> [f"{chance:.2f}" for chance in marginal_examination(Behaviour(stop=0.0), "phone")[:3]]
    ['1.00', '0.83', '0.74']
    """
    devices = np.full(searches if behaviour.stop else 1, DEVICES.index(device), np.int8)
    if not behaviour.stop:
        return np.asarray(attention(behaviour, devices, page_one(positions)).examined[0])
    worths = np.random.default_rng(seed).normal(worth, SPREAD, (searches, positions)).astype(np.float32)
    seen = respond(behaviour, Shown.products(devices, worths, worths - 1.5), np.random.default_rng(seed))
    return np.asarray(seen.p_examined.mean(axis=0), np.float32)
