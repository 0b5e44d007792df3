"""Ads, guides and query cards stand among the products, where the rules say, and never at the cost of a product's order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from searchrank.records import Hit
from searchrank.rerank.mix import AD, CONTENT, PRODUCT, QUERY, Item, lay
from searchrank.settings import MixSettings
from searchrank.store.documents import parse_ad, parse_content
from tests.shop_vocabulary import LivingShop, living_shop

GUIDE = {"id": "g1", "kind": "guide", "title": "第一双跑鞋怎么选", "text": "先看脚型。", "categories": ["跑鞋"]}
CARD = {"id": "c1", "title": "去跑步", "queries": ["跑鞋", "跑鞋 女", "跑鞋 男", "望远镜"], "categories": ["跑鞋"]}


def shoe(number: int, **more: Any) -> Mapping[str, Any]:
    title = f"跑鞋 {'男' if number % 2 else '女'} 型号{number}"
    return {"id": f"s{number:02d}", "title": title, "category": "鞋 > 跑鞋", "price": 100, "stock": 5, "sales": 1000 - 10 * number, **more}


SHOES = tuple(shoe(number) for number in range(50))


def ad(product_id: str, bid: float = 1.0, **more: Any) -> Mapping[str, Any]:
    return {"id": f"ad-{product_id}-{bid}", "product_id": product_id, "bid": bid, "keywords": ["跑鞋"], "budget": 50, **more}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[LivingShop]:
    with living_shop(tmp_path / "shop") as opened:
        yield opened


def published(shop: LivingShop, *ads: Mapping[str, Any], contents: tuple[Mapping[str, Any], ...] = (GUIDE, CARD), shoes: Any = SHOES) -> LivingShop:
    shop.store.ads.put([parse_ad(one) for one in ads])
    shop.store.contents.put([parse_content(one) for one in contents])
    shop.publish(*shoes)
    return shop


def page(shop: LivingShop, text: str = "跑鞋", **asked: Any) -> tuple[Hit, ...]:
    return shop.shop.search(text, **asked).hits


def stands(hits: tuple[Hit, ...], kind: str) -> dict[int, str]:
    """Where on the page what is of this kind stands."""
    return {place: hit.id for place, hit in enumerate(hits, 1) if hit.type == kind}


def plain(shop: LivingShop, pages: int = 3) -> list[str]:
    """The products as the pipeline without mixing orders them."""
    return [hit.id for number in range(1, pages + 1) for hit in shop.shop.search("跑鞋", pipeline="scattered", page=number).hits]


def test_ads_a_guide_and_searches_stand_at_their_places_and_say_what_they_are(shop: LivingShop) -> None:
    hits = page(published(shop, ad("s20"), ad("s21"), ad("s22", 0.5)))
    assert stands(hits, CONTENT) == {8: "g1"} and stands(hits, QUERY) == {12: "c1"}
    assert set(stands(hits, AD)) == {5, 15} and set(stands(hits, AD).values()) == {"s20", "s21"}
    assert [hit.sponsored for hit in hits] == [hit.type == AD for hit in hits]
    assert [hit.rank for hit in hits] == list(range(1, 21))


def test_products_keep_their_order_and_none_is_shown_twice(tmp_path: Path) -> None:
    pipelines = {
        "scattered": ("understand", "recall", "fine", "sold_out_last", "scatter"),
        "default": ("understand", "recall", "fine", "sold_out_last", "scatter", "mix"),
    }
    with living_shop(tmp_path / "shop", pipelines=pipelines) as shop:
        published(shop, *(ad(f"s{number:02d}", 1 + number / 50) for number in range(0, 50, 3)))
        pages = [page(shop, page=number) for number in (1, 2, 3)]
        shown = [hit.id for hits in pages for hit in hits if hit.type in (PRODUCT, AD)]
        assert len(shown) == len(set(shown)) == 50
        organic = [hit.id for hits in pages for hit in hits if hit.type == PRODUCT]
        assert organic == [one for one in plain(shop) if one in organic]
        assert [len(hits) for hits in pages] == [20, 20, 12]  # 50 products, a guide and a card
        assert [hit.rank for hits in pages for hit in hits] == list(range(1, 53))


def test_every_page_has_at_most_two_ads_and_cards_stand_on_the_first_alone(shop: LivingShop) -> None:
    published(shop, *(ad(f"s{number:02d}") for number in range(50)))
    for number in (1, 2):
        hits = page(shop, page=number)
        assert len(stands(hits, AD)) == 2
        assert bool(stands(hits, CONTENT)) == bool(stands(hits, QUERY)) == (number == 1)


def test_an_ad_needs_its_words_a_budget_and_a_product_that_can_be_bought(shop: LivingShop) -> None:
    shoes = (*SHOES, shoe(60, stock=0))
    refused = (ad("s20", keywords=["帐篷"]), ad("s21", budget=0.5), ad("s60"), ad("s22", 0.0), ad("nosuch"))
    assert stands(page(published(shop, *refused, shoes=shoes)), AD) == {}


def test_an_ad_for_words_that_no_product_has_is_not_shown_for_other_unknown_words(shop: LivingShop) -> None:
    assert stands(page(published(shop, ad("s20", keywords=["zzz"])), "跑鞋 qqq"), AD) == {}


def test_an_ad_without_words_of_its_own_is_meant_for_every_search_that_its_product_fits(shop: LivingShop) -> None:
    assert stands(page(published(shop, ad("s20", keywords=[]))), AD) == {5: "s20"}


def test_the_higher_bid_stands_first_among_equally_relevant_products(shop: LivingShop) -> None:
    hits = page(published(shop, ad("s20", 1.0), ad("s21", 3.0)))
    assert stands(hits, AD) == {5: "s21", 15: "s20"}  # the one sells a little better, the other pays three times as much


def test_money_does_not_buy_a_place_for_what_fits_badly(shop: LivingShop) -> None:
    shoes = (*SHOES, {"id": "far", "title": "鞋架 放跑鞋和靴子的架子 不锈钢 家用 门口 简易", "category": "家居 > 鞋架", "stock": 5})
    hits = page(published(shop, ad("far", 99.0), shoes=shoes))
    assert "far" not in stands(hits, AD).values()


def test_nobody_pays_for_the_place_that_a_product_has_anyway() -> None:
    rows = list(range(10))
    assert Item(AD, 4) not in lay(rows, [], [4], [], MixSettings(), 1, 20)[0]
    assert Item(AD, 5) in lay(rows, [], [5], [], MixSettings(), 1, 20)[0]


def test_a_short_page_has_no_cards_and_says_so(shop: LivingShop) -> None:
    published(shop, shoes=SHOES[:4])
    answer = shop.shop.search("跑鞋")
    assert [hit.type for hit in answer.hits] == [PRODUCT] * 4
    assert answer.trace[-1].changed == "content left out: the page is too short; query left out: the page is too short"


def test_a_price_order_is_left_alone(shop: LivingShop) -> None:
    answer = published(shop, ad("s20")).shop.search("跑鞋", sort="price_asc")
    assert {hit.type for hit in answer.hits} == {PRODUCT}
    assert answer.trace[-1].changed == "left alone: sorted by price_asc"


def test_a_query_card_offers_what_brings_something_and_not_the_search_itself(shop: LivingShop) -> None:
    hits = page(published(shop))
    assert hits[11].document["queries"] == ["跑鞋 女", "跑鞋 男"]  # there is no telescope, and 跑鞋 is being looked at


def test_a_blocked_query_leaves_the_card_with_the_next_request(shop: LivingShop) -> None:
    published(shop)
    assert stands(page(shop), QUERY) == {12: "c1"}
    shop.shop.block("女")
    assert stands(page(shop), QUERY) == {}  # one query alone is no card


def test_a_search_of_many_kinds_gets_no_guide(shop: LivingShop) -> None:
    kinds = tuple({"id": f"k{number}", "title": f"跑鞋 周边 {number}", "category": f"鞋 > 种类{number}"} for number in range(30))
    assert stands(page(published(shop, shoes=(*SHOES[:2], *kinds)), "周边"), CONTENT) == {}


def test_ranking_given_products_shows_nothing_else(shop: LivingShop) -> None:
    published(shop, ad("s20"))
    assert {hit.type for hit in shop.shop.rank("跑鞋", [f"s{number:02d}" for number in range(30)]).hits} == {PRODUCT}


def test_how_it_came_here_ends_at_the_place_on_the_page(shop: LivingShop) -> None:
    hits = page(published(shop, ad("s20")), explain=True)
    assert all(hit.explain and hit.explain["positions"]["page"] == place for place, hit in enumerate(hits, 1) if hit.type in (PRODUCT, AD))


def test_slots_that_collide_give_way_to_the_next_place() -> None:
    settings = MixSettings(ads=(3, 4), content=(3,), queries=(4,))
    laid = lay(list(range(20)), [], [15, 16], [CONTENT, QUERY], settings, 1, 12)[0]
    assert {place: item.kind for place, item in enumerate(laid, 1) if item.kind != PRODUCT} == {3: CONTENT, 5: AD, 7: QUERY, 9: AD}


@pytest.mark.parametrize("seed", range(40))
def test_the_rules_hold_on_every_page_whatever_is_asked(seed: int) -> None:
    chance = random.Random(seed)
    rows = chance.sample(range(1000), chance.randint(0, 90))
    members = rows[: chance.randint(0, len(rows))]
    loose = rows[len(members) :]
    ads = chance.sample(members, chance.randint(0, len(members)))
    slots = [tuple(sorted(chance.sample(range(1, 20), chance.randint(0, 3)))) for _ in range(3)]
    settings = MixSettings(ads=slots[0], content=slots[1], queries=slots[2], most_ads=chance.randint(0, 3), card_pages=chance.randint(0, 2))
    pages = lay(members, loose, ads, [CONTENT, QUERY], settings, 4, 20)
    shown = [item for one in pages for item in one]
    placed = [item.row for item in shown if item.row >= 0]
    organic = [item.row for item in shown if item.kind == PRODUCT]
    assert len(placed) == len(set(placed)) and organic == [row for row in rows if row in set(organic)]
    for number, one in enumerate(pages, 1):
        assert len(one) == 20 or len(placed) == len(rows)
        assert sum(item.kind == AD for item in one) <= settings.most_ads
        assert number <= settings.card_pages or all(item.row >= 0 for item in one)
        assert not any(first.kind != PRODUCT != second.kind for first, second in pairwise(one))
        assert all(item.row in ads for item in one if item.kind == AD)
