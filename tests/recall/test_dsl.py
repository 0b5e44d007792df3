"""Requests in the words of Elasticsearch, as whole dictionaries."""

from __future__ import annotations

from searchrank.recall.clause import Bool, Phrase, Term, any_of
from searchrank.recall.dsl import Made, clause_dsl, mapping, to_dsl
from searchrank.recall.engine import Request

SHOE = {"term": {"title": {"value": "shoe", "boost": 2.0}}}


def test_a_request_asks_for_rows_and_scores_and_no_documents() -> None:
    assert to_dsl(Request(Term("title", "shoe", 2.0), limit=50)) == {
        "query": SHOE,
        "size": 50,
        "sort": [{"_score": "desc"}, {"row": "asc"}],
        "track_total_hits": False,
        "_source": False,
        "stored_fields": "_none_",
    }


def test_demands_and_wishes_become_one_bool() -> None:
    clause = Bool(must=(Term("title", "shoe", 2.0),), should=(Term("brand", "acme"),))
    assert clause_dsl(clause) == {
        "bool": {"must": [SHOE], "should": [{"term": {"brand": {"value": "acme", "boost": 1.0}}}], "minimum_should_match": 0},
    }


def test_alternatives_need_one_even_beside_filters() -> None:
    body = to_dsl(Request(any_of([Term("title", "shoe", 2.0)]), filters=(("brand:a", "brand:b"), ("in",)), price=(5.0, None)))
    assert body["query"] == {
        "bool": {
            "must": [{"bool": {"should": [SHOE], "minimum_should_match": 1}}],
            "filter": [{"terms": {"filters": ["brand:a", "brand:b"]}}, {"terms": {"filters": ["in"]}}, {"range": {"price": {"gte": 5.0}}}],
        },
    }


def test_nested_alternatives_are_sent_on_one_level() -> None:
    assert clause_dsl(any_of([any_of([Term("title", "shoe", 2.0)])])) == {"bool": {"should": [SHOE], "minimum_should_match": 1}}


def test_an_empty_clause_is_sent_as_nothing_and_not_as_everything() -> None:
    assert clause_dsl(Bool()) == {"match_none": {}}
    assert clause_dsl(Bool(must=(Bool(),)))["bool"]["must"] == [{"match_none": {}}]


def test_a_phrase_is_sent_with_its_slop() -> None:
    assert clause_dsl(Phrase("title", ("red", "shoe"), 1, 3.0)) == {"match_phrase": {"title": {"query": "red shoe", "slop": 1, "boost": 3.0}}}


def test_a_sort_puts_unknown_numbers_last_and_ties_in_order_of_rows() -> None:
    for name, field, direction in (("price_asc", "price", "asc"), ("price_desc", "price", "desc"), ("newest", "released_at", "desc")):
        assert to_dsl(Request(Bool(), sort=name))["sort"] == [{field: {"order": direction, "missing": "_last"}}, {"row": "asc"}]
    assert to_dsl(Request(Bool(), sort="best"))["sort"] == [{"_score": "desc"}, {"row": "asc"}]


def test_the_number_of_all_matches_is_counted_on_demand_only() -> None:
    assert [to_dsl(Request(Bool(), count=count))["track_total_hits"] for count in (False, True)] == [False, True]


def test_only_the_title_keeps_positions_and_nothing_is_stored() -> None:
    texts = {name: field for name, field in mapping(Made())["properties"].items() if field["type"] == "text"}
    assert texts["title"] == {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
    others = ("bigrams", "brand", "category", "attributes", "description")
    assert {name: field["index_options"] for name, field in texts.items() if name != "title"} == dict.fromkeys(others, "freqs")
    assert mapping(Made())["_source"] == {"enabled": False}
