"""A server that plays a script in place of Elasticsearch: what no real one can be made to do on demand."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from searchrank.errors import EngineDown
from searchrank.recall.dsl import Made
from searchrank.recall.elastic import ElasticServer
from searchrank.settings import ElasticsearchSettings

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Scripted:
    """One reply a request, the last one for ever; keeps what it was asked: the path, and the lines of the body."""

    replies: list[Reply]
    made: Mapping[str, Any] | None
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.asked += [json.loads(line) for line in body.splitlines()]
        self.paths.append(handler.path)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        reply(handler)

    def look(self, handler: BaseHTTPRequestHandler) -> None:
        """What is asked before the first search of an index: what it says of itself."""
        says({} if self.made is None else {"products-1": {"mappings": {"_meta": {"searchrank": self.made}}}})(handler)


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


def hangs_up_after(seconds: float) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        hangs_up(handler)

    return reply


@contextmanager
def playing(
    *replies: Reply,
    timeout_ms: int = 300,
    clock: Callable[[], float] = time.monotonic,
    made: Mapping[str, Any] | None = asdict(Made()),
    tls: ssl.SSLContext | None = None,
    **settings: Any,
) -> Iterator[tuple[ElasticServer, Scripted]]:
    script = Scripted(list(replies), made)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.answer(self)

        def do_GET(self) -> None:
            script.look(self)

        def log_message(self, *_: Any) -> None: ...

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls is not None:
        web.socket = tls.wrap_socket(web.socket, server_side=True)
    thread = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = settings.pop("url", "http://127.0.0.1:PORT").replace("PORT", str(web.server_port))
    server = ElasticServer.connect(ElasticsearchSettings(url=url, timeout_ms=timeout_ms, **settings), clock=clock)
    try:
        yield server, script
    finally:
        server.close()
        web.shutdown()
        thread.join()
        web.server_close()


def failure(call: Callable[[], object]) -> str:
    """The one sentence of the EngineDown that the call raises."""
    with pytest.raises(EngineDown) as caught:
        call()
    assert "\n" not in caught.value.message
    return caught.value.message
