"""The best that anybody could do, as upper bounds: an oracle that ranks by the truth, and one that knows what is about to be typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.simulate.truth.grade import grades
from searchrank.simulate.typing.typed import Typed
from searchrank.simulate.wants import Wants
from searchrank.simulate.world.catalogue import Catalogue, Places

Rows = npt.NDArray[Any]


def oracle_order(grade: Rows, probability: Rows | None = None) -> npt.NDArray[np.intp]:
    """Places (m, k) of each row's products, the best first: by true grade, then by true probability of an order, ties in the given order.

    >>> oracle_order(np.array([[1, 3, 3]]), np.array([[0.9, 0.1, 0.2]])).tolist()
    [[2, 1, 0]]
    """
    chosen = np.zeros(grade.shape) if probability is None else probability
    return np.lexsort((np.broadcast_to(np.arange(grade.shape[1]), grade.shape), -chosen, -grade.astype(np.int16)), axis=1)


def oracle_rank(wants: Wants, catalogue: Catalogue, rows: Rows, places: Places, probability: Rows | None = None) -> Rows:
    """The listings `rows` (m, k) in the order of the oracle: `probability` (m, k) of an order, where there is a shopper, parts equal grades.

    Places without a product (below 0) come last.
    """
    grade = grades(wants, catalogue, rows, places)
    order = oracle_order(np.where(rows < 0, -1, grade), probability)
    return np.take_along_axis(rows, order, 1)


def oracle_suggestions(prefix: str, typed: Typed, others: Iterable[str] = (), limit: int = 10) -> tuple[str, ...]:
    """What an oracle suggests who knows what is meant: the intended text first, then `others` as they come.

    The intended text is offered only where the box could hold the prefix on the way to it: it begins so, or one of the keys left the box like this.
    Of no prefix at all everything may come.

    >>> oracle_suggestions("跑", Typed("跑鞋", "跑鞋", "zh"), ["跑步机", "跑鞋"])
    ('跑鞋', '跑步机')
    """
    on_the_way = typed.intended.startswith(prefix) or typed.text.startswith(prefix) or any(key.shown == prefix for key in typed.keys)
    first = [typed.intended] if on_the_way else []
    return tuple(dict.fromkeys([*first, *others]))[:limit]
