"""Live shoppers over a day: what they ask of a shop and tell it, in order of time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from searchrank.errors import InvalidInput, Unavailable, UnknownName
from searchrank.simulate.live.arrivals import midnight
from searchrank.simulate.live.keyboard import strokes
from searchrank.simulate.live.run import Days, live, live_hurried
from searchrank.simulate.live.shelf import shelf
from searchrank.simulate.live.town import town
from searchrank.simulate.live.visitor import LiveWorld
from searchrank.simulate.typing.keys import keys
from searchrank.simulate.typing.typist import typist
from searchrank.simulate.world.catalogue import Places
from searchrank.simulate.world.columns import load_places, recorder
from searchrank.simulate.world.listing import Listing
from searchrank.simulate.world.world import World
from searchrank.store.ubi import parse_ubi_event, parse_ubi_query
from tests.simulate.fake_door import FakeDoor, moment, thing

DAY = date(2026, 3, 1)
SEED = 11
SHOPPERS = 100


def quiet(step: str, done: int, total: int | None) -> None: ...


@pytest.fixture(scope="module")
def people(world: World, listings: list[Listing]) -> LiveWorld:
    places = load_places(world.lexicon)
    catalogue = recorder(world.lister.market).record(listings)
    return crowd_of(world, places, catalogue)


def crowd_of(world: World, places: Places, catalogue: Any, shoppers: int = SHOPPERS, preset: str = "default") -> LiveWorld:
    home = town(places, shoppers, DAY, 1, SEED, preset)
    return LiveWorld(home, shelf(catalogue), typist(world.lexicon, places, home.population))


def behaving(people: LiveWorld, **numbers: float) -> LiveWorld:
    """The same shoppers with other habits."""
    return replace(people, town=replace(people.town, behaviour=replace(people.town.behaviour, **numbers)))


@pytest.fixture(scope="module")
def open_door(listings: list[Listing]) -> Callable[..., FakeDoor]:
    products = [listing.document for listing in listings]
    texts = sorted({word for listing in listings for word in listing.style.leaf.words[listing.language]})
    return lambda **other: FakeDoor(products, texts, **other)


@pytest.fixture(scope="module")
def lived(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> tuple[FakeDoor, Any]:
    """A day on which everybody comes, and its report."""
    door = open_door()
    return door, live(people, door, Days(DAY, 1, SEED, at_least=1), quiet)


def test_a_day_of_shoppers_goes_by_without_an_error(lived: tuple[FakeDoor, Any]) -> None:
    door, report = lived
    assert report.errors == 0 and report.faults == {}
    assert report.visits >= SHOPPERS and 0 < report.visits_with_search < report.visits
    assert report.searches == len(door.searches) == len(door.queries) > 50
    clicks, impressions = (len([one for one in door.done(action) if "scene" not in one["event_attributes"]]) for action in ("click", "impression"))
    assert (report.clicks, report.impressions) == (clicks, impressions)
    assert report.recorded == len(door.events) + len(door.queries)


def test_events_arrive_in_order_of_time_over_all_shoppers(lived: tuple[FakeDoor, Any]) -> None:
    moments = [moment(event) for event in lived[0].events]
    assert moments == sorted(moments)
    assert midnight(DAY) <= moments[0]


def test_searches_are_asked_in_order_of_the_shoppers_clock(lived: tuple[FakeDoor, Any]) -> None:
    clocks = [now for _, _, now in lived[0].searches]
    assert clocks == sorted(clocks)
    assert {query["query_id"]: moment(query) for query in lived[0].queries}.keys() <= lived[0].answers.keys()


def test_everything_that_is_told_is_what_the_shop_reads(lived: tuple[FakeDoor, Any]) -> None:
    door, _ = lived
    actions = {parse_ubi_event(event).action for event in door.events}
    assert {"visit", "impression", "click", "dwell", "return_to_results"} <= actions
    assert {parse_ubi_query(query).attributes["device"] for query in door.queries} == {"phone", "tablet", "desktop"}


def test_every_card_of_a_page_is_told_with_its_place_and_whether_it_was_seen(lived: tuple[FakeDoor, Any]) -> None:
    door, _ = lived
    told: dict[str, dict[str, Any]] = {}
    for event in door.done("impression"):
        if event["event_attributes"]["object"]["object_id_type"] == "product":
            told.setdefault(event["query_id"], {})[thing(event)[1]] = event["event_attributes"]
    for query in door.queries:
        page, hits = told.get(query["query_id"], {}), door.answers[query["query_id"]]["hits"]
        assert query["query_response_hit_ids"] == [hit["id"] for hit in hits]
        assert [page[hit["id"]]["position"]["ordinal"] for hit in hits] == [hit["rank"] for hit in hits]
    seen = [one["visible"] for page in told.values() for one in page.values()]
    assert 0.1 < sum(seen) / len(seen) < 0.95


def test_who_clicks_has_seen_the_card_and_who_buys_has_put_it_into_the_cart(lived: tuple[FakeDoor, Any]) -> None:
    door, _ = lived
    seen = {thing(event) for event in door.done("impression") if event["event_attributes"]["visible"]}
    clicked = {thing(event) for event in door.done("click")}
    assert clicked and clicked <= seen
    assert {thing(event) for event in door.done("dwell")} <= clicked
    carted = {thing(event): moment(event) for event in door.done("add_to_cart")}
    for event in door.done("purchase"):
        assert moment(event) >= carted[thing(event)] and event["event_attributes"]["price"] > 0


def test_a_visit_is_one_session_of_one_shopper_and_those_without_a_search_are_told_too(lived: tuple[FakeDoor, Any]) -> None:
    door, report = lived
    whose: dict[str, set[str]] = {}
    for event in [*door.events, *door.queries]:
        whose.setdefault(event["session_id"], set()).add(event["user_id"])
    assert all(len(users) == 1 for users in whose.values())
    visits = {event["session_id"] for event in door.done("visit")}
    assert len(visits) == report.visits == len(whose)
    assert len({query["session_id"] for query in door.queries}) == report.visits_with_search


def test_a_taken_completion_is_searched_and_names_where_it_stood(lived: tuple[FakeDoor, Any]) -> None:
    door, report = lived
    taken = [asked for asked, _, _ in door.searches if asked.source == "complete" and asked.page == 1]
    assert len(taken) == report.taken["complete"] > 0
    for asked in taken:
        answer = door.answers[asked.from_query_id or ""]
        assert asked.text in [one["text"] for one in answer["suggestions"]]
    clicks = [event for event in door.done("click") if event["event_attributes"].get("scene") == "complete"]
    assert sorted(thing(event)[1] for event in clicks) == sorted(asked.text for asked in taken)
    assert all(event["user_query"] for event in clicks)


def test_shoppers_turn_the_page_narrow_and_type_again(lived: tuple[FakeDoor, Any]) -> None:
    door, _ = lived
    second = [asked for asked, _, _ in door.searches if asked.page == 2]
    assert second and {asked.view for asked in second} == {"v1"}
    narrowed = [asked for asked, _, _ in door.searches if asked.source == "filter"]
    assert narrowed and all(asked.filters and asked.from_query_id in door.answers for asked in narrowed)
    sessions: dict[str, list[str]] = {}
    for asked, who, _ in door.searches:
        sessions.setdefault(who.session_id, []).append(asked.text)
    assert any(len(set(texts)) > 1 for texts in sessions.values())


def test_what_is_being_composed_is_asked_for(lived: tuple[FakeDoor, Any]) -> None:
    assert any("'" in prefix for scene, prefix, _ in lived[0].asked if scene == "complete")


def test_the_same_seed_asks_the_same_and_another_does_not(people: LiveWorld, open_door: Callable[..., FakeDoor], lived: tuple[FakeDoor, Any]) -> None:
    again, other = open_door(), open_door()
    live(people, again, Days(DAY, 1, SEED, at_least=1), quiet)
    live(people, other, Days(DAY, 1, SEED + 1, at_least=1), quiet)
    assert again.searches == lived[0].searches and again.events == lived[0].events
    assert other.searches != again.searches


def test_a_good_word_in_the_box_brings_more_visits_to_search(
    people: LiveWorld, open_door: Callable[..., FakeDoor], lived: tuple[FakeDoor, Any]
) -> None:
    report = live(people, open_door(hints=(anything(people),)), Days(DAY, 1, SEED, at_least=1), quiet)
    assert report.taken["hint"] > 0
    assert report.visits_with_search > lived[1].visits_with_search


def anything(people: LiveWorld) -> str:
    """A text that has every category's usual word in it."""
    return " ".join(words[0] for leaf in people.town.places.leaves for words in leaf.words.values())


