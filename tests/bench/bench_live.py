"""What live changes cost and how soon they are seen: `python -m tests.bench.bench_live [--products N] [--elasticsearch 8.19] [--kill]`.

Serves a generated shop by two granian workers, searches it over HTTP without pause, and sends price and stock changes in batches, PATCH by PATCH, in
storms with quiet stretches between them. Every answer names the live rows that its worker saw, and every connection stays with one worker: a change
is seen by all when each of the watching connections has answered with as many rows. The time counts from the answer to the PATCH, and includes the
50 ms between two looks. With `--kill` a worker is killed by SIGKILL half-way, and Elasticsearch, where it serves, is stopped and started again.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from searchrank.bench.making import SEED, TODAY
from searchrank.publish.build import publish
from searchrank.settings import load_settings
from searchrank.simulate.world.world import load_world
from searchrank.store.products import parse_product
from searchrank.store.store import open_store
from tests.services import elasticsearch
from tests.services.elasticsearch import free_ports

TOKEN = "bench"
WATCHING, LOOK_SECONDS = 6, 0.05
ROUNDS = 3
AWAY_SECONDS = 3.0


@dataclass
class Seen:
    """When which connection saw how many rows, and what searches cost: (began, milliseconds over HTTP, milliseconds by the answer)."""

    rows: list[list[tuple[float, int]]] = field(default_factory=lambda: [[] for _ in range(WATCHING)])
    searches: list[tuple[float, float, float]] = field(default_factory=list)
    failures: int = 0
    degraded: int = 0


class Asking:
    """One connection that is kept; a broken one is made again, as any client does."""

    def __init__(self, port: int) -> None:
        self.port, self.connection = port, http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str, method: str = "GET", body: bytes | None = None) -> Any:
        for attempt in range(4):
            try:
                return self._asked(path, method, body)
            except (OSError, http.client.HTTPException):
                self.connection.close()
                time.sleep(0.1 * attempt)
        return self._asked(path, method, body)

    def _asked(self, path: str, method: str, body: bytes | None) -> Any:
        self.connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
        return orjson.loads(self.connection.getresponse().read())


def shop_of(home: Path, products: int, url: str | None) -> None:
    """A published shop of generated products."""
    home.mkdir(parents=True)
    told = f'admin_token = "{TOKEN}"\n' + (f'engine = "elasticsearch"\n[elasticsearch]\nurl = "{url}"\n' if url else "")
    (home / "searchrank.toml").write_text(told)
    settings, world = load_settings(home), load_world(TODAY)
    store = open_store(settings, create=True)
    store.catalogue.put(parse_product(one) for one in world.products(SEED, products))
    publish(store, settings)
    store.close()


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The shop, served by two workers."""
    command = [sys.executable, "-m", "searchrank.cli", "--home", str(home), "serve", "--port", str(port), "--workers", "2"]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _await(port)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _await(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            if Asking(port).get("/health/ready")["checks"]["live"]["ok"]:
                return
        time.sleep(0.2)
    raise TimeoutError("the shop did not begin to serve")


def watch(port: int, seen: Seen, done: threading.Event) -> None:
    """Look at every watching connection in turn."""
    asking = [Asking(port) for _ in range(WATCHING)]
    while not done.wait(LOOK_SECONDS):
        for number, one in enumerate(asking):
            view = one.get("/search?per_page=1")["view"]
            seen.rows[number].append((time.perf_counter(), int(view.partition(".")[2] or 0)))


def search(port: int, texts: Sequence[str], seen: Seen, done: threading.Event, seed: int, rate: float) -> None:
    """Search at this rate, each time from when it was due."""
    asking, chance, due = Asking(port), random.Random(seed), time.perf_counter()
    while not done.is_set():
        due += chance.expovariate(rate)
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            page = asking.get(f"/search?q={urllib.parse.quote(chance.choice(texts))}")
            seen.searches.append((due, 1000 * (time.perf_counter() - due), page["took_ms"]))
            seen.degraded += bool(page["degraded"])
        except (OSError, http.client.HTTPException, KeyError):
            seen.failures += 1


def storm(port: int, ids: Sequence[str], price: float, batch: int, rate: float) -> list[tuple[float, int]]:
    """Change the prices of these products in order; gives (when answered, how many products) of each batch."""
    asking, answered, due = Asking(port), [], time.perf_counter()
    for start in range(0, len(ids), batch):
        time.sleep(max(0.0, due - time.perf_counter()))
        due += batch / rate
        patches = [{"id": one, "price": price + start + place, "stock": place % 5} for place, one in enumerate(ids[start : start + batch])]
        told = asking.get("/products", "PATCH", b"\n".join(map(orjson.dumps, patches)))
        assert told["accepted"] == len(patches), told
        answered.append((time.perf_counter(), len(patches)))
    return answered


def visibility(answered: Sequence[tuple[float, int]], before: int, seen: Seen) -> np.ndarray[Any, Any]:
    """Seconds until every watching connection saw each change."""
    spent, row = [], before
    for at, count in answered:
        row += count
        first = [next((when for when, rows in one if rows >= row), float("inf")) for one in seen.rows]
        spent += [max(0.0, max(first) - at)] * count
    return np.array(spent)


def percentiles(values: Any, of: Sequence[float] = (50, 90, 99, 100)) -> str:
    return " / ".join(f"{value:.2f}" for value in np.percentile(np.asarray(values, float), of)) if len(values) else "none"


def _between(seen: Seen, start: float, end: float, which: int) -> list[float]:
    return [one[which] for one in list(seen.searches) if start <= one[0] < end]


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in told]


