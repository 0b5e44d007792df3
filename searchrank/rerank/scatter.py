"""Scattering: neighbours differ. Takes an order and rules (at most so many of one brand, shop, category or style in a window), gives another order.

Place by place, the first product that breaks no rule moves up; where every one left breaks some, the one whose broken rules weigh least, and the
answer says which rule gave way (SPEC 1.3.3 C1). The head of the list is scattered as a whole, so that the pages cut from it fit together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.pipeline import Search
from searchrank.records import Floats, Query
from searchrank.settings import ScatterRule, ScatterSettings
from searchrank.store.view import NONE

Values = tuple[int, ...]
"""What one product has for each rule; NONE where it has nothing, or something so rare that it breaks the rule in no order."""


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
        far = max([shown, *reaches[shown - 1 : shown]])
        columns = [search.view.take(rule.by, search.candidates.rows[:far]).tolist() for rule in rules]
        order, relaxed = scattered(columns, rules, far, reaches, shown)
        whole = np.arange(len(search.candidates))
        whole[:far] = order
        told = tuple(_told(rule, times) for rule, times in zip(rules, relaxed, strict=True))
        silent = [f"{rule.by} rule off: {off[rule.by]}" for rule in self.settings.rules if rule.by in off]
        moved = np.count_nonzero(whole[:count] != np.arange(count))
        note = "; ".join((f"{moved} of {count} moved", *silent, *(sentence for sentence in told if "relaxed" in sentence)))
        return search.with_(candidates=search.candidates.take(whole), rules=(*search.rules, *told), note=note)


def scattered(
    columns: Sequence[Sequence[int]], rules: Sequence[ScatterRule], count: int, reaches: Sequence[int] | None = None, shown: int | None = None
) -> tuple[list[int], list[int]]:
    """The places of the old order in the new one, and how often each rule had to give way. `columns` has a list of `count` values for each rule.
    `reaches` says for each place how far down its substitute may be fetched from (exclusive): what scores much less is no substitute.
    Behind the first `shown` places the old order stays.

    Greedy by the first product that fits, so nothing is passed over without need: O(n * rules) where rules seldom bite, at worst half of n squared
    look-ups, where one value fills the list.

    >>> rule = ScatterRule(by="brand", most=1, window=2)
    >>> scattered([[7, 7, 8, NONE]], [rule], 4)
    ([0, 2, 1, 3], [0])
    >>> scattered([[7, 7, 7, 8]], [rule], 4)
    ([0, 3, 1, 2], [1])
    """
    binding = [_binding(column, rule.most) for column, rule in zip(columns, rules, strict=True)]
    products = list(zip(*binding, strict=True)) if binding else [()] * count
    recent: list[dict[int, int]] = [{} for _ in rules]
    order, left, relaxed = list[int](), list(range(count)), [0] * len(rules)
    while left and (shown is None or len(order) < shown):
        at, broken = _choice(left, count if reaches is None else reaches[left[0]], products, rules, recent)
        order.append(left.pop(at))
        for number in broken:
            relaxed[number] += 1
        _advance(recent, order, products, rules)
    return order + left, relaxed


def _reaches(score: Floats, share: float) -> list[int]:
    """For each place of a list, where the scores fall more than this share of the list's whole range below its own."""
    if not len(score):
        return []
    falling = np.minimum.accumulate(score)
    lowest = falling - share * (falling[0] - falling[-1])
    places: list[int] = np.searchsorted(-falling, -lowest, side="right").tolist()
    return places


def _binding(column: Sequence[int], most: int) -> list[int]:
    """The column without the values that are too rare to break the rule."""
    counts = Counter(column)
    return [value if counts[value] > most else NONE for value in column]


def _choice(
    left: Sequence[int], reach: int, products: Sequence[Values], rules: Sequence[ScatterRule], recent: Sequence[Mapping[int, int]]
) -> tuple[int, Values]:
    """The place in `left` of the next product, and the numbers of the rules that it breaks; of equally good ones the first."""
    tried: set[Values] = set()
    gives_way: Values = ()
    least, best = float("inf"), 0
    for at, place in enumerate(left):
        if place >= reach and at:
            break
        values = products[place]
        if values in tried:
            continue
        broken = _broken(values, rules, recent)
        if not broken:
            return at, ()
        tried.add(values)
        if (weight := sum(rules[number].weight for number in broken)) < least:
            least, best, gives_way = weight, at, broken
    return best, gives_way


def _broken(values: Values, rules: Sequence[ScatterRule], recent: Sequence[Mapping[int, int]]) -> Values:
    """The numbers of the rules that a product with these values would break here."""
    numbered = enumerate(values)
    return tuple([number for number, value in numbered if value != NONE and recent[number].get(value, 0) >= rules[number].most])


def _advance(recent: Sequence[dict[int, int]], order: Sequence[int], products: Sequence[Values], rules: Sequence[ScatterRule]) -> None:
    """Let the product placed last into every rule's window, and the one that is too far behind now out of it."""
    for number, rule in enumerate(rules):
        seen = recent[number]
        value = products[order[-1]][number]
        seen[value] = seen.get(value, 0) + 1
        if len(order) >= rule.window:
            seen[products[order[-rule.window]][number]] -= 1


def _switched_off(query: Query) -> dict[str, str]:
    """The fields whose likeness is wanted, and why."""
    named = {entity.kind: f"the query names {entity.name}" for entity in query.entities if entity.kind in ("brand", "category")}
    return {**{condition.field: "the shopper filters by it" for condition in query.filters}, **named}


def _told(rule: ScatterRule, times: int) -> str:
    sentence = f"scatter: at most {rule.most} of a {rule.by} in {rule.window}"
    return f"{sentence}, relaxed {times} {'time' if times == 1 else 'times'}" if times else sentence
