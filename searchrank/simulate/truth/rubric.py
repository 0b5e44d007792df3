"""The rubric of grades as tables by place: takes Places and Tolerances, gives what a grader looks up for many pairs at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.kinship import STRANGE, Kinds, kinds_of
from searchrank.simulate.truth.tolerance import Tolerances, served
from searchrank.simulate.world.catalogue import NONE, SLOTS, Places
from searchrank.simulate.world.lexicon import Leaf, Texts

FULL, SOFT, HARD = range(3)
"""How a product meets one thing that was asked: fully; nearly, or it is not said; not at all."""
VALUES = 32
"""Bits of a value, point or use."""
ANYBODY = ("unisex", "anyone")
Ints = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Rubric:
    """Tables of L leaves, M models, A audiences, S seasons. The last row of a table by model, audience or season stands for none.

    kinds as `kinship.kinds_of` gives them; serving, nearly uint32 (L, SLOTS, 32) bits of the values that serve who asks for value v, or are near it;
    slot_to int8 (L, L, SLOTS) the slot of the same attribute in another leaf, or -1; point_to, use_to uint32 (L, L, 32) the bit of the same point or
    use in another leaf, or 0; audience int8 (A + 1, A + 1) asked by offered; leaf_audience int8 (L,) whom all of a leaf is for, or -1; season int8
    (S + 1, L); department int16 (L,); model_leaf, model_brand, model_name int16 (M + 1,): models of one leaf that are called alike have the same
    name; colour int8 (L,) slot, or -1.
    """

    tolerances: Tolerances
    kinds: Kinds
    serving: Ints
    nearly: Ints
    slot_to: Ints
    point_to: Ints
    use_to: Ints
    audience: Ints
    leaf_audience: Ints
    season: Ints
    department: Ints
    model_leaf: Ints
    model_brand: Ints
    model_name: Ints
    colour: Ints


def rubric(places: Places, tolerances: Tolerances | None = None) -> Rubric:
    """The tables of these places; asked for again, the same ones."""
    return _tables(places, tolerances or Tolerances())


@lru_cache(maxsize=4)
def _tables(places: Places, tolerances: Tolerances) -> Rubric:
    kinds, leaves = kinds_of(places), places.leaves
    related = [(int(a), int(b)) for a, b in np.argwhere((kinds > STRANGE).any((0, 2)))]
    serving, nearly = _closeness(leaves, tolerances)
    departments = list(dict.fromkeys(leaf.department for leaf in leaves))
    return Rubric(
        tolerances=tolerances,
        kinds=kinds,
        serving=serving,
        nearly=nearly,
        slot_to=_slots(leaves, related),
        point_to=_same_bits(leaves, related, lambda leaf: leaf.points),
        use_to=_same_bits(leaves, related, lambda leaf: leaf.uses),
        audience=_audiences(places.audiences),
        leaf_audience=np.array([places.audience.get(leaf.audience, NONE) for leaf in leaves], np.int8),
        season=_seasons(places),
        department=np.array([departments.index(leaf.department) for leaf in leaves], np.int16),
        model_leaf=np.array([*(places.leaf[model.leaf] for model in places.models), NONE], np.int16),
        model_brand=np.array([*(places.brand[model.brand.latin] for model in places.models), NONE], np.int16),
        model_name=_model_names(places),
        colour=np.array([_slot(leaf, "Colour") for leaf in leaves], np.int8),
    )


def suits(asked: str, offered: str | None) -> int:
    """How a product for `offered` (None: it does not say) meets who asks for an audience.

    >>> suits("women", "unisex") == FULL, suits("kids", "anyone") == SOFT, suits("men", "women") == HARD
    (True, True, True)
    """
    if offered == asked or (offered == "unisex" and asked in ("men", "women")) or asked == "anyone":
        return FULL
    return SOFT if offered is None or offered in ANYBODY else HARD


def _audiences(audiences: tuple[str, ...]) -> Ints:
    table = np.zeros((len(audiences) + 1, len(audiences) + 1), np.int8)
    for row, asked in enumerate(audiences):
        table[row] = [suits(asked, offered) for offered in (*audiences, None)]
    return table


def _seasons(places: Places) -> Ints:
    """Full in the season itself, soft beside it or where a product is for all seasons, hard in the opposite one."""
    table = np.zeros((len(places.seasons) + 1, len(places.leaves)), np.int8)
    for row in range(len(places.seasons)):
        apart = [(places.season[leaf.season] - row) % 4 if leaf.season in places.season else 1 for leaf in places.leaves]
        table[row] = [(FULL, SOFT, HARD, SOFT)[steps] for steps in apart]
    return table


def _closeness(leaves: tuple[Leaf, ...], tolerances: Tolerances) -> tuple[Ints, Ints]:
    tables = np.zeros((2, len(leaves), SLOTS, VALUES), np.uint32)
    for row, leaf in enumerate(leaves):
        for slot, attribute in enumerate(leaf.attributes):
            for value, pair in enumerate(served(attribute, tolerances)):
                tables[:, row, slot, value] = pair
    return tables[0], tables[1]


def _slots(leaves: tuple[Leaf, ...], related: list[tuple[int, int]]) -> Ints:
    table = np.full((len(leaves), len(leaves), SLOTS), NONE, np.int8)
    for asked, offered in related:
        for slot, attribute in enumerate(leaves[asked].attributes):
            same = [attribute.name == one.name and attribute.values == one.values for one in leaves[offered].attributes]
            table[asked, offered, slot] = same.index(True) if True in same else NONE
    return table


def _same_bits(leaves: tuple[Leaf, ...], related: list[tuple[int, int]], texts: Callable[[Leaf], Texts]) -> Ints:
    table = np.zeros((len(leaves), len(leaves), VALUES), np.uint32)
    for asked, offered in related:
        there = texts(leaves[offered])["en"]
        for place, said in enumerate(texts(leaves[asked])["en"]):
            table[asked, offered, place] = 1 << there.index(said) if said in there else 0
    return table


def _model_names(places: Places) -> Ints:
    names = {(model.leaf, model.name["en"]): None for model in places.models}
    numbers = {name: number for number, name in enumerate(names)}
    return np.array([*(numbers[model.leaf, model.name["en"]] for model in places.models), NONE], np.int16)


def _slot(leaf: Leaf, name: str) -> int:
    return next((slot for slot, attribute in enumerate(leaf.attributes) if attribute.name["en"] == name), NONE)
