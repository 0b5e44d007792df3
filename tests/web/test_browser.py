"""A person in front of a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.web.fake_shop import QUERIES, FakeShop
from tests.web.shopper import Shopper

pytestmark = pytest.mark.browser

KEYS_OF_THE_INPUT_METHOD = """() => {
  for (const key of ["Enter", "ArrowDown", "Escape"]) {
    const pressed = {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true};
    document.getElementById("q").dispatchEvent(new KeyboardEvent("keydown", pressed));
  }
}"""


def test_a_shopper_composing_pinyin_is_not_interrupted(shopper: Shopper, shop: FakeShop) -> None:
    shopper.opens()
    shopper.box.click()
    for held in ("l", "lian", "lian'yi", "lian'yi'qun"):
        shopper.composes(held)
    shopper.sees_suggestions("连衣裙", "连衣裙 夏", "连衣裙 红色")
    assert shop.asked[-1] == "lian'yi'qun"
    # Enter and arrows belong to the input method while it composes; Chromium reports them with key code 229.
    shopper.page.evaluate(KEYS_OF_THE_INPUT_METHOD)
    expect(shopper.box).to_have_value("lian'yi'qun")
    assert shopper.page.url == shopper.address + "/" and shop.searched == []
    shopper.confirms("连衣裙")
    expect(shopper.box).to_have_value("连衣裙")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".results .card")).to_have_count(3)


def test_a_form_is_not_sent_in_the_middle_of_a_composition(shopper: Shopper, shop: FakeShop) -> None:
    shopper.opens()
    shopper.box.click()
    shopper.composes("pao'xie")
    shopper.page.evaluate("document.querySelector('form.box').requestSubmit()")
    shopper.sees_suggestions("跑鞋", "跑鞋 女")
    assert shop.searched == [] and shopper.page.url == shopper.address + "/"


def test_a_slow_old_answer_never_replaces_a_newer_one(shopper: Shopper, shop: FakeShop) -> None:
    shop.slow = {"l": 0.6}
    shopper.opens()
    shopper.types("l")
    shopper.box.fill("pao")
    shopper.sees_suggestions("跑鞋", "跑鞋 女")
    shopper.page.wait_for_timeout(700)
    shopper.sees_suggestions("跑鞋", "跑鞋 女")
    assert shop.asked == ["", "l", "pao"]


def test_the_first_key_asks_at_once_and_quick_ones_wait(shopper: Shopper, shop: FakeShop) -> None:
    shopper.opens()
    shopper.types("paoxie")
    shopper.sees_suggestions("跑鞋", "跑鞋 女")
    assert shop.asked == ["", "p", "paoxie"]


def test_back_button_brings_back_the_filters(shopper: Shopper) -> None:
    shopper.opens(q="连衣裙")
    shopper.page.get_by_role("link", name="红色 2").click()
    shopper.sees_titles("夏季碎花连衣裙 中长款 显瘦", "法式复古红色连衣裙")
    shopper.page.get_by_role("link", name="价格从低到高").click()
    expect(shopper.page.get_by_role("navigation", name="排序").locator("[aria-current]")).to_have_text("价格从低到高")
    shopper.page.go_back()
    expect(shopper.page.get_by_role("navigation", name="排序").locator("[aria-current]")).to_have_text("综合")
    expect(shopper.page.get_by_role("link", name="去掉 颜色：红色")).to_be_visible()
    shopper.page.go_back()
    expect(shopper.page.locator(".results .card")).to_have_count(3)
    shopper.page.go_forward()
    shopper.sees_titles("夏季碎花连衣裙 中长款 显瘦", "法式复古红色连衣裙")


def test_every_card_can_be_reached_by_keyboard(shopper: Shopper) -> None:
    shopper.opens(q="连衣裙")
    reached = []
    for _ in range(60):
        shopper.page.keyboard.press("Tab")
        text = shopper.page.evaluate("document.activeElement.closest('.card h3')?.textContent || ''")
        reached += [text] if text else []
    assert reached[:3] == ["夏季碎花连衣裙 中长款 显瘦", "法式复古红色连衣裙", "通勤衬衫连衣裙 白色"]


def test_the_first_tab_offers_to_skip_to_the_content(shopper: Shopper) -> None:
    shopper.opens(q="连衣裙")
    shopper.page.keyboard.press("Tab")
    expect(shopper.page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(shopper.page.get_by_role("link", name="跳到正文")).to_be_in_viewport()


def test_a_title_with_markup_is_shown_as_text(shopper: Shopper) -> None:
    alerts: list[str] = []
    shopper.page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    shopper.opens(q="第7款")
    shopper.sees_titles("纯棉短袖T恤 第7款 <script>alert(7)</script>")
    expect(shopper.page.locator(".card mark")).to_have_text("第7款")
    shopper.opens(q="earbuds")
    shopper.sees_titles("Sports earbuds with <b>charging</b> case & cable")
    assert alerts == []


@pytest.mark.parametrize("path", ["/", "/?q=T恤&made=1", "/?q=s", "/?q=" + "裙" * 300])
def test_a_phone_shows_two_columns_without_sideways_scrolling(shopper: Shopper, path: str) -> None:
    shopper.page.set_viewport_size({"width": 360, "height": 780})
    shopper.opens(path)
    first, second = (shopper.page.locator(".grid .card").nth(index).bounding_box() for index in (0, 1))
    assert first is not None and (second is None or (first["y"] == second["y"] and second["x"] > first["x"] + first["width"]))
    assert shopper.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_bar_fits_a_phone_in_english_too(shopper: Shopper) -> None:
    shopper.page.context.add_cookies([{"name": "language", "value": "en", "url": shopper.address}])
    shopper.page.set_viewport_size({"width": 360, "height": 780})
    shopper.opens(q="T恤")
    name, tools, box = (shopper.page.locator(place).bounding_box() for place in (".name", ".tools", "form.box"))
    assert name is not None and tools is not None and box is not None
    assert name["x"] + name["width"] <= tools["x"] and tools["x"] + tools["width"] <= 360 and box["x"] + box["width"] <= 360


def test_a_card_that_has_the_focus_shows_it(shopper: Shopper) -> None:
    shopper.opens(q="连衣裙")
    shopper.page.locator(".card h3 a").first.focus()
    card = shopper.page.locator(".card").first
    expect(card).to_have_css("box-shadow", re.compile(r"rgb\(194, 65, 12\) 0px 0px 0px 3px"))


def test_arrows_move_and_enter_takes_and_escape_closes(shopper: Shopper, shop: FakeShop) -> None:
    shopper.opens()
    shopper.types("headp")
    shopper.sees_suggestions("headphones", "headphones wireless")
    shopper.page.keyboard.press("ArrowDown")
    shopper.page.keyboard.press("ArrowDown")
    expect(shopper.box).to_have_attribute("aria-activedescendant", "suggestion-1")
    expect(shopper.page.get_by_role("option", selected=True)).to_contain_text("headphones wireless")
    expect(shopper.box).to_be_focused()
    shopper.page.keyboard.press("Escape")
    shopper.sees_no_suggestions()
    expect(shopper.box).to_have_value("headp")
    expect(shopper.box).to_have_attribute("aria-expanded", "false")
    shopper.page.keyboard.press("ArrowDown")
    shopper.sees_suggestions("headphones", "headphones wireless")
    shopper.page.keyboard.press("ArrowDown")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.locator(".results .card")).to_have_count(1)
    assert shop.searched[0]["from_query_id"] == "s-1" and shop.searched[0]["source"] == "complete"
    assert shopper.page.url == shopper.address + "/?q=headphones"


def test_the_typed_part_is_plain_and_the_completion_bold(shopper: Shopper) -> None:
    shopper.opens()
    shopper.types("跑")
    expect(shopper.page.get_by_role("option").nth(1).locator("b")).to_have_text("鞋 女")


def test_a_click_takes_a_suggestion_and_loses_no_text(shopper: Shopper) -> None:
    shopper.opens()
    shopper.types("连衣裙")
    shopper.page.get_by_role("option", name="连衣裙 夏").click()
    expect(shopper.box).to_have_value("连衣裙 夏")
    expect(shopper.page.locator(".results h1")).to_contain_text("连衣裙 夏")


def test_a_category_can_be_taken_as_a_scope(shopper: Shopper, shop: FakeShop) -> None:
    shopper.opens()
    shopper.types("跑鞋")
    shopper.page.get_by_role("option", name="在 跑鞋").click()
    expect(shopper.page.get_by_role("link", name="去掉 类目：跑鞋")).to_be_visible()
    assert shop.searched[0]["filters"] == ("category:鞋 > 跑鞋",)


def test_recent_searches_wait_in_the_box_and_can_be_forgotten(shopper: Shopper) -> None:
    shopper.opens(q="跑鞋")
    shopper.opens(q="连衣裙")
    shopper.opens(q="zzzz")
    shopper.opens()
    shopper.box.click()
    shopper.sees_suggestions("连衣裙", "跑鞋")
    shopper.page.get_by_role("button", name="清除").click()
    expect(shopper.page.locator("#popup-title")).to_have_text("大家在搜")
    shopper.opens()
    shopper.box.click()
    expect(shopper.page.locator("#popup-title")).to_have_text("大家在搜")
    foreign = [text for text in QUERIES if text.startswith("headphones")]
    shopper.sees_suggestions(*(text for text in QUERIES if text not in foreign), *foreign)


def test_nothing_moves_when_suggestions_and_pictures_arrive(shopper: Shopper) -> None:
    # As on a slow machine, which paints what has come before the rest has, and answers a key so late that it no longer counts as what moved things.
    shopper.page.set_default_timeout(30_000)
    shopper.page.context.new_cdp_session(shopper.page).send("Emulation.setCPUThrottlingRate", {"rate": 20})
    shopper.page.add_init_script(
        "window.shift = 0; window.moved = [];"
        "const tell = s => [(s.node?.outerHTML ?? s.node?.textContent ?? '').slice(0, 120), s.previousRect, s.currentRect];"
        "new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) {"
        "window.shift += e.value; window.moved.push([e.startTime, ...e.sources.map(tell)]) } })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    shopper.opens(q="T恤")
    shopper.types("l")
    shopper.page.wait_for_timeout(1000)
    assert shopper.page.evaluate("window.shift") == 0, shopper.page.evaluate("window.moved")


def test_a_picture_that_does_not_come_is_drawn(shopper: Shopper) -> None:
    shopper.opens(q="earbuds")
    expect(shopper.page.locator(".card img")).to_have_attribute("src", re.compile(r"^/picture/h2\.svg"))


def test_filters_wait_in_a_drawer_on_a_phone(shopper: Shopper) -> None:
    shopper.page.set_viewport_size({"width": 360, "height": 780})
    shopper.opens(q="连衣裙")
    red = shopper.page.get_by_role("link", name="红色 2")
    expect(red).to_be_hidden()
    shopper.page.get_by_text("筛选").click()
    expect(red).to_be_visible()
    red.click()
    expect(shopper.page.locator(".results .card")).to_have_count(2)


def test_the_page_works_without_script(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("combobox").fill("T恤")
    page.keyboard.press("Enter")
    expect(page.locator(".results .card")).to_have_count(20)
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".results .card")).to_have_count(10)
    page.get_by_label("Lowest price").fill("80")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".results .card")).to_have_count(10)  # prices 60 to 89: ten of 80 and more
    context.close()


def test_no_part_of_a_page_is_refused_by_its_policy(context: BrowserContext, shopper: Shopper) -> None:
    said: list[str] = []
    shopper.page.on("console", lambda message: said.append(message.text))
    shopper.page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/?q=连衣裙&made=1", "/?q=zzzz"):
        shopper.opens(path)
        shopper.types("l")
        shopper.page.wait_for_timeout(50)
    assert said == []
