"""What only the Elasticsearch engine promises: how it fails, and how it keeps its indexes. The rest is in `tests/contracts/test_engines.py`."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from searchrank.recall.breaker import Breaker
from searchrank.recall.clause import Term
from searchrank.recall.dsl import MAPPING
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.engine import Request
from searchrank.settings import ElasticsearchSettings
from tests.recall.scripted import failure, hangs_up, hangs_up_after, playing, says
from tests.services.elasticsearch import free_ports

SHOE = Request(Term("title", "shoe"))
FOUND = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": [{"sort": [1.5, 7]}, {"sort": [0.5, 3]}]}}


def test_one_search_is_one_round_trip_that_asks_for_nothing_but_rows() -> None:
    with playing(says(FOUND)) as (server, script):
        answer = server.engine("products-1").search(SHOE)
    assert (answer.rows.tolist(), answer.score.tolist(), answer.total, answer.relation, answer.partial) == ([7, 3], [1.5, 0.5], 2, "eq", False)
    assert [(asked["_source"], asked["size"], asked["timeout"]) for asked in script.asked] == [(False, 300, "240ms")]


def test_several_requests_are_one_round_trip_and_their_answers_come_in_their_order() -> None:
    other = {**FOUND, "hits": {"hits": [{"sort": [2.5, 9]}]}}
    with playing(says({"responses": [FOUND, {**other, "timed_out": True}]})) as (server, script):
        answers = server.engine("products-1").search_all([SHOE, Request(Term("title", "boot"), limit=5)])
    assert [(answer.rows.tolist(), answer.partial) for answer in answers] == [([7, 3], False), ([9], True)]
    assert [path.partition("?")[0] for path in script.paths] == ["/products-1/_msearch"]
    assert [asked["size"] for asked in script.asked if "size" in asked] == [300, 5]


def test_of_several_requests_one_that_fails_fails_all_in_one_sentence() -> None:
    gone = {"status": 404, "error": {"type": "index_not_found_exception", "reason": "no such index [products-1]"}}
    with playing(says({"responses": [FOUND, gone]})) as (server, _):
        said = failure(lambda: server.engine("products-1").search_all([SHOE, SHOE]))
    assert said == f"Elasticsearch at {server.settings.url} has no such index (no such index [products-1]): publish again"


def test_shards_are_asked_for_their_frequencies_first_where_there_are_several() -> None:
    kinds = []
    for shards in (1, 3):
        with playing(says(FOUND), made={"mapping": MAPPING, "shop": "", "shards": shards}) as (server, script):
            server.engine("products-1").search(SHOE)
        kinds.append("dfs_query_then_fetch" in script.paths[0])
    assert kinds == [False, True]


@pytest.mark.parametrize("missing", [{"timed_out": True}, {"_shards": {"failed": 1}}])
def test_an_answer_without_a_part_of_the_index_says_so(missing: dict[str, Any]) -> None:
    with playing(says({**FOUND, **missing})) as (server, _):
        answer = server.engine("products-1").search(SHOE)
    assert (answer.partial, answer.relation, answer.rows.tolist()) == (True, "gte", [7, 3])


def test_a_lost_connection_is_tried_once_again() -> None:
    with playing(hangs_up, says(FOUND)) as (server, script):
        assert server.engine("products-1").search(SHOE).rows.tolist() == [7, 3]
    assert len(script.asked) == 2


def test_a_connection_that_is_lost_again_and_one_lost_when_the_time_is_up_are_not_tried_any_more() -> None:
    with playing(hangs_up) as (server, script):
        assert "does not answer (ConnectionError" in failure(lambda: server.engine("products-1").search(SHOE))
    with playing(hangs_up_after(0.25), says(FOUND, after=0.25)) as (late, slow):
        assert "does not answer (ConnectionTimeout" in failure(lambda: late.engine("products-1").search(SHOE))
    assert (len(script.asked), len(slow.asked)) == (2, 2)


def test_a_slow_server_is_down_and_not_asked_twice() -> None:
    with playing(says(FOUND, after=0.6), timeout_ms=100) as (server, script):
        said = failure(lambda: server.engine("products-1").search(SHOE))
    assert said.startswith(f"Elasticsearch at {server.settings.url} does not answer (ConnectionTimeout")
    assert len(script.asked) == 1


def test_a_server_that_is_not_there_is_named_and_after_five_failures_left_alone_until_the_pause_is_over() -> None:
    now = [0.0]
    settings = ElasticsearchSettings(url=f"http://127.0.0.1:{free_ports(1)[0]}")
    server = ElasticServer.connect(settings, clock=lambda: now[0])
    engine = server.engine("products-1")
    said = [failure(lambda: engine.search(SHOE)) for _ in range(6)]
    now[0] = 2.0
    said += [failure(lambda: engine.search(SHOE)) for _ in range(2)]
    assert [text.startswith(f"Elasticsearch at {settings.url} does not answer") for text in said] == [True] * 8
    assert ["several calls in a row failed" in text for text in said] == [False] * 5 + [True, False, True]
    server.close()


def test_no_error_and_no_trace_tells_a_password() -> None:
    settings = ElasticsearchSettings(url=f"http://shop:secret@127.0.0.1:{free_ports(1)[0]}/search")
    server = ElasticServer.connect(settings)
    said = failure(lambda: server.engine("products-1").search(SHOE))
    assert said.startswith("Elasticsearch at http://127.0.0.1:") and "/search does not answer" in said
    assert "secret" not in said + repr(server)
    server.close()


def test_a_server_that_comes_back_is_asked_again() -> None:
    now, busy = [0.0], says({"error": "busy"}, status=503)
    with playing(*[busy] * 5, says(FOUND), clock=lambda: now[0]) as (server, _):
        engine = server.engine("products-1")
        said = [failure(lambda: engine.search(SHOE)) for _ in range(6)]
        now[0] = 2.0
        assert [engine.search(SHOE).rows.tolist() for _ in range(2)] == [[7, 3]] * 2
    assert "503" in said[0] and "several calls in a row failed" in said[5]


def test_a_refusal_is_no_sign_of_a_dead_server() -> None:
    refusal = says({"error": {"type": "parsing_exception", "reason": "what?"}, "status": 400}, status=400)
    with playing(refusal) as (server, script):
        said = [failure(lambda: server.engine("products-1").search(SHOE)) for _ in range(7)]
    assert all("refused the request (400" in text for text in said)
    assert len(script.asked) == 7


def test_many_threads_leave_a_dead_server_alone_together_and_one_tries_for_all() -> None:
    now, threads, begun = [0.0], 16, Barrier(16)
    breaker, made = Breaker(failures=5, pause_seconds=2.0, clock=lambda: now[0]), []

    def shopper() -> None:
        begun.wait()
        for _ in range(50):
            if breaker.allows():
                made.append(now[0])
                breaker.failed()

    def rush() -> int:
        made.clear()
        running = [Thread(target=shopper) for _ in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        return len(made)

    assert 5 <= rush() < 5 + threads
    now[0] = 1.9
    assert rush() == 0
    now[0] = 2.0
    assert rush() == 1
    breaker.succeeded()
    assert breaker.allows() and breaker.allows()
