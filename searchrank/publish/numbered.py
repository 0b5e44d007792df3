"""Provisional numbers of names and tokens, as two stretches of products gave them: takes the numbers of the second, gives those of the first."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import numbered
from searchrank.store.view import NONE

Named = TypeVar("Named", bound=Hashable)


def renumbered(numbers: array[int], names: Iterable[Named], places: dict[Named, int]) -> npt.NDArray[np.int32]:
    """These numbers of `names` (in order; NONE stays) as the numbers that `places` has for them; names that it has not are added, as they come.

    >>> places = {"shoe": 0, "red": 1}
    >>> renumbered(array("i", [0, 1, -1, 1]), ["hat", "shoe"], places).tolist(), places
    ([2, 0, -1, 0], {'shoe': 0, 'red': 1, 'hat': 2})
    """
    taken = numbered(list(names), places)
    return np.array([*taken, NONE], np.int32)[np.array(numbers, np.int32)]
