"""What is looked at: takes devices and the places of cards, gives the chance to be scrolled to, to be examined, and draws of both.

Everything is over (m searches, k cards). A place counts cards of usual height from 1; cards of other heights push down what follows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.behaviour.parameters import Behaviour

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """Where eyes can be, (m, k): `seen` the chance that a card came into view, `examined` the chance that it was looked at (never above `seen`)."""

    seen: Floats
    examined: Floats

    @property
    def given_seen(self) -> Floats:
        """The chance that a card was looked at where it came into view."""
        return np.asarray(self.examined / np.maximum(self.seen, 1e-9), np.float32)


def places(heights: Floats) -> Floats:
    """The place of every card, from 1, given the heights (m, k) of the cards in usual cards.

    >>> places(np.array([[1, 2, 1]], np.float32)).tolist()
    [[1.0, 2.0, 4.0]]
    """
    return np.asarray(np.cumsum(heights, axis=1) - heights + 1, np.float32)


def attention(behaviour: Behaviour, device: npt.NDArray[np.int8], place: Floats, end: Floats | None = None) -> Attention:
    """The chances by device (m,) and place (m, k), before anything was clicked. end float32 (m, 1) is the place of the last card, else that in
    `place`."""
    who = np.asarray(device, np.intp)
    decay = np.asarray(behaviour.decay, np.float32)[who][:, None]
    viewport, columns = (np.asarray(one, np.float32)[who][:, None] for one in (behaviour.viewport, behaviour.columns))
    seen = _curve(behaviour, decay, _first_of(place, viewport)) ** np.float32(behaviour.scroll)
    row = _first_of(place, columns)
    examined = _curve(behaviour, decay, row**behaviour.row * place ** (1 - behaviour.row))
    examined = np.where(row > 1, examined * (1 - behaviour.skip), examined)
    last = place > (place[:, -1:] if end is None else end) - columns
    examined = np.where(last & (row > 1), examined * behaviour.bump, examined)
    return Attention(seen.astype(np.float32), np.minimum(examined, seen).astype(np.float32))


def draw(given: Attention, chance: np.random.Generator) -> tuple[Bools, Bools]:
    """(visible, examined), both (m, k): one depth of scrolling a search, so that what is above a visible card is visible; then card by card."""
    visible = chance.random((len(given.seen), 1), np.float32) < given.seen
    return visible, visible & (chance.random(given.seen.shape, np.float32) < given.given_seen)


def page_one(count: int, searches: int = 1) -> Floats:
    """The places (searches, count) of an answer of usual cards."""
    return np.asarray(np.broadcast_to(np.arange(1, count + 1), (searches, count)), np.float32)


def _curve(behaviour: Behaviour, decay: Any, place: Floats) -> Floats:
    turned = np.minimum(place, behaviour.turn) ** -decay
    curve: Floats = turned * (np.maximum(place, behaviour.turn) / behaviour.turn) ** -np.float32(behaviour.decay_deep)
    return curve


def _first_of(place: Floats, size: Any) -> Floats:
    first: Floats = np.floor((place - 1) / size) * size + 1
    return first
