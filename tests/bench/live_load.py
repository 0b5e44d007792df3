"""The load of `bench_live`: shoppers who search, looks at what is visible, and a process of its own that changes products.

`python -m tests.bench.live_load HOME PORT UPDATES BATCH RATE TURN` sends changes of price and stock, of every hundredth the title
too, and writes when each batch was accepted, of how many, and how long after it was due; with port 0 it writes them into the store
itself, so that no worker has a part in it.
"""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from searchrank.bench.making import SEED, TODAY
from searchrank.settings import load_settings
from searchrank.simulate.world.world import load_world
from searchrank.store.selling import Selling
from searchrank.store.store import open_store

TOKEN = "bench"
WATCHING, LOOK_SECONDS, LOOKS = 6, 0.05, 20
"""Connections that look, how often each does, and after how many looks it is made anew: a worker that came back has to be seen too."""
LETTERS = "bcdfghjklmnpqrtvwxz"
SEARCHES = 5
"""Searches of a shopper, which come over one connection."""


@dataclass
class Seen:
    """When which connection saw how many rows, and what searches cost: (due, milliseconds over HTTP, milliseconds by the answer)."""

    rows: list[list[tuple[float, int]]] = field(default_factory=lambda: [[] for _ in range(WATCHING)])
    searches: list[tuple[float, float, float]] = field(default_factory=list)
    failures: int = 0
    degraded: list[float] = field(default_factory=list)


class Asking:
    """One connection that is kept; a broken one is made again, as any client does."""

    def __init__(self, port: int) -> None:
        self.port, self.connection = port, http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str, method: str = "GET", body: bytes | None = None) -> Any:
        for attempt in range(4):
            try:
                return self._asked(path, method, body)
            except (OSError, http.client.HTTPException):
                self.anew()
                time.sleep(0.1 * attempt)
        return self._asked(path, method, body)

    def anew(self) -> None:
        self.connection.close()

    def _asked(self, path: str, method: str, body: bytes | None) -> Any:
        self.connection.request(method, path, body, {"Authorization": f"Bearer {TOKEN}"})
        return orjson.loads(self.connection.getresponse().read())


def rows_of(view: str) -> int:
    """How many live rows a view has."""
    return int(view.partition(".")[2] or 0)


def watch(port: int, seen: Seen, done: threading.Event, number: int) -> None:
    """Look over one connection."""
    asking, looks = Asking(port), 0
    while not done.wait(LOOK_SECONDS):
        looks += 1
        if looks % LOOKS == number:
            asking.anew()
        view = asking.get("/search?per_page=1")["view"]
        seen.rows[number].append((time.perf_counter(), rows_of(view)))


def search(port: int, texts: Sequence[str], seen: Seen, done: threading.Event, seed: int, rate: float) -> None:
    """Search at this rate, each time from when it was due."""
    asking, chance, due, made = Asking(port), random.Random(seed), time.perf_counter(), 0
    while not done.is_set():
        due += chance.expovariate(rate)
        time.sleep(max(0.0, due - time.perf_counter()))
        made += 1
        if made % SEARCHES == 0:
            asking.anew()
        try:
            page = asking.get(f"/search?q={urllib.parse.quote(chance.choice(texts))}")
            seen.searches.append((due, 1000 * (time.perf_counter() - due), page["took_ms"]))
            if page["degraded"]:
                seen.degraded.append(due)
        except (OSError, http.client.HTTPException, KeyError):
            seen.failures += 1


def word_of(product_id: str, turn: int) -> str:
    """A word that no other product has, which a change puts into the title: letters alone, and none that a stem goes without."""
    return "wumpus" + "".join(LETTERS[ord(letter) % len(LETTERS)] for letter in f"{turn}{product_id}") + "q"


def patches_of(home: Path, updates: int, batch: int, turn: int) -> list[list[dict[str, Any]]]:
    """The changes of a turn in batches; every hundredth changes the title too."""
    world, chance = load_world(TODAY), random.Random(turn)
    products = int(load_settings(home).home.joinpath("products").read_text())
    ids = [str(one["id"]) for one in world.products(SEED, products)]
    chosen = list(dict.fromkeys(chance.choices(ids, k=updates)))
    made = [{"id": one, "price": 1000 * turn + place, "stock": 1 + place % 5} for place, one in enumerate(chosen)]
    for one in made[::TITLED]:
        one["title"] = f"Bottle {word_of(one['id'], turn)}"
    return [made[start : start + batch] for start in range(0, len(made), batch)]


TITLED = 100
"""Of how many changes one is of a title."""
CONNECTIONS = 4
"""Over which changes come that are a request each."""


def send_over_http(port: int) -> Callable[[Sequence[dict[str, Any]]], None]:
    """Changes as a shop's own system sends them."""
    asking = Asking(port)

    def send(patches: Sequence[dict[str, Any]]) -> None:
        told = asking.get("/products", "PATCH", b"\n".join(map(orjson.dumps, patches)))
        assert told["accepted"] == len(patches), told

    return send


def send_to_store(home: Path) -> Callable[[Sequence[dict[str, Any]]], None]:
    """The same changes put into the store by this process."""
    selling = Selling(open_store(load_settings(home)).catalogue)

    def send(patches: Sequence[dict[str, Any]]) -> None:
        _, faults = selling.patch([(one["id"], one) for one in patches])
        assert not faults, faults

    return send


def burning(share: float) -> subprocess.Popen[bytes]:
    """A process that does nothing but use this share of a core, in slices of 20 ms."""
    lines = ("import time", "while True:", " end = time.perf_counter() + {}", " while time.perf_counter() < end: pass", " time.sleep({})")
    return subprocess.Popen([sys.executable, "-c", "\n".join(lines).format(0.02 * share, 0.02 * (1 - share))])


def main(home: Path, port: int, updates: int, batch: int, rate: float, turn: int) -> None:
    """Send a turn's changes at a rate, when a line comes in."""
    batches = patches_of(home, updates, batch, turn)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    begun, lanes = time.perf_counter(), CONNECTIONS if port and batch == 1 else 1
    senders = [threading.Thread(target=_lane, args=(port, home, batches, lane, lanes, begun, rate)) for lane in range(lanes)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()


def _lane(port: int, home: Path, batches: Sequence[list[dict[str, Any]]], lane: int, lanes: int, begun: float, rate: float) -> None:
    """Send every `lanes`-th batch over one connection, each when it is due."""
    send, batch = send_over_http(port) if port else send_to_store(home), len(batches[0])
    for place in range(lane, len(batches), lanes):
        due = begun + place * batch / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        send(batches[place])
        answered = time.perf_counter()
        sys.stdout.write(f"{answered} {len(batches[place])} {answered - due}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]), int(sys.argv[6]))
