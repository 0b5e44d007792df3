"""What a log is made with: one frozen value, written into `log.json`, from which the same bytes come again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from searchrank.errors import InvalidInput
from searchrank.simulate.behaviour.parameters import preset as known_preset

VERSION = 1
"""Of the folder's form; a reader refuses another."""
PARTS = 2
"""Shoppers are dealt into this many parts, each simulated by a process of its own. Part of what a seed means, so it does not follow the machine."""
PER_PAGE = 20
DEPTH = 80
"""Products kept of a ranking: four pages."""


@dataclass(frozen=True, slots=True)
class LoggingRanker:
    """The ranker whose answers the log shows: text match, popularity, taste and noise, mixed with these weights.

    Text match is the share of what was typed that a title says (0 to 1); popularity the standardised logarithm of sales, raised by recent clicks and
    orders of the log itself (`feedback`, halved every `half_life_days`); taste the likeness of shopper and look (-1 to 1); noise normal, of sigma 1.
    It knows no prices, no quality, and no value that a title leaves out. `candidates` are recalled at most.
    """

    text: float = 2.2
    popularity: float = 1.1
    taste: float = 0.25
    noise: float = 0.35
    feedback: float = 1.1
    half_life_days: float = 7.0
    candidates: int = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """Days, shoppers and chances of a log. `end` is its last day.

    randomised is the share of sessions whose first pages chance reorders, half by neighbouring pairs, half by shuffling the first `shuffled`
    products; unshown the share of requests whose recalled but not shown products are kept too.
    """

    days: int
    shoppers: int
    seed: int
    end: date
    preset: str = "default"
    randomised: float = 0.05
    shuffled: int = PER_PAGE
    unshown: float = 0.01
    ranker: LoggingRanker = LoggingRanker()

    def __post_init__(self) -> None:
        known_preset(self.preset)
        if self.days < 1 or self.shoppers < 1:
            raise InvalidInput(f"a log of {self.days} days and {self.shoppers} shoppers is empty: give 1 or more of both", field="days")
        if not 0 <= self.randomised <= 1:
            raise InvalidInput(f"randomised is a share of sessions and {self.randomised} is none: give 0 to 1", field="randomised")

    def date(self, day: int) -> date:
        """The date of a day counted from 0.

        >>> Plan(days=3, shoppers=1, seed=1, end=date(2026, 3, 3)).date(0)
        datetime.date(2026, 3, 1)
        """
        return self.end - timedelta(days=self.days - 1 - day)
