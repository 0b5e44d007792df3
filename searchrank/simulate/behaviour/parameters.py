"""How simulated shoppers look, open, buy and go on, as numbers: one dataclass, with the source of each default, and presets of it by name.

Sources: eBay, Aslanyan and Porwal 2018; UK category pages; Etsy, KDD 2020; Taobao 2016 and 2017; OTTO 2022; Criteo; UCI online shoppers. Where
published figures contradict each other or are missing, the comment says so: such numbers are for sweeping, not for believing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from searchrank.errors import UnknownName
from searchrank.simulate.shopper.segments import VIEWPORTS

SCENES = ("complete", "history", "hint", "discover", "hot", "related", "clickback", "push")
"""Where suggestions are shown; the names of docs/events.md."""
CARDS = ("product", "content", "ad", "query")
"""What a card of an answer can be."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One shop's shoppers. Tuples of three go by `shopper.segments.DEVICES`; places count cards from 1.

    Examination: a card at place p is examined with chance p ** -decay down to `turn`, steeper by `decay_deep` from there; `row` mixes in the place
    of the first card of its row (0 leaves rows out, 1 makes a row one place); `skip` overlooks cards below the first row; `bump` lifts the last row
    of an answer. A card is visible where the shopper scrolled to its viewport: with the chance of the viewport's first place, to the power of
    `scroll`.
    """

    # eBay, about 40k query-item pairs at two ranks: app .79, .57, .43, .28 at ranks 2, 5, 10, 20; web .75, .45, .37, .265 (exponents .40 and .45,
    # .52 to .66 beyond rank 20). Such estimates hold what clicks above take away (`stop`) too, so the exponents here are smaller,
    # and the app's steeper fall from rank 10 to 20 (.62) sets the turn.
    decay: tuple[float, float, float] = (0.26, 0.27, 0.29)
    decay_deep: float = 0.63
    turn: int = 12
    # A phone shows a list, others a grid.
    viewport: tuple[int, int, int] = VIEWPORTS
    columns: tuple[int, int, int] = (1, 2, 4)
    # Etsy saw rows skipped and a slower decay in grids; a UK shop saw row two 20 % below row one. No number of theirs fits a formula: general
    # knowledge.
    row: float = 0.5
    skip: float = 0.01
    # eBay 2012: clicks rise again at the page's end; the size is general knowledge.
    bump: float = 1.15
    scroll: float = 0.8
    # Trust bias is small (a mobile search app: +.3 % MRR when it is modelled): a card that is not wanted is opened all the same, a wanted one not.
    trust_up: float = 0.006
    trust_down: float = 0.03
    # The chance to look no further after a click that satisfied: general knowledge, DBN fits of web search lie between .4 and .8.
    stop: float = 0.50
    # Attractiveness and satisfaction: level and slope of a logistic on worth; levels are set so that 60 to 70 % of searches have a click and a
    # served card about 6 to 10 % (Kuaishou, Diginetica).
    attract_level: float = 0.1
    attract_slope: float = 0.7
    satisfy_level: float = 2.0
    satisfy_slope: float = 0.6
    # Orders by product view 2.25 to 2.6 % (Taobao, OTTO), a desktop two to three times a phone; carts 6 to 9 %, orders a cart 30 to 36 %.
    order_level: float = -1.0
    order_slope: float = 1.0
    order_device: tuple[float, float, float] = (0.8, 1.1, 1.9)
    cart: float = 1.85
    favourite: float = 1.2
    # A log-normal with median 30 s, sigma .7 (UCI); satisfied visits last longer, by general knowledge.
    dwell_median_s: float = 26.0
    dwell_sigma: float = 0.66
    dwell_satisfied: float = 1.7
    # Seconds to look at one card: general knowledge (eye tracking gives .5 to 2 s).
    glance_s: float = 1.6
    # (share of orders, seconds after the click): 35 % within the hour, 50 % within the day, a tail to 30 days (Criteo); log-linear in between.
    delay: tuple[tuple[float, float], ...] = ((0.0, 60.0), (0.35, 3600.0), (0.50, 86400.0), (1.0, 30 * 86400.0))
    # Days until an order is sent back: general knowledge.
    refund_days: tuple[float, float] = (2.0, 12.0)
    # After a search that did not satisfy. Page two is seen by 15 to 20 %, each later page by .65 of those, about 31 % of queries are reformulations
    # (Taobao), filters are weakly known.
    page_two: float = 0.27
    further_page: float = 1.6
    # How much going on is left where an answer satisfied: on page one, and on later pages, to which those turn who look around: general knowledge.
    satisfied_goes_on: tuple[float, float] = (0.25, 0.8)
    refine: float = 0.06
    reformulate: float = 0.21
    related: float = 0.05
    # Each further step is this much less likely.
    tire: float = 0.80
    # 36 % of sessions have several tasks, 1.8 tasks a session (2.6 queries a session, 1.45 a task; Taobao).
    several_tasks: float = 0.36
    further_task: float = 0.45
    # Chance to take a suggestion of full value at first sight, by `SCENES`: the weakest numbers of all, general knowledge; sweep them.
    accept: tuple[float, ...] = (0.85, 0.55, 0.35, 0.20, 0.12, 0.18, 0.12, 0.10)
    fatigue: float = 0.35
    # Cards that are no products: opened by shoppers who read, by others, and what an ad loses against the same product.
    content_wanted: float = 0.30
    content_ignored: float = 0.015
    query_wanted: float = 0.08
    query_ignored: float = 0.01
    ad_discount: float = 0.85
    reading_discount: float = 0.35


_PBM = Behaviour(decay=(0.45, 0.45, 0.45), decay_deep=0.45, row=0.0, skip=0.0, bump=1.0, trust_up=0.0, trust_down=0.0, stop=0.0)
PRESETS: Mapping[str, Behaviour] = MappingProxyType(
    {
        "pbm": _PBM,
        "mild": Behaviour(decay=(0.18, 0.19, 0.20), decay_deep=0.40, skip=0.02, trust_up=0.003, trust_down=0.015, stop=0.25),
        "default": Behaviour(),
        "harsh": Behaviour(decay=(0.95, 1.0, 1.05), decay_deep=1.2, skip=0.08, trust_up=0.10, trust_down=0.25, stop=0.8),
        # Regression-EM on the same eBay data gives .64 to .69 at rank 10: a world where position says little.
        "flat": Behaviour(decay=(0.11, 0.12, 0.13), decay_deep=0.20, row=0.2, skip=0.0, trust_up=0.0, trust_down=0.0, stop=0.12),
    }
)
"""Shops by the name that `--preset` takes: `pbm` position alone, `mild`, `default`, `harsh`, and `flat` with hardly any bias."""


def preset(name: str) -> Behaviour:
    """The behaviour of this name; an unknown one raises UnknownName with the known ones.

    >>> preset("pbm").stop
    0.0
    """
    if name not in PRESETS:
        raise UnknownName("preset", name, PRESETS)
    return PRESETS[name]
