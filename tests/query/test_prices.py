"""Prices that shoppers say in words, and numbers that are none."""

from __future__ import annotations

import pytest

from searchrank.query.normalise import normalise
from searchrank.query.prices import find_price


def bounds(typed: str) -> tuple[float | None, float | None] | None:
    price = find_price(normalise(typed))
    return (price.low, price.high) if price else None


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("300以内蓝牙耳机", None, 300),
        ("保温杯350ml不超过100", None, 100),
        ("35至85元1kg麦片", 35, 85),
        ("sweater 35 to 75", 35, 75),
        ("分线器六合一200元以下", None, 200),
        ("300元以下的蓝牙耳机", None, 300),
        ("蓝牙耳机 不超过３００块", None, 300),
        ("三百以内蓝牙耳机", None, 300),
        ("两千五以下手机", None, 2500),
        ("100到200的风衣", 100, 200),
        ("风衣200-300元", 200, 300),
        ("三百到五百的风衣", 300, 500),
        ("1千以上手机", 1000, None),
        ("50左右礼物", 40, 60),
        ("watch under $50", None, 50),
        ("headphones below 300", None, 300),
        ("laptop less than 1,200.50", None, 1200.5),
        ("between 20 and 40 mug", 20, 40),
        ("earbuds 100-200", 100, 200),
        ("over 500 euros", 500, None),
        ("around 100 lamp", 80, 120),
        ("两千多的洗衣机", 2000, 3000),
        ("headphones less than a hundred", None, 100),
        ("under twenty-five dollars earrings", None, 25),
        ("laptop under a thousand", None, 1000),
        ("between fifty and two hundred and fifty", 50, 250),
        ("手机 2500多", 2500, 2600),
        ("300多块耳机", 300, 400),
    ],
)
def test_a_price_in_words_is_read(typed: str, low: float | None, high: float | None) -> None:
    assert bounds(typed) == (low, high)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "300",
        "300元",
        "5岁以下玩具",
        "toys under 3 years",
        "3到6个月奶瓶",
        "500ml以内",
        "below 5 kg",
        "iphone 13-14",
        "2023-2024",
        "bap300r-20-150-c19",
        "数字1到11的饼干",
        "18-55 lens",
        "300-100",
        "一以内",
        "max232芯片",
        "三",
        "20多岁女生手表",
        "300多功能锅",
        "300多ml杯子",
    ],
)
def test_a_number_that_counts_or_names_something_else_is_no_price(typed: str) -> None:
    assert bounds(typed) is None


def test_a_bare_range_that_the_catalogue_writes_is_no_price() -> None:
    assert find_price("lens 100-400", lambda run: run == "100400") is None
    assert find_price("lens 100-400") is not None


def test_a_range_with_a_currency_is_a_price_whatever_the_catalogue_writes() -> None:
    assert find_price("lens $100-$400", lambda run: True) is not None


def test_the_span_is_what_says_the_price() -> None:
    text = "蓝牙耳机 300元以内的 白色"
    price = find_price(text)
    assert price and text[price.start : price.end] == "300元以内的"
