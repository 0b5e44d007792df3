"""Which queries are found by which others: takes clicks, gives for each query those whose products its shoppers clicked as well (SPEC 1.1.1).

What counts is not how alike two queries are but how relevant the other one's products are to this one: the share of the other's clicks that went
to products clicked for this one. It leads from the broad to the narrow more easily than back, as it should.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from searchrank.learn.clicks import Clicks

LEAST_SHARE = 0.5
"""At least half of what is clicked for the other must have been clicked for this one."""
LEAST_COMMON = 2
"""One product in common may be chance."""


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """Pairs of texts, places in `Clicks.texts`: from `query` to `other` with the share `score`, best first for each query."""

    query: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    score: npt.NDArray[np.float64]


def kin(clicks: Clicks, *, least_users: int) -> Kin:
    """The pairs that share at least LEAST_COMMON products and LEAST_SHARE of the other's clicks; both clicked by `least_users` shoppers or more.

    >>> pair = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> found = kin(Clicks(("番茄", "西红柿"), ("p", "q"), *pair, np.array([3, 3, 3, 3])), least_users=3)
    >>> found.query.tolist(), found.other.tolist(), found.score.tolist()
    ([0, 1], [1, 0], [1.0, 1.0])
    """
    shape = (len(clicks.texts), len(clicks.products))
    total = np.bincount(clicks.text, weights=clicks.shoppers, minlength=shape[0])
    kept = total[clicks.text] >= least_users
    text, product, shoppers = clicks.text[kept], clicks.product[kept], clicks.shoppers[kept]
    clicked = csr_array((np.ones(len(text)), (text, product)), shape=shape)
    shares = csr_array((shoppers / total[text], (text, product)), shape=shape)
    score, common = (clicked @ shares.T).tocoo(), clicked @ clicked.T
    query, other = score.coords
    good = (query != other) & (score.data >= LEAST_SHARE)
    query, other, value = query[good].astype(np.int64), other[good].astype(np.int64), score.data[good]
    enough = np.asarray(common[query, other]).ravel() >= LEAST_COMMON if len(query) else np.empty(0, bool)
    query, other, value = query[enough], other[enough], value[enough]
    order = np.lexsort((other, -value, query))
    return Kin(query[order], other[order], value[order])
