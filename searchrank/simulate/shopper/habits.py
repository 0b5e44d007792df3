"""How shoppers are on average: every number from which a population is drawn, with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from searchrank.errors import UnknownName

INPUT_SHARES = (0.965, 0.014, 0.006, 0.015, 0.0)
"""How Chinese shoppers submit text, by the places of `typing.typed.INPUTS`. Of 100,000 different queries of a large Chinese shop 0.9 % are small
Latin letters alone, the ceiling of whole pinyin."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Averages and spreads of a population. Numbers without a source are assumptions, to be swept.

    chinese share of shoppers that type Chinese (as much as of listings); inputs by `INPUTS`; typos_zh, typos_en mean chance of a slip in a query
    (published: 2 to 10 % Chinese, 5 to 15 % English, 32 % at most); suggestion_use (half of desktop searches start from a suggestion, 20 to 40 % in
    Chinese apps); visits a day at the median and the sigma of its logarithm (events of a shopper in four weeks: median 6, mean 16.8, sigma 1.46, of
    which visits are a part), never above most_visits; new share that joins during the log; search_unprompted per visit (24 % of visitors of 113
    shops search; more do where search is the front door); uplift, push_open, push_opt_out; price_spread sigma of the logarithm of the price level;
    loyalty to the brands liked; taste_shared how much taste is common to a segment (0 not at all, 1 as much as it is one's own).
    """

    chinese: float = 0.62
    inputs: tuple[float, ...] = INPUT_SHARES
    typos_zh: float = 0.05
    typos_en: float = 0.10
    suggestion_use: float = 0.6
    visits: float = 0.095
    visits_spread: float = 1.2
    most_visits: float = 6.0
    new: float = 0.15
    search_unprompted: float = 0.25
    uplift: float = 0.08
    push_open: float = 0.04
    push_opt_out: float = 0.35
    price_spread: float = 0.25
    loyalty: float = 0.35
    taste_shared: float = 1.0
    taste_seed: int = 20_260


HABITS: Mapping[str, Habits] = MappingProxyType(
    {
        "default": Habits(),
        "careful": Habits(typos_zh=0.02, typos_en=0.05),
        "stress": Habits(typos_zh=0.30, typos_en=0.30, inputs=(0.7, 0.15, 0.05, 0.1, 0.0)),
    }
)


def habits(preset: str) -> Habits:
    """The habits of this preset. Raises UnknownName.

    >>> habits("stress").typos_zh
    0.3
    """
    if preset not in HABITS:
        raise UnknownName("habits", preset, HABITS)
    return HABITS[preset]
