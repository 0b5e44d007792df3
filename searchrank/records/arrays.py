"""The array types that travel, and how they are made read-only."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Kind = TypeVar("Kind", bound="npt.NDArray[Any]")

Rows = npt.NDArray[np.int32]


Floats = npt.NDArray[np.float32]


def frozen(array: Kind) -> Kind:
    """The array itself, made read-only."""
    array.flags.writeable = False
    return array
