"""What live shoppers are made of: time, the outbox, what a text means to them, the filters they find, who comes when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from searchrank.errors import Unavailable
from searchrank.simulate.live.arrivals import APART_S, arrivals, midnight
from searchrank.simulate.live.clock import Hurried, Simulated
from searchrank.simulate.live.door import Recorded, Search, Who
from searchrank.simulate.live.meaning import Meaning, Part, meaning
from searchrank.simulate.live.narrow import best_filter
from searchrank.simulate.live.outbox import Outbox
from searchrank.simulate.live.shelf import shelf
from searchrank.simulate.live.tell import Teller, Thing
from searchrank.simulate.shopper.population import draw_population
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.columns import load_places, recorder
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World
from searchrank.store.ubi import parse_ubi_event, parse_ubi_query
from tests.simulate.live_needs import need

DAY = date(2026, 3, 1)
ANN = Teller(Who("u1", "s1", "c1"), "phone")


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places()


class Listener:
    """A door that only listens."""

    def __init__(self) -> None:
        self.heard: list[tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]] = []

    def record(self, events: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]] = ()) -> Recorded:
        self.heard.append((list(events), list(queries)))
        return Recorded(len(events))

    def search(self, *_: Any, **__: Any) -> Any: ...

    def suggest(self, *_: Any, **__: Any) -> Any: ...


class Deaf(Listener):
    def record(self, events: Sequence[Mapping[str, Any]], queries: Sequence[Mapping[str, Any]] = ()) -> Recorded:
        raise Unavailable("away")


def visit_at(outbox: Outbox, *moments: float) -> None:
    for moment in moments:
        outbox.put(moment, ANN.visit(str(moment)))


def test_events_are_told_in_order_of_time_whoever_put_them() -> None:
    outbox, door = Outbox(Simulated()), Listener()
    visit_at(outbox, 30.0, 10.0, 20.0, 500.0)
    outbox.tell(door, 60.0)
    assert [event["event_attributes"]["entry"] for event in door.heard[0][0]] == ["10.0", "20.0", "30.0"]
    assert door.heard[0][0][0]["timestamp"] == "1970-01-01T00:00:10.000+00:00"
    assert len(outbox.waiting) == 1


def test_a_browser_tells_once_a_minute_unless_the_day_is_over() -> None:
    outbox, door = Outbox(Simulated()), Listener()
    visit_at(outbox, 10.0)
    outbox.tell(door, 10.0)
    visit_at(outbox, 11.0)
    outbox.tell(door, 12.0)
    assert len(door.heard) == 1
    outbox.tell(door, 13.0, at_once=True)
    assert len(door.heard) == 2


def test_what_cannot_be_told_is_lost_and_shoppers_go_on() -> None:
    outbox = Outbox(Simulated())
    visit_at(outbox, 10.0)
    outbox.tell(Deaf(), 100.0)
    assert not outbox.waiting


def test_shoppers_in_a_hurry_live_a_minute_in_a_second() -> None:
    slept: list[float] = []
    clock = Hurried(start=0.0, began=1000.0, haste=60.0, now=lambda: 1000.5, sleep=slept.append)
    clock.reach(60.0)
    clock.reach(20.0)  # Its time has passed: nobody waits.
    assert slept == [pytest.approx(0.5)]
    assert clock.stamp(120.0) == 1002.0


def test_what_is_told_is_what_the_shop_reads() -> None:
    answer = {"query_id": "q1", "scene": "complete", "hits": [{"id": "a"}, {"id": "b"}], "total": 40}
    column = ANN.column(answer, "pao", ["跑鞋", "跑步机"], seen=1)
    events = [
        ANN.visit("home"),
        *column,
        ANN.taken(answer, "pao", "跑鞋", 1),
        ANN.did("purchase", "q1", "跑鞋", Thing("a", 1), price=99.0, quantity=1),
    ]
    read = [parse_ubi_event({**one, "timestamp": 5}) for one in events]
    assert [one.action for one in read] == ["visit", "impression", "impression", "click", "purchase"]
    assert [one.attributes["visible"] for one in read[1:3]] == [True, False]
    assert read[1].attributes["object"]["object_id_type"] == "query" and read[1].attributes["prefix"] == "pao"
    assert {one.session_id for one in read} == {"s1"}
    asked = Search("跑鞋", ("brand:李宁", "price:..300"), 2, "filter", "q0")
    query = parse_ubi_query({**ANN.asked(asked, answer), "timestamp": 5})
    assert query.hit_ids == ("a", "b")
    assert query.attributes["filters"] == {"brand": ["李宁"], "price": ["..300"]}
    assert (query.attributes["page"], query.attributes["from_query_id"], query.attributes["total"]) == (2, "q0", 40)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("赤羚红色跑鞋", 1.0),
        ("Chiling 红色 跑步鞋", 1.0),
        ("跑鞋", 0.5),
        ("红色跑鞋", 0.75),
        ("驰奕跑鞋", 0.0),
        ("赤羚蓝色跑鞋", 0.0),
        ("赤羚红色背包", 0.0),
        ("红色", 0.0),
    ],
)
def test_a_suggestion_is_worth_what_it_says_of_the_need(places: Places, text: str, value: float) -> None:
    wanted = need(places, "running-shoes", brand="Chiling", values={"颜色": "红色"})
    assert meaning(wanted, 0, places).value(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Red running shoe", 1.0), ("layered running shoes", 0.5), ("navy running shoes", 0.0), ("red trainers", 1.0)]
)
def test_english_is_read_word_by_word(places: Places, text: str, value: float) -> None:
    wanted = need(places, "running-shoes", language="en", values={"Colour": "red"})
    assert meaning(wanted, 0, places).value(text) == value


def test_a_thing_that_is_all_that_is_wanted_is_worth_everything(places: Places) -> None:
    assert meaning(need(places, "earbuds"), 0, places).value("无线耳机") == 1.0


def test_a_piece_of_what_is_wanted_contradicts_nothing() -> None:
    dark = Meaning(("裙",), (Part("values", 1.0, ("酒红色",)),), ("红色",))
    assert dark.value("酒红色裙") == 1.0 and dark.value("红色裙") == 0.0


def page(**more: Any) -> dict[str, Any]:
    document = {"attributes": {"颜色": "红色", "鞋面": ["网面", "飞织"]}}
    return {"hits": [{"document": document}, {"document": {}}], "facets": {"brand": {"赤羚": 3, "驰奕": 9}, "price": {"0..300": 4}}, **more}


def test_a_shopper_sets_the_filter_that_matters_most(places: Places) -> None:
    wanted = need(places, "running-shoes", brand="Chiling", values={"颜色": "红色"}, high=300.0, weights={"brand": 0.4, "price": 0.9, "values": 0.6})
    found: list[str] = []
    while (one := best_filter(page(), wanted, 0, places, found)) is not None:
        found.append(one)
    assert found == ["price:..300", "attributes.颜色:红色", "brand:赤羚"]


def test_a_filter_that_the_page_does_not_offer_is_not_set(places: Places) -> None:
    wanted = need(places, "running-shoes", brand="Boyero", values={"颜色": "蓝色"}, low=100.0, high=300.0)
    assert best_filter(page(facets={}), wanted, 0, places, ()) is None
    assert best_filter(page(), wanted, 0, places, ()) == "price:100..300"


def test_products_are_found_by_id_and_strangers_are_told_apart(world: World, listings: list[Listing]) -> None:
    catalogue = recorder(world.lister.market).record(listings[:200])
    ids = [listing.document["id"] for listing in listings[:200]]
    asked = [ids[150], "", "stranger", ids[3] + "x", "跑鞋", ids[0]]
    assert shelf(catalogue).rows(asked).tolist() == [150, -1, -1, -1, -1, 0]
    assert shelf(catalogue.take(np.zeros(0, int))).rows(["a"]).tolist() == [-1]


def test_arrivals_follow_the_hours_and_come_in_order_of_time(places: Places) -> None:
    population = draw_population(places, 3000, 5)
    visits = arrivals(population, DAY, 5, at_least=1)
    assert (np.diff(visits.moment) >= 0).all()
    assert sorted(set(visits.shopper.tolist())) == list(range(3000))
    hours = np.bincount(((visits.moment - midnight(DAY)) // 3600).astype(int), minlength=24)
    assert hours[20:23].sum() > 5 * hours[2:5].sum()
    again = arrivals(population, DAY, 5, at_least=1)
    assert again.moment.tolist() == visits.moment.tolist()
    assert arrivals(population, DAY, 6, at_least=1).moment.tolist() != visits.moment.tolist()


def test_visits_of_a_shopper_lie_apart_and_are_numbered(places: Places) -> None:
    visits = arrivals(draw_population(places, 300, 5), DAY, 5, at_least=6)
    for shopper in range(300):
        mine = visits.shopper == shopper
        assert visits.number[mine].tolist() == list(range(int(mine.sum())))
        assert (np.diff(visits.moment[mine]) >= APART_S).all()


def test_on_a_day_on_which_nobody_comes_there_are_no_visits(places: Places) -> None:
    assert len(arrivals(draw_population(places, 0, 5), DAY, 5)) == 0
