"""Copies of frozen values with some fields changed. Takes a value, gives another."""

from __future__ import annotations

from typing import Any, TypeVar, cast

Value = TypeVar("Value")


def changed(value: Value, **changes: Any) -> Value:
    """A copy of a frozen dataclass with slots and these fields changed; raises TypeError for a field that it has not.

    The same as `dataclasses.replace`, in half the time: a search is copied a dozen times on its way.

    >>> from searchrank.records.candidates import Missing
    >>> changed(Missing("engine", "is down"), reason="is slow")
    Missing(part='engine', reason='is slow')
    """
    kept = {name: getattr(value, name) for name in cast(Any, value).__slots__}
    return type(value)(**{**kept, **changes})
