"""A catalogue cut into spans that can be made apart: takes a seed and a number of listings, gives which styles each span lists.

How many shops list a style is drawn ahead of everything else, so that where a listing stands is known without making those before it, and a longer
catalogue begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as numbers

import numpy as np
import numpy.typing as npt

SAME_STYLE = 0.3
"""Chance that one more shop lists the same style."""
MOST_OFFERS = 12
SPAN = 2500
"""Listings of a span, unless the catalogue ends before."""
_BLOCK = 4096
_STREAM = 17
"""Sets these draws apart from others of the same seed."""


@dataclass(frozen=True, slots=True)
class Span:
    """`count` listings from place `start` of the catalogue on: those of styles `style`, `style` + 1... without the first `skip` of them.

    `offers[i]` is how many shops list style `style` + i.
    """

    start: int
    count: int
    style: int
    skip: int
    offers: tuple[int, ...]


def spans(seed: int, listings: int, size: int) -> Iterator[Span]:
    """The spans of a catalogue of this many listings, `size` listings each and the rest in the last one; `seed` is 0 or more.

    >>> [(span.start, span.count) for span in spans(7, 1200, 500)]
    [(0, 500), (500, 500), (1000, 200)]
    """
    offers, style, skip, start = np.zeros(0, np.int64), 0, 0, 0
    blocks = numbers()
    while start < listings:
        wanted = min(size, listings - start)
        while offers.sum() - skip < wanted:
            offers = np.concatenate([offers, _offers(seed, next(blocks))])
        ends = np.cumsum(offers) - skip
        last = int(np.searchsorted(ends, wanted))
        yield Span(start, wanted, style, skip, tuple(offers[: last + 1].tolist()))
        start += wanted
        # The style at the cut goes on in the next span where it has more offers than fitted.
        skip = int(offers[last] - (ends[last] - wanted))
        offers, style = offers[last:], style + last


def _offers(seed: int, block: int) -> npt.NDArray[np.int64]:
    drawn = np.random.default_rng((seed, _STREAM, block)).random(_BLOCK)
    offers: npt.NDArray[np.int64] = np.minimum(1 + np.floor(np.log(1 - drawn) / np.log(SAME_STYLE)), MOST_OFFERS).astype(np.int64)
    return offers
