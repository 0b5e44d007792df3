"""The thing that a query names is not given up for the words beside it."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from tests.shop_vocabulary import Given, living_shop

GLOVES: tuple[Given, ...] = tuple(
    {"id": f"g{n}", "title": f"Gloves {word}", "category": "Wear > Gloves", "price": 20} for n, word in enumerate(("red", "blue", "wool"))
)
COATS: tuple[Given, ...] = tuple(
    {"id": f"c{n}", "title": f"Down Coat for Cold Weather {word}", "category": "Wear > Coats", "price": 90}
    for n, word in enumerate(("red", "blue", "long"))
)
CASES: tuple[Given, ...] = tuple(
    {"id": f"b{n}", "title": f"Laptop Case {word}", "category": "Office > Laptop Bags", "price": 15}
    for n, word in enumerate(("slim", "16 inch", "grey"))
)
LAPTOPS: tuple[Given, ...] = tuple(
    {"id": f"l{n}", "title": f"Laptop {word}", "category": "Office > Laptops", "price": 900} for n, word in enumerate(("silver", "slim", "black"))
)


def test_words_beside_a_thing_do_not_bring_other_things(tmp_path: Path) -> None:
    with living_shop(tmp_path, *GLOVES, *COATS) as shop:
        page = shop.shop.search("cold weather gloves")
        assert {hit.id for hit in page.hits[:3]} == {"g0", "g1", "g2"}
        assert page.total == 3


def test_switched_off_what_covers_more_words_comes_first(tmp_path: Path) -> None:
    with living_shop(tmp_path, *GLOVES, *COATS, recall={"thing": False}) as shop:
        assert shop.sees("cold weather gloves")[0].startswith("c")


def test_a_category_asked_for_by_its_name_is_asked_for_alone(tmp_path: Path) -> None:
    with living_shop(tmp_path, *CASES, *LAPTOPS) as shop:
        assert set(shop.sees("slim laptop")[:3]) == {"l0", "l1", "l2"}


def test_where_nothing_of_the_thing_costs_so_little_the_price_is_relaxed(tmp_path: Path) -> None:
    with living_shop(tmp_path, *CASES, *LAPTOPS) as shop:
        page = shop.shop.search("laptop under 100")
        assert {hit.id for hit in page.hits[:3]} == {"l0", "l1", "l2"}
        assert [(one["field"], one["relaxed"]) for one in page.applied] == [("price", True)]


def test_where_some_product_has_no_category_words_alone_decide(tmp_path: Path) -> None:
    with living_shop(tmp_path, *GLOVES, *COATS, {"id": "x", "title": "Tea"}) as shop:
        assert shop.sees("cold weather gloves")[0].startswith("c")


def test_a_category_that_the_shopper_chose_is_his_decision(tmp_path: Path) -> None:
    with living_shop(tmp_path, *GLOVES, *COATS) as shop:
        assert {hit.id for hit in shop.shop.search("cold weather gloves", filters=["category:Wear > Coats"]).hits} == {"c0", "c1", "c2"}


def test_what_is_filed_under_the_thing_by_mistake_does_not_keep_the_price(tmp_path: Path) -> None:
    more = [{**one, "id": f"{one['id']}-{n}"} for one in (*GLOVES, *CASES, *LAPTOPS) for n in range(6)]
    stray: Given = {"id": "x", "title": "Gloves wool for Laptop", "category": "Office > Laptops", "price": 20}
    with living_shop(tmp_path, *more, stray) as shop:
        page = shop.shop.search("laptop under 100")
        assert all(hit.id.startswith("l") for hit in page.hits[:6])
        assert [(one["field"], one["relaxed"]) for one in page.applied] == [("price", True)]


EARPHONES: tuple[Given, ...] = tuple(
    {"id": f"e{n}", "title": f"蓝牙耳机 无线 降噪 长续航 {n}号", "category": "影音 > 蓝牙耳机", "price": 100 + n} for n in range(12)
)
COVERS: tuple[Given, ...] = tuple({"id": f"p{n}", "title": f"耳机套 耳机壳 {n}号", "category": "影音 > 耳机保护套", "price": 9} for n in range(30))


def test_what_says_the_name_and_is_none_stands_behind_the_thing_itself(tmp_path: Path) -> None:
    with living_shop(tmp_path, *EARPHONES, *COVERS, recall={"demand_all_from": 20}) as shop:
        found = shop.sees("耳机", per_page=42)
        assert {one[0] for one in found[:12]} == {"e"}
        assert {one[0] for one in found[12:]} == {"p"}
        assert shop.shop.search("耳机").total == 42


def test_switched_off_or_sorted_by_price_all_that_say_the_name_are_alike(tmp_path: Path) -> None:
    with living_shop(tmp_path, *EARPHONES, *COVERS, recall={"demand_all_from": 20, "thing": False}) as shop:
        assert shop.sees("耳机")[0].startswith("p")
    with living_shop(tmp_path / "on", *EARPHONES, *COVERS, recall={"demand_all_from": 20}) as shop:
        assert shop.sees("耳机", sort="price_asc")[0].startswith("p")


def test_pages_that_go_deeper_repeat_nothing(tmp_path: Path) -> None:
    few = {"demand_all_from": 20, "limit": 30, "ranked": 20}
    with living_shop(tmp_path, *EARPHONES, *COVERS, recall=few) as shop:
        pages = [shop.sees("耳机", page=page, per_page=10) for page in range(1, 6)]
        assert sorted(chain.from_iterable(pages)) == sorted(str(one["id"]) for one in (*EARPHONES, *COVERS))


def test_a_part_of_the_shop_shows_things_before_what_is_for_them(tmp_path: Path) -> None:
    shoes: tuple[Given, ...] = tuple({"id": f"s{n}", "title": f"跑鞋 {n}号", "category": "鞋子 > 跑鞋", "sales": 1} for n in range(6))
    care: tuple[Given, ...] = tuple({"id": f"c{n}", "title": f"清洁剂 {n}号", "category": "鞋子 > 鞋子清洁", "sales": 99} for n in range(6))
    with living_shop(tmp_path, *shoes, *care) as shop:
        assert shop.sees("鞋子")[0].startswith("s")
