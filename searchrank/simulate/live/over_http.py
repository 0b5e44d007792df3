"""The door of a shop that is served: takes its address, gives the same answers over one kept-alive connection. One thread at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

import orjson

from searchrank.errors import InvalidInput, Unavailable
from searchrank.simulate.live.door import Answer, Recorded, Search, Ubi, Who

MOST_ITEMS = 1000
"""Events in one request; the API takes no more."""
TRIES = 2
"""A request that is lost or answered by a fault of the server is sent once more: what is recorded twice is known by its content."""
WAIT_S = 30.0


class OverHttp:
    """The door of a served shop. Close it to let go of the connection."""

    def __init__(self, url: str, wait_s: float = WAIT_S) -> None:
        parts = checked_url(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=wait_s)
        self._path, self._url = parts.path.rstrip("/"), url

    def search(self, asked: Search, who: Who, facets: Sequence[str] = (), *, now: float) -> Answer:
        """The answer of `GET /search`; a served shop has its own clock."""
        named = {"page": str(asked.page), "source": asked.source, "from_query_id": asked.from_query_id, "view": asked.view}
        named |= {"user_id": who.user_id, "session_id": who.session_id}
        repeated = [*(("filter", one) for one in asked.filters), *(("facets", one) for one in facets)]
        return self._ask("/search", [("q", asked.text), *_given(named), *repeated])

    def suggest(self, prefix: str, who: Who, *, scene: str = "complete", limit: int = 10, now: float) -> Answer:
        """The answer of `GET /suggest`."""
        named = {"scene": scene, "limit": str(limit), "user_id": who.user_id, "session_id": who.session_id}
        return self._ask("/suggest", [("q", prefix), *_given(named)])

    def record(self, events: Sequence[Ubi], queries: Sequence[Ubi] = ()) -> Recorded:
        """Queries first, each kind in as few requests as the API takes."""
        kept = Recorded()
        for path, items in (("/ubi_queries", queries), ("/ubi_events", events)):
            for start in range(0, len(items), MOST_ITEMS):
                answer = self._send("POST", path, orjson.dumps(items[start : start + MOST_ITEMS]))
                kept += Recorded(answer["accepted"], answer["duplicates"], len(answer["errors"]))
        return kept

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _ask(self, path: str, parameters: list[tuple[str, str]]) -> Answer:
        return self._send("GET", f"{path}?{urlencode(parameters)}", None)

    def _send(self, method: str, path: str, body: bytes | None) -> Answer:
        fault = ""
        for _ in range(TRIES):
            try:
                status, read = self._once(method, path, body)
            except (OSError, HTTPException) as error:
                fault = f"{type(error).__name__} {error}".rstrip()
                with suppress(OSError):
                    self._connection.close()
                continue
            if status < 500:
                return self._checked(status, read, path)
            fault = f"{status}: {_said(read)}"
        raise Unavailable(f"the shop at {self._url} did not answer {_place(path)} ({fault}): see whether it is served and ready")

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self._connection.request(method, self._path + path, body, headers)
        response = self._connection.getresponse()
        text = response.read()
        return response.status, _json(text)

    def _checked(self, status: int, read: Any, path: str) -> Answer:
        # An answer to events that were all refused is 400 too, and says why for each.
        if isinstance(read, dict) and (status < 400 or "accepted" in read):
            return read
        raise InvalidInput(f"the shop at {self._url} answered {_place(path)} with {status}: {_said(read)}")


def checked_url(url: str) -> SplitResult:
    """The parts of an address; raises InvalidInput where it is none of http.

    >>> checked_url("http://127.0.0.1:8000").port
    8000
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise InvalidInput(f"the url is {url[:80]!r}: give one such as http://127.0.0.1:8000", field="url")
    return parts


def _place(path: str) -> str:
    """Without what was asked: faults of one kind are counted together."""
    return path.partition("?")[0]


def _given(named: Mapping[str, str | None]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in named.items() if value is not None]


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _said(read: Any) -> str:
    error = read.get("error") if isinstance(read, dict) else None
    return str(error.get("message", "")) if isinstance(error, dict) else "no JSON"
