"""How much a product may differ from what was asked: the tolerances, and which values of an attribute stand near one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from searchrank.simulate.world.lexicon import Attribute


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What still counts as acceptable. All are choices of this simulator, for the rubric of `grade`.

    price_over: share by which a price may leave the budget and be acceptable; price_lost: share above which the product is of no use; number_ratio: a
    neighbouring number is acceptable up to this ratio; number_same: within this share a number is near however many values lie between.
    """

    price_over: float = 0.10
    price_lost: float = 1.00
    number_ratio: float = 2.0
    number_same: float = 0.03


NEAR_WORDS: tuple[frozenset[str], ...] = (
    frozenset(("blue", "navy")),
    frozenset(("beige", "khaki")),
    frozenset(("khaki", "brown")),
    frozenset(("grey", "silver")),
    frozenset(("cotton", "combed cotton")),
    frozenset(("cotton", "long staple cotton")),
    frozenset(("cotton", "washed cotton")),
    frozenset(("wool", "double-faced wool")),
    frozenset(("leather", "cowhide")),
    frozenset(("SPF50", "SPF50+")),
    frozenset(("semi in-ear", "in-ear")),
)
"""Pairs of values, by their English wording, of which one does for the other."""
MUST_FIT = frozenset(("Fits", "Shoe Size", "Bed Size", "Tip", "Standard"))
"""Attributes, by their English name, of which a near value is as useless as a far one."""
UNITS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "kg": ("g", 1000),
        "L": ("ml", 1000),
        "TB": ("GB", 1000),
        "cm": ("mm", 10),
        "m": ("mm", 1000),
        "kW": ("W", 1000),
    }
)
"""Units that are multiples of another."""

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? ?([A-Za-z%][A-Za-z]*)$")


@dataclass(frozen=True, slots=True)
class Amount:
    """From `low` to `high` of a unit; a plain number is both."""

    low: float
    high: float
    unit: str

    @property
    def ranged(self) -> bool:
        """Whether it has an extent."""
        return self.low < self.high


def amount(value: str) -> Amount | None:
    """The amount that a value names, None where it names none.

    >>> amount("1.5kg"), amount("0-4 years"), amount("25x30cm")
    (Amount(low=1500.0, high=1500.0, unit='g'), Amount(low=0.0, high=4.0, unit='years'), None)
    """
    found = _NUMBER.match(value)
    if not found:
        return None
    unit, times = UNITS.get(found[3], (found[3], 1))
    return Amount(float(found[1]) * times, float(found[2] or found[1]) * times, unit)


def served(attribute: Attribute, tolerances: Tolerances) -> list[tuple[int, int]]:
    """For every value of an attribute that may be asked for: the bits of the values that serve, and of those that are near.

    >>> sizes = Attribute("Capacity", {"en": "Capacity"}, {"zh": ("1L", "2L", "5L"), "en": ("1L", "2L", "5L")}, 1, dear=True)
    >>> served(sizes, Tolerances())
    [(1, 2), (2, 1), (4, 0)]
    """
    values = attribute.values["en"]
    amounts = tuple(map(amount, values))
    rows = []
    for asked in range(len(values)):
        levels = [_level(attribute, asked, other, amounts, tolerances) for other in range(len(values))]
        rows.append((_bits(levels, 2), _bits(levels, 1)))
    return rows


def _bits(levels: list[int], wanted: int) -> int:
    return sum(1 << place for place, level in enumerate(levels) if level == wanted)


def _level(attribute: Attribute, asked: int, other: int, amounts: tuple[Amount | None, ...], tolerances: Tolerances) -> int:
    """2 where the other value serves who asked, 1 where it is near, 0 where it is neither."""
    values = attribute.values["en"]
    if asked == other or values[other].startswith("all "):
        return 2
    if frozenset((values[asked], values[other])) in NEAR_WORDS:
        return 1
    one, two = amounts[asked], amounts[other]
    if one is None or two is None or one.unit != two.unit or attribute.many or attribute.name["en"] in MUST_FIT:
        return 0
    return _covered(one, two) if one.ranged or two.ranged else int(_neighbours(one.low, two.low, amounts, tolerances))


def _covered(asked: Amount, offered: Amount) -> int:
    if offered.low <= asked.low and asked.high <= offered.high:
        return 2
    return int(max(asked.low, offered.low) < min(asked.high, offered.high))


def _neighbours(asked: float, offered: float, amounts: tuple[Amount | None, ...], tolerances: Tolerances) -> bool:
    low, high = sorted((asked, offered))
    if high <= low * (1 + tolerances.number_same):
        return True
    between = any(one is not None and low < one.low < high for one in amounts)
    return not between and high <= low * tolerances.number_ratio
