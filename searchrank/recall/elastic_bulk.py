"""Documents on their way into an index: actions in, sent in portions, several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

Action = dict[str, Any]


def send(client: Elasticsearch, actions: Iterable[Action], *, portion: int, threads: int) -> None:
    """Send all actions, `portion` in a request, up to `threads` requests at a time; the next portion is made while those are under way.

    With one thread they arrive in their order. Portions for which the server is too busy are sent again, three times at most. Raises what the client
    raises, BulkIndexError for refused documents; what is under way then still arrives.
    """
    with ThreadPoolExecutor(threads, thread_name_prefix="bulk") as pool:
        sent: deque[Future[None]] = deque()
        for some in _portions(actions, portion):
            sent.append(pool.submit(_send, client, some))
            # The oldest is awaited, so that no more is held than is being sent and one more portion.
            if len(sent) > threads:
                sent.popleft().result()
        while sent:
            sent.popleft().result()


def _portions(actions: Iterable[Action], size: int) -> Iterator[list[Action]]:
    left = iter(actions)
    while some := list(islice(left, size)):
        yield some


def _send(client: Elasticsearch, actions: list[Action]) -> None:
    for _ in streaming_bulk(client, actions, chunk_size=len(actions), max_retries=3, initial_backoff=1, ignore_status=404):
        pass
