"""How simulated shoppers look, click and buy: examination, responses, what follows, and the estimator of examination."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.simulate.behaviour.after import DONE, LEAVE, PAGE, accept_word, marginal_examination, next_step, tasks_of_visits
from searchrank.simulate.behaviour.estimate import Counts, click_rates, count_sets, swap_curve
from searchrank.simulate.behaviour.examine import attention, draw, page_one, places
from searchrank.simulate.behaviour.parameters import PRESETS, Behaviour, preset
from searchrank.simulate.behaviour.respond import AD, CONTENT, Response, Shown, respond
from searchrank.simulate.shopper.segments import DEVICES

PHONE, TABLET, DESKTOP = range(len(DEVICES))
MANY = 20_000


def shown(*, searches: int = MANY, device: int = PHONE, worth: float = -1.0, seed: int = 3, cards: int = 20) -> Shown:
    """Answers of products whose worths scatter about a mean by 1."""
    worths = np.random.default_rng(seed).normal(worth, 1.0, (searches, cards)).astype(np.float32)
    return Shown.products(np.full(searches, device, np.int8), worths, worths - 1, refund=0.1)


def seen_by(behaviour: Behaviour, cards: Shown, seed: int = 5) -> Response:
    return respond(behaviour, cards, np.random.default_rng(seed))


def test_a_phone_shows_fewer_cards_at_once_than_a_desktop() -> None:
    devices = np.repeat(np.array([PHONE, DESKTOP], np.int8), MANY)
    visible, _ = draw(attention(Behaviour(), devices, page_one(20, len(devices))), np.random.default_rng(1))
    always = [int(visible[at].all(axis=0).sum()) for at in (slice(MANY), slice(MANY, None))]
    assert always == [2, 8]


def test_what_is_above_a_visible_card_is_visible_and_only_visible_cards_are_examined() -> None:
    given = attention(Behaviour(), np.full(MANY, PHONE, np.int8), page_one(20, MANY))
    visible, examined = draw(given, np.random.default_rng(1))
    assert (visible[:, :-1] | ~visible[:, 1:]).all()
    assert (visible | ~examined).all()
    assert (given.examined <= given.seen).all()


def test_examination_is_drawn_with_the_chance_that_is_told() -> None:
    given = attention(Behaviour(), np.full(MANY, TABLET, np.int8), page_one(20, MANY))
    _, examined = draw(given, np.random.default_rng(1))
    assert np.abs(examined.mean(axis=0) - given.examined[0]).max() < 4 * 0.5 / np.sqrt(MANY)


def test_in_the_pbm_world_examination_follows_place_alone_by_the_power_law() -> None:
    for device in DEVICES:
        assert np.allclose(marginal_examination(preset("pbm"), device), np.arange(1, 21) ** -0.45, rtol=1e-5)


def test_a_tall_card_pushes_down_what_follows() -> None:
    assert places(np.array([[1, 3, 1]], np.float32)).tolist() == [[1, 2, 5]]
    devices = np.zeros(2, np.int8)
    heights = np.array([[1, 1, 1, 1], [1, 3, 1, 1]], np.float32)
    examined = attention(preset("pbm"), devices, places(heights)).examined
    assert examined[1, 2] < examined[0, 2]


def test_cards_of_a_desktop_row_are_looked_at_more_alike_than_cards_of_a_list() -> None:
    phone, desktop = (marginal_examination(replace(Behaviour(), stop=0.0), device) for device in ("phone", "desktop"))
    assert desktop[3] > phone[3] and desktop[4] < desktop[3] * 0.8


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_no_chance_of_any_preset_leaves_0_to_1(name: str) -> None:
    done = seen_by(preset(name), shown(searches=300, worth=2.0, device=DESKTOP))
    for chance in (done.p_examined, done.p_click_examined, done.p_click, done.p_order):
        assert (chance >= 0).all() and (chance <= 1).all()


@pytest.mark.parametrize("name", ["pbm", "default", "harsh"])
def test_clicks_come_as_often_as_their_chances_say(name: str) -> None:
    done = seen_by(preset(name), shown(searches=60_000))
    expected, got = done.p_click.mean(axis=0), done.clicked.mean(axis=0)
    assert np.abs(got - expected).max() < 4.5 * np.sqrt(expected.max() / 60_000)


def test_with_harsh_bias_less_is_looked_at_than_with_mild() -> None:
    harsh, default, mild, flat = (marginal_examination(preset(name), "phone")[9] for name in ("harsh", "default", "mild", "flat"))
    assert harsh < default < mild < flat
    assert 0.5 <= flat <= 0.7


def test_a_satisfying_click_ends_the_search_where_shoppers_stop() -> None:
    done = seen_by(replace(Behaviour(), stop=1.0), shown(worth=0.0))
    first = np.where(done.satisfied.any(axis=1), done.satisfied.argmax(axis=1), 20)
    behind = np.arange(20) > first[:, None]
    assert not done.clicked[behind].any() and not done.examined[behind].any()
    assert seen_by(replace(Behaviour(), stop=0.0), shown(worth=0.0)).clicked[behind].any()


def test_trust_opens_unwanted_cards_in_high_places_only() -> None:
    trusting, wary = (replace(preset("pbm"), trust_up=up) for up in (0.2, 0.0))
    unwanted = shown(worth=-20.0)
    rate = seen_by(trusting, unwanted).clicked.mean(axis=0)
    assert rate[0] == pytest.approx(0.2, abs=0.02) and rate[10] < 0.03
    assert seen_by(wary, unwanted).clicked.sum() < 10


def test_a_satisfying_page_is_stayed_on_longer_and_dwell_has_the_published_spread() -> None:
    done = seen_by(Behaviour(), shown(worth=-2.0))
    stayed = np.median(done.dwell_s[done.satisfied]) / np.median(done.dwell_s[done.clicked & ~done.satisfied])
    assert stayed == pytest.approx(Behaviour().dwell_satisfied, rel=0.1)
    low, middle, high = np.quantile(done.dwell_s[done.clicked], (0.1, 0.5, 0.9))
    assert 11 < low < 16 and 26 < middle < 38 and 65 < high < 95  # published: 12.8, 30, 72


def test_orders_come_late_as_published() -> None:
    done = seen_by(Behaviour(), shown(searches=60_000, worth=1.0))
    delay = done.delay_s[done.ordered]
    assert (delay < 3600).mean() == pytest.approx(0.35, abs=0.02)
    assert (delay < 86400).mean() == pytest.approx(0.50, abs=0.02)
    assert delay.min() >= 60 and delay.max() <= 30 * 86400
    assert not done.delay_s[~done.ordered].any()


def test_orders_need_a_cart_and_a_click_and_refunds_an_order() -> None:
    done = seen_by(Behaviour(), shown(worth=1.0))
    assert (done.carted | ~done.ordered).all() and (done.clicked | ~done.carted).all() and (done.ordered | ~done.refunded).all()
    assert done.refunded.sum() / done.ordered.sum() == pytest.approx(0.1, abs=0.03)


def test_a_desktop_orders_two_to_three_times_as_often_as_a_phone_by_click() -> None:
    phone, desktop = (seen_by(preset("pbm"), shown(device=device)) for device in (PHONE, DESKTOP))
    ratio = (desktop.ordered.sum() / desktop.clicked.sum()) / (phone.ordered.sum() / phone.clicked.sum())
    assert 1.8 < ratio < 3.2


def test_who_is_behind_the_end_of_a_short_answer_is_never_clicked() -> None:
    cards = shown(worth=2.0)
    short = replace(cards, there=np.broadcast_to(np.arange(20) < 3, cards.there.shape))
    done = seen_by(Behaviour(), short)
    assert not done.clicked[:, 3:].any() and not done.visible[:, 3:].any() and not done.p_click[:, 3:].any()


def test_who_reads_opens_content_and_who_buys_lets_it_be() -> None:
    cards = shown()
    kind = np.zeros(cards.there.shape, np.int8)
    kind[:, 0] = CONTENT
    reads, buys = (seen_by(Behaviour(), replace(cards, kind=kind, reading=np.full(MANY, one))) for one in (True, False))
    assert reads.clicked[:, 0].mean() > 5 * buys.clicked[:, 0].mean()
    assert not reads.ordered.any() and not buys.ordered[:, 0].any()


def test_an_ad_is_opened_less_than_the_same_product() -> None:
    cards = shown(worth=1.0)
    ads = replace(cards, kind=np.full(cards.there.shape, AD, np.int8))
    assert seen_by(preset("pbm"), ads).clicked.mean() < seen_by(preset("pbm"), cards).clicked.mean()


def test_the_same_seed_gives_the_same_response_and_nothing_given_changes() -> None:
    cards = shown(searches=50)
    before = cards.shown_worth.copy()
    one, two = seen_by(Behaviour(), cards), seen_by(Behaviour(), cards)
    assert all(np.array_equal(getattr(one, field.name), getattr(two, field.name)) for field in fields(Response))
    assert np.array_equal(cards.shown_worth, before)


def test_one_shopper_alone_gets_an_answer_of_the_same_shape() -> None:
    assert seen_by(Behaviour(), shown(searches=1, cards=7)).clicked.shape == (1, 7)


def step(patience: float, satisfied: bool, page: int = 1, number: int = 0) -> np.ndarray:
    rows = np.full(MANY, patience, np.float32)
    return next_step(Behaviour(), rows, np.full(MANY, number), np.full(MANY, page), np.full(MANY, satisfied), np.random.default_rng(2))


def test_the_satisfied_are_done_and_the_others_give_up_or_go_on() -> None:
    assert not (step(0.5, True) == LEAVE).any() and not (step(0.5, False) == DONE).any()
    assert (step(0.5, True) == DONE).mean() > (step(0.5, False) == LEAVE).mean()


def test_patience_goes_on_and_each_step_tires() -> None:
    gives_up = [(step(patience, False, number=number) == LEAVE).mean() for patience, number in ((0.9, 0), (0.5, 0), (0.2, 0), (0.5, 4))]
    assert gives_up[0] < gives_up[1] < gives_up[2] and gives_up[1] < gives_up[3]


def test_who_has_seen_page_two_goes_on_to_the_next_more_often_than_who_has_seen_page_one() -> None:
    assert 0 < (step(0.5, False) == PAGE).mean() < (step(0.5, False, page=2) == PAGE).mean()


def test_who_looks_around_on_later_pages_goes_on_even_where_something_satisfied() -> None:
    assert (step(0.5, True, page=2) == PAGE).mean() > 3 * (step(0.5, True, page=1) == PAGE).mean()


def test_a_word_tires_who_has_let_it_be() -> None:
    chance = accept_word(Behaviour(), np.ones(3), np.array([0, 1, 5]), "hint")
    assert chance[0] == pytest.approx(0.35) and chance[0] > chance[1] > chance[2]
    assert accept_word(Behaviour(), np.zeros(1), np.zeros(1), "complete")[0] == 0


def test_an_unknown_scene_or_preset_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="clickback"):
        accept_word(Behaviour(), np.ones(1), np.zeros(1), "banner")
    with pytest.raises(UnknownName, match="known are pbm, mild, default, harsh, flat"):
        preset("soft")


def test_a_third_of_visits_look_for_several_things() -> None:
    tasks = tasks_of_visits(Behaviour(), MANY, np.random.default_rng(1))
    assert (tasks > 1).mean() == pytest.approx(0.36, abs=0.02) and tasks.mean() == pytest.approx(1.8, abs=0.05)


def swapped(name: str, searches: int, seed: int = 9) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(set, place, clicked) of cards of searches whose whole page was shuffled."""
    cards = shown(searches=searches, worth=-1.0, seed=seed)
    done = seen_by(preset(name), cards, seed)
    place = np.broadcast_to(np.arange(1, 21), done.clicked.shape)
    return np.zeros(place.size, int), place.ravel(), done.clicked.ravel()


