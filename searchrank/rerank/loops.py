"""The loop behind scattering: which product comes next, place by place. Compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchrank.store.compiled import F64, I32_2, I64, INT, compiled

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Values = npt.NDArray[np.int32]


@compiled()
def _breaks(values: Values, place: int, rule: int, order: Ints, placed: int, most: int, window: int) -> bool:
    """Whether a product, placed next, would be one too many of its value among its neighbours; a value below 0 is none."""
    value, alike = values[rule, place], 0
    if value < 0:
        return False
    for before in range(max(placed - window + 1, 0), placed):
        alike += values[rule, order[before]] == value
    return alike >= most


@compiled()
def _weight(values: Values, place: int, order: Ints, placed: int, most: Ints, window: Ints, weights: Doubles) -> float:
    """What the rules weigh that a product would break, placed next; -1 where it breaks none."""
    total, breaks = 0.0, False
    for rule in range(len(most)):
        if _breaks(values, place, rule, order, placed, most[rule], window[rule]):
            total, breaks = total + weights[rule], True
    return total if breaks else -1.0


@compiled(I32_2, I64, I64, F64, I64, INT)
def scatter(values: Values, most: Ints, window: Ints, weights: Doubles, reaches: Ints, shown: int) -> tuple[Ints, Ints]:
    """The places of the old order in the new one, int64 (n,), and how often each rule gave way, int64 (rules,).

    `values` (rules, n); `most`, `window`, `weights` one a rule; `reaches` (n,) how far down the substitute of a place may come from (exclusive).
    Behind the first `shown` places the old order stays. Of equally good products the first comes.
    """
    count = values.shape[1]
    order, left, relaxed = np.empty(count, np.int64), np.arange(count), np.zeros(len(most), np.int64)
    for placed in range(count):
        best, least = 0, np.inf
        for at in range(count - placed if placed < shown else 0):
            if at and left[at] >= reaches[left[0]]:
                break
            weight = _weight(values, left[at], order, placed, most, window, weights)
            if weight < least:
                best, least = at, weight
            if weight < 0:
                break
        chosen = left[best]
        for rule in range(len(most) if placed < shown else 0):
            relaxed[rule] += _breaks(values, chosen, rule, order, placed, most[rule], window[rule])
        order[placed] = chosen
        left[best : count - placed - 1] = left[best + 1 : count - placed]
    return order, relaxed
