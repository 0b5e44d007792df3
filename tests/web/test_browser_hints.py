"""A person in front of a real Chromium: the word in the empty box, and what the page tells the shop."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.shop_vocabulary import eventually
from tests.web.fake_shop import FakeShop
from tests.web.shopper import Shopper
from tests.web.test_inserts import AD_HIT, GUIDE_HIT, SEARCHES_HIT

pytestmark = pytest.mark.browser
HINTS = (("跑鞋", "popular"), ("连衣裙", "popular"))


def test_enter_in_an_empty_box_searches_the_word_that_it_shows(shopper: Shopper, shop: FakeShop) -> None:
    shop.hints = HINTS
    shopper.opens()
    expect(shopper.box).to_have_attribute("placeholder", "跑鞋")
    expect(shopper.box).to_have_accessible_description("大家在搜：按回车搜“跑鞋”")
    shopper.box.click()
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".results .card")).to_have_count(2)
    assert (shop.searched[0]["text"], shop.searched[0]["source"], shop.searched[0]["from_query_id"]) == ("跑鞋", "hint", "h-1")
    assert shopper.page.url == shopper.address + "/?q=%E8%B7%91%E9%9E%8B"


def test_what_is_typed_is_searched_and_the_word_in_the_box_forgotten(shopper: Shopper, shop: FakeShop) -> None:
    shop.hints = HINTS
    shopper.opens()
    shopper.types("headphones")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".results .card")).to_have_count(1)
    assert shopper.page.url == shopper.address + "/?q=headphones" and shop.searched[0]["source"] is None


def test_the_word_takes_turns_while_nobody_types_and_rests_while_somebody_looks_at_it(shopper: Shopper, shop: FakeShop) -> None:
    shop.hints = HINTS
    shopper.page.clock.install()
    shopper.opens()
    shopper.page.clock.run_for(5100)
    expect(shopper.box).to_have_attribute("placeholder", "连衣裙")
    shopper.box.click()
    shopper.page.clock.run_for(5100)
    expect(shopper.box).to_have_attribute("placeholder", "连衣裙")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".results .card")).to_have_count(3)
    assert shop.searched[0]["text"] == "连衣裙"


def test_an_input_method_that_composes_does_not_search_the_word_in_the_box(shopper: Shopper, shop: FakeShop) -> None:
    shop.hints = HINTS
    shopper.opens()
    shopper.box.click()
    shopper.composes("l")
    shopper.page.evaluate("document.querySelector('form.box').requestSubmit()")
    shopper.page.wait_for_timeout(200)
    assert shop.searched == [] and shopper.page.url == shopper.address + "/"


def test_the_shop_is_told_what_was_shown_searched_and_opened(shopper: Shopper, shop: FakeShop) -> None:
    shop.hints = HINTS
    shopper.opens()
    assert eventually(lambda: len(shop.events) == 1)
    word = next(iter(shop.events.values()))
    assert (word.action, word.query_id, word.attributes["scene"], word.attributes["object"]["object_id"]) == ("impression", "h-1", "hint", "跑鞋")
    shopper.opens(q="连衣裙", source="hint", from_query_id="h-1")
    assert eventually(lambda: len(shop.queries) == 1)
    asked = shop.queries["q-1"]
    assert (asked.user_query, asked.attributes["source"], asked.attributes["from_query_id"]) == ("连衣裙", "hint", "h-1")
    assert asked.hit_ids == ("d1", "d2", "d3") and asked.user_id == word.user_id == shopper.page.evaluate("keptId()")
    shopper.page.locator(".card h3 a").nth(1).click()
    assert eventually(lambda: any(event.action == "click" for event in shop.events.values()))
    click = next(event for event in shop.events.values() if event.action == "click")
    assert (click.attributes["object"], click.attributes["position"]) == ({"object_id": "d2", "object_id_type": "product"}, {"ordinal": 2})


def test_a_browser_that_asks_not_to_be_followed_tells_nothing(browser, address: str, shop: FakeShop) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(locale="zh-CN")
    context.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page = context.new_page()
    page.goto(address + "/?q=连衣裙")
    page.locator(".card h3 a").first.click()
    page.wait_for_load_state("load")
    page.wait_for_timeout(200)
    assert (shop.events, shop.queries, context.cookies()) == ({}, {}, [])
    context.close()


def test_forgetting_searches_takes_a_new_name_too(shopper: Shopper) -> None:
    shopper.opens(q="跑鞋")
    before = shopper.page.evaluate("keptId()")
    shopper.opens()
    shopper.box.click()
    shopper.page.get_by_role("button", name="清除").click()
    assert before != shopper.page.evaluate("keptId()") is not None


def test_cards_among_products_can_be_reached_and_told_apart(shopper: Shopper, shop: FakeShop) -> None:
    shop.cards = (AD_HIT, GUIDE_HIT, SEARCHES_HIT)
    shopper.opens(q="连衣裙")
    expect(shopper.page.locator(".card.guide")).to_contain_text("攻略")
    expect(shopper.page.locator(".card.queries")).to_contain_text("换个搜法")
    expect(shopper.page.locator(".card.paid .flag")).to_have_text("广告")
    reached = set()
    for _ in range(60):
        shopper.page.keyboard.press("Tab")
        reached.add(shopper.page.evaluate("document.activeElement.closest('.card')?.dataset.kind || ''"))
    assert {"ad", "content", "query", "product"} <= reached


@pytest.mark.parametrize("path", ["/?q=连衣裙", "/guide/g1", "/model"])
def test_a_phone_shows_these_without_sideways_scrolling(shopper: Shopper, shop: FakeShop, path: str) -> None:
    shop.cards = (AD_HIT, GUIDE_HIT, SEARCHES_HIT)
    shopper.page.set_viewport_size({"width": 360, "height": 780})
    shopper.opens(path)
    assert shopper.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_nothing_of_these_is_refused_by_the_policy(context: BrowserContext, shopper: Shopper, shop: FakeShop) -> None:
    shop.hints, shop.cards = HINTS, (AD_HIT, GUIDE_HIT, SEARCHES_HIT)
    said: list[str] = []
    shopper.page.on("console", lambda message: said.append(message.text))
    shopper.page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/?q=连衣裙", "/guide/g1", "/model"):
        shopper.opens(path)
        shopper.types("l")
        shopper.page.wait_for_timeout(50)
    assert said == []
