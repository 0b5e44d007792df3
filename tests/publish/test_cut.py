"""One product becomes tokens, by the same knife that cuts queries."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.cut import ProductCutter, ProductTokens
from searchrank.query.normalise import normalise
from searchrank.query.quantities import UNITS
from searchrank.query.tokens import query_units
from searchrank.query.words import cutter
from searchrank.records import FIELDS
from searchrank.store.products import parse_product

CUTTER = cutter(["大灯罩"])


def cut(**fields: Any) -> ProductTokens:
    return ProductCutter(CUTTER).product(parse_product({"id": "1", "title": "x", **fields}))


def field(tokens: ProductTokens, name: str) -> tuple[str, ...]:
    return tokens.units[FIELDS.index(name)].main


def test_every_field_is_cut_by_itself() -> None:
    tokens = cut(
        title="启辰R50大灯罩", brand="启辰", category="汽车 > Lamps", attributes={"颜色": "红", "size": ["L", "XL"]}, description="Two lamps"
    )
    assert field(tokens, "title") == ("启", "辰", "r50", "大", "灯", "罩")
    assert field(tokens, "brand") == ("启", "辰")
    assert field(tokens, "category") == ("汽", "车", "lamp")
    assert field(tokens, "attributes") == ("红", "l", "xl")
    assert field(tokens, "description") == ("two", "lamp")


def test_words_know_the_catalogues_own_names() -> None:
    assert list(cut(title="启辰R50大灯罩").words[0]) == ["启", "辰", "大灯罩"]


def test_of_a_chinese_description_only_bigrams_are_kept_for_recall() -> None:
    tokens = cut(description="红色灯罩 for cars")
    assert field(tokens, "description") == ("for", "car")
    assert list(tokens.description_bigrams) == ["红色", "色灯", "灯罩"]
    assert tokens.index_fields()["description"].split() == ["for", "car", "红色", "色灯", "灯罩"]


def test_bare_numbers_and_yes_or_no_say_nothing_as_attributes() -> None:
    tokens = cut(attributes={"age": 12, "weight": "2.5", "new": True, "used": False, "size": "42码", "colour": "red"})
    assert field(tokens, "attributes") == ("42", "码", "red")


def test_fields_that_are_not_given_are_empty() -> None:
    tokens = cut(title="lamp")
    assert tokens.texts == ("lamp", "", "", "", "")
    assert [len(unit.main) for unit in tokens.units] == [1, 0, 0, 0, 0]
    assert [list(words) for words in tokens.words] == [[], [], [], [], []]


def test_sizes_are_read_from_title_and_attributes_only() -> None:
    tokens = cut(title="cola 500ml", attributes={"weight": "2 kg"}, description="3 kg")
    assert [(UNITS[unit], value) for unit, value in tokens.quantities] == [("l", 0.5), ("g", 2000.0)]


def test_the_index_gets_every_form_of_a_title() -> None:
    fields = cut(title="Sony WH-1000XM4 头戴耳机").index_fields()
    assert fields["title"].split() == ["sony", "wh", "1000xm4", "头", "戴", "耳", "机", "wh1000xm4"]
    assert fields["bigrams"].split() == ["头戴", "戴耳", "耳机"]
    assert set(fields) == {*FIELDS, "bigrams"}


def test_neighbours_in_two_values_are_no_phrase() -> None:
    assert cut(category=["鞋靴", "跑鞋"]).texts[FIELDS.index("category")] == "鞋靴 ; 跑鞋"


@given(st.text(alphabet=st.sampled_from(list("ab12 -./大灯罩漢Ｎsxé_的'\"")), min_size=1, max_size=24).filter(str.strip))
@settings(max_examples=120, deadline=None)
def test_a_query_of_a_titles_own_words_is_cut_into_the_titles_own_units(title: str) -> None:
    kept = cut(title=title).units[0].main
    assert {token.text for token in query_units(normalise(title))} <= set(kept)
