"""What every recall engine promises, on each of them: the embedded one and real Elasticsearch servers of two releases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from searchrank.errors import EngineDown, UnknownName
from searchrank.recall.clause import Bool, Clause, Phrase, Term, all_of, any_of
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.embedded import EmbeddedEngine
from searchrank.recall.engine import Engine, IndexRow, PackedRow, Request
from searchrank.settings import ElasticsearchSettings
from tests.contracts.plain import SAME, Bm25, catalogue, found, some_request, some_term

NewEngine = Callable[[], Engine]
MANY = 2000
NUMBERS = count()

RED_SHOE = IndexRow(0, {"title": "red running shoe", "brand": "acme"}, ("brand:Acme Inc", "in"), price=50.0, released_at=3.0, sales=5.0)
BLUE_SHOE = IndexRow(1, {"title": "blue shoe for running", "brand": "zed"}, ("brand:zed",), price=50.0, released_at=1.0)
COAT = IndexRow(2, {"title": "red coat", "brand": "zed"}, ("brand:zed", "in"), price=80.0, sales=9.0)
BAG = IndexRow(3, {"title": "bag", "brand": "acme", "description": "holds a red shoe"}, ("brand:Acme Inc",), released_at=2.0, sales=1.0)
CHINESE = IndexRow(4, {"title": "红 色 跑 鞋", "bigrams": "红色 色跑 跑鞋"}, ("类目:鞋 > 跑鞋", "in"), price=19.99)
FIVE = [CHINESE, COAT, RED_SHOE, BAG, BLUE_SHOE]


@pytest.fixture(scope="module", params=["embedded", "elasticsearch_8", "elasticsearch_9"])
def new_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewEngine]:
    if request.param == "embedded":
        yield lambda: EmbeddedEngine.create(tmp_path_factory.mktemp("index"))
        return
    url = request.getfixturevalue(f"{request.param}_url")
    server = ElasticServer.connect(ElasticsearchSettings(url=url, timeout_ms=5000, bulk_size=500))
    yield lambda: server.engine(f"contract-{next(NUMBERS)}")
    server.close()


@pytest.fixture(scope="module")
def five(new_engine: NewEngine) -> Engine:
    return built(new_engine, FIVE)


@pytest.fixture(scope="module")
def large(new_engine: NewEngine) -> Engine:
    return built(new_engine, ROWS)


ROWS = catalogue(5000)


@pytest.fixture(scope="module")
def judged() -> list[tuple[Request, set[int]]]:
    """Requests with at most 2,000 matches, and the rows that plain Python finds for each; a few with none."""
    source, requests = random.Random(11), []
    while len(requests) < 120:
        request = some_request(source, MANY + 1)
        expected = found(request, ROWS)
        if len(expected) <= MANY and (expected or source.random() < 0.2):
            requests.append((request, expected))
    return requests


@pytest.fixture(scope="module")
def ordered() -> list[tuple[Clause, list[int]]]:
    """Alternatives of six terms, and the best 300 by plain BM25."""
    source, plain = random.Random(13), Bm25.of(ROWS)
    clauses = [any_of([some_term(source) for _ in range(6)]) for _ in range(12)]
    return [(clause, plain.best(clause, ROWS, 300)) for clause in clauses]


def built(new_engine: NewEngine, rows: Sequence[IndexRow]) -> Engine:
    engine = new_engine()
    engine.build(iter(rows))
    return engine


def rows_of(engine: Engine, clause: Clause, **asked: object) -> list[int]:
    return engine.search(Request(clause, **asked)).rows.tolist()  # type: ignore[arg-type]


def assert_found(engine: Engine, clause: Clause, rows: set[int], **asked: object) -> None:
    answer = rows_of(engine, clause, **asked)
    assert set(answer) == rows
    assert len(answer) == len(rows)


RED, SHOE = Term("title", "red"), Term("title", "shoe")
ANYTHING = any_of([Term("title", text) for text in ("red", "blue", "bag", "红")])


def test_a_word_finds_the_products_that_have_it(five: Engine) -> None:
    assert_found(five, SHOE, {0, 1})
    assert_found(five, Term("description", "shoe"), {3})
    assert_found(five, Term("title", "跑"), {4})
    assert_found(five, Term("bigrams", "跑鞋"), {4})
    assert_found(five, Term("title", "sho"), set())


def test_alternatives_need_one_and_demands_need_all(five: Engine) -> None:
    assert_found(five, any_of([RED, SHOE]), {0, 1, 2})
    assert_found(five, all_of([RED, SHOE]), {0})
    assert_found(five, Bool(must=(SHOE,), should=(RED,)), {0, 1})
    assert_found(five, all_of([SHOE, any_of([Term("brand", "zed"), Term("title", "coat")])]), {1})


def test_a_wish_that_comes_true_lifts_the_product(five: Engine) -> None:
    assert rows_of(five, Bool(must=(SHOE,), should=(Term("title", "blue"),))) == [1, 0]
    assert rows_of(five, Bool(must=(SHOE,), should=(RED,))) == [0, 1]


def test_the_heavier_word_decides(five: Engine) -> None:
    assert rows_of(five, any_of([Term("title", "coat", 5.0), Term("title", "bag", 1.0)])) == [2, 3]
    assert rows_of(five, any_of([Term("title", "coat", 1.0), Term("title", "bag", 5.0)])) == [3, 2]


def test_an_empty_clause_finds_nothing(five: Engine) -> None:
    assert_found(five, Bool(), set())
    assert_found(five, all_of([SHOE, Bool()]), set())
    assert_found(five, any_of([SHOE, Bool()]), {0, 1})
    assert_found(five, Phrase("title", ()), set())


def test_a_phrase_wants_neighbours_in_order(five: Engine) -> None:
    assert_found(five, Phrase("title", ("running", "shoe")), {0})
    assert_found(five, Phrase("title", ("shoe", "running")), set())
    assert_found(five, Phrase("title", ("red",)), {0, 2})


def test_a_loose_phrase_lets_words_between_and_about(five: Engine) -> None:
    assert_found(five, Phrase("title", ("red", "shoe"), slop=1), {0})
    assert_found(five, Phrase("title", ("shoe", "running"), slop=1), {1})
    assert_found(five, Phrase("title", ("shoe", "running"), slop=2), {0, 1})


def test_filters_hold_together_and_their_tokens_are_alternatives(five: Engine) -> None:
    assert_found(five, ANYTHING, {0, 3}, filters=(("brand:Acme Inc",),))
    assert_found(five, ANYTHING, {0, 1, 2, 3}, filters=(("brand:Acme Inc", "brand:zed"),))
    assert_found(five, ANYTHING, {0, 2}, filters=(("brand:Acme Inc", "brand:zed"), ("in",)))
    assert_found(five, ANYTHING, {4}, filters=(("类目:鞋 > 跑鞋",),))
    assert_found(five, ANYTHING, set(), filters=(("brand:Acme",),))
    assert_found(five, ANYTHING, set(), filters=((),))


def test_price_bounds_are_inclusive_and_unpriced_products_are_in_no_range(five: Engine) -> None:
    assert_found(five, ANYTHING, {0, 1}, price=(50.0, 50.0))
    assert_found(five, ANYTHING, {0, 1, 2}, price=(50.0, None))
    assert_found(five, ANYTHING, {4}, price=(None, 19.99))
    assert_found(five, ANYTHING, {0, 1, 2, 3, 4}, price=(None, None))


def test_filters_leave_scores_alone(large: Engine) -> None:
    words = any_of([Term("title", "w3"), Term("description", "w5", 2.0)])
    free = large.search(Request(words, limit=5000))
    held = large.search(Request(words, filters=(("third:1",), ("brand:brand1", "brand:brand2")), price=(1.0, 90.0), limit=5000))
    scores = dict(zip(free.rows.tolist(), free.score.tolist(), strict=True))
    assert 20 < len(held.rows) < len(free.rows)
    assert held.score.tolist() == pytest.approx([scores[row] for row in held.rows.tolist()])


def test_sorts_put_unknown_numbers_last_and_break_ties_by_row(five: Engine) -> None:
    assert rows_of(five, ANYTHING, sort="price_asc") == [4, 0, 1, 2, 3]
    assert rows_of(five, ANYTHING, sort="price_desc") == [2, 0, 1, 4, 3]
    assert rows_of(five, ANYTHING, sort="newest") == [0, 3, 1, 2, 4]
    assert rows_of(five, ANYTHING, sort="sales") == [2, 0, 3, 1, 4]


def test_the_cheapest_of_many_are_exactly_those(large: Engine) -> None:
    words = any_of([Term("title", "w0"), Term("title", SAME)])
    matched = found(Request(words), ROWS)
    priced = sorted((row.price, row.row) for row in ROWS if row.row in matched and row.price is not None)
    answer = large.search(Request(words, sort="price_asc", limit=50))
    assert answer.rows.tolist() == [row for _, row in priced[:50]]
    assert answer.score.tolist() == [0.0] * 50


def test_the_total_is_exact_below_the_limit_or_when_asked_for(large: Engine) -> None:
    same = Term("title", SAME)
    below, at, counted = (large.search(Request(same, limit=limit, count=asked)) for limit, asked in ((301, False), (100, False), (100, True)))
    assert (below.total, below.relation) == (300, "eq")
    assert (at.total, at.relation) == (100, "gte")
    assert (counted.total, counted.relation, len(counted.rows)) == (300, "eq", 100)
    assert not counted.partial


def test_equal_scores_come_in_the_order_of_rows(large: Engine) -> None:
    every = sorted(row.row for row in ROWS if SAME in row.fields["title"])
    answer = large.search(Request(Term("title", SAME), limit=300))
    assert answer.rows.tolist() == every
    assert len(set(answer.score.tolist())) == 1
    assert rows_of(large, Term("title", SAME), limit=40) == every[:40]


def test_the_best_come_first_and_arrays_are_read_only(large: Engine) -> None:
    answer = large.search(Request(any_of([Term("title", "w0"), Term("attributes", "w4")]), limit=300))
    assert (answer.rows.dtype, answer.score.dtype, len(answer.rows)) == (np.int32, np.float32, 300)
    assert answer.score[0] > answer.score[-1] > 0
    assert (np.diff(answer.score) <= 0).all()
    assert not answer.rows.flags.writeable


def test_any_request_finds_exactly_what_it_says(large: Engine, judged: list[tuple[Request, set[int]]]) -> None:
    for request, expected in judged:
        answer = large.search(request)
        assert set(answer.rows.tolist()) == expected, request
        assert (answer.total, answer.relation) == (len(expected), "eq"), request
    assert sum(len(expected) > 1 for _, expected in judged) >= 90


def test_any_request_of_five_products_finds_exactly_what_it_says(new_engine: NewEngine) -> None:
    rows, source = catalogue(50, seed=3)[:5], random.Random(5)
    engine = built(new_engine, rows)
    for _ in range(60):
        request = some_request(source, 5)
        assert set(engine.search(request).rows.tolist()) == found(request, rows), request


def test_the_order_is_that_of_bm25(large: Engine, ordered: list[tuple[Clause, list[int]]]) -> None:
    for clause, expected in ordered:
        answer = rows_of(large, clause, limit=300)
        assert len(set(answer) & set(expected)) >= 0.9 * len(expected), clause
        assert len(set(answer[:30]) & set(expected[:30])) >= 0.8 * len(expected[:30]), clause
    assert sum(len(expected) == 300 for _, expected in ordered) >= 8


def test_a_change_is_seen_by_the_next_search(new_engine: NewEngine) -> None:
    engine = built(new_engine, FIVE)
    engine.update([IndexRow(1, {"title": "green shoe"}, price=1.0), IndexRow(5, {"title": "blue hat"}, ("in",))])
    assert_found(engine, Term("title", "blue"), {5})
    assert_found(engine, SHOE, {0, 1})
    assert_found(engine, SHOE, {1}, price=(None, 10.0))
    engine.remove([0, 5, 77])
    assert_found(engine, SHOE, {1})
    assert_found(engine, Term("title", "blue"), set())
    assert engine.search(Request(any_of([SHOE, RED]), count=True)).total == 2


def test_ties_after_changes_come_in_the_order_of_rows(new_engine: NewEngine) -> None:
    engine = built(new_engine, [IndexRow(row, {"title": "shoe"}, price=5.0) for row in (3, 1, 0, 2)])
    engine.update([IndexRow(1, {"title": "shoe"}, price=5.0)])
    assert rows_of(engine, SHOE, sort="price_desc") == [0, 1, 2, 3]
    assert set(rows_of(engine, SHOE)) == {0, 1, 2, 3}


def test_building_again_starts_anew(new_engine: NewEngine) -> None:
    engine = built(new_engine, FIVE)
    engine.build([IndexRow(9, {"title": "red lamp"})])
    assert_found(engine, any_of([RED, SHOE]), {9})


def test_rows_as_json_are_found_as_rows_are(new_engine: NewEngine) -> None:
    packed = '{"title":"red running shoe","brand":"acme","bigrams":"红色","filters":["brand:A \\"b\\"","in"],"price":50.0,"sales":5.0}'
    engine = new_engine()
    engine.build([PackedRow(7, packed), PackedRow(8, '{"title":"red coat","filters":[]}')])
    assert_found(engine, RED, {7, 8})
    assert_found(engine, RED, {7}, filters=(('brand:A "b"',),), price=(49.5, 50.0))
    assert_found(engine, Term("bigrams", "红色"), {7})
    assert rows_of(engine, RED, sort="sales") == [7, 8]


def test_an_index_without_products_answers_nothing(new_engine: NewEngine) -> None:
    engine = built(new_engine, [])
    assert (engine.search(Request(SHOE, count=True)).total, rows_of(engine, SHOE, sort="sales")) == (0, [])


def test_an_over_long_filter_hurts_nobody(new_engine: NewEngine) -> None:
    engine = built(new_engine, [IndexRow(0, {"title": "shoe"}, ("长" * 9000, "in"))])
    assert_found(engine, SHOE, {0}, filters=(("in",),))
    assert_found(engine, SHOE, set(), filters=(("长" * 9000,),))


def test_a_field_that_is_not_indexed_is_named(five: Engine) -> None:
    with pytest.raises(UnknownName, match="unknown text field 'colour': known are title"):
        rows_of(five, Term("colour", "red"))
    with pytest.raises(UnknownName, match="unknown phrase field 'brand': known are title"):
        rows_of(five, Phrase("brand", ("a", "b")))


def test_a_closed_engine_says_so(new_engine: NewEngine) -> None:
    engine = built(new_engine, FIVE)
    engine.close()
    engine.close()
    for call in (lambda: rows_of(engine, SHOE), lambda: engine.update([RED_SHOE]), lambda: engine.remove([0]), lambda: engine.build([])):
        with pytest.raises(EngineDown, match="is closed: open it again"):
            call()


def test_an_index_opened_again_answers_the_same(tmp_path: Path) -> None:
    EmbeddedEngine.create(tmp_path).build(ROWS)
    request = Request(any_of([Term("title", "w7"), Term("brand", "brand3")]), limit=100)
    first, second = EmbeddedEngine.open(tmp_path).search(request), EmbeddedEngine.open(tmp_path).search(request)
    assert first.rows.tolist() == second.rows.tolist()
