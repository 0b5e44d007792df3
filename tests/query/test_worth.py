"""The characters of a word are together worth what the word is: a long common word does not outweigh the thing that is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from searchrank.query.worth import inverse_frequency
from searchrank.recall.terms import terms_of
from tests.small_shop import SmallShop, small_shop

CUPBOARDS = tuple(f"碗柜 {letter}" for letter in "abc")
SOCKETS = tuple(f"多功能 插座 {letter}" for letter in "abcd")
OTHERS = tuple(f"雨伞 {number}" for number in range(90))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    return small_shop(tmp_path_factory.mktemp("worth"), *CUPBOARDS, *SOCKETS, *OTHERS)


def sharing(shop: SmallShop, share: float) -> SmallShop:
    """The same shop, whose words share what they are worth so far and no further, wherever they stand."""
    return under(shop, word_share=share, thing_weight=1.0)


def under(shop: SmallShop, **asked: float) -> SmallShop:
    """The same shop under these settings of understanding."""
    chosen = shop.settings.query.model_copy(update=asked)
    return replace(shop, settings=shop.settings.model_copy(update={"query": chosen}))


def worth(shop: SmallShop, text: str) -> dict[str, float]:
    """What a match of each unit of a query is worth."""
    terms = terms_of(shop.view.snapshot, "units", shop.understood(text).tagged("unit"))
    return dict(zip(terms.texts, terms.unit_idf.astype(float).tolist(), strict=True))


def test_a_rarer_word_comes_before_a_longer_one(shop: SmallShop) -> None:
    assert sorted(shop.found("多功能碗柜", pipeline="keyword")[:3]) == list(CUPBOARDS)


def test_the_characters_of_a_word_are_together_worth_the_word(shop: SmallShop) -> None:
    said = inverse_frequency(np.array([4, 3], np.int32), np.array([97, 97]))
    found = worth(sharing(shop, 1.0), "多功能碗柜")
    assert [sum(found[one] for one in "多功能"), sum(found[one] for one in "碗柜")] == pytest.approx(said.tolist(), rel=1e-5)


def test_a_character_that_a_word_says_twice_is_worth_it_once(tmp_path: Path) -> None:
    """妈 is as rare as 妈妈: half of that each, for two of them, would let what has 鞋 alone cover the query."""
    shoes = small_shop(tmp_path, *(f"妈妈 鞋 {number}" for number in range(3)), *(f"鞋 {number}" for number in range(9)), *OTHERS)
    found, plain = worth(sharing(shoes, 1.0), "妈妈鞋"), worth(sharing(shoes, 0.0), "妈妈鞋")
    assert found["妈"] == pytest.approx(plain["妈"])


def test_a_character_that_also_stands_by_itself_keeps_its_own_rarity(shop: SmallShop) -> None:
    shop = sharing(shop, 1.0)
    assert worth(shop, "碗柜 碗")["碗"] == pytest.approx(worth(shop, "碗")["碗"])


def test_what_no_product_says_as_a_word_is_as_rare_as_its_characters(shop: SmallShop) -> None:
    assert worth(shop, "功多")["功"] == pytest.approx(worth(shop, "功")["功"])


def test_the_characters_of_brands_and_categories_keep_their_own_rarity(tmp_path: Path) -> None:
    phones = ({"id": f"p{number}", "title": f"凌拓多功能手机 {number}", "brand": "凌拓", "category": "数码 > 手机"} for number in range(9))
    shop = small_shop(tmp_path, *phones, *OTHERS)
    found = worth(shop, "凌拓多功能手机")
    assert [found["凌"], found["手"]] == pytest.approx([worth(shop, "凌")["凌"], worth(shop, "手")["手"]])
    assert found["多"] < 0.6 * found["凌"]


def test_switched_off_every_character_counts_by_itself(shop: SmallShop) -> None:
    without = sharing(shop, 0.0)
    assert without.found("多功能碗柜", pipeline="keyword")[0] in SOCKETS
    assert worth(without, "多功能碗柜")["多"] == pytest.approx(worth(without, "多")["多"])


def test_a_thing_that_is_said_last_is_worth_more(shop: SmallShop) -> None:
    plain, found = worth(under(shop, thing_weight=1.0), "多功能碗柜"), worth(under(shop, thing_weight=2.0), "多功能碗柜")
    assert [found[one] / plain[one] for one in "多碗柜"] == pytest.approx([1.0, 2.0, 2.0])


@pytest.mark.parametrize("text", ["碗柜 多功能", "碗柜", "雨伞 红包", "碗柜 cabinet"])
def test_nothing_else_is(shop: SmallShop, text: str) -> None:
    """Said first, or alone, or no thing (红包 is no bag), or another language."""
    assert worth(under(shop, thing_weight=2.0), text) == worth(under(shop, thing_weight=1.0), text)


def test_the_small_word_behind_a_thing_is_looked_past(tmp_path: Path) -> None:
    boots = small_shop(tmp_path, *(f"休闲 靴子 {number}" for number in range(3)), *OTHERS)
    assert worth(under(boots, thing_weight=2.0), "休闲靴子")["靴"] == pytest.approx(2 * worth(under(boots, thing_weight=1.0), "休闲靴子")["靴"])


def test_where_categories_tell_what_a_thing_is_nothing_is_worth_more(tmp_path: Path) -> None:
    boots = ({"id": f"b{number}", "title": f"休闲 靴子 {number}", "category": "鞋 > 靴子"} for number in range(3))
    shop = small_shop(tmp_path, *boots, *({"id": title, "title": title, "category": "日用 > 雨伞"} for title in OTHERS))
    assert worth(under(shop, thing_weight=2.0), "休闲靴子") == worth(under(shop, thing_weight=1.0), "休闲靴子")
