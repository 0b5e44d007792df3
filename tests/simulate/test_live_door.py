"""The doors of a shop: the same answers in process and over HTTP; what fails is tried again, counted and said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from searchrank_web import create_app
from werkzeug.serving import make_server

from searchrank.errors import InvalidInput, Unavailable
from searchrank.simulate.live.door import InProcess, Recorded, Search, Who
from searchrank.simulate.live.over_http import OverHttp, checked_url
from searchrank.simulate.live.tally import TalliedDoor, Tally
from searchrank.simulate.live.tell import Teller, Thing
from searchrank.store.ubi import parse_ubi_event, parse_ubi_query
from tests.web.fake_shop import FakeShop

ANN = Who("u1", "s1", "c1")
AT = "2024-03-01T08:00:00.000+00:00"


class Watched(FakeShop):
    """The shop in memory, which also takes the shopper's clock."""

    def search(self, text: str, *, now: float | None = None, **asked: Any) -> Any:
        return super().search(text, now=now, **asked)

    def suggest(self, prefix: str, *, now: float | None = None, **asked: Any) -> Any:
        return super().suggest(prefix, **asked)


def in_process(shop: Watched) -> InProcess:
    return InProcess(shop, parse_ubi_event, parse_ubi_query)


@contextmanager
def served(shop: FakeShop) -> Iterator[OverHttp]:
    server = make_server("127.0.0.1", 0, create_app(shop), threaded=True)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    door = OverHttp(f"http://127.0.0.1:{server.server_port}/")
    yield door
    door.close()
    server.shutdown()
    server.server_close()
    thread.join()


class Scripted(BaseHTTPRequestHandler):
    """Answers with what the server's script says next: a status, or None for a connection that breaks."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status = self.server.script.pop(0)  # type: ignore[attr-defined]
        if status is None:
            self.close_connection = True
            self.connection.close()
            return
        body = json.dumps({"error": {"message": "no such thing"}} if status >= 400 else {"total": 3, "hits": []}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def scripted(*statuses: int | None) -> Iterator[tuple[OverHttp, list[int | None]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.daemon_threads = True
    server.block_on_close = False
    script = server.script = list(statuses)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    door = OverHttp(f"http://127.0.0.1:{server.server_port}")
    yield door, script
    door.close()
    server.shutdown()
    server.server_close()
    thread.join()


def click(number: int = 1) -> dict[str, Any]:
    return {**Teller(ANN, "phone").did("click", "q-1", "跑鞋", Thing(f"s{number}", number)), "timestamp": AT}


def test_both_doors_give_the_same_page_and_suggestions() -> None:
    shop = Watched()
    asked = Search("跑鞋", filters=("brand:李宁", "price:100..500"), source="complete", from_query_id="s-1")
    inside = in_process(shop).search(asked, ANN, ("brand", "price"), now=5.0)
    with served(FakeShop()) as door:
        outside = door.search(asked, ANN, ("brand", "price"), now=5.0)
        assert [hit["id"] for hit in outside["hits"]] == ["s1"]
        assert outside["facets"] == inside["facets"]
        assert inside["facets"]["brand"] == {"李宁": 1, "安踏": 1}
        assert outside["hits"] == inside["hits"]
        assert door.suggest("lian'yi", ANN, now=5.0) == in_process(shop).suggest("lian'yi", ANN, now=5.0)
    assert shop.searched[0]["now"] == 5.0
    assert (shop.searched[0]["source"], shop.searched[0]["from_query_id"]) == ("complete", "s-1")


def test_both_doors_record_and_say_what_was_known_and_what_was_refused() -> None:
    query = {**Teller(ANN, "phone").asked(Search("跑鞋"), {"query_id": "q-1", "hits": [{"id": "s1"}], "total": 1}), "timestamp": AT}
    sent = ([click(), click(), click(2), {"action_name": "click", "timestamp": "yesterday"}], [query])
    inside, outside = Watched(), FakeShop()
    assert in_process(inside).record(*sent) == Recorded(3, 1, 1)
    with served(outside) as door:
        assert door.record(*sent) == Recorded(3, 1, 1)
    assert inside.events == outside.events and inside.queries == outside.queries


def test_nothing_good_is_refused_without_a_fault() -> None:
    with served(FakeShop()) as door:
        assert door.record([{"action_name": "click"}]) == in_process(Watched()).record([{"action_name": "click"}]) == Recorded(refused=1)


def test_more_events_than_a_request_may_carry_go_in_several() -> None:
    with served(FakeShop()) as door:
        assert door.record([click(number) for number in range(1, 1102)]).accepted == 1101


@pytest.mark.parametrize("first", [500, 503, None])
def test_a_lost_request_is_sent_once_more(first: int | None) -> None:
    with scripted(first, 200) as (door, script):
        assert door.search(Search("跑鞋"), ANN, now=0.0)["total"] == 3
        assert not script


def test_a_request_that_is_lost_twice_is_given_up() -> None:
    with scripted(None, 503, 200) as (door, script), pytest.raises(Unavailable, match=r"did not answer /search.*503: no such thing"):
        door.search(Search("跑鞋"), ANN, now=0.0)
    assert script == [200]


def test_what_the_shop_refuses_is_not_sent_again() -> None:
    with scripted(400, 200) as (door, script), pytest.raises(InvalidInput, match="400: no such thing"):
        door.suggest("x", ANN, scene="none", now=0.0)
    assert script == [200]


def test_a_connection_is_kept_alive() -> None:
    with scripted(200, 200) as (door, _):
        door.search(Search("a"), ANN, now=0.0)
        kept = door._connection.sock
        door.search(Search("b"), ANN, now=0.0)
        assert kept is not None and door._connection.sock is kept


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://shop", "http://", "http://shop:notaport", "http://shop:0"])
def test_an_address_that_is_none_is_said_before_anything_is_asked(url: str) -> None:
    with pytest.raises(InvalidInput, match="give one such as http"):
        checked_url(url)


def test_a_tally_counts_answers_and_faults() -> None:
    shop, tally, ticks = Watched(), Tally(), iter(range(100))
    door = TalliedDoor(in_process(shop), tally, clock=lambda: next(ticks) / 1000)
    door.search(Search("跑鞋"), ANN, now=0.0)
    door.search(Search("没有这样的东西"), ANN, now=0.0)
    door.suggest("pao", ANN, now=0.0)
    with pytest.raises(Unavailable):
        door.suggest("pao", ANN, scene="moon", now=0.0)
    shop.broken = True
    with pytest.raises(Unavailable):
        door.search(Search("跑鞋"), ANN, now=0.0)
    door.record([click(), click()])
    counted = {"searches": 2, "zero_results": 1, "suggest.complete": 1, "told.click": 2, "recorded": 1, "duplicates": 1, "refused": 0}
    assert tally.counts == counted
    unknown, broken = tally.faults
    assert unknown.startswith("suggest: unknown scene 'moon': known are complete") and broken == "search: RuntimeError: a fault of our own"
    latency = tally.latencies()["search"]
    assert (latency.answers, latency.p50, latency.worst) == (2, 1.0, 1.0)


def test_tallies_of_threads_add_up() -> None:
    one, other = Tally(), Tally()
    one.count("searches"), other.count("searches", 2)
    other.waits["search"].append(5.0)
    other.faults["search: away"] += 1
    one.add(other)
    assert (one.counts["searches"], one.latencies()["search"].worst, sum(one.faults.values())) == (3, 5.0, 1)
