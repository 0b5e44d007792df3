"""The Elasticsearch engine: one index a version of the catalogue, asked over the network in one round trip a search. Releases 8 and 9.

`ElasticServer` is the connection that a process keeps; `server.engine(index)` is the `Engine` of one version.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from searchrank.errors import EngineDown
from searchrank.recall.breaker import Breaker
from searchrank.recall.dsl import document, mapping, to_dsl
from searchrank.recall.engine import IndexRow, Matched, Request
from searchrank.settings import ElasticsearchSettings

Answer = TypeVar("Answer")

BUILD_SECONDS = 600.0
"""The longest that one step of a build may take; the merge of a large index is the longest."""

_SERVER_SHARE = 0.8
"""The share of the time limit after which the server answers with what it has, so that the answer still arrives in time."""

_ANSWER_PARTS = ("timed_out", "_shards.failed", "hits.total.value", "hits.hits.sort")
_TOO_BUSY = 429


@dataclass(frozen=True, slots=True)
class ElasticServer:
    """A connection to one Elasticsearch, shared by threads and by the engines of several versions.

    Every call raises EngineDown where the server does not answer in time or refuses. A lost connection is tried once again; after several failures
    in a row the server is left alone for a while (see `Breaker`).
    """

    settings: ElasticsearchSettings = field(repr=False)
    client: Elasticsearch
    breaker: Breaker

    @staticmethod
    def connect(settings: ElasticsearchSettings, *, clock: Callable[[], float] = time.monotonic) -> ElasticServer:
        """A connection to the server of the settings; nothing is sent yet."""
        client = Elasticsearch(
            settings.url,
            api_key=settings.api_key,
            request_timeout=settings.timeout_ms / 1000,
            max_retries=1,
            retry_on_timeout=False,
            retry_on_status=(),
        )
        return ElasticServer(settings, client, Breaker(clock=clock))

    @property
    def address(self) -> str:
        """The URL without user and password: errors are shown to shoppers."""
        parts = urlsplit(self.settings.url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    def engine(self, index: str) -> ElasticEngine:
        """The engine of the index of this name, which `build` makes."""
        return ElasticEngine(self, index)

    def version(self) -> str:
        """The release of the server, such as 8.19.8."""
        # The small server has no `info()`.
        nodes = self.ask(lambda client: client.nodes.info(filter_path="nodes.*.version"))
        return str(next(iter(nodes["nodes"].values()))["version"])

    def indexes(self, prefix: str) -> list[str]:
        """The names of the indexes that begin with this, in order."""
        return sorted(self.ask(lambda client: client.indices.get_alias(index=f"{prefix}*")).keys())

    def exists(self, index: str) -> bool:
        """Whether there is an index of this name."""
        return bool(self.ask(lambda client: client.indices.exists(index=index)))

    def delete(self, index: str) -> None:
        """Remove the index of this name; nothing happens where there is none."""
        self.ask(lambda client: client.options(ignore_status=404).indices.delete(index=index), seconds=BUILD_SECONDS)

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def ask(self, call: Callable[[Elasticsearch], Answer], *, seconds: float | None = None) -> Answer:
        """What the call gives; its failures become EngineDown. `seconds` is the time limit, by default that of a search."""
        if not self.breaker.allows():
            raise EngineDown(f"Elasticsearch at {self.address} does not answer (several calls in a row failed): it is tried again in a moment")
        client = self.client if seconds is None else self.client.options(request_timeout=seconds)
        try:
            answer = call(client)
        except (ApiError, TransportError, BulkIndexError) as error:
            raise self._down(error) from error
        self.breaker.succeeded()
        return answer

    def _down(self, error: Exception) -> EngineDown:
        url = self.address
        if isinstance(error, BulkIndexError):
            return EngineDown(f"Elasticsearch at {url} refused {len(error.errors)} products ({_first(error)}): publish again")
        if isinstance(error, NotFoundError):
            self.breaker.succeeded()
            return EngineDown(f"Elasticsearch at {url} has no such index ({error.message}): publish again")
        if isinstance(error, ApiError) and error.status_code < _TOO_BUSY:
            self.breaker.succeeded()
            return EngineDown(f"Elasticsearch at {url} refused the request ({error.status_code}: {str(error)[:300]}): check its release and rights")
        self.breaker.failed()
        return EngineDown(
            f"Elasticsearch at {url} does not answer ({type(error).__name__}: {str(error)[:300]}): check that it runs, then search again"
        )


@dataclass(slots=True)
class ElasticEngine:
    """Keyword recall from one index; an `Engine`. Ties are broken by row, on every shard and among them."""

    server: ElasticServer
    index: str
    _closed: bool = False

    def build(self, rows: Iterable[IndexRow]) -> None:
        """Make the index anew from these products, which are sent as they come; merged to one segment a shard."""
        self._refuse_closed()
        self.server.delete(self.index)
        self._ask(lambda client: client.indices.create(index=self.index, mappings=mapping(), settings=self._while_building()))
        self._bulk(self._puts(rows))
        self._ask(lambda client: client.indices.refresh(index=self.index))
        self._ask(lambda client: client.indices.forcemerge(index=self.index, max_num_segments=1))
        after = {"refresh_interval": None, "number_of_replicas": self.server.settings.replicas}
        self._ask(lambda client: client.indices.put_settings(index=self.index, settings=after))

    def update(self, rows: Iterable[IndexRow]) -> None:
        """Add these products, or replace those with the same row."""
        self._refuse_closed()
        self._bulk(self._puts(rows))
        self._ask(lambda client: client.indices.refresh(index=self.index))

    def remove(self, rows: Iterable[int]) -> None:
        """Take these products out."""
        self._refuse_closed()
        self._bulk({"_op_type": "delete", "_index": self.index, "_id": str(row)} for row in rows)
        self._ask(lambda client: client.indices.refresh(index=self.index))

    def search(self, request: Request) -> Matched:
        """The best matches of a request, best first, ties by row; `partial` where a shard failed or the time was up."""
        self._refuse_closed()
        timeout = f"{max(1, int(self.server.settings.timeout_ms * _SERVER_SHARE))}ms"
        body = {**to_dsl(request), "timeout": timeout}
        answer = self.server.ask(lambda client: client.search(index=self.index, body=body, filter_path=_ANSWER_PARTS))
        return _matched(answer.body, request)

    def close(self) -> None:
        """Answer no more. The index stays, and so does the server's connection."""
        self._closed = True

    def _while_building(self) -> dict[str, Any]:
        return {"number_of_shards": self.server.settings.shards, "number_of_replicas": 0, "refresh_interval": "-1"}

    def _puts(self, rows: Iterable[IndexRow]) -> Iterator[dict[str, Any]]:
        for row in rows:
            yield {"_index": self.index, "_id": str(int(row.row)), "_source": document(row)}

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        def send(client: Elasticsearch) -> None:
            sent = streaming_bulk(client, actions, chunk_size=self.server.settings.bulk_size, max_retries=3, initial_backoff=1, ignore_status=404)
            for _ in sent:
                pass

        self._ask(send)

    def _ask(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        return self.server.ask(call, seconds=BUILD_SECONDS)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise EngineDown(f"the engine of the index {self.index} is closed: open it again")


def _matched(answer: dict[str, Any], request: Request) -> Matched:
    hits = answer.get("hits", {})
    keys = [hit["sort"] for hit in hits.get("hits", ())]
    scores = [key[0] for key in keys] if request.order is None else [0.0] * len(keys)
    total = hits["total"]["value"] if request.count else None
    partial = answer["timed_out"] or answer["_shards"]["failed"] > 0
    return Matched.of([key[1] for key in keys], scores, limit=request.limit, total=total, partial=partial)


def _first(error: BulkIndexError) -> str:
    action = next(iter(error.errors[0].values()))
    return f"row {action.get('_id')} first: {str(action.get('error'))[:300]}"
