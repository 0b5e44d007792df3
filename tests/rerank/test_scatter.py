"""What a shopper sees of scattering: neighbours that differ, as far as the products allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchrank.pipeline import Pipeline, Search
from searchrank.records import Candidates, Entity, Filter, Query
from searchrank.rerank.scatter import Scatter, scattered
from searchrank.settings import ScatterRule, ScatterSettings
from searchrank.store.view import NONE

BRAND = ScatterRule(by="brand", most=1, window=2, weight=1.0)
NAMES = {"-": NONE, "N": 1, "A": 2, "P": 3}


@dataclass(frozen=True)
class Shelf:
    """A view of products that lie in rank order, one letter of a column a product."""

    columns: Mapping[str, str] = field(default_factory=dict)

    def take(self, column: str, rows: Any) -> Any:
        return np.array([NAMES[letter] for letter in self.columns[column]], np.int32)[rows]


def scatter(
    columns: Mapping[str, str], *rules: ScatterRule, query: Query | None = None, top: int = 100, members: int = 0, reach: float = 1.0
) -> Search:
    count = len(next(iter(columns.values())))
    candidates = Candidates.of(np.arange(count), np.arange(count, 0, -1))
    view: Any = Shelf(columns)
    search = Search(query or Query("shoes"), view, candidates, members=members)
    return Pipeline((Scatter(ScatterSettings(rules=rules, top=top, reach=reach)),)).run(search)


def order(search: Search) -> list[int]:
    return [int(row) for row in search.candidates.rows]


def test_the_next_other_brand_moves_between_two_shoes_of_one() -> None:
    search = scatter({"brand": "NNAP"}, BRAND)
    assert order(search) == [0, 2, 1, 3]
    assert search.rules == ("scatter: at most 1 of a brand in 2",)
    assert search.trace[0].changed == "2 of 4 moved"


def test_two_of_a_brand_in_four_neighbours() -> None:
    rule = ScatterRule(by="brand", most=2, window=4)
    # N N A ? : a third N would be the third in four, so P comes first; then N N A P -> N A P N holds two
    assert order(scatter({"brand": "NNANP"}, rule)) == [0, 1, 2, 4, 3]


def test_a_list_that_keeps_the_rules_is_left_as_it_is() -> None:
    assert order(scatter({"brand": "NANA"}, BRAND)) == [0, 1, 2, 3]


def test_shoes_without_a_brand_may_stand_together() -> None:
    search = scatter({"brand": "----"}, BRAND)
    assert order(search) == [0, 1, 2, 3]
    assert search.rules == ("scatter: at most 1 of a brand in 2",)


def test_a_brand_named_in_the_query_may_fill_the_page() -> None:
    query = Query("nike shoes", entities=(Entity("brand", 1, "Nike", 0, 4),))
    search = scatter({"brand": "NNAP"}, BRAND, query=query)
    assert order(search) == [0, 1, 2, 3]
    assert search.rules == ()
    assert search.trace[0].changed == "0 of 4 moved; brand rule off: the query names Nike"


def test_a_category_named_in_the_query_switches_only_its_own_rule_off() -> None:
    query = Query("shoes", entities=(Entity("category", 1, "shoes", 0, 5),))
    category = ScatterRule(by="category", most=1, window=2)
    search = scatter({"brand": "NNAA", "category": "NNNN"}, BRAND, category, query=query)
    assert order(search) == [0, 2, 1, 3]
    assert search.rules == ("scatter: at most 1 of a brand in 2",)


def test_a_filter_on_a_shop_switches_its_rule_off() -> None:
    shop = ScatterRule(by="shop", most=1, window=2)
    assert order(scatter({"shop": "NNA"}, shop, query=Query("shoes", filters=(Filter("shop", "N"),)))) == [0, 1, 2]


@pytest.mark.parametrize("sort", ["price_asc", "price_desc", "newest", "sales"])
def test_an_order_the_shopper_chose_is_left_alone(sort: str) -> None:
    search = scatter({"brand": "NNAP"}, BRAND, query=Query("shoes", sort=sort))
    assert order(search) == [0, 1, 2, 3]
    assert search.rules == ()


def test_too_many_shoes_of_one_brand_relax_the_rule_and_say_so() -> None:
    search = scatter({"brand": "NNNA"}, BRAND)
    assert order(search) == [0, 3, 1, 2]
    assert search.rules == ("scatter: at most 1 of a brand in 2, relaxed 1 time",)
    assert search.trace[0].changed == "3 of 4 moved; scatter: at most 1 of a brand in 2, relaxed 1 time"


def test_the_lighter_rule_gives_way() -> None:
    light = ScatterRule(by="shop", most=1, window=2, weight=0.5)
    # behind product 0 (brand N, shop N): product 1 would repeat the brand (1.0), product 2 the shop (0.5)
    search = scatter({"brand": "NNA", "shop": "NAN"}, BRAND, light)
    assert order(search) == [0, 2, 1]
    assert search.rules[1].endswith("relaxed 1 time")
    heavy = ScatterRule(by="shop", most=1, window=2, weight=2.0)
    assert order(scatter({"brand": "NNA", "shop": "NAN"}, BRAND, heavy)) == [0, 1, 2]


def test_nothing_is_fetched_from_behind_the_top() -> None:
    assert order(scatter({"brand": "NNNAP"}, BRAND, top=3)) == [0, 1, 2, 3, 4]


def test_a_looser_match_does_not_overtake_a_match() -> None:
    assert order(scatter({"brand": "NNNAP"}, BRAND, members=4)) == [0, 3, 1, 2, 4]


def test_both_pages_are_cut_from_one_scattered_list() -> None:
    first = scatter({"brand": "NNNAAAPP"}, BRAND, query=Query("shoes", page=1, per_page=4))
    second = scatter({"brand": "NNNAAAPP"}, BRAND, query=Query("shoes", page=2, per_page=4))
    assert order(first) == order(second) == [0, 3, 1, 4, 2, 5, 6, 7]


def test_nothing_found_is_nothing_to_scatter() -> None:
    assert order(scatter({"brand": ""}, BRAND)) == []
    assert order(scatter({"brand": "NN"})) == [0, 1]


def test_each_product_keeps_its_score() -> None:
    search = scatter({"brand": "NNA"}, BRAND)
    assert search.candidates.score.tolist() == [3.0, 1.0, 2.0]


VALUES = st.integers(min_value=NONE, max_value=3)
RULES = st.lists(st.builds(ScatterRule, by=st.just("brand"), most=st.integers(1, 3), window=st.integers(2, 6), weight=st.floats(0.1, 2)), max_size=3)


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[list[int]], list[ScatterRule], int]:
    rules, count = draw(RULES), draw(st.integers(0, 25))
    return [draw(st.lists(VALUES, min_size=count, max_size=count)) for _ in rules], rules, count


def breaks(places: Sequence[int], column: Sequence[int], rule: ScatterRule) -> bool:
    """Whether the last of these places is one too many in its window."""
    values = [column[place] for place in places[-rule.window :]]
    return values[-1] != NONE and values.count(values[-1]) > rule.most


@given(lists())
def test_products_are_only_reordered(given_lists: tuple[list[list[int]], list[ScatterRule], int]) -> None:
    columns, rules, count = given_lists
    assert sorted(scattered(columns, rules, count)[0]) == list(range(count))


@given(lists())
def test_no_rule_gives_way_while_another_product_would_keep_them_all(given_lists: tuple[list[list[int]], list[ScatterRule], int]) -> None:
    columns, rules, count = given_lists
    places, _ = scattered(columns, rules, count)
    for at in range(count):
        options = [
            sum(rule.weight for rule, column in zip(rules, columns, strict=True) if breaks([*places[:at], other], column, rule))
            for other in places[at:]
        ]
        assert options[0] == min(options)


@given(lists())
def test_every_relaxing_is_counted_under_its_rule(given_lists: tuple[list[list[int]], list[ScatterRule], int]) -> None:
    columns, rules, count = given_lists
    places, relaxed = scattered(columns, rules, count)
    assert relaxed == [sum(breaks(places[: at + 1], column, rule) for at in range(count)) for rule, column in zip(rules, columns, strict=True)]


@given(lists())
def test_products_that_are_alike_keep_their_order(given_lists: tuple[list[list[int]], list[ScatterRule], int]) -> None:
    columns, rules, count = given_lists
    places, _ = scattered(columns, rules, count)
    seen: dict[tuple[int, ...], int] = {}
    for place in places:
        values = tuple(column[place] for column in columns)
        assert seen.get(values, -1) < place
        seen[values] = place


@given(st.text(alphabet="-NAP", max_size=25), st.integers(1, 3), st.integers(2, 6), st.integers(1, 5), st.floats(0, 1))
def test_a_page_is_the_same_as_if_the_whole_list_had_been_scattered(brands: str, most: int, window: int, per_page: int, reach: float) -> None:
    rule = ScatterRule(by="brand", most=most, window=window)
    first, whole = (order(scatter({"brand": brands}, rule, query=Query("shoes", per_page=size), reach=reach)) for size in (per_page, 100))
    assert first[:per_page] == whole[:per_page]
    assert sorted(first) == list(range(len(brands)))


def test_what_scores_much_less_is_no_substitute() -> None:
    columns = {"brand": "NNAP"}  # scores 4 3 2 1: a fifth of the range is 0.6, so nothing stands in for its better
    assert scatter(columns, BRAND, reach=0.2).candidates.rows.tolist() == [0, 1, 2, 3]
    assert scatter(columns, BRAND, reach=0.5).candidates.rows.tolist() == [0, 2, 1, 3]  # 1.5 apart is near enough
