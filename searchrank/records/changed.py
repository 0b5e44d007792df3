"""Copies of frozen values with some fields changed. Takes a value, gives another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from searchrank.records.quickly import COPY

Value = TypeVar("Value")


def changed(value: Value, **changes: Any) -> Value:
    """A copy of a frozen dataclass with slots and these fields changed; raises TypeError for a field that it has not.

    The same as `dataclasses.replace`, in a tenth of the time where the kind is `quickly_made`, else in a third: a search is copied two dozen times on
    its way.

    >>> from searchrank.records.candidates import Missing
    >>> changed(Missing("engine", "is down"), reason="is slow")
    Missing(part='engine', reason='is slow')
    """
    made = type(value)
    copy = getattr(made, COPY, None)
    try:
        return copy(value, changes) if copy is not None else _made_again(value, changes)
    except (AttributeError, KeyError):
        unknown = next(name for name in changes if name not in _fields(cast(Hashable, made))[1])
        raise TypeError(f"{made.__name__} has no field {unknown!r}") from None


def _made_again(value: Value, changes: Mapping[str, Any]) -> Value:
    made = type(value)
    read, places = _fields(cast(Hashable, made))
    kept = list(read(value))
    for name, new in changes.items():
        kept[places[name]] = new
    return made(*kept)


@cache
def _fields(made: Hashable) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, int]]:
    """What reads all fields of such a value at once, and the place of each."""
    names = cast(Any, made).__slots__
    # Of a single name the getter gives the value itself.
    read = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return read, {name: place for place, name in enumerate(names)}