def test_shuffled_pages_give_the_examination_curve_back() -> None:
    curve = swap_curve(count_sets(*swapped("pbm", 100_000), 20))
    truth = np.arange(1, 21) ** -0.45
    assert np.abs(curve.value / truth - 1).mean() < 0.02
    assert ((curve.low <= truth) & (truth <= curve.high)).mean() > 0.8


def test_pairs_are_chained_to_a_curve() -> None:
    # Places 1 and 2 hold products of worth .5, places 2 and 3 of worth .2; examination is 1, .8, .4 and 1,000 searches are of each set.
    searches = np.array([[1000.0, 1000, 0], [0, 1000, 1000]])
    clicks = np.array([[500.0, 400, 0], [0, 160, 80]])
    assert swap_curve(Counts(searches, clicks)).value.round(6).tolist() == [1.0, 0.8, 0.4]


def test_the_smooth_curve_is_steadier_with_few_clicks() -> None:
    counts = count_sets(*swapped("pbm", 4_000), 20)
    truth = np.arange(1, 21) ** -0.45
    raw, smooth = (np.abs(swap_curve(counts, degree=one).value / truth - 1).mean() for one in (0, 2))
    assert smooth < raw


def test_without_clicks_there_is_no_curve() -> None:
    with pytest.raises(InvalidInput, match="no click at place 1"):
        swap_curve(Counts(np.ones((1, 3)), np.zeros((1, 3))))


def test_naive_rates_are_clicks_by_cards_served() -> None:
    place, clicked = np.array([1, 1, 2, 2, 2, 2]), np.array([1, 1, 1, 0, 0, 0])
    assert click_rates(place, clicked, 2).tolist() == [1.0, 0.25]  # 2 / 2, and 1 / 4
