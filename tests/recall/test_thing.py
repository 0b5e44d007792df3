"""The thing that a query names is not given up for the words beside it."""

from __future__ import annotations

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
