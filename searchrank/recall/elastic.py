"""The Elasticsearch engine: one index a version of the catalogue, asked over the network in one round trip a search. Releases 8 and 9.

`ElasticServer` is the connection that a process keeps; `server.engine(index)` is the `Engine` of one version.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from elastic_transport import ObjectApiResponse, TlsError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer, TransportError
from elasticsearch.helpers import BulkIndexError

from searchrank.errors import Conflict, EngineDown
from searchrank.recall.breaker import Breaker
from searchrank.recall.dsl import MAPPING, Made, document, mapping, to_dsl
from searchrank.recall.elastic_bulk import Action, send
from searchrank.recall.elastic_faults import LOST, Fault, fault_of, refusal
from searchrank.recall.engine import AnyRow, IndexRow, Matched, Request, opened
from searchrank.settings import ElasticsearchSettings

Answer = TypeVar("Answer")

BUILD_SECONDS = 600.0
"""The longest that one step of a build may take; the merge of a large index is the longest."""

_SERVER_SHARE = 0.8
"""The share of the time limit after which the server answers with what it has, so that the answer still arrives in time."""

_PATIENCE = 0.9
"""The share of a search's time limit that failures in a row may cost: one that ran into it is as many as that."""

_PARTS = ("timed_out", "_shards.failed", "hits.total.value", "hits.hits.sort", "status", "error.type", "error.reason")
"""What is wanted of an answer."""


