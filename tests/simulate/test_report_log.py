"""What a report counts of a log, on logs small enough to count by hand: the sum stands beside each number."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from searchrank.simulate.report.folder import open_log
from searchrank.simulate.report.measure import Tally
from searchrank.simulate.report.orders import Bought, OrderTally
from searchrank.simulate.report.pages import PageTally
from searchrank.simulate.report.queries import QueryTally
from searchrank.simulate.report.reading import read_days, read_later
from searchrank.simulate.report.sessions import SessionTally
from searchrank.simulate.report.suggestions import SuggestionTally
from searchrank.simulate.report.truth import TruthTally
from searchrank.simulate.report.use import UseTally
from tests.simulate.small_log import at, event, query, write_log

AnyTally = TypeVar("AnyTally", bound=Tally)
NEXT = "2026-03-02"


def measured(tally: AnyTally, folder: Path) -> dict[str, float]:
    """Everything that the tally measures of the log."""
    for day in read_days(open_log(folder)):
        tally = tally.add(day)
    return {one.name: one.value for one in tally.measures()}


def one_day(folder: Path, queries: list[Any], events: list[Any]) -> Path:
    return write_log(folder, {"2026-03-01": (queries, events)})


def shown(query_id: str, session: str, positions: int, visible: int) -> list[Any]:
    """Impressions of products p1, p2, ... of which the first `visible` came into view."""
    return [
        event("impression", at("09:00:01"), session, query_id, object_id=f"p{place}", position=place, visible=place <= visible)
        for place in range(1, positions + 1)
    ]


# --- queries


def test_queries_are_counted_by_text_and_further_pages_are_not_asked_again(tmp_path: Path) -> None:
    texts = ["跑鞋", "跑鞋", "跑鞋", "t恤 短袖", "running shoes", "tent"]
    queries = [query(f"q{place}", text, at("09:00"), f"a{place}") for place, text in enumerate(texts)]
    queries.append(query("page", "跑鞋", at("09:01"), "a0", page=2, from_query_id="q0"))
    found = measured(QueryTally.none(), one_day(tmp_path, queries, []))
    assert found["queries.different"] == pytest.approx(4 / 6)
    assert found["queries.top_fifth"] == pytest.approx(3 / 6)  # a fifth of four, rounded up, is the first
    assert found["queries.tail"] == 1.0  # nothing came more than three times
    assert found["queries.chinese"] == pytest.approx(4 / 6)
    assert found["queries.characters_p50"] == 3.5  # of different ones: 2 and 5
    assert found["queries.characters_asked"] == pytest.approx((3 * 2 + 5) / 4)
    assert found["queries.latin"] == 0.5
    assert found["queries.blank"] == 0.5
    assert found["queries.english_words"] == pytest.approx((2 + 1) / 2)
    assert found["queries.english_one_word"] == 0.5


def test_what_no_earlier_day_asked_is_fresh(tmp_path: Path) -> None:
    first = [query("q1", "tent", at("09:00"), "a1")]
    second = [query("q2", "tent", at("09:00", NEXT), "a2"), query("q3", "lamp", at("09:01", NEXT), "b1")]
    folder = write_log(tmp_path, {"2026-03-01": (first, []), NEXT: (second, [])})
    assert measured(QueryTally.none(), folder)["queries.fresh"] == 0.5


# --- pages


def test_a_product_that_was_served_and_not_seen_is_no_impression(tmp_path: Path) -> None:
    queries = [query("q1", "tent", at("09:00"), "a1"), query("q2", "lamp", at("09:00"), "b1")]
    events = [*shown("q1", "a1", 20, 8), *shown("q2", "b1", 20, 2)]
    events += [event("click", at("09:00:05"), "a1", "q1", object_id="p1", position=1)]
    found = measured(PageTally.none(), one_day(tmp_path, queries, events))
    assert found["page.click_through"] == pytest.approx(1 / (8 + 2))
    assert found["position.visible_10_phone"] == 0.0
    assert found["page.clicked"] == 0.5
    assert found["page.clicks"] == 0.5


def test_a_click_on_page_two_is_a_click_of_the_list_it_belongs_to(tmp_path: Path) -> None:
    queries = [
        query("q1", "tent", at("09:00"), "a1"),
        query("q2", "tent", at("09:01"), "a1", page=2, from_query_id="q1"),
        query("q3", "lamp", at("09:02"), "a1"),
    ]
    clicks = [
        event("click", at("09:00:05"), "a1", "q1", object_id="p1", position=1),
        event("click", at("09:01:05"), "a1", "q2", object_id="p25", position=25),
    ]
    found = measured(PageTally.none(), one_day(tmp_path, queries, clicks))
    assert found["page.clicked"] == 0.5  # of the lists q1 and q3
    assert found["page.clicks"] == 1.0
    assert found["page.second"] == 0.5


def test_a_tapped_suggestion_is_no_click_on_a_result(tmp_path: Path) -> None:
    queries = [query("q1", "tent", at("09:00"), "a1")]
    tapped = event("click", at("09:00:03"), "a1", "q1", object_id="tent 2", item_type="query", scene="related", position=1)
    assert measured(PageTally.none(), one_day(tmp_path, queries, [tapped]))["page.clicks"] == 0.0


def test_an_answer_without_products_is_empty(tmp_path: Path) -> None:
    queries = [query("q1", "tent", at("09:00"), "a1", total=0), query("q2", "lamp", at("09:01"), "a1", total=7)]
    assert measured(PageTally.none(), one_day(tmp_path, queries, []))["page.empty"] == 0.5


def test_dwell_is_read_from_the_attributes(tmp_path: Path) -> None:
    seconds = [10, 20, 30, 40, 50]
    events = [event("dwell", at("09:01"), "a1", "q1", object_id="p1", dwell_s=one) for one in seconds]
    found = measured(PageTally.none(), one_day(tmp_path, [query("q1", "tent", at("09:00"), "a1")], events))
    assert found["dwell.p50"] == pytest.approx(30, rel=0.01)
    assert found["dwell.sigma"] == pytest.approx(np.log(seconds).std(ddof=1))


# --- sessions


def test_a_session_over_midnight_is_one_session(tmp_path: Path) -> None:
    before = [query("q1", "tent", at("23:58"), "a1"), query("q2", "lamp", at("23:59"), "a1")]
    after = [query("q3", "stove", at("00:08", NEXT), "a1"), query("q4", "mat", at("09:00", NEXT), "b1")]
    found = measured(SessionTally.none(), write_log(tmp_path, {"2026-03-01": (before, []), NEXT: (after, [])}))
    assert found["session.queries"] == 2.0  # three and one
    assert found["session.minutes"] == pytest.approx(0.0)  # half of 10 and 0: the smaller


def test_an_order_of_another_day_does_not_begin_a_session(tmp_path: Path) -> None:
    first, later = [query("q1", "tent", at("09:00"), "a1")], [event("purchase", at("09:00", "2026-03-04"), "a1", "q1", object_id="p1")]
    other = [query("q2", "lamp", at("09:00", "2026-03-04"), "b1")]
    folder = write_log(tmp_path, {"2026-03-01": (first, []), "2026-03-04": (other, later)})
    assert sum(day.sessions for day in read_days(open_log(folder))) == 2


def test_queries_that_go_on_from_another_are_of_its_task_and_filters_are_no_queries(tmp_path: Path) -> None:
    queries = [
        query("q1", "tent", at("09:00"), "a1"),
        query("q2", "family tent", at("09:01"), "a1", from_query_id="q1"),
        query("q3", "family tent", at("09:02"), "a1", from_query_id="q2", source="filter"),
        query("q4", "lamp", at("09:03"), "a1"),
    ]
    found = measured(SessionTally.none(), one_day(tmp_path, queries, []))
    assert found["session.queries"] == 3.0
    assert found["session.queries_a_task"] == 1.5  # three queries, tasks tent and lamp
    assert found["session.several_tasks"] == 1.0
    assert found["session.reformulated"] == pytest.approx(1 / 3)


def test_visits_that_only_browse_count_for_penetration(tmp_path: Path) -> None:
    visits = [event("visit", at("09:00"), session, item_type=None, entry="home") for session in ("a1", "b1", "c1", "d1")]
    queries = [query("q1", "tent", at("09:01"), "a1"), query("q2", "lamp", at("09:01"), "b1", source="hint")]
    found = measured(SessionTally.none(), one_day(tmp_path, queries, visits))
    assert found["session.penetration"] == 0.5
    assert (found["session.unprompted"], found["session.prompted"]) == (0.25, 0.25)


def test_devices_and_hours_are_those_of_searches(tmp_path: Path) -> None:
    queries = [query(f"q{hour}", "tent", at(f"{hour}:30"), f"a{hour}", device=device) for hour, device in ((20, "phone"), (21, "desktop"))]
    queries += [query("again", "lamp", at("21:59"), "a21", device="desktop")]
    found = measured(SessionTally.none(), one_day(tmp_path, queries, []))
    assert found["hours.peak"] == 21
    assert found["device.phone"] == pytest.approx(1 / 3)


# --- suggestions


def test_completions_are_measured_by_what_was_typed_before_they_were_taken(tmp_path: Path) -> None:
    word = {"item_type": "query", "scene": "complete", "prefix": "ru"}
    texts = ["running", "running shoes"]
    events = [event("impression", at("08:59"), "a1", "s1", object_id=text, position=place, **word) for place, text in enumerate(texts, 1)]
    events += [event("click", at("08:59:01"), "a1", "s1", object_id="running shoes", position=2, item_type="query", scene="complete")]
    queries = [query("q1", "running shoes", at("09:00"), "a1", source="complete", from_query_id="s1"), query("q2", "tent", at("09:05"), "b1")]
    found = measured(SuggestionTally.none(), one_day(tmp_path, queries, events))
    assert found["suggest.completed"] == 0.5
    assert found["suggest.first_row"] == 0.0
    assert found["suggest.typed"] == pytest.approx(2, rel=0.01)
    assert found["suggest.saved"] == pytest.approx(1 - 2 / 13)


def test_a_hint_is_used_as_often_as_it_is_taken_of_those_seen(tmp_path: Path) -> None:
    hint = {"item_type": "query", "scene": "hint", "object_id": "tent", "position": 1}
    events = [event("impression", at("08:59"), f"{letter}1", f"s{letter}", **hint) for letter in "abcd"]
    events += [event("click", at("08:59:01"), "a1", "sa", **hint)]
    queries = [query("q1", "tent", at("09:00"), "a1", source="hint", from_query_id="sa")]
    found = measured(SuggestionTally.none(), one_day(tmp_path, queries, events))
    assert (found["suggest.taken_hint"], found["suggest.hinted"]) == (0.25, 1.0)


# --- orders and use


def ordered(folder: Path) -> OrderTally:
    """Of the log; products p1 and p2 are clothes, p3 electronics."""
    log = open_log(folder)
    group = np.array([0, 0, 1], np.int8)
    return OrderTally.none(Bought(log.end, read_later(log, "purchase"), read_later(log, "refund"), pa.array(["p1", "p2", "p3"]), group))


def buying(folder: Path) -> Path:
    """Two searches, three products opened, one put into the cart, two ordered: after 20 minutes and after three days; the second is sent back.

    A third order, of a search that the log does not have, is of the last day.
    """
    queries = [query("q1", "tent", at("09:00"), "a1"), query("q2", "lamp", at("09:00"), "b1", device="desktop")]
    events = [
        event("click", at("09:10"), "a1", "q1", object_id="p1", position=1),
        event("click", at("09:15"), "a1", "q1", object_id="p1", position=1),
        event("click", at("09:12"), "b1", "q2", object_id="p3", position=2),
        event("add_to_cart", at("09:12:30"), "b1", "q2", object_id="p3", position=2),
        event("purchase", at("09:30"), "a1", "q1", object_id="p1", price=10),
    ]
    late = [
        event("purchase", at("09:12", "2026-03-04"), "b1", "q2", object_id="p3"),
        event("refund", at("10:00", "2026-03-04"), "b1", "q2", object_id="p3"),
    ]
    recent = [event("purchase", at("09:00", "2026-03-24"), "c1", "gone", object_id="p3")]
    return write_log(folder, {"2026-03-01": (queries, events), "2026-03-04": ([], late), "2026-03-24": ([], recent)})


def test_orders_are_put_beside_the_search_and_the_click_they_came_from(tmp_path: Path) -> None:
    folder = buying(tmp_path)
    found = measured(ordered(folder), folder)
    assert found["orders.orders_a_view"] == pytest.approx(2 / 3)
    assert found["orders.carts_a_view"] == pytest.approx(1 / 3)
    assert found["orders.orders_a_cart"] == 2.0
    assert found["orders.orders_a_search"] == 1.0
    assert found["orders.desktop_by_phone"] == 1.0  # one order a search on each
    assert found["orders.within_hour"] == 0.5  # 20 minutes after the first click; the other one after three days
    assert found["orders.within_day"] == 0.5


def test_refunds_are_told_by_department_and_the_latest_orders_are_left_out(tmp_path: Path) -> None:
    folder = buying(tmp_path)
    found = measured(ordered(folder), folder)
    assert (found["orders.refunded"], found["orders.refunded_apparel"], found["orders.refunded_electronics"]) == (0.5, 0.0, 1.0)
    assert math.isnan(found["orders.refunded_consumables"])


def test_events_are_counted_by_shopper_product_and_brand(tmp_path: Path) -> None:
    folder = buying(tmp_path)
    orders = read_later(open_log(folder), "purchase")
    found = measured(UseTally.begun(orders, pa.array(["p1", "p2", "p3"]), np.array([0, 0, -1], np.int32)), folder)
    assert found["use.events_a_user_p50"] == 3.0  # a: two clicks and an order; b: a click, a cart, an order; c: an order
    assert found["use.events_a_product_mean"] == 3.5  # p1: three; p3: four
    assert (found["use.first_brand"], found["use.no_brand"]) == (pytest.approx(3 / 7), pytest.approx(4 / 7))


def test_a_log_without_any_event_is_measured_without_an_error(tmp_path: Path) -> None:
    folder = one_day(tmp_path, [], [])
    for tally in (QueryTally.none(), PageTally.none(), SessionTally.none(), SuggestionTally.none(), ordered(folder)):
        assert all(math.isnan(value) or value == 0 for value in measured(tally, folder).values())


# --- truth


def with_truth(folder: Path, queries: list[Any], events: list[Any], told: list[dict[str, Any]], served: list[dict[str, Any]]) -> Path:
    one_day(folder, queries, events)
    for kind, rows in (("queries", told), ("impressions", served)):
        (folder / "truth" / kind).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows), folder / "truth" / kind / "2026-03-01.parquet")
    return folder


def typed(query_id: str, text: str, language: int, *kinds: str, error: str = "", step: int = 0) -> dict[str, Any]:
    spans = json.dumps([{"start": 0, "end": 1, "kind": kind, "value": "x"} for kind in kinds])
    return {"query_id": query_id, "step": step, "text": text, "need_language": np.int8(language), "error": error, "spans": spans}


def test_the_truth_says_what_is_the_same_task_slipped_and_named(tmp_path: Path) -> None:
    queries = [
        query("q1", "tent", at("09:00"), "a1"),
        query("q2", "blue tent", at("09:01"), "a1", source="complete", from_query_id="a suggestion answer"),
        query("q3", "跑写", at("09:00"), "b1"),
        query("q4", "paoxie", at("09:02"), "b1", from_query_id="q3"),
        query("q5", "paoxie", at("09:03"), "b1", from_query_id="q4", page=2),
    ]
    told = [
        typed("q1", "tent", 1, "word"),
        typed("q2", "blue tent", 1, "colour", "word", step=1),
        typed("q3", "跑写", 0, "word", error="homophone"),
        typed("q4", "paoxie", 0, "word", step=1),
        typed("q5", "paoxie", 0, "word", step=2),
    ]
    folder = with_truth(tmp_path, queries, [], told, [{"query_id": "q1", "position": 1, "examined": True}])
    found = measured(TruthTally.none(open_log(folder)), folder)
    assert (found["slips.chinese"], found["slips.english"], found["slips.pinyin"]) == (0.5, 0.0, 0.5)
    assert (found["content.word"], found["content.colour"]) == (1.0, 0.5)
    assert measured(SessionTally.none(), folder)["session.queries_a_task"] == 2.0  # four queries, two tasks


def test_examination_is_told_by_that_of_the_first_position(tmp_path: Path) -> None:
    served = [{"query_id": f"q{place}", "position": position, "examined": examined} for place, position, examined in _looks()]
    folder = with_truth(tmp_path, [query(f"q{place}", "tent", at("09:00"), f"a{place}") for place in range(4)], [], [typed("q0", "tent", 1)], served)
    found = measured(TruthTally.none(open_log(folder)), folder)
    assert found["position.examined_2_phone"] == pytest.approx((1 / 4) / (2 / 4))


def _looks() -> list[tuple[int, int, bool]]:
    """Four lists: the first position looked at in two, the second in one."""
    return [(place, position, place < 3 - position) for place in range(4) for position in (1, 2)]
