"""What stands among products, the word in the empty box, and the pages of a guide and of the model, as HTML."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from searchrank.records import Hit, Suggestion
from tests.web.fake_shop import GUIDE, PRODUCTS, FakeShop

GUIDE_HIT = Hit("g1", GUIDE, 0.5, 2, "content", {"title": "第一双<mark>跑鞋</mark>怎么选 &lt;b&gt;"})
SEARCHES_HIT = Hit("c1", {"id": "c1", "title": "去跑步", "queries": ["跑鞋 女", "马拉松 <i>"]}, 0.0, 3, "query", {"title": "去跑步"})
AD_HIT = Hit(PRODUCTS[3]["id"], PRODUCTS[3], 1.0, 1, "ad", {"title": "轻便透气跑鞋"}, sponsored=True)


def page(client: FlaskClient, path: str = "/", language: str = "zh", cookie: str = "", **asked: object) -> str:
    if cookie:
        client.set_cookie("shopper", cookie)
    return client.get(f"{path}?" + urlencode(asked, doseq=True), headers={"Accept-Language": language}).text


@pytest.fixture
def mixed(shop: FakeShop) -> FakeShop:
    shop.cards = (AD_HIT, GUIDE_HIT, SEARCHES_HIT)
    return shop


def test_an_ad_says_that_it_is_one(client: FlaskClient, mixed: FakeShop) -> None:
    for language, said in (("zh", "广告"), ("en", "Ad")):
        html = page(client, q="跑鞋", language=language)
        card = re.search(r'<li class="card paid"[^>]*data-kind="ad".*?</li>', html, re.DOTALL)
        assert card is not None and f'<span class="flag ad">{said}</span>' in card[0]
        assert html.count('class="flag ad"') == 1


def test_a_guide_shows_how_it_begins_and_leads_to_its_page(client: FlaskClient, mixed: FakeShop) -> None:
    html = page(client, q="跑鞋")
    assert '<a href="/guide/g1">第一双<mark>跑鞋</mark>怎么选 &lt;b&gt;</a>' in html
    assert ">攻略<" in html and "先看脚型。 再看体重。" in html and ">Guide<" in page(client, q="跑鞋", language="en")


def test_a_card_of_searches_leads_on_and_says_what_led_there(client: FlaskClient, mixed: FakeShop) -> None:
    html = page(client, q="跑鞋")
    link = "/?" + urlencode({"q": "跑鞋 女", "source": "query", "from_query_id": "q-1"}).replace("&", "&amp;")
    assert f'<a href="{link}">跑鞋 女</a>' in html and "马拉松 &lt;i&gt;" in html


def test_what_others_searched_stands_behind_the_products(client: FlaskClient, shop: FakeShop) -> None:
    assert "大家还搜" not in page(client, q="跑鞋")
    shop.related = (Suggestion("袜子", reason="searched_together"),)
    html = page(client, q="跑鞋")
    link = "/?" + urlencode({"q": "袜子", "source": "related", "from_query_id": "q-1"}).replace("&", "&amp;")
    assert html.index("大家还搜") < html.index(f'<a href="{link}">袜子</a>') and html.rindex('class="card') < html.index("大家还搜")


def test_the_page_of_a_guide_tells_it_whole_and_shows_products(client: FlaskClient) -> None:
    html = page(client, "/guide/g1")
    assert "<h1>第一双跑鞋怎么选 &lt;b&gt;</h1>" in html and "<p>先看脚型。</p>" in html and "<p>再看体重。</p>" in html
    assert "缓震马拉松跑鞋" in html


def test_a_guide_that_is_not_there_is_said_on_a_page(client: FlaskClient) -> None:
    response = client.get("/guide/nosuch", headers={"Accept-Language": "en"})
    assert response.status_code == 404 and "there is no guide" in response.text


def test_the_page_of_the_model_says_what_it_learned_from(client: FlaskClient, shop: FakeShop) -> None:
    html = page(client, "/model", "en")
    assert "m000001" in html and "judgments of 2 searches" in html and "simulated grades" in html
    assert "0.800 [0.750, 0.850]" in html and "+0.800 [+0.750, +0.850]" in html
    shop.trained = False
    assert "No model is published" in page(client, "/model", "en")


def test_the_empty_box_shows_a_word_and_without_script_enter_searches_it(client: FlaskClient, shop: FakeShop) -> None:
    shop.hints = (("running shoes", "popular"), ("跑鞋", "popular"), ("帐篷", "unfinished"))
    html = page(client)
    assert 'placeholder="跑鞋"' in html and '<input type="hidden" name="hint" value="跑鞋">' in html and "大家在搜：按回车搜“跑鞋”" in html
    response = client.get("/?" + urlencode({"q": "", "hint": "跑鞋", "hint_id": "h-1"}))
    assert response.status_code == 303 and response.location == "/?" + urlencode({"q": "跑鞋", "source": "hint", "from_query_id": "h-1"})
    assert "“帽子”的搜索结果" in page(client, q="帽子", hint="跑鞋", hint_id="h-1")


def test_the_word_is_in_the_shoppers_language_unless_it_is_their_own(client: FlaskClient, shop: FakeShop) -> None:
    shop.hints = (("running shoes", "popular"), ("跑鞋", "popular"), ("帐篷", "unfinished"))
    assert 'placeholder="running shoes"' in page(client, language="en") and "帐篷" in page(client, language="en")
    shop.hints = (("running shoes", "popular"),)
    assert 'placeholder="搜商品、品牌、型号，拼音也行"' in page(client)


def test_the_box_asks_for_whom_the_browser_says_and_only_that(client: FlaskClient, shop: FakeShop) -> None:
    page(client)
    page(client, cookie="0123456789abcdef")
    page(client, cookie="<script>")
    assert shop.hinted == [None, "0123456789abcdef", None]
    page(client, q="跑鞋", cookie="0123456789abcdef")
    assert shop.searched[-1]["user_id"] == "0123456789abcdef" and len(shop.hinted) == 3


def test_a_shop_that_cannot_hint_still_has_its_front_page(client: FlaskClient, shop: FakeShop, monkeypatch: pytest.MonkeyPatch) -> None:
    from searchrank.errors import Unavailable

    def away(*_: object, **__: object) -> None:
        raise Unavailable("the log is away")

    monkeypatch.setattr(shop, "suggest", away)
    assert "热门类目" in page(client)


def test_steps_of_mixing_are_told_in_the_language_of_the_page() -> None:
    from searchrank_web.language import words_in
    from searchrank_web.making import note

    said = "ad at 5, 15; content at 8; ad moved from 5 to 6; query left out: the page is too short"
    assert note(said, words_in("zh")) == "第 5, 15 位是广告；第 8 位是攻略；广告从第 5 位让到第 6 位；页面太短，没有放搜索卡"
    assert note("products alone", words_in("en")) == "products alone"
