"""What live changes cost and how soon they are seen: `python -m tests.bench.bench_live [--products N] [--elasticsearch 8.19] [--kill] [--store]`.

Serves a generated shop by two granian workers and searches it over HTTP without pause. In turns it is quiet, then a process of its own sends changes
(storm), then processes that do nothing burn as much of the processors as the storm did (busy): what a storm costs beyond that is the engine's.
Every answer names the live rows that its worker saw: a change is seen when each watching connection has answered with as many rows and none
answers with fewer any more. The time counts from the answer to the change, and includes the 50 ms between two looks.
With `--kill` a worker is killed in the second storm, and Elasticsearch, where it serves, is killed and begun again on what it had kept.
With `--batch 1` each change is a request of its own, over several connections; else a list of so many.
With `--store` the changes are put into the store by the process itself, so that no worker has a part in taking them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from searchrank.bench.making import SEED, TODAY
from searchrank.publish.build import publish
from searchrank.settings import load_settings
from searchrank.shop import open_shop
from searchrank.simulate.world.world import load_world
from searchrank.store.products import parse_product
from searchrank.store.store import open_store
from tests.bench.live_cost import Processes, budget, children_of, shares
from tests.bench.live_load import TOKEN, WATCHING, Asking, Seen, burning, patches_of, search, watch
from tests.bench.serving import serving
from tests.services import elasticsearch
from tests.services.elasticsearch import free_ports

AWAY_SECONDS, BACK_SECONDS, SETTLE_SECONDS = 2.0, 120.0, 5.0
CPU_SECONDS = 0.5
"""How often the processes of a storm are looked at."""
PHASES = ("quiet", "storm", "busy")
Answered = list[tuple[float, int]]


@dataclass
class Course:
    """What happened when: when each phase of each turn began and ended, the changes that were accepted, and what was disturbed."""

    phases: list[tuple[int, str, float, float]] = field(default_factory=list)
    answered: Answered = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    """Milliseconds from when each request with changes was due to its answer."""
    spent: list[tuple[str, Mapping[str, float]]] = field(default_factory=list)
    """Shares of a processor by part, in each quiet phase and in each storm."""
    events: list[str] = field(default_factory=list)


def shop_of(home: Path, products: int, url: str | None) -> None:
    """A published shop of generated products."""
    home.mkdir(parents=True)
    told = f'admin_token = "{TOKEN}"\n' + (f'engine = "elasticsearch"\n[elasticsearch]\nurl = "{url}"\n' if url else "")
    (home / "searchrank.toml").write_text(told)
    (home / "products").write_text(str(products))
    settings, world = load_settings(home), load_world(TODAY)
    store = open_store(settings, create=True)
    store.catalogue.put(parse_product(one) for one in world.products(SEED, products))
    publish(store, settings)
    store.close()


@contextmanager
def loaded(port: int, seen: Seen, rate: float) -> Iterator[None]:
    """Searched and looked at, as long as the block runs."""
    texts, done = list(dict.fromkeys(text for text, _ in load_world(TODAY).queries(SEED, 4000))), threading.Event()
    threads = [threading.Thread(target=search, args=(port, texts, seen, done, seed, rate / 2)) for seed in (1, 2)]
    threads += [threading.Thread(target=watch, args=(port, seen, done, number)) for number in range(WATCHING)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def storm(processes: Processes, port: int, asked: argparse.Namespace, turn: int, course: Course, disturbing: Any) -> None:
    """One turn's changes, sent by a process of its own."""
    told = map(str, (processes.home, 0 if asked.store else port, asked.updates // asked.turns, asked.batch, asked.storm, turn))
    command = [sys.executable, "-m", "tests.bench.live_load", *told]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sender:
        assert sender.stdin is not None and sender.stdout is not None
        sender.stdout.readline()
        before, begun = processes.used(sender.pid), time.perf_counter()
        sender.stdin.write("\n")
        sender.stdin.flush()
        disturbing()
        after, looked_at = before, begun
        for line in sender.stdout:
            at, count, late = line.split()
            course.answered.append((float(at), int(count)))
            course.late.append(1000 * float(late))
            if time.perf_counter() - looked_at > CPU_SECONDS:
                after, looked_at = processes.used(sender.pid), time.perf_counter()
    # It is over with the last answer: how long the sender takes to end is no matter of the shop.
    course.phases.append((turn, "storm", begun, course.answered[-1][0]))
    if looked_at > begun:
        course.spent.append(("storm", shares(before, after, looked_at - begun)))


def rest(kind: str, seconds: float, turn: int, course: Course, processes: Processes, burnt: Sequence[float] = ()) -> None:
    """A phase without changes, beside processes that burn these shares of a core."""
    begun, before = time.perf_counter(), processes.used()
    with ExitStack() as burners:
        for share in burnt:
            process = burning(min(share, 1.0))
            burners.callback(process.wait)
            burners.callback(process.kill)
        time.sleep(seconds)
    course.phases.append((turn, kind, begun, time.perf_counter()))
    course.spent.append((kind, shares(before, processes.used(), time.perf_counter() - begun)))


def disturb(server: subprocess.Popen[bytes], elastic: Any, course: Course) -> None:
    """Kill a worker, and the search server, which is begun again."""
    worker = children_of(server.pid)[-1]
    os.kill(worker, signal.SIGKILL)
    course.events.append(f"killed worker {worker}")
    if elastic:
        begun = time.perf_counter()
        elastic[0].kill()
        time.sleep(AWAY_SECONDS)
        elastic[0] = elastic[0].begun_again()
        while not elastic[0].answers() and time.perf_counter() - begun < BACK_SECONDS:
            time.sleep(0.1)
        course.events.append(f"Elasticsearch was killed and answered again after {time.perf_counter() - begun:.1f} s")


def run(home: Path, asked: argparse.Namespace, elastic: list[Any]) -> None:
    """Quiet, storm and busy in turns, then the report."""
    port, seen, course, disturbing = free_ports(1)[0], Seen(), Course(), list[threading.Thread]()
    with serving(home, port) as server, loaded(port, seen, asked.rate):
        processes = Processes(server.pid, home, elastic[0].pid if elastic else None)
        time.sleep(asked.warm)
        for turn in range(1, asked.turns + 1):
            rest("quiet", asked.quiet, turn, course, processes)
            if asked.kill and turn == 2:
                disturbing.append(threading.Thread(target=disturb, args=(server, elastic, course)))
            storm(processes, port, asked, turn, course, disturbing[0].start if asked.kill and turn == 2 else lambda: None)
            storms = [one for kind, one in course.spent if kind == "storm"]
            rest("busy", asked.quiet, turn, course, processes, [storms[-1][name] for name in ("writer", "sender")] if storms else ())
        for thread in disturbing:
            thread.join()
        time.sleep(SETTLE_SECONDS)
        report(seen, course)
        check(port, home, asked, course)


def visibility(answered: Answered, seen: Seen) -> np.ndarray[Any, Any]:
    """Seconds until every watching connection had seen each change and saw it from then on."""
    spent, row = [], 0
    for at, count in answered:
        row += count
        spent += [max(0.0, max(_seen_at(one, row, at) for one in seen.rows) - at)] * count
    return np.array(spent)


def _seen_at(looks: Sequence[tuple[float, int]], row: int, at: float) -> float:
    stale = max((place for place, (when, rows) in enumerate(looks) if rows < row), default=-1)
    return next((when for when, _ in looks[stale + 1 :] if when >= at), float("inf"))


def percentiles(values: Any, of: Sequence[float] = (50, 90, 99, 100)) -> str:
    return " / ".join(f"{value:.2f}" for value in np.percentile(np.asarray(values, float), of)) if len(values) else "none"


def report(seen: Seen, course: Course) -> None:
    say, changed = sys.stdout.write, sum(count for _, count in course.answered)
    storms = [end - start for _, kind, start, end in course.phases if kind == "storm"]
    say(f"{changed:,} changes at {changed / sum(storms):.0f} a second; {', '.join(course.events) or 'nothing was killed'}\n")
    say(f"ms from when a request was due to its answer, p50 / p90 / p99 / most: {percentiles(course.late)}\n")
    say(f"ms until seen by all, p50 / p90 / p99 / most: {percentiles(1000 * visibility(course.answered, seen))}\n")
    cost = {kind: [one for other, one in course.spent if other == kind] for kind in PHASES}
    say(f"us of processor time a change: {budget(cost['storm'], cost['quiet'], changed / sum(storms))}\n")
    for which, name in ((2, "search by the answer"), (1, "search over HTTP from when it was due")):
        spent = {kind: [_between(seen, start, end, which) for _, one, start, end in course.phases if one == kind] for kind in PHASES}
        for kind in PHASES:
            each, every = ", ".join(percentiles(one, (50, 99)) for one in spent[kind]), [one for turn in spent[kind] for one in turn]
            say(f"{name}, {kind}, p50 / p99: {percentiles(every, (50, 99))} (n {len(every)}); of each turn: {each}\n")
    say(f"searches that failed: {seen.failures}; that lacked a part: {len(seen.degraded)} of {len(seen.searches)}")
    say(f", over {seen.degraded[-1] - seen.degraded[0]:.1f} s\n" if seen.degraded else "\n")


def _between(seen: Seen, start: float, end: float, which: int) -> list[float]:
    return [one[which] for one in list(seen.searches) if start <= one[0] < end]


def check(port: int, home: Path, asked: argparse.Namespace, course: Course) -> None:
    """Nothing is lost: every worker has every change, each product sells at its last price, and each new word finds its product."""
    views = {Asking(port).get("/search?per_page=1")["view"] for _ in range(4 * WATCHING)}
    lost, missed, lacking, last = 0, 0, 0, dict[str, dict[str, Any]]()
    for turn in range(1, asked.turns + 1):
        for one in (one for some in patches_of(home, asked.updates // asked.turns, asked.batch, turn) for one in some):
            last[one["id"]] = {**last.get(one["id"], {}), **one}
    with contextlib.closing(open_shop(load_settings(home))) as shop:
        view = shop.watch.view()
        for row, one in zip(view.rows_of(list(last)).tolist(), last.values(), strict=True):
            lost += row < 0 or float(view.take("price", np.array([row]))[0]) != one["price"]
    titled = [one for one in last.values() if "title" in one]
    for one in titled:
        page = Asking(port).get(f"/search?q={urllib.parse.quote(one['title'].split()[-1])}")
        if [hit["id"] for hit in page["hits"][:1]] != [one["id"]]:
            missed += 1
            sys.stdout.write(f"missed: {unlike(one, page)}\n")
        lacking += bool(page["degraded"])
    say = sys.stdout.write
    say(f"views: {sorted(views)}, accepted {sum(count for _, count in course.answered)}; ")
    say(f"products with another price than was last accepted: {lost} of {len(last)}; new words that do not find their product: {missed} of ")
    say(f"{len(titled)}, answers that lacked a part: {lacking}\n")


def unlike(one: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """What to read of an answer that does not begin with the product that it should."""
    told = {name: page.get(name) for name in ("view", "total", "query", "did_you_mean", "relaxed", "degraded", "took_ms")}
    return {"wanted": one, "found": [hit["id"] for hit in page["hits"][:3]], **told}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind, default in (("products", int, 20_000), ("updates", int, 30_000), ("batch", int, 100), ("turns", int, 3)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    for name, kind, default in (("rate", float, 20.0), ("storm", float, 1000.0), ("quiet", float, 5.0), ("warm", float, 10.0)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--elasticsearch", metavar="RELEASE")
    asked = parser.parse_args()
    elastic = [elasticsearch.start(asked.elasticsearch)] if asked.elasticsearch else []
    try:
        with tempfile.TemporaryDirectory() as folder:
            shop_of(Path(folder) / "shop", asked.products, elastic[0].url if elastic else None)
            run(Path(folder) / "shop", asked, elastic)
    finally:
        for server in elastic:
            server.stop()


if __name__ == "__main__":
    main()
