"""A filter that the words asked for is a chip that a shopper can take off."""

from __future__ import annotations

from dataclasses import replace

from searchrank_web.address import Address, address_of
from searchrank_web.choices import applied, filter_label, let_go, title_of
from searchrank_web.language import words_in
from werkzeug.datastructures import MultiDict

from searchrank.records import Page

MADE = {"field": "price", "value": "..300", "text": "300以内", "undo": "price", "relaxed": False}


def page(**changed: object) -> Page:
    told = {"typed": "300以内耳机", "text": "300以内耳机", "tokens": [], "corrected": None}
    made = {**MADE, **changed}
    return Page("q", told, 1.0, 1, "eq", 1, 20, (), {}, "day_one", "v1", "default", applied=(made,))


def test_the_chip_says_the_price_and_leads_to_the_search_without_it() -> None:
    (chip,) = applied(page(), Address("300以内耳机", ("stock:in",), page=3, view="v1"), words_in("zh"))
    assert chip.label == "价格：¥300 以下"
    assert "300以内" in chip.title
    assert chip.url == Address("300以内耳机", ("stock:in",), undo=("price",)).url()


def test_what_is_undone_together_is_one_chip() -> None:
    lamps = ("台灯", "吸顶灯", "落地灯", "壁灯")
    kinds = [{**MADE, "field": "category", "value": f"灯具 > {name}", "text": "灯", "undo": "category"} for name in lamps]
    both, every = (replace(page(), applied=made) for made in ((*kinds[:2], MADE), tuple(kinds)))
    assert [chip.label for chip in applied(both, Address("灯"), words_in("zh"))] == ["类目：台灯、吸顶灯", "价格：¥300 以下"]
    assert [chip.label for chip in applied(every, Address("灯"), words_in("en"))] == ["Category: 台灯, 吸顶灯, 落地灯, …"]


def test_the_address_keeps_what_was_undone() -> None:
    address = address_of(MultiDict([("q", "耳机"), ("undo", "price")]))
    assert address.undo == ("price",)
    assert "undo=price" in address.at(2, "v1").url()
    assert "undo=price" in address.toggled("brand:华声").url()


def test_a_price_that_nothing_has_is_no_chip_but_a_sentence() -> None:
    relaxed = page(relaxed=True)
    assert applied(relaxed, Address("300以内耳机"), words_in("en")) == ()
    assert let_go(relaxed, words_in("en")) == ("Price: up to ¥300",)


def test_prices_of_a_page_have_the_sign_of_its_products() -> None:
    dollars = replace(words_in("en"), sign="$")
    assert [chip.label for chip in applied(page(), Address("x"), dollars)] == ["Price: up to $300"]
    assert [filter_label(text, dollars) for text in ("price:0..49.99", "price:..0", "price:5..")] == [
        "Price: up to $50",
        "Price: up to $0",
        "Price: $5 and more",
    ]


def test_an_attribute_is_called_by_its_name_with_a_capital() -> None:
    assert title_of("attributes.bed_size", words_in("en")) == "Bed size" and title_of("attributes.颜色", words_in("en")) == "颜色"