def disturb(server: subprocess.Popen[bytes], elastic: Any, done: list[str]) -> None:
    """Kill a worker, and stop and start the search server."""
    worker = children(server.pid)[-1]
    os.kill(worker, signal.SIGKILL)
    done.append(f"killed worker {worker}")
    if elastic is not None:
        # Stopped as a whole process group, because the launcher has the server as its child.
        os.killpg(elastic.pid, signal.SIGSTOP)
        time.sleep(AWAY_SECONDS)
        os.killpg(elastic.pid, signal.SIGCONT)
        done.append(f"Elasticsearch did not answer for {AWAY_SECONDS:g} s")


def run(home: Path, asked: argparse.Namespace, elastic: Any) -> None:
    """Quiet and storm in turns, then the report."""
    world, port = load_world(TODAY), free_ports(1)[0]
    texts = list(dict.fromkeys(text for text, _ in world.queries(SEED, 4000)))
    ids = [str(one["id"]) for one in world.products(SEED, asked.products)]
    seen, done, phases, events = Seen(), threading.Event(), [], list[str]()
    with serving(home, port) as server:
        loads = [threading.Thread(target=search, args=(port, texts, seen, done, seed, asked.rate / 2)) for seed in (1, 2)]
        threads = [threading.Thread(target=watch, args=(port, seen, done)), *loads]
        for thread in threads:
            thread.start()
        time.sleep(asked.warm)
        answered, sent = [], asked.updates // ROUNDS
        for turn in range(ROUNDS):
            start = time.perf_counter()
            time.sleep(asked.quiet)
            middle = time.perf_counter()
            if asked.kill and turn == 1:
                threading.Thread(target=disturb, args=(server, elastic, events)).start()
            chosen = random.Random(turn).choices(ids, k=sent)
            answered += storm(port, list(dict.fromkeys(chosen)), 1000 * (turn + 1), asked.batch, asked.storm)
            phases.append((start, middle, time.perf_counter()))
        time.sleep(5)
        _report(seen, phases, answered, events)
        _check(port, home, answered)
        done.set()
        for thread in threads:
            thread.join()


def _report(seen: Seen, phases: Sequence[tuple[float, float, float]], answered: Sequence[tuple[float, int]], events: Sequence[str]) -> None:
    say = sys.stdout.write
    say(f"{sum(count for _, count in answered):,} changes; {', '.join(events) or 'nothing was killed'}\n")
    say(f"ms until seen by all, p50 / p90 / p99 / most: {percentiles(1000 * visibility(answered, 0, seen))}\n")
    for which, name in ((2, "search, by the answer"), (1, "search, over HTTP from when it was due")):
        for number, (start, middle, end) in enumerate(phases, 1):
            parts = (("quiet", _between(seen, start, middle, which)), ("storm", _between(seen, middle, end, which)))
            told = ", ".join(f"{state} {percentiles(some, (50, 99))} (n {len(some)})" for state, some in parts)
            say(f"{name}, round {number}: {told}\n")
    say(f"searches that failed: {seen.failures}; that lacked a part: {seen.degraded}\n")


def _check(port: int, home: Path, answered: Sequence[tuple[float, int]]) -> None:
    """Nothing is lost: the store and both workers have come to the same number of changes."""
    rows = {Asking(port).get("/search?per_page=1")["view"] for _ in range(WATCHING)}
    store = open_store(load_settings(home))
    sys.stdout.write(f"views of {WATCHING} new connections: {sorted(rows)}; changes answered for: {sum(count for _, count in answered)}\n")
    store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, default in (
        ("products", int, 20_000),
        ("updates", int, 10_000),
        ("batch", int, 100),
        ("rate", float, 40.0),
        ("storm", float, 1000.0),
    ):
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--quiet", type=float, default=5.0)
    parser.add_argument("--warm", type=float, default=10.0)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--elasticsearch", metavar="RELEASE")
    asked = parser.parse_args()
    elastic = elasticsearch.start(asked.elasticsearch) if asked.elasticsearch else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            shop_of(Path(folder) / "shop", asked.products, elastic.url if elastic else None)
            run(Path(folder) / "shop", asked, elastic)
    finally:
        if elastic is not None:
            elastic.stop()


if __name__ == "__main__":
    main()
