"""Grades 0 to 3: takes wants that a query says and listings as columns, gives how well each product serves. Titles decide nothing about a grade.

3 exact; 2 acceptable: one non-essential thing is missing or within tolerance; 1 partial: the category is right but one strong thing is wrong, or it
is an accessory, or something that some take instead; 0 irrelevant: another category, or two strong things are wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.kinship import NEAR
from searchrank.simulate.truth.misses import misses_of, pairs_of
from searchrank.simulate.truth.rubric import rubric
from searchrank.simulate.truth.tolerance import Tolerances
from searchrank.simulate.wants import Wants
from searchrank.simulate.world.catalogue import Catalogue, Places

EXACT, ACCEPTABLE, PARTIAL, IRRELEVANT = 3, 2, 1, 0
AT_ONCE = 400_000
"""Pairs graded at once: the columns of so many stay within some 100 MB."""


def grades(wants: Wants, catalogue: Catalogue, rows: npt.NDArray[Any], places: Places, tolerances: Tolerances | None = None) -> npt.NDArray[np.int8]:
    """How well listings serve what was said: int8 of the shape of `rows`, (m, k), for m wants; 0 where a row is below 0 (no product).

    Only what the wants say counts, and the truth about a listing, never its title, nor where the shop filed it. Languages are left to the caller.
    """
    tables = rubric(places, tolerances)
    found = np.zeros(rows.shape, np.int8)
    step = max(1, AT_ONCE // max(1, rows.shape[1]))
    for start in range(0, len(wants), step):
        part = slice(start, start + step)
        flat, pairs = pairs_of(wants.take(np.arange(len(wants))[part]), catalogue, rows[part], tables)
        missing = misses_of(pairs, tables)
        soft, hard = missing.soft.sum(1), missing.hard.sum(1)
        # What is taken instead serves only where nothing else is amiss.
        found[part].reshape(-1)[flat] = graded(soft, hard + np.where(pairs.kind == NEAR, soft, 0))
    return found


def graded(soft: npt.NDArray[Any], hard: npt.NDArray[Any]) -> npt.NDArray[np.int8]:
    """The grades of pairs with so many soft and hard misses.

    >>> graded(np.array([0, 1, 2, 5, 0, 4, 0]), np.array([0, 0, 0, 0, 1, 1, 2])).tolist()
    [3, 2, 1, 1, 1, 1, 0]
    """
    served = np.maximum(EXACT - soft, PARTIAL)
    return np.where(hard == 0, served, np.where(hard == 1, PARTIAL, IRRELEVANT)).astype(np.int8)
