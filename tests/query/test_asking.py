"""Words of a sentence that ask are not searched for; what is asked for is."""

from __future__ import annotations

import pytest

from tests.small_shop import SmallShop, small_shop

GOODS = ("phone case clear", "t shirt cotton", "跑鞋 透气 男款", "电风扇 挂墙 静音", "蓝牙耳机 给力音质", "饭盒 可微波 大号", "剃须刀 刮胡子 老人")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("asking"), *(f"{title} {one}" for title in GOODS for one in range(3)))


SENTENCES = {
    "请问有跑鞋吗": "跑鞋",
    "我想给老人买一个剃须刀": "老人 剃须刀",
    "有没有那种挂墙的电风扇": "挂墙的电风扇",
    "帮我找一双跑鞋": "跑鞋",
    "跑鞋": "跑鞋",
    "i'm looking for a phone case": "phone case",
    "do you have any phone case": "phone case",
    "phone case that doesn't slip": "phone case that slip",
    "need for speed": "need for speed",
    "need": "need",
    "给力蓝牙耳机": "给力蓝牙耳机",
}


@pytest.mark.parametrize(("text", "sought"), SENTENCES.items())
def test_what_is_asked_for_is_sought_without_the_words_that_ask(shop: SmallShop, text: str, sought: str) -> None:
    assert shop.understood(text).sought == sought


def test_a_text_of_nothing_but_asking_words_is_sought_as_it_is(shop: SmallShop) -> None:
    assert shop.understood("有什么推荐").sought == "有什么推荐"


def test_who_asks_for_just_what_was_typed_gets_it(shop: SmallShop) -> None:
    assert shop.search("请问有跑鞋吗", exact=True).query.sought == "请问有跑鞋吗"


def test_a_term_of_the_dictionary_keeps_its_words(shop: SmallShop) -> None:
    assert shop.knowing(("synonym", "东西多 => 饭盒")).understood("东西多").sought == "东西多"


def test_a_question_mark_in_words_is_no_slip(shop: SmallShop) -> None:
    assert shop.understood("跑鞋有吗").correction is None
