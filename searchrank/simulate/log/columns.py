"""Dataclasses whose fields are columns: rows of them taken, and several put one after the other. Nested dataclasses and lists go along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def join(parts: Sequence[T]) -> T:
    """The rows of all parts in their order; at least one part.

    >>> join([["a"], ["b", "c"]])
    ['a', 'b', 'c']
    """
    first: Any = parts[0]
    if is_dataclass(first):
        kind: Any = type(first)
        return kind(*(join([getattr(part, one.name) for part in parts]) for one in fields(first)))  # type: ignore[no-any-return]
    columns: Any = parts
    return np.concatenate(columns) if isinstance(first, np.ndarray) else [value for part in columns for value in part]  # type: ignore[return-value]


def take(columns: T, rows: Any) -> T:
    """The rows at these places, in this order.

    >>> take(["a", "b"], [1])
    ['b']
    """
    whole: Any = columns
    if is_dataclass(whole):
        kind: Any = type(whole)
        return kind(*(take(getattr(whole, one.name), rows) for one in fields(whole)))  # type: ignore[no-any-return]
    return whole[rows] if isinstance(whole, np.ndarray) else [whole[row] for row in rows]  # type: ignore[return-value]


def put(columns: Any, rows: Any, values: Any) -> None:
    """Write rows of values over the rows at these places, in place; of several for one place the last stays."""
    if is_dataclass(columns):
        for one in fields(columns):
            put(getattr(columns, one.name), rows, getattr(values, one.name))
    elif isinstance(columns, np.ndarray):
        columns[rows] = values
    else:
        for row, value in zip(rows, values, strict=True):
            columns[row] = value
