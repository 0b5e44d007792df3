"""Loops are compiled, and work where nothing can be kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from searchrank.store.compiled import I64, INT, compiled

SUM = """
def total(values, factor):
    whole = 0
    for value in values:
        whole += value * factor
    return whole
"""


def test_a_loop_without_a_file_is_compiled_for_this_process_alone() -> None:
    names: dict[str, Any] = {}
    exec(SUM, names)  # numba keeps compiled code beside a function's file: this one has none
    assert compiled(I64, INT)(names["total"])(np.arange(4), 10) == 60


def test_a_loop_takes_arrays_that_may_not_be_written() -> None:
    def first(values: Any, factor: int) -> int:
        return int(values[0] * factor)

    kept = np.arange(7, 9)
    kept.flags.writeable = False
    assert compiled(I64, INT)(first)(kept, 2) == 14
