"""Searches over HTTP: `python -m tests.bench.bench_http HOME [--rates 100,300,450] [--seconds 10] [--workers 2] [--suggest]`, for a published shop.

Serves the shop by granian as `searchrank serve` does, warms every worker, and asks different queries (generated, each once in a run of up to 20,000)
at each rate in an open load: a time counts from when the request was due. The load is a process of its own; it shares the processors with the shop,
and what it used of them is printed. A rate is held where what was asked was answered as fast as it came: the last request no later than a second.
With --suggest what is asked are the beginnings of these queries.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from searchrank.bench.searching import different_queries
from tests.bench.live_cost import children_of, cpu
from tests.bench.serving import serving
from tests.services.elasticsearch import free_ports

CONNECTIONS = 32
WARM, WARM_RATE, WARM_SEED = 3000, 150.0, 41
MEASURED_SEED, MOST = 42, 20_000
LATE_MS = 1000.0


def load(port: int, rate: float, seconds: float, paths: Sequence[str], seed: int) -> Mapping[str, Any]:
    """What `http_load` tells of this load."""
    told = map(str, (port, rate, seconds, CONNECTIONS, seed))
    command = [sys.executable, "-m", "tests.bench.http_load", *told]
    made = subprocess.run(command, input="\n".join(paths).encode(), stdout=subprocess.PIPE, check=True)
    answer: Mapping[str, Any] = orjson.loads(made.stdout)
    return answer


def paths_of(texts: Sequence[str], *, suggest: bool) -> list[str]:
    """What is asked for: each text once, or its first half as it is being typed."""
    quoted = urllib.parse.quote
    if suggest:
        return [f"/suggest?q={quoted(text[: (len(text) + 1) // 2])}" for text in texts]
    return [f"/search?q={quoted(text)}" for text in texts]


def workers_cpu(server: int) -> float:
    """Seconds of processor time that the server and its workers have used."""
    return sum(map(cpu, (server, *children_of(server))))


def report(rate: float, told: Mapping[str, Any], served: float) -> str:
    """One line of the table."""
    spent = np.array(told["spent_ms"])
    half, most = np.percentile(spent, (50, 99))
    reached = len(spent) / told["lasted"]
    held = "held" if spent[-1] < LATE_MS and not told["failures"] else "NOT held"
    times = f"p50 {half:.2f}  p99 {most:.2f}  most {spent.max():.2f} ms"
    used = f"processors: workers {served:.2f}, load {told['cpu']:.2f}"
    return f"{rate:.0f}/s asked, {reached:.0f}/s answered: {times}; {used}; {told['failures']} failed; {held}\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--rates", default="100,200,300,350,400,450,500")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--suggest", action="store_true")
    asked = parser.parse_args()
    warm, texts = (paths_of(different_queries(count, seed), suggest=asked.suggest) for count, seed in ((WARM, WARM_SEED), (MOST, MEASURED_SEED)))
    port = free_ports(1)[0]
    with serving(asked.home, port, asked.workers) as server:
        load(port, WARM_RATE, WARM / WARM_RATE, warm, 0)
        begun = 0
        for rate in map(float, asked.rates.split(",")):
            before, used = time.perf_counter(), workers_cpu(server.pid)
            told = load(port, rate, asked.seconds, texts[begun:] + texts[:begun], int(rate))
            sys.stdout.write(report(rate, told, (workers_cpu(server.pid) - used) / (time.perf_counter() - before)))
            sys.stdout.flush()
            begun = (begun + len(told["spent_ms"])) % MOST


if __name__ == "__main__":
    main()
