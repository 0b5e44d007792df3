"""What a card tells of the things that are wanted: takes pairs of wants and listings, gives shares by `wants.PARTS`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.misses import PART, Pairs
from searchrank.simulate.truth.rubric import Rubric
from searchrank.simulate.wants import PARTS
from searchrank.simulate.world.catalogue import NONE, SAID


def told_of(pairs: Pairs, rubric: Rubric) -> npt.NDArray[np.float32]:
    """float32 (p, PARTS) 0 to 1: how much of each part a card tells. 1 where a part is open, and for kind and price, which a picture and a tag show.

    Names, values, points and uses are told by the title; a colour by the picture.
    """
    told = np.ones((len(pairs), len(PARTS)), np.float32, order="F")
    said = pairs.offered("said")
    for bit, name in enumerate(SAID):
        told[:, PART[name]] = (pairs.asked(name) == NONE) | ((said >> bit) & 1 == 1)
    told[:, PART["values"]] = _values(pairs, rubric)
    told[:, PART["points"]] = _bits(pairs.asked("points"), pairs.offered("said_points"))
    told[:, PART["uses"]] = _bits(pairs.asked("uses"), pairs.offered("said_uses"))
    return told


def _values(pairs: Pairs, rubric: Rubric) -> npt.NDArray[np.float32]:
    """The share of the wanted attributes that a card tells."""
    wanted = np.packbits(pairs.wants.values != 0, axis=1, bitorder="little")[:, 0]
    seen = np.where(rubric.colour == NONE, 0, 1 << np.maximum(rubric.colour, 0)).astype(np.uint8)
    return _bits(wanted[pairs.of].astype(np.uint32), (pairs.offered("said_values") | seen[pairs.leaf]).astype(np.uint32))


def _bits(wanted: npt.NDArray[Any], told: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """The share of the wanted bits that are told; 1 where none is wanted."""
    asked = np.bitwise_count(wanted)
    share = np.bitwise_count(wanted & told) / np.maximum(asked, np.uint8(1))
    return np.where(asked == 0, 1.0, share).astype(np.float32)