def test_words_that_are_let_be_tire(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    door = open_door(hints=("没有人要的东西",))
    report = live(people, door, Days(DAY, 1, SEED, at_least=1), quiet)
    assert "hint" not in report.taken
    shown = [event for event in door.done("impression") if event["event_attributes"].get("scene") == "hint"]
    assert len(shown) == report.suggestions["hint"] > 0


def test_a_scene_that_the_shop_does_not_have_is_not_asked_for(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    door = open_door(scenes=frozenset({"complete"}))
    report = live(people, door, Days(DAY, 1, SEED, at_least=1), quiet)
    assert report.errors == 0 and set(report.suggestions) == {"complete"}


def test_others_searched_is_taken_by_some_and_shown_to_many(people: LiveWorld, listings: list[Listing]) -> None:
    words = sorted({word for listing in listings for word in listing.style.leaf.words[listing.language]})
    door = FakeDoor([listing.document for listing in listings], (), related=[anything(people), *words[:3]])
    report = live(behaving(people, related=0.5), door, Days(DAY, 1, SEED, at_least=1), quiet)
    assert 0 < report.taken["related"] < report.suggestions["related"]
    taken = [asked for asked, _, _ in door.searches if asked.source == "related"]
    assert len(taken) >= report.taken["related"]


def test_a_page_that_brings_what_others_searched_is_not_asked_for_it(people: LiveWorld, listings: list[Listing]) -> None:
    offered = anything(people)

    class Bringing(FakeDoor):
        def search(self, *asked: Any, **told: Any) -> Any:
            return {**super().search(*asked, **told), "related_queries": [{"text": offered}]}

    door = Bringing([listing.document for listing in listings])
    report = live(behaving(people, related=0.5), door, Days(DAY, 1, SEED, at_least=1), quiet)
    assert "related" not in report.suggestions and report.taken["related"] > 0
    searched = {query["query_id"] for query in door.queries}
    assert {asked.from_query_id for asked, _, _ in door.searches if asked.source == "related"} <= searched


def test_an_opened_card_of_queries_leads_to_its_best_query(people: LiveWorld, listings: list[Listing]) -> None:
    cards = [{"id": "k1", "title": "看看", "queries": ["什么都不是", anything(people)]}]
    door = FakeDoor([listing.document for listing in listings[:300]], cards=cards)
    report = live(behaving(people, query_ignored=1.0, query_wanted=1.0), door, Days(DAY, 1, SEED, at_least=1), quiet)
    taken = [asked for asked, _, _ in door.searches if asked.source == "query" and asked.page == 1]
    assert taken and {asked.text for asked in taken} == {anything(people)}
    assert report.errors == 0 and ("query" in {event["event_attributes"]["object"]["object_id_type"] for event in door.done("click")})


def test_who_gets_no_answer_leaves_and_the_report_says_so(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    door = open_door(broken_after=20)
    report = live(people, door, Days(DAY, 1, SEED, at_least=1), quiet)
    assert report.searches == 20 and report.errors == len(door.searches) - 20 > 0
    assert report.faults == {"search: the shop is closed": report.errors}
    assert report.visits >= SHOPPERS


def test_a_shop_that_does_not_answer_at_all_is_said_before_anybody_comes(people: LiveWorld) -> None:
    class Closed(FakeDoor):
        def suggest(self, *_: Any, **__: Any) -> Any:
            raise Unavailable("the shop at http://x did not answer: see whether it is served and ready")

    with pytest.raises(Unavailable, match="served and ready"):
        live(people, Closed(), Days(DAY, 1, SEED), quiet)


def test_orders_of_later_days_are_told_on_their_day(world: World, people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    door, evenings = open_door(), list[tuple[date, int]]()
    report = live(
        behaving(people, order_level=5.0), door, Days(DAY, 3, SEED, at_least=1), quiet, lambda day: evenings.append((day, len(door.done("purchase"))))
    )
    assert [day.day for day, _ in evenings] == [1, 2, 3]
    assert 0 < evenings[0][1] < evenings[1][1] < evenings[2][1]
    assert report.waiting > 0
    days = {moment(event) // 86400 - midnight(DAY) // 86400 for event in door.done("purchase")}
    clicks = {thing(event): moment(event) for event in door.done("click")}
    late = [event for event in door.done("purchase") if moment(event) - clicks[thing(event)] > 86400]
    assert len(days) == 3 and late


def test_products_of_another_world_are_judged_by_their_words(people: LiveWorld) -> None:
    words = [words[0] for leaf in people.town.places.leaves for words in leaf.words.values()]
    strangers = [{"id": f"x{number}", "title": word, "price": 50.0} for number, word in enumerate(words)]
    report = live(people, FakeDoor(strangers), Days(DAY, 1, SEED, at_least=1), quiet)
    assert report.errors == 0 and report.clicks > 0


def test_in_a_hurry_shoppers_keep_the_rate_and_nobody_is_lost(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    doors = [open_door(), open_door(), open_door()]
    told: list[int] = []
    report = live_hurried(people, doors, Days(DAY, 1, SEED, at_least=1), 30.0, lambda step, done, total: told.append(total or 0), haste=600.0)
    assert report.errors == 0 and report.visits == told[-1] >= SHOPPERS
    assert 8 < report.searches_per_second < 120
    shoppers: list[set[str]] = [{who.user_id for _, who, _ in door.searches} for door in doors]
    assert not shoppers[0] & shoppers[1] and all(shoppers)


def test_a_fault_of_our_own_stops_every_thread(people: LiveWorld, open_door: Callable[..., FakeDoor]) -> None:
    def fail(step: str, done: int, total: int | None) -> None:
        raise RuntimeError("a fault of our own")

    with pytest.raises(RuntimeError, match="our own"):
        live_hurried(people, [open_door(), open_door()], Days(DAY, 1, SEED, at_least=1), 50.0, fail)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.inf, math.nan])
def test_a_rate_of_none_is_refused(people: LiveWorld, rate: float) -> None:
    with pytest.raises(InvalidInput, match="give more than 0"):
        live_hurried(people, [FakeDoor()], Days(DAY, 1, SEED), rate, quiet)


def test_no_days_no_shoppers_and_unknown_presets_are_refused(world: World) -> None:
    places = load_places(world.lexicon)
    with pytest.raises(InvalidInput, match="0 days"):
        Days(DAY, 0, SEED)
    with pytest.raises(InvalidInput, match="-3 shoppers"):
        town(places, -3, DAY, 1, SEED, "default")
    with pytest.raises(UnknownName, match=r"unknown preset 'kind': known are pbm"):
        town(places, 3, DAY, 1, SEED, "kind")


def boxes(text: str, segments: Sequence[str], seed: int) -> list[int]:
    chance = np.random.default_rng(seed)
    return [place for place, _ in strokes(keys(text, segments), 0, chance) if place is not None]


def test_a_browser_asks_when_the_keys_rest_and_never_for_the_last() -> None:
    typed = keys("红色跑步鞋", ("红色", "跑步鞋"))
    asked = [boxes("红色跑步鞋", ("红色", "跑步鞋"), seed) for seed in range(50)]
    assert all(len(typed) - 1 not in places for places in asked)
    assert any(len(places) < len(typed) - 1 for places in asked)
    assert len({place for places in asked for place in places}) == len(typed) - 1


def test_strokes_take_time() -> None:
    pauses = [pause for _, pause in strokes(keys("running shoes", ("running", "shoes")), 2, np.random.default_rng(1))]
    assert len(pauses) == 13 and all(pause > 0 for pause in pauses)
    assert 0.1 < Random(1).choice(sorted(pauses)) < 2
