"""The page says what was searched instead of what was typed, and how to search for just that."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from searchrank_web import create_app
from searchrank_web.language import words_in
from searchrank_web.making import note
from searchrank_web.messages import MESSAGES

from searchrank.query.kinds import KINDS
from tests.shop_vocabulary import living_shop
from tests.web.fake_shop import FakeShop

MEANT = {"from": "lianyiqun", "to": "连衣裙", "auto_applied": True, "kind": "pinyin", "strength": "medium"}


def page(client: FlaskClient, **asked: object) -> str:
    return client.get("/?" + urlencode(asked), headers={"Accept-Language": "en"}).text


def test_a_replaced_search_says_so_and_offers_what_was_typed(shop: FakeShop, client: FlaskClient) -> None:
    shop.meant = MEANT
    html = page(client, q="连衣裙")
    assert "Showing results for 连衣裙" in html
    assert "Search instead for 连衣裙" in html and "exact=1" in html


def test_a_sure_replacement_is_told_without_a_question(shop: FakeShop, client: FlaskClient) -> None:
    shop.meant = {**MEANT, "strength": "strong"}
    html = page(client, q="连衣裙")
    assert "Showing results for 连衣裙" in html and "Search instead" not in html


def test_a_weak_correction_is_only_offered(shop: FakeShop, client: FlaskClient) -> None:
    shop.meant = {**MEANT, "auto_applied": False, "strength": "weak", "to": "<b>"}
    html = page(client, q="连衣裙")
    assert "Did you mean" in html and "&lt;b&gt;" in html and "Showing results" not in html


def test_exact_reaches_the_shop_and_stays_in_the_address(shop: FakeShop, client: FlaskClient) -> None:
    html = page(client, q="连衣裙", exact="1")
    assert shop.searched[-1]["exact"] is True
    assert "exact=1" in html
    client.get("/search?q=a&exact=true")
    assert shop.searched[-1]["exact"] is True
    page(client, q="连衣裙")
    assert shop.searched[-1]["exact"] is False


@pytest.mark.parametrize("slip", [name.removeprefix("slip.") for name in MESSAGES if name.startswith("slip.")])
def test_every_slip_has_its_words(slip: str) -> None:
    assert slip in note(f"corrected to 连衣裙 ({slip}); words: 连衣裙", words_in("en")) or " " in words_in("en")(f"slip.{slip}")
    assert note(f"might be corrected to 连衣裙 ({slip}); no words", words_in("zh")).startswith("可能是“连衣裙”")


def test_a_real_shop_corrects_and_searches_exactly(tmp_path: Path) -> None:
    titles = [f"{kind} {number}" for kind in ("红色 连衣裙", "running shoes") for number in range(3)]
    with living_shop(tmp_path, *titles) as shop:
        client = create_app(shop.shop).test_client()
        found = client.get("/search?q=lianyiqun").get_json()
        assert found["total"] == 3
        assert [found["query"][name] for name in ("typed", "text", "corrected")] == ["lianyiqun", "连衣裙", "连衣裙"]
        assert found["did_you_mean"] == {"from": "lianyiqun", "to": "连衣裙", "auto_applied": True, "kind": "pinyin", "strength": "strong"}
        exactly = client.get("/search?q=lianyiqun&exact=true").get_json()
        assert (exactly["total"], exactly["did_you_mean"], exactly["query"]["corrected"]) == (0, None, None)


def test_the_strip_says_in_chinese_what_was_understood() -> None:
    told = "words: 跑鞋; named: category 鞋靴 > 跑鞋, brand 凌拓; also: 运动鞋 for 跑鞋; intents: cheap, size; category 鞋靴 > 跑鞋 at 97 %"
    assert (
        note(told, words_in("zh"))
        == "词：跑鞋；认出：类目 鞋靴 > 跑鞋、品牌 凌拓；也找：运动鞋（代跑鞋）；意图：要便宜、尺码；类目多半是 鞋靴 > 跑鞋（97%）"
    )
    assert note("may mean 跑鞋 at 60 %, 跑步机 at 20 %; words: 跑协", words_in("zh")) == "也许是：跑鞋（60%）、跑步机（20%）；词：跑协"
    assert note("may mean 跑鞋 at 60 %; named: brand 凌拓; also: 运动鞋 for 跑鞋", words_in("en")) == (
        "may mean 跑鞋 at 60 %; named: brand 凌拓; also: 运动鞋 for 跑鞋"
    )


def test_every_kind_of_name_has_a_word_of_its_own() -> None:
    assert {kind for kind in KINDS if f"meant.{kind}" not in MESSAGES} == set()
