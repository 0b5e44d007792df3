"""Kinds of shoppers: a table of segments with their shares, and what tells them apart. Departments that a segment does not name count as average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DEVICES = ("phone", "tablet", "desktop")
VIEWPORTS = (2, 4, 8)
"""Cards in view at once, by the place of the device."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One kind of shopper.

    `interests` multiply the demand for a department; `price` is the median price level (1: the usual price), `sensitivity` 0 to 1 how much prices
    count; `devices` shares by `DEVICES`; `women` share; `children` how often something is bought for a child; `later` hours by which the day is
    shifted; `visits` multiplies visits a day; `search` multiplies the chance of searching unprompted; `patience` 0 to 1 on average.
    """

    name: str
    share: float
    interests: Mapping[str, float]
    price: float
    sensitivity: float
    devices: tuple[float, float, float]
    women: float
    children: float
    later: int
    visits: float
    search: float
    patience: float


SEGMENTS = (
    Segment(
        name="student",
        share=0.15,
        interests={"stationery": 2.5, "phones": 1.5, "computers": 1.4, "shoes": 1.4, "food": 1.3, "furniture": 0.3, "baby": 0.1, "car": 0.2},
        price=0.72,
        sensitivity=0.75,
        women=0.52,
        children=0.02,
        later=1,
        visits=1.1,
        search=1.1,
        patience=0.55,
        devices=(0.78, 0.07, 0.15),
    ),
    Segment(
        name="young professional",
        share=0.22,
        interests={"womens": 1.4, "mens": 1.3, "beauty": 1.5, "bags": 1.4, "computers": 1.3, "baby": 0.2, "pets": 1.3},
        price=1.15,
        sensitivity=0.4,
        women=0.53,
        children=0.04,
        later=0,
        visits=1.2,
        search=1.0,
        patience=0.45,
        devices=(0.62, 0.06, 0.32),
    ),
    Segment(
        name="parent",
        share=0.2,
        interests={"baby": 4.0, "food": 1.4, "home": 1.3, "kitchen": 1.3, "stationery": 1.3, "computers": 0.7},
        price=1.0,
        sensitivity=0.5,
        women=0.64,
        children=0.35,
        later=0,
        visits=1.1,
        search=1.1,
        patience=0.45,
        devices=(0.68, 0.11, 0.21),
    ),
    Segment(
        name="home maker",
        share=0.12,
        interests={"home": 2.2, "furniture": 2.2, "kitchen": 2.0, "appliances": 2.0, "food": 1.3, "phones": 0.6},
        price=1.05,
        sensitivity=0.45,
        women=0.6,
        children=0.1,
        later=-1,
        visits=1.0,
        search=0.9,
        patience=0.55,
        devices=(0.58, 0.14, 0.28),
    ),
    Segment(
        name="gadget lover",
        share=0.09,
        interests={"phones": 3.0, "computers": 3.0, "appliances": 1.5, "car": 1.8, "womens": 0.4, "beauty": 0.4},
        price=1.35,
        sensitivity=0.3,
        women=0.26,
        children=0.05,
        later=1,
        visits=1.2,
        search=1.3,
        patience=0.65,
        devices=(0.5, 0.06, 0.44),
    ),
    Segment(
        name="collector",
        share=0.05,
        interests={"shoes": 3.0, "bags": 2.5, "stationery": 2.0, "sports": 1.5},
        price=1.6,
        sensitivity=0.2,
        women=0.45,
        children=0.03,
        later=0,
        visits=1.5,
        search=1.2,
        patience=0.75,
        devices=(0.6, 0.08, 0.32),
    ),
    Segment(
        name="senior",
        share=0.07,
        interests={"food": 1.8, "home": 1.5, "kitchen": 1.4, "shoes": 1.2, "computers": 0.3, "beauty": 0.6, "baby": 0.6},
        price=0.85,
        sensitivity=0.6,
        women=0.52,
        children=0.08,
        later=-2,
        visits=0.7,
        search=0.7,
        patience=0.4,
        devices=(0.55, 0.25, 0.2),
    ),
    Segment(
        name="bargain hunter",
        share=0.1,
        interests={"food": 1.4, "home": 1.4, "womens": 1.2, "beauty": 1.2, "kitchen": 1.2},
        price=0.65,
        sensitivity=0.95,
        women=0.6,
        children=0.12,
        later=0,
        visits=1.4,
        search=1.0,
        patience=0.65,
        devices=(0.74, 0.06, 0.2),
    ),
)
"""All segments; `Population.segment` names them by place. The shares sum to 1; the mix of devices makes phones about 65 % of shoppers (60 to 87 % are
reported of visits)."""

WOMEN: Mapping[str, float] = MappingProxyType(
    {"womens": 1.7, "mens": 0.4, "beauty": 1.6, "bags": 1.4, "baby": 1.2, "phones": 0.8, "computers": 0.6, "car": 0.4}
)
"""What a woman's demand for a department is, by the average; a man's is what is left of 2."""

HOURS = (2.6, 1.5, 0.8, 0.5, 0.4, 0.5, 1.1, 2.1, 3.4, 4.6, 5.3, 5.2, 5.0, 5.0, 5.0, 5.1, 5.1, 5.0, 4.9, 5.5, 6.9, 7.7, 7.0, 4.9)
"""Visits by hour of the day, shares of about 100: low from 2 to 5, level from 9 to 18, highest at 21, as a large Chinese shop's published log has
it."""


def hours(segment: Segment) -> tuple[float, ...]:
    """Shares of a day's visits by hour, of a segment; they sum to 1.

    >>> night = hours(SEGMENTS[0])
    >>> len(night), night.index(max(night)), round(sum(night), 6)
    (24, 22, 1.0)
    """
    return tuple(HOURS[(hour - segment.later) % 24] / sum(HOURS) for hour in range(24))