@dataclass(frozen=True, slots=True)
class ElasticServer:
    """A connection to one Elasticsearch, shared by threads and by the engines of several versions.

    Every call raises EngineDown where the server does not answer in time or refuses. After a lost connection a search is made once again in the time
    that is left to it; after several failures in a row the server is left alone for a while (see `Breaker`). `shop` names whose indexes are made and
    removed over it: those of others are left alone.
    """

    settings: ElasticsearchSettings = field(repr=False)
    client: Elasticsearch = field(repr=False)
    breaker: Breaker
    shop: str = ""

    @staticmethod
    def connect(settings: ElasticsearchSettings, *, shop: str = "", clock: Callable[[], float] = time.monotonic) -> ElasticServer:
        """A connection to the server of the settings; nothing is sent yet."""
        key, safe = settings.api_key, settings.url.startswith("https:")
        client = Elasticsearch(
            settings.url,
            api_key=key.get_secret_value() if key else None,
            ca_certs=str(settings.ca_certs) if safe and settings.ca_certs else DEFAULT,
            serializer=OrjsonSerializer(),
            request_timeout=settings.timeout_ms / 1000,
            max_retries=0,
            retry_on_timeout=False,
            retry_on_status=(),
        )
        return ElasticServer(settings, client, Breaker(patience_seconds=_PATIENCE * settings.timeout_ms / 1000, clock=clock), shop)

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

    def made(self, index: str) -> Made | None:
        """What the index of this name says of itself, None where none of ours has it. Raises EngineDown where there is no such index."""
        told = self.ask(lambda client: client.indices.get_mapping(index=index, filter_path=("*.mappings._meta", "*.mappings.dynamic"))).body
        return Made.said_by(next(iter(told.values()))["mappings"] if told else {})

    def owns(self, index: str) -> bool:
        """Whether the index of this name may be replaced and removed: it is this shop's, or no shop's."""
        made = self.made(index)
        return made is not None and (made.shop or self.shop) == self.shop

    def delete(self, index: str) -> None:
        """Remove the index of this name; nothing happens where there is none, or another shop's."""
        if self.exists(index) and self.owns(index):
            self.ask(lambda client: client.options(ignore_status=404).indices.delete(index=index), seconds=BUILD_SECONDS)

    def point(self, alias: str, index: str | None) -> None:
        """Let the alias name this index and no other of this shop, in one step; with None it names none."""
        named = self.ask(lambda client: client.options(ignore_status=404).indices.get_alias(name=alias)).body
        others = [one for one in named if one != index and isinstance(named[one], dict)] if "error" not in named else []
        actions: list[Mapping[str, Any]] = [{"remove": {"index": one, "alias": alias}} for one in others]
        if index is not None:
            actions.append({"add": {"index": index, "alias": alias}})
        if actions:
            self.ask(lambda client: client.indices.update_aliases(actions=actions))

    def close(self) -> None:
        """Let go of the connections."""
        self.client.close()

    def ask(self, call: Callable[[Elasticsearch], Answer], *, seconds: float | None = None) -> Answer:
        """What the call gives; its failures become EngineDown. `seconds` is the time limit of each of its requests, by default that of a search."""
        if not self.breaker.allows():
            why = "several calls in a row failed, or one took all its time"
            raise EngineDown(f"Elasticsearch at {self.address} does not answer ({why}): it is tried again in a moment")
        begun = time.monotonic()
        try:
            answer = call(self.client.options(request_timeout=seconds, max_retries=1)) if seconds else self._in_time(call)
        except (ApiError, TransportError, BulkIndexError) as error:
            raise self.down(fault_of(error), time.monotonic() - begun) from error
        self.breaker.succeeded()
        return answer

    def told(self, call: Callable[[Elasticsearch], ObjectApiResponse[Any]]) -> dict[str, Any]:
        """What a search answers; raises EngineDown where something else than Elasticsearch has answered."""
        body = self.ask(call).body
        if not isinstance(body, dict) or not body:
            raise self.down(Fault(f"gave an answer that is none of Elasticsearch's ({str(body)[:40]!r}): check elasticsearch.url", dead=True))
        return body

    def down(self, fault: Fault, seconds: float = 0.0) -> EngineDown:
        """The error to raise after a fault, which took so long and which the breaker has noted."""
        if fault.dead:
            self.breaker.failed(seconds)
        else:
            self.breaker.succeeded()
        return EngineDown(f"Elasticsearch at {self.address} {fault.said}")

    def _in_time(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        """Made once again after a lost connection, as far as the time limit of a search allows."""
        begun = time.monotonic()
        try:
            return call(self.client)
        except TlsError:
            raise
        except LOST:
            left = self.settings.timeout_ms / 1000 - (time.monotonic() - begun)
            if left <= 0:
                raise
            return call(self.client.options(request_timeout=left))


@dataclass(slots=True)
class ElasticEngine:
    """Keyword recall from one index; an `Engine`. Ties are broken by row, on every shard and among them."""

    server: ElasticServer
    index: str
    _made: Made | None = None
    _closed: bool = False

    def build(self, rows: Iterable[AnyRow]) -> None:
        """Make the index anew from these products, which are sent as they come; merged to one segment a shard.

        Raises Conflict where an index of this name is not this shop's.
        """
        self._refuse_closed()
        self._make_room()
        settings, made = self.server.settings, Made(MAPPING, self.server.shop, self.server.settings.shards)
        while_building = {"number_of_shards": settings.shards, "number_of_replicas": 0, "refresh_interval": "-1"}
        self._ask(lambda client: client.indices.create(index=self.index, mappings=mapping(made), settings=while_building))
        self._bulk(self._puts(opened(rows)), settings.bulk_threads)
        self._ask(lambda client: client.indices.refresh(index=self.index))
        self._ask(lambda client: client.indices.forcemerge(index=self.index, max_num_segments=1))
        after = {"refresh_interval": None, "number_of_replicas": settings.replicas}
        self._ask(lambda client: client.indices.put_settings(index=self.index, settings=after))
        self._made = made

    def update(self, rows: Iterable[IndexRow]) -> None:
        """Add these products, or replace those with the same row."""
        self._change(self._puts(rows))

    def remove(self, rows: Iterable[int]) -> None:
        """Take these products out."""
        self._change({"_op_type": "delete", "_index": self.index, "_id": str(int(row))} for row in rows)

    def search(self, request: Request) -> Matched:
        """The best matches of a request, best first, ties by row; `partial` where a shard failed or the time was up."""
        kind = self._search_type()
        body = self._body(request)
        answer = self.server.told(lambda client: client.search(index=self.index, body=body, search_type=kind, filter_path=_PARTS))
        return _matched(answer, request)

    def search_all(self, requests: Sequence[Request]) -> tuple[Matched, ...]:
        """The answer to each request, in one round trip. Where one of them fails, all do."""
        if len(requests) < 2:
            return tuple(map(self.search, requests))
        header = {"search_type": self._search_type()}
        lines = [line for request in requests for line in (header, self._body(request))]
        parts = [f"responses.{part}" for part in _PARTS]
        told = self.server.told(lambda client: client.msearch(index=self.index, searches=lines, filter_path=parts))
        return tuple(self._one_of(answer, request) for answer, request in zip(told["responses"], requests, strict=True))

    def close(self) -> None:
        """Answer no more. The index stays, and so does the server's connection."""
        self._closed = True

    def _one_of(self, answer: dict[str, Any], request: Request) -> Matched:
        if "error" in answer:
            raise self.server.down(refusal(answer["status"], answer))
        return _matched(answer, request)

    def _body(self, request: Request) -> dict[str, Any]:
        return {**to_dsl(request), "timeout": f"{max(1, int(self.server.settings.timeout_ms * _SERVER_SHARE))}ms"}

    def _search_type(self) -> str:
        """With several shards each first tells how many of its products have a term: else a rare term weighs by the shard it is on."""
        self._refuse_closed()
        if self._made is None:
            self._made = self._fitting()
        return "query_then_fetch" if self._made.shards == 1 else "dfs_query_then_fetch"

    def _fitting(self) -> Made:
        """What the index says of itself; raises EngineDown where it was not made by this version."""
        made = self.server.made(self.index)
        if made is None or made.mapping != MAPPING:
            found = "not made by searchrank" if made is None else f"of version {made.mapping} of the mapping, this program reads {MAPPING}"
            raise EngineDown(f"the index {self.index} of Elasticsearch at {self.server.address} is {found}: publish again")
        return made

    def _make_room(self) -> None:
        if not self.server.exists(self.index):
            return
        if not self.server.owns(self.index):
            where = f"the index {self.index} of Elasticsearch at {self.server.address}"
            raise Conflict(f"{where} is not this shop's: give elasticsearch.index_prefix a name that no other shop has")
        self.server.delete(self.index)

    def _puts(self, rows: Iterable[IndexRow]) -> Iterator[Action]:
        for row in rows:
            yield {"_index": self.index, "_id": str(int(row.row)), "_source": document(row)}

    def _change(self, actions: Iterable[Action]) -> None:
        """Send changes in their order. Looked at before each: a server makes an index that is gone anew by itself, after its own taste."""
        self._refuse_closed()
        self._made = self._fitting()
        self._bulk(actions, threads=1)
        self._ask(lambda client: client.indices.refresh(index=self.index))

    def _bulk(self, actions: Iterable[Action], threads: int) -> None:
        self._ask(lambda client: send(client, actions, portion=self.server.settings.bulk_size, threads=threads))

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
