"""What says the opposite of what was asked for comes last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchrank.query.lexicon import lexicon
from tests.small_shop import SmallShop, small_shop

WARM = [f"被子 加厚 保暖 {one}" for one in range(5)]
PLAIN = [f"被子 抗菌 {one}" for one in range(3)]
BOTH = ["被子 冬季 夏季 两用"]


def listed() -> Iterator[dict[str, object]]:
    yield from ({"id": one, "title": one, "category": ["家纺", "被子"]} for one in (*WARM, *PLAIN, *BOTH))
    yield from ({"id": f"手套 {one}", "title": f"手套 {one}", "category": ["服饰", "手套"]} for one in range(9))
    yield from ({"id": f"{what} gloves", "title": f"Gloves {what}", "category": ["Clothes", "Gloves"]} for what in ("Black", "Thick", "Warm"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("opposite"), *listed())


@pytest.mark.parametrize("text", ["夏天的被子", "夏季 被子", "被子 凉快"])
def test_what_is_for_winter_comes_last_where_summer_is_asked_for(shop: SmallShop, text: str) -> None:
    found = [one for one in shop.found(text) if one.startswith("被子")]
    assert set(found[-len(WARM) :]) == set(WARM)
    assert set(found) == {*WARM, *PLAIN, *BOTH}


def test_thick_ones_come_last_where_thin_ones_are_asked_for(shop: SmallShop) -> None:
    assert shop.found("thin gloves")[-1] == "Thick gloves"
    assert shop.found("summer gloves")[-1] == "Warm gloves"


@pytest.mark.parametrize("text", ["被子", "冬天的被子 夏天的被子", "被子 加厚"])
def test_nothing_is_held_against_what_is_asked_for_both_ways_or_not_at_all(shop: SmallShop, text: str) -> None:
    assert shop.search(text).found is not None
    assert not set(shop.found(text)[-len(PLAIN) - 1 :]) <= set(WARM)


def test_switched_off_titles_alone_decide(tmp_path: Path) -> None:
    loose = small_shop(tmp_path, *listed(), opposites=False)
    found = [one for one in loose.found("夏天的被子") if one.startswith("被子")]
    assert set(found[-len(WARM) :]) != set(WARM)


def test_no_word_of_the_lexicon_is_its_own_opposite() -> None:
    assert all(not one & other for one, other in lexicon().opposites)
