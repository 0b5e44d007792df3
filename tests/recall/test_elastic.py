"""What only the Elasticsearch engine promises: how it fails, and how it keeps its indexes. The rest is in `tests/contracts/test_engines.py`."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from searchrank.errors import EngineDown
from searchrank.recall.clause import Term
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.engine import IndexRow, Request
from searchrank.settings import ElasticsearchSettings
from tests.services.elasticsearch import free_ports

SHOE = Request(Term("title", "shoe"))
FOUND = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": [{"sort": [1.5, 7]}, {"sort": [0.5, 3]}]}}

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Scripted:
    """A server that plays a script, one reply a request, the last one for ever; it keeps what it was asked."""

    replies: list[Reply]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.asked.append(json.loads(body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        reply(handler)


def says(body: dict[str, Any], *, status: int = 200, after: float = 0.0) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(after)
        content = json.dumps(body).encode()
        handler.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("X-Elastic-Product", "Elasticsearch"), ("Content-Length", str(len(content)))):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def playing(*replies: Reply, timeout_ms: int = 300, clock: Callable[[], float] = time.monotonic) -> Iterator[tuple[ElasticServer, Scripted]]:
    script = Scripted(list(replies))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.answer(self)

        def log_message(self, *_: Any) -> None: ...

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server = ElasticServer.connect(ElasticsearchSettings(url=f"http://127.0.0.1:{web.server_port}", timeout_ms=timeout_ms), clock=clock)
    try:
        yield server, script
    finally:
        server.close()
        web.shutdown()
        thread.join()
        web.server_close()


@pytest.fixture
def server(elasticsearch_8_url: str) -> Iterator[ElasticServer]:
    server = ElasticServer.connect(ElasticsearchSettings(url=elasticsearch_8_url, timeout_ms=5000))
    yield server
    server.close()


def test_one_search_is_one_round_trip_that_asks_for_nothing_but_rows() -> None:
    with playing(says(FOUND)) as (server, script):
        answer = server.engine("products-1").search(SHOE)
    assert (answer.rows.tolist(), answer.score.tolist(), answer.total, answer.relation, answer.partial) == ([7, 3], [1.5, 0.5], 2, "eq", False)
    assert [(asked["_source"], asked["size"], asked["timeout"]) for asked in script.asked] == [(False, 300, "240ms")]


@pytest.mark.parametrize("missing", [{"timed_out": True}, {"_shards": {"failed": 1}}])
def test_an_answer_without_a_part_of_the_index_says_so(missing: dict[str, Any]) -> None:
    with playing(says({**FOUND, **missing})) as (server, _):
        answer = server.engine("products-1").search(SHOE)
    assert (answer.partial, answer.relation, answer.rows.tolist()) == (True, "gte", [7, 3])


def test_a_lost_connection_is_tried_once_again() -> None:
    with playing(hangs_up, says(FOUND)) as (server, script):
        assert server.engine("products-1").search(SHOE).rows.tolist() == [7, 3]
    assert len(script.asked) == 2


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


def failure(call: Callable[[], object]) -> str:
    with pytest.raises(EngineDown) as caught:
        call()
    return caught.value.message


def test_indexes_are_listed_by_prefix_found_and_deleted(server: ElasticServer) -> None:
    for name in ("kept-b", "kept-a", "other"):
        server.engine(name).build([IndexRow(0, {"title": "shoe"})])
    assert server.indexes("kept-") == ["kept-a", "kept-b"]
    assert server.indexes("nobody-") == []
    assert (server.exists("kept-a"), server.exists("kept-c")) == (True, False)
    for name in ("kept-a", "kept-a", "kept-b", "other"):
        server.delete(name)
    assert server.indexes("kept-") == []


def test_a_search_in_an_index_that_is_gone_says_what_to_do(server: ElasticServer) -> None:
    assert "has no such index" in failure(lambda: server.engine("never-built").search(SHOE))
    assert "publish again" in failure(lambda: server.engine("never-built").search(SHOE))


def test_a_product_that_the_server_refuses_is_named(server: ElasticServer) -> None:
    engine = server.engine("refusing")
    said = failure(lambda: engine.build([IndexRow(1, {"title": "shoe"}), IndexRow(1 << 40, {"title": "shoe"})]))
    assert "refused 1 products (row 1099511627776 first" in said
    server.delete("refusing")


def test_products_are_sent_as_they_come_in_portions(elasticsearch_8_url: str) -> None:
    server = ElasticServer.connect(ElasticsearchSettings(url=elasticsearch_8_url, bulk_size=2, timeout_ms=5000))
    engine, seen = server.engine("portions"), []

    def rows() -> Iterator[IndexRow]:
        for row in range(7):
            seen.append(int(server.client.cat.count(index="portions", format="json").body[0]["count"]) if row == 6 else row)
            server.client.indices.refresh(index="portions")
            yield IndexRow(row, {"title": "shoe"})

    engine.build(rows())
    assert seen[-1] == 4
    assert engine.search(SHOE).rows.tolist() == list(range(7))
    server.delete("portions")
    server.close()


def test_a_finished_index_is_one_segment_without_documents(server: ElasticServer) -> None:
    server.engine("finished").build(IndexRow(row, {"title": "shoe"}) for row in range(3000))
    segments = server.client.cat.segments(index="finished", format="json").body
    assert [(segment["docs.count"], segment["docs.deleted"]) for segment in segments] == [("3000", "0")]
    assert server.client.search(index="finished", size=1).body["hits"]["hits"][0].get("_source") is None
    server.delete("finished")


def test_the_release_is_told_without_the_call_that_small_servers_lack(server: ElasticServer) -> None:
    assert server.version().startswith("8.19.")
