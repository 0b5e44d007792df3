"""Published ranges: takes `fixtures/realism.toml`, gives for each measure what it says, its unit, and between which figures real shops lie."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from searchrank.errors import InvalidInput

FILE = "realism.toml"
KNOWN = ("seen", "computed", "general", "none")
"""How a figure is known: seen in its source, computed from totals or files, general knowledge, or not published at all."""


@dataclass(frozen=True, slots=True)
class Range:
    """Between what a measure lies in real shops, inclusive; a bound that no source gives is open.

    `known` is one of KNOWN. Some figures depend on how much was counted: those hold at `at` observations and go with n ** exponent.
    """

    name: str
    what: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    source: str = ""
    known: str = "none"
    at: float = 1.0
    exponent: float = 0.0

    @property
    def published(self) -> bool:
        """Whether there is a figure to compare with."""
        return math.isfinite(self.low) or math.isfinite(self.high)

    def bounds(self, n: int) -> tuple[float, float]:
        """Low and high for n observations.

        >>> Range("queries.different", "", 0.08, 0.12, at=1e6, exponent=-0.5).bounds(10_000)
        (0.8, 1.2)
        """
        scale = (max(n, 1) / self.at) ** self.exponent if self.exponent else 1.0
        return self.low * scale, self.high * scale


def load_ranges(text: str) -> tuple[Range, ...]:
    """The ranges of a TOML text, in its order: a table a group, in it a table a measure named `group.measure`.

    Raises InvalidInput for a range that is empty or has no source, and for an unknown way of knowing.

    >>> one = load_ranges('[page.clicked]' + chr(10) + 'what = "searches with a click"' + chr(10) + 'low = 0.5' + chr(10) +
    ...                   'source = "a study"' + chr(10) + 'known = "seen"')[0]
    >>> one.name, one.low, one.high
    ('page.clicked', 0.5, inf)
    """
    groups: Mapping[str, Mapping[str, Mapping[str, Any]]] = tomllib.loads(text)
    return tuple(_range(f"{group}.{name}", entry) for group, entries in groups.items() for name, entry in entries.items())


def _range(name: str, entry: Mapping[str, Any]) -> Range:
    one = Range(name, **entry)
    if one.known not in KNOWN or one.published != (one.known != "none"):
        raise InvalidInput(f"{FILE}: {name} is known as {one.known!r}: write one of {', '.join(KNOWN)}, and none where there is no figure")
    if one.published and (one.low > one.high or not one.source):
        raise InvalidInput(f"{FILE}: {name} goes from {one.low} to {one.high}, source {one.source!r}: low first, and a source")
    return one
