"""The pages as HTML, without script."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import searchrank_web
from flask.testing import FlaskClient
from searchrank_web.cards import card, sketch
from searchrank_web.colours import COLOURS, colour_of, known_colour
from searchrank_web.kinds import KINDS
from searchrank_web.language import words_in
from searchrank_web.making import made, note
from searchrank_web.messages import LANGUAGES, MESSAGES
from searchrank_web.more_shapes import MORE_SHAPES, SAME_DRAWING
from searchrank_web.pages import SORT_ORDER
from searchrank_web.pictures import BOX, drawings, picture, shape_for
from searchrank_web.shapes import SHAPES

from searchrank.records import SORTS, Hit, Missing
from tests.shop_vocabulary import SHOES, living_shop
from tests.web.fake_shop import FakeShop

PAGE_BYTES = 90 * 1024


def page(client: FlaskClient, language: str = "zh", **asked: object) -> str:
    return client.get("/?" + urlencode(asked, doseq=True), headers={"Accept-Language": language}).text


def test_the_front_page_shows_categories_best_sellers_and_what_is_new(client: FlaskClient) -> None:
    html = page(client)
    assert [html.index(text) for text in ("热门类目", "大家都在买", "新品上架")] == sorted(
        html.index(text) for text in ("热门类目", "大家都在买", "新品上架")
    )
    assert "30 件商品" in html and "轻便透气跑鞋" in html


def test_the_language_follows_the_browser_then_the_switch(client: FlaskClient) -> None:
    assert "Best match" in page(client, "en-GB,en;q=0.9", q="headphones")
    assert "综合" in page(client, "zh-CN", q="headphones")
    assert "综合" in page(client, "fr", q="headphones")
    response = client.get("/language?" + urlencode({"to": "en", "back": "/?q=跑鞋"}))
    assert response.status_code == 303 and response.location == "/?q=%E8%B7%91%E9%9E%8B"
    assert "Best match" in page(client, "zh-CN", q="跑鞋")


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(client: FlaskClient, back: str) -> None:
    assert client.get("/language?" + urlencode({"to": "zh", "back": back})).location == "/"


def test_filters_stand_with_counts_and_can_be_taken_back(client: FlaskClient) -> None:
    html = page(client, q="连衣裙", filter=["brand:ONLY"])
    assert "法式复古" in html and "通勤衬衫" not in html
    assert 'aria-label="去掉 品牌：ONLY"' in html
    assert re.search(r'title="优衣库"><span[^>]*></span><span class="label">优衣库</span><span class="n">1</span>', html)


def test_a_choice_keeps_the_rest_of_the_search(client: FlaskClient) -> None:
    html = page(client, q="连衣裙", filter=["brand:ONLY"], sort="price_desc", made="1")
    expected = "/?" + urlencode(
        [("q", "连衣裙"), ("filter", "brand:ONLY"), ("filter", "attributes.颜色:红色"), ("sort", "price_desc"), ("made", "1")]
    )
    assert expected.replace("&", "&amp;") in html


def test_two_numbers_become_a_price_filter_in_the_address(client: FlaskClient) -> None:
    response = client.get("/?" + urlencode({"q": "连衣裙", "filter": "price:1..2", "low": "100", "high": "300"}))
    assert response.status_code == 303 and response.location == "/?" + urlencode({"q": "连衣裙", "filter": "price:100..300"})
    assert client.get("/?q=x&filter=price:1..2&low=&high=").location == "/?q=x"
    assert client.get("/?q=x&low=300&high=99.5").location == "/?q=x&filter=price%3A99.5..300"


def test_the_price_form_keeps_the_rest_of_the_search(client: FlaskClient) -> None:
    asked = {"q": "连衣裙", "filter": ["brand:ONLY", "price:1..500"], "undo": "category", "sort": "sales", "made": "1", "exact": "1"}
    (form,) = re.findall(r'<form class="prices".*?</form>', page(client, **asked), re.DOTALL)
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    wanted = {"q": "连衣裙", "filter": "brand:ONLY", "undo": "category", "sort": "sales", "made": "1", "exact": "1"}
    assert dict(kept) == wanted and len(kept) == len(wanted)


def test_a_shop_that_sells_in_dollars_shows_no_other_sign(client: FlaskClient, shop: FakeShop) -> None:
    shop.products = tuple({**one, "currency": "USD"} for one in shop.products)
    html = page(client, "en", q="连衣裙", filter=["price:100..300"])
    assert "Price: $100 – $300" in html and 'placeholder="$"' in html and "¥" not in html


def test_page_two_continues_the_view_of_page_one(client: FlaskClient, shop: FakeShop) -> None:
    following = re.search(r'href="([^"]+)" rel="next"', page(client, q="T恤"))
    assert following is not None
    html = client.get(following[1].replace("&amp;", "&")).text
    assert shop.searched[1]["view"] == "v1" and shop.searched[1]["page"] == 2
    assert "第21款" in html and "第20款" not in html and 'rel="next"' not in html


def test_words_that_were_left_out_and_parts_that_are_missing_are_named(client: FlaskClient, shop: FakeShop) -> None:
    shop.degraded = (Missing("fine", "no model"),)
    html = page(client, q="显瘦")
    assert "已放宽：防水" in html and "部分功能暂时不可用：fine" in html


def test_nothing_found_offers_real_products(client: FlaskClient) -> None:
    filtered = page(client, q="连衣裙", filter=["brand:李宁"])
    assert "没有同时满足所选条件的“连衣裙”" in filtered and "不加筛选条件的结果" in filtered and "法式复古" in filtered
    fewer = page(client, q="连衣裙 蓝色的")
    assert "少用几个词：“连衣裙”" in fewer and "法式复古" in fewer
    pinyin = page(client, q="paoxie")
    assert "也许想找“跑鞋”" in pinyin and "轻便透气" in pinyin
    nothing = page(client, q="zzzz")
    assert "先看看大家都在买的" in nothing and "夏季碎花" in nothing


def test_how_the_page_was_made_is_told_in_words(client: FlaskClient) -> None:
    html = page(client, "en", q="连衣裙", made="1")
    assert "Find candidates" in html and "0 → 37 products" in html and "0.80 ms" in html
    assert html.index("has all the words") < html.index("of another brand than asked for") < html.index("sold well")
    assert "has all the words" not in page(client, "en", q="连衣裙")


def test_steps_are_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    chinese = page(client, "zh", q="连衣裙", made="1")
    assert "2 件符合，取来 37 件" in chinese and "词：连衣裙" in chinese and "products match" not in chinese
    assert "2 products match, 37 brought" in page(client, "en", q="连衣裙", made="1")


def test_a_search_for_no_word_is_told_without_english() -> None:
    assert note("sought: anything", words_in("zh")) == "不限词" and note("sought: anything", words_in("en")) == "sought: anything"


def test_what_the_steps_leave_of_the_time_is_the_making_of_the_page(client: FlaskClient) -> None:
    # 1.31 ms in all; steps took .11 + .8 + .4
    assert "拼成页面" not in page(client, q="连衣裙", made="1")
    assert made_of(1.31 + 2.5)[-1] == ("拼成页面", 2.5, (3, 3)) and made_of(1.0)[-1][0] == "按规则打分"


def made_of(took_ms: float) -> list[tuple[str, float, tuple[int, int] | None]]:
    page = replace(FakeShop().search("连衣裙"), took_ms=took_ms)
    return [(step.title, round(step.ms, 2), step.rows) for step in made(page, words_in("zh"))]


def test_every_sentence_of_a_stage_is_known_here(tmp_path: Path) -> None:
    with living_shop(tmp_path / "shop", *SHOES) as shop:
        asked = [
            ("跑鞋", {}),
            ("耐克 跑鞋", {}),
            ("跑鞋", {"filters": ["brand:耐克"]}),
            ("跑鞋", {"sort": "price_asc"}),
            ("zzzz", {}),
            ("", {"filters": ["stock:in"]}),
        ]
        sentences = {one for text, more in asked for step in shop.shop.search(text, **more).trace for one in step.changed.split("; ") if one}
    assert {
        "nothing found",
        "left alone: sorted by price_asc",
        "brand rule off: the shopper filters by it",
        "brand rule off: the query names 耐克",
    } <= sentences
    assert [one for one in sentences if not note(one, words_in("zh"))] == []


def test_a_card_tells_its_way_to_the_page_to_eyes_and_ears(client: FlaskClient) -> None:
    html = page(client, "en", q="连衣裙", made="1")
    way = re.findall(r'<ol class="way">(.*?)</ol>', html)[0]  # engine 11, keywords 1, page 1
    assert re.findall(r'class="unseen">([^<]*)<', way) == ["engine: place 11", "keywords: place 1", "page: place 1"]
    assert re.findall(r'<i class="(\w*)">', way) == ["up", ""]
    unranked = re.findall(r'<ol class="way">(.*?)</ol>', page(client, "en", q="T恤", made="1"))[10]
    assert re.findall(r'class="unseen">([^<]*)<', unranked) == ["engine: place 11", "page: place 11"]
    assert "way" not in page(client, "en", q="连衣裙")


def test_what_was_understood_can_be_chosen(client: FlaskClient) -> None:
    html = page(client, q="连衣裙")
    chip = re.search(r'<a class="entity" href="([^"]+)" title="只看连衣裙">类目 <b>连衣裙</b>', html)
    assert chip is not None and chip[1] == "/?" + urlencode({"q": "连衣裙", "filter": "category:女装 > 连衣裙"}).replace("&", "&amp;")
    assert 'class="entity"' not in client.get(chip[1].replace("&amp;", "&")).text


def test_products_that_fit_in_part_stand_apart(client: FlaskClient, shop: FakeShop) -> None:
    html = page(client, q="T恤")
    assert "以下商品只有部分符合" not in html
    shop.members = 21
    first, second = (page(client, q="T恤", page=number) for number in (1, 2))
    assert "以下商品只有部分符合" not in first
    before, after = second.split("以下商品只有部分符合")
    assert "第21款" in before and "第22款" not in before and "第22款" in after and "第30款" in after


def test_categories_stand_under_the_one_they_belong_to(client: FlaskClient) -> None:
    html = page(client, q="跑鞋")
    assert re.search(r'<li><a [^>]*title="鞋">.*?<li class="deep1"><a [^>]*title="鞋 &gt; 跑鞋">', html, re.DOTALL)


def test_a_card_shows_what_the_shop_knows(client: FlaskClient) -> None:
    html = page(client, q="夏季碎花")
    for text in ("¥299", "¥399", "-25%", "4.8", "已售 2.3万", "花间女装店 · 杭州", "包邮"):  # 1 - 299/399 = .2506
        assert text in html


def test_nothing_from_the_catalogue_becomes_markup_or_a_script_link(client: FlaskClient) -> None:
    html = page(client, q="earbuds") + page(client, q="T恤") + page(client, q='"><script>alert(1)</script>')
    assert "<b>charging" not in html and "<script>alert" not in html and "javascript:" not in html


def test_pages_allow_no_inline_script_or_style(client: FlaskClient) -> None:
    response = client.get("/?q=连衣裙&made=1")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", response.text)


def test_a_page_of_results_weighs_little(client: FlaskClient) -> None:
    folder = Path(searchrank_web.__file__).parent / "static"
    parts = [page(client, q="T恤", made="1").encode(), (folder / "shop.css").read_bytes(), *(script.read_bytes() for script in folder.glob("*.js"))]
    assert sum(len(gzip.compress(part)) for part in parts) < PAGE_BYTES


def test_static_files_are_kept_until_they_change(client: FlaskClient) -> None:
    found = re.search(r'href="(/static/shop\.css\?v=[0-9a-f]{8})"', page(client))
    assert found is not None
    response = client.get(found[1])
    assert response.status_code == 200 and "max-age=31536000" in response.headers["Cache-Control"]
    response.close()


def test_a_product_without_a_picture_gets_one_drawn_into_the_page(client: FlaskClient) -> None:
    html = page(client, q="李宁", filter=["brand:李宁"]) + page(client, q="轻便")
    drawn = re.search(r'data-id="s1".*?(<svg aria-hidden="true" .*?</svg>)', html, re.DOTALL)
    assert drawn is not None and ElementTree.fromstring(drawn[1]) is not None
    assert "<script" not in drawn[1] and " style=" not in drawn[1], "the policy lets nothing inline act"


def test_a_drawing_has_an_address_too_and_is_the_same_each_time(client: FlaskClient) -> None:
    response = client.get("/picture/s1.svg?category=鞋&colour=red")
    assert response.mimetype == "image/svg+xml" and response.data == client.get("/picture/s1.svg?category=鞋&colour=red").data


def test_the_drawing_is_that_of_the_kind() -> None:
    assert shape_for("数码 > 手机配件 > 手机充电器", "") == "charger"
    assert shape_for("Shoes > Running shoes", "") == "shoe"
    assert shape_for("", "某种东西") == BOX


def test_every_word_and_hint_leads_to_a_drawing_and_no_drawing_has_two_places() -> None:
    named = {shape for _, shape in KINDS} | set(SAME_DRAWING.values()) | {BOX}
    assert named <= set(drawings()) and len(drawings()) == len(SHAPES) + len(MORE_SHAPES)


@pytest.mark.parametrize("name", sorted(drawings()))
def test_a_drawing_is_a_whole_picture(name: str) -> None:
    drawn = ElementTree.fromstring(picture("p", "", "", name, "red"))
    figures = [figure for figure in drawn.iter() if figure.tag.rpartition("}")[2] in ("path", "circle", "rect", "ellipse")]
    assert len(figures) == 3 + len(drawings()[name].split("|"))  # ground, disc, shadow
    assert all(re.fullmatch(r"[\w\s.,-]+", figure.get("d", "M")) for figure in figures)


def test_a_hint_gives_kind_and_colour_and_wins_over_the_words() -> None:
    red, blue = (picture("p", "鞋", "鞋", "dress", colour) for colour in ("dark red", "blue"))
    assert f"rgb{COLOURS['red']}" in red and f"rgb{COLOURS['blue']}" in blue
    assert picture("p", "鞋", "", "spaceship", "") == picture("p", "鞋", "", "shoe", "") != picture("p", "鞋", "", "dress", "")
    assert known_colour("four colour set") is None


@pytest.mark.parametrize(
    ("document", "colour"),
    [
        ({"title": "轻便跑鞋 黑色 男"}, "black"),
        ({"title": "深蓝连衣裙"}, "blue"),
        ({"title": "Red Wool Scarf with Black Trim"}, "red"),
        ({"title": "红色跑鞋", "attributes": {"颜色": "白"}}, "white"),
        ({"title": "shoe", "attributes": {"color": ["Midnight", "dark green"]}}, "green"),
        ({"title": "红色跑鞋", "attributes": {"颜色": "混色"}}, "red"),
        ({"title": "新疆红枣 500g", "attributes": {"产地": "白河"}}, None),
        ({"title": "金属书架 奶粉 白菜", "attributes": 7}, None),
    ],
)
def test_the_colour_of_a_drawing_is_what_attributes_or_else_the_title_name(document: dict[str, Any], colour: str | None) -> None:
    assert colour_of(document, document["title"]) == colour
    drawn = card(Hit("p", {"category": "鞋", **document}, 1.0, 1), words_in("zh"), 0.0).sketch
    assert drawn == sketch("p", "鞋", document["title"], {"colour": colour} if colour else None)
    told = card(Hit("p", {"category": "鞋", "picture": {"colour": "pink"}, **document}, 1.0, 1), words_in("zh"), 0.0).sketch
    assert f"rgb{COLOURS['pink']}" in told


def test_a_picture_that_would_be_drawn_here_is_drawn_by_all_that_is_known(client: FlaskClient) -> None:
    html = page(client, q="T恤", sort="sales")
    assert str(sketch("x30", "男装 > T恤", "", {"shape": "shirt", "colour": "green"})) in html and 'src="/picture/' not in html


def test_pages_speak_both_languages_with_the_same_blanks() -> None:
    blanks = {name: [sorted(re.findall(r"{(\w+)}", text)) for text in texts] for name, texts in MESSAGES.items()}
    assert all(len(texts) == len(LANGUAGES) for texts in MESSAGES.values())
    assert {name for name, (chinese, english) in blanks.items() if chinese != english} == set()


def test_every_order_of_the_engine_can_be_chosen() -> None:
    assert set(SORT_ORDER) == set(SORTS)


def test_a_page_number_that_is_none_is_said_on_a_page(client: FlaskClient) -> None:
    response = client.get("/?q=x&page=0", headers={"Accept-Language": "en"})
    assert response.status_code == 400 and response.mimetype == "text/html" and "page has the value" in response.text
