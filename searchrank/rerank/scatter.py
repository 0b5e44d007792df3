"""Scattering: neighbours differ. Takes an order and rules (at most so many of one brand, shop, category or style in a window), gives another order.

Place by place, the first product that breaks no rule moves up; where every one left breaks some, the one whose broken rules weigh least, and the
answer says which rule gave way (SPEC 1.3.3 C1). The head of the list is scattered as a whole, so that the pages cut from it fit together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne

import numpy as np
import numpy.typing as npt

from searchrank.pipeline import Search
from searchrank.records import Candidates, Floats, Query
from searchrank.rerank import loops
from searchrank.settings import ScatterRule, ScatterSettings

Places = npt.NDArray[np.int64]
NO_PLACES = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Scatter:
    """Reorders the first `settings.top` candidates so that the rules hold; products behind them, and those of looser matches, stay where they are.

    A product without a brand (shop, category, style) breaks no rule of it. A brand or category that the query names, and any field that the shopper
    filters by, switches its rule off: then likeness is wanted. An order that the shopper chose (price, newest, sales) is left alone.
    """

    settings: ScatterSettings
    name: str = "scatter"

    def run(self, search: Search) -> Search:
        if search.query.sort != "best":
            return search.with_(note=f"left alone: sorted by {search.query.sort}")
        off = _switched_off(search.query)
        rules = tuple(rule for rule in self.settings.rules if rule.by not in off)
        count = min(self.settings.top, search.members or len(search.candidates))
        # Only what is shown need be placed: a deeper page places the same products first, because every place depends on those before it alone.
        shown = min(search.query.page * search.query.per_page, count)
        reaches = _reaches(search.candidates.score[:count], self.settings.reach)
        # Nothing from behind the reach of the last place that is shown can come to any of them: a reach falls nowhere along the list.
        far = max([shown, *reaches[shown - 1 : shown].tolist()])
        columns = [search.view.take(rule.by, search.candidates.rows[:far]) for rule in rules]
        order, relaxed = scattered(columns, rules, far, reaches, shown)
        told = tuple(_told(rule, times) for rule, times in zip(rules, relaxed, strict=True))
        silent = [f"{rule.by} rule off: {off[rule.by]}" for rule in self.settings.rules if rule.by in off]
        moved = sum(map(ne, order, range(far)))
        note = "; ".join((f"{moved} of {count} moved", *silent, *(sentence for sentence in told if "relaxed" in sentence)))
        candidates = _taken(search.candidates, order) if moved else search.candidates
        return search.with_(candidates=candidates, rules=(*search.rules, *told), note=note)


def _taken(candidates: Candidates, order: Sequence[int]) -> Candidates:
    """The candidates, the first of them in this order."""
    whole = np.arange(len(candidates))
    whole[: len(order)] = order
    return candidates.take(whole)


def scattered(
    columns: Sequence[npt.ArrayLike], rules: Sequence[ScatterRule], count: int, reaches: Places | None = None, shown: int | None = None
) -> tuple[list[int], list[int]]:
    """The places of the old order in the new one, and how often each rule had to give way. `columns` has a list of `count` values for each rule.
    `reaches` says for each place how far down its substitute may be fetched from (exclusive): what scores much less is no substitute.
    Behind the first `shown` places the old order stays.

    Greedy by the first product that fits, so nothing is passed over without need: O(n * rules) where rules seldom bite, at worst half of n squared
    look-ups, where one value fills the list.

    >>> rule = ScatterRule(by="brand", most=1, window=2)
    >>> scattered([[7, 7, 8, -1]], [rule], 4)
    ([0, 2, 1, 3], [0])
    >>> scattered([[7, 7, 7, 8]], [rule], 4)
    ([0, 3, 1, 2], [1])
    """
    values = np.array(columns, np.int32).reshape(len(rules), count)
    far = np.full(count, count) if reaches is None else reaches[:count]
    most, window = np.array([rule.most for rule in rules], np.int64), np.array([rule.window for rule in rules], np.int64)
    weights = np.array([rule.weight for rule in rules], np.float64)
    order, relaxed = loops.scatter(values, most, window, weights, far, count if shown is None else shown)
    return order.tolist(), relaxed.tolist()


def _reaches(score: Floats, share: float) -> Places:
    """For each place of a list, where the scores fall more than this share of the list's whole range below its own."""
    if not len(score):
        return NO_PLACES
    falling = np.minimum.accumulate(score)
    lowest = falling - share * (falling[0] - falling[-1])
    return np.asarray(np.searchsorted(-falling, -lowest, side="right"), np.int64)


def _switched_off(query: Query) -> dict[str, str]:
    """The fields whose likeness is wanted, and why."""
    named = {entity.kind: f"the query names {entity.name}" for entity in query.entities if entity.kind in ("brand", "category")}
    return {**{condition.field: "the shopper filters by it" for condition in query.filters}, **named}


def _told(rule: ScatterRule, times: int) -> str:
    sentence = f"scatter: at most {rule.most} of a {rule.by} in {rule.window}"
    return f"{sentence}, relaxed {times} {'time' if times == 1 else 'times'}" if times else sentence
