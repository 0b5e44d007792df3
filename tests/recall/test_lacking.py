"""What the best hits do not have is told in the shopper's own words."""

from __future__ import annotations

import pytest

from tests.small_shop import SmallShop, small_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("lacking"), *(f"增高乐福鞋 {one}" for one in range(6)), "积木 拼装", "跑鞋 防水")


def test_characters_that_stand_apart_are_no_word(shop: SmallShop) -> None:
    assert shop.search("乐高").relaxed == ("乐高",)


def test_a_word_that_is_there_is_not_told(shop: SmallShop) -> None:
    assert shop.search("增高乐福鞋").relaxed == ()


def test_a_number_with_its_unit_is_told_as_one(shop: SmallShop) -> None:
    assert shop.search("乐福鞋 500毫升").relaxed == ("500毫升",)
