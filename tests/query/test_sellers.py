"""Who names a seller is shown what he sells."""

from __future__ import annotations

import pytest

from tests.small_shop import SmallShop, small_shop

SELLERS = {
    "锦程电脑专卖店": "键盘 静音",
    "Larkspur Outlet": "socks cotton",
    "拾光的小店": "键盘 茶轴",
    "Anker Cable": "usb cable",
    "小店": "鼠标 无线",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> SmallShop:
    listed = [
        {
            "id": f"{seller} {n}",
            "title": f"{title} {n}号",
            "shop": seller,
            "brand": "Anker" if "Anker" in seller else "",
            "sales": n,
            "category": [title.split()[-1]],
        }
        for seller, title in SELLERS.items()
        for n in range(3)
    ]
    return small_shop(tmp_path_factory.mktemp("sellers"), *listed)


def sellers(shop: SmallShop, text: str) -> set[str]:
    return {one.rpartition(" ")[0] for one in shop.view.ids(shop.search(text).candidates.rows)}


@pytest.mark.parametrize(
    ("text", "seller"), [("锦程电脑专卖店", "锦程电脑专卖店"), ("larkspur outlet", "Larkspur Outlet"), ("拾光的小店", "拾光的小店")]
)
def test_all_that_a_seller_has_is_shown_best_selling_first(shop: SmallShop, text: str, seller: str) -> None:
    assert shop.view.ids(shop.search(text).candidates.rows) == [f"{seller} {n}" for n in (2, 1, 0)]


@pytest.mark.parametrize("text", ["锦程电脑专卖店 键盘", "键盘 锦程电脑专卖店", "锦程电脑专卖店的键盘"])
def test_of_a_seller_what_else_is_asked_for(shop: SmallShop, text: str) -> None:
    query = shop.understood(text)
    assert (query.sought, [(one.filter.field, one.text) for one in query.applied if one.filter.field == "shop"]) == (
        "键盘",
        [("shop", "锦程电脑专卖店")],
    )
    assert sellers(shop, text) == {"锦程电脑专卖店"}


def test_where_a_seller_has_none_those_of_others_are_shown(shop: SmallShop) -> None:
    search = shop.search("拾光的小店 鼠标")
    assert {one.filter.field: one.relaxed for one in search.query.applied}["shop"]
    assert shop.view.ids(search.candidates.rows)[0].startswith("小店")


@pytest.mark.parametrize("text", ["小店", "键盘", "anker cable", "larkspur", "outlet"])
def test_short_names_and_names_of_things_are_words(shop: SmallShop, text: str) -> None:
    assert all(one.filter.field != "shop" for one in shop.understood(text).applied)


def test_the_shopper_may_undo_it_or_ask_for_just_what_he_typed(shop: SmallShop) -> None:
    assert shop.search("larkspur outlet", undone=frozenset(["shop"])).query.applied == ()
    assert shop.search("larkspur outlet", exact=True).query.applied == ()
