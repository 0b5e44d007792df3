"""The load of `bench_http`, a process of its own: `python -m tests.bench.http_load PORT RATE SECONDS CONNECTIONS SEED`, paths in its input.

The load is open: a request is due when it is due (Poisson), whether or not those before it were answered, and its time counts from then on. Prints
one JSON object: the milliseconds of each request, how many were answered otherwise than by 200, and what the load itself used of the processors.
"""

from __future__ import annotations

import http.client
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import orjson

SETTLE_SECONDS = 0.2
"""Before the first request is due, so that every connection stands."""


@dataclass
class Load:
    """What is asked when, and what came of it; each connection takes the next request that is due."""

    asked: Iterator[tuple[float, str]]
    spent_ms: list[float] = field(default_factory=list)
    failures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> tuple[float, str] | None:
        """When the next request is due, and its path; None where there are no more."""
        with self.lock:
            return next(self.asked, None)


def due(rate: float, seconds: float, paths: Sequence[str], seed: int) -> Iterator[tuple[float, str]]:
    """Requests of a Poisson stream, in their order."""
    chance, at = random.Random(seed), time.perf_counter() + SETTLE_SECONDS
    end, number = at + seconds, 0
    while (at := at + chance.expovariate(rate)) < end:
        yield at, paths[number % len(paths)]
        number += 1


def ask(load: Load, port: int) -> None:
    """Ask over one connection, until nothing more is due."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    while (one := load.next()) is not None:
        at, path = one
        time.sleep(max(0.0, at - time.perf_counter()))
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        load.failures += response.status != 200
        load.spent_ms.append(1000 * (time.perf_counter() - at))
    connection.close()


def main(port: int, rate: float, seconds: float, connections: int, seed: int) -> None:
    paths = sys.stdin.read().splitlines()
    load = Load(due(rate, seconds, paths, seed))
    threads = [threading.Thread(target=ask, args=(load, port)) for _ in range(connections)]
    used, begun = time.process_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - begun - SETTLE_SECONDS
    told = {"spent_ms": load.spent_ms, "failures": load.failures, "lasted": lasted, "cpu": (time.process_time() - used) / lasted}
    sys.stdout.buffer.write(orjson.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
