"""Numbers with units, and model numbers."""

from __future__ import annotations

from typing import Any

import pytest

from searchrank.query.normalise import normalise
from searchrank.query.quantities import UNITS, in_digits, models, quantities


def stated(text: str) -> list[tuple[str, Any]]:
    return [(UNITS[unit], pytest.approx(value)) for unit, value in quantities(normalise(text))]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("500ML", "l", 0.5),
        ("0.5 L", "l", 0.5),
        ("500毫升", "l", 0.5),
        ("2 KG", "g", 2000),
        ("4斤", "g", 2000),
        ("2公斤", "g", 2000),
        ('15.6"', "inch", 15.6),
        ("1TB", "byte", 1e12),
        ("1000gb", "byte", 1e12),
        ("1.5kW", "w", 1500),
        ("42码", "size", 42),
        ("1.5匹", "hp", 1.5),
        ("120 cm", "m", 1.2),
    ],
)
def test_the_same_size_has_one_value(text: str, unit: str, value: float) -> None:
    assert stated(text) == [(unit, value)]


def test_sizes_are_read_between_chinese_words() -> None:
    assert stated("农夫山泉500ml*24瓶 2kg装") == [("l", 0.5), ("g", 2000.0)]


@pytest.mark.parametrize("text", ["r50", "iphone 11", "3 motors", "wh1000xm4", "5mmo", ""])
def test_what_is_no_size_gives_none(text: str) -> None:
    assert stated(text) == []


def test_model_numbers_are_read_without_dashes() -> None:
    assert models(normalise("Sony WH-1000XM4 耳机")) == ["wh1000xm4"]
    assert models("canon eos-80d 与 r50大灯") == ["eos80d", "r50"]


def test_sizes_short_runs_and_plain_words_are_no_models() -> None:
    assert models("500ml a4 nike 2024 t-shirt") == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("帐篷 三四个人", "帐篷 3-4人"),
        ("十三四岁 书包", "13-14岁 书包"),
        ("鞋 两三千", "鞋 2000-3000"),
        ("七八百元的鞋", "700-800元的鞋"),
        ("三人沙发", "三人沙发"),
        ("三五个人", "三五个人"),
        ("两三百毫升", "两三百毫升"),
    ],
)
def test_two_numerals_that_follow_each_other_say_from_where_to_where(said: str, meant: str) -> None:
    assert in_digits(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("一米八的床", "1.8米的床"),
        ("1米5床笠", "1.5米床笠"),
        ("一米五乘两米", "1.5米乘2米"),
        ("1米2米", "1米2米"),
        ("三米八人桌", "3米八人桌"),
        ("1米8个", "1米8个"),
        ("两斤半狗粮", "2.5斤狗粮"),
        ("半斤茶叶", "0.5斤茶叶"),
        ("两斤半身裙", "2斤半身裙"),
        ("大半升", "大半升"),
    ],
)
def test_a_part_of_a_unit_is_said_behind_it(said: str, meant: str) -> None:
    assert in_digits(said) == meant
