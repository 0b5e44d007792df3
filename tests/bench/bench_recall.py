"""What recall costs on each engine, over generated Chinese titles: `python -m tests.bench.bench_recall [--products N] [--elasticsearch 8.19]`.

Prints seconds to build, and p50 / p99 in milliseconds of the recall clause and of what else a page asks for. Both are warmed: a cold server is three
times slower.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from searchrank.recall.clause import Term, any_of
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.embedded import EmbeddedEngine
from searchrank.recall.engine import Engine, IndexRow, Request
from searchrank.settings import ElasticsearchSettings
from tests.services import elasticsearch

WEIGHTS = {"title": 4.0, "brand": 1.0, "category": 2.0, "attributes": 0.5, "description": 1.0}
RARE_SHARE, RARE_FLOOR, BIGRAM_WEIGHT = 0.05, 5000, 0.5
QUERIES, WARM_UP = 1000, 1000

VARIANTS: dict[str, Callable[[Request], Request]] = {
    "the clause, best 300": lambda request: request,
    "best 1000": lambda request: replace(request, limit=1000),
    "counted": lambda request: replace(request, count=True),
    "of one brand": lambda request: replace(request, filters=(("brand:b7",),)),
    "in a price range": lambda request: replace(request, price=(100.0, 300.0)),
    "cheapest first": lambda request: replace(request, sort="price_asc"),
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """Products, and queries made of two or three neighbouring words of their titles."""

    rows: Sequence[IndexRow]
    queries: Sequence[str]
    frequency: Counter[str]

    def request(self, query: str) -> Request:
        """The recall clause: the rarer characters in every field, and the bigrams."""
        rare = max(RARE_SHARE * len(self.rows), RARE_FLOOR)
        characters = [text for text in dict.fromkeys(query) if self.frequency[text] <= rare]
        terms = [Term(field, text, weight) for text in characters for field, weight in WEIGHTS.items()]
        return Request(any_of(terms + [Term("bigrams", left + right, BIGRAM_WEIGHT) for left, right in pairwise(query)]))


def corpus(products: int, seed: int = 3) -> Corpus:
    """Titles of ten words of two or three characters, words and characters as unevenly spread as in real titles."""
    source = random.Random(seed)
    characters = [chr(0x4E00 + number) for number in range(4000)]
    steep = list(accumulate(1 / (rank + 1) ** 0.9 for rank in range(len(characters))))
    words = ["".join(source.choices(characters, cum_weights=steep, k=source.choice((2, 3)))) for _ in range(20_000)]
    flat = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(len(words))))
    titles = [source.choices(words, cum_weights=flat, k=10) for _ in range(products)]
    rows = [_row(row, title, source) for row, title in enumerate(titles)]
    starts = [(source.choice(titles), source.randrange(8), source.choice((2, 2, 3))) for _ in range(QUERIES)]
    queries = ["".join(title[start : start + length]) for title, start, length in starts]
    return Corpus(rows, queries, Counter(text for title in titles for text in set("".join(title))))


def _row(row: int, title: Sequence[str], source: random.Random) -> IndexRow:
    text, brand = "".join(title), f"b{int(1000 * source.random() ** 2)}"
    bigrams = " ".join(left + right for left, right in pairwise(text))
    fields = {
        "title": " ".join(text),
        "bigrams": bigrams,
        "brand": brand,
        "category": " ".join(title[0]),
        "attributes": " ".join("".join(title[5:8])),
    }
    return IndexRow(row, fields, (f"brand:{brand}",), price=source.randint(1, 10_000) / 10)


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def measure(engine: Engine, requests: Sequence[Request]) -> tuple[float, float]:
    """p50 and p99 of a search, in milliseconds, after a warm-up."""
    for number in range(WARM_UP):
        engine.search(requests[number % len(requests)])
    spent = [seconds(lambda request=request: engine.search(request)) for request in requests]  # type: ignore[misc]
    p50, p99 = np.percentile(np.array(spent) * 1000, (50, 99))
    return float(p50), float(p99)


def report(name: str, engine: Engine, data: Corpus) -> Iterator[str]:
    """One line for the build and one for each variant."""
    yield f"{name}: build {seconds(lambda: engine.build(data.rows)):.1f} s"
    requests = [data.request(query) for query in data.queries]
    for variant, change in VARIANTS.items():
        p50, p99 = measure(engine, [change(request) for request in requests])
        yield f"  {variant:24} {p50:7.3f} / {p99:7.3f} ms"


@contextmanager
def elastic_engine(release: str) -> Iterator[Engine]:
    """An engine on a server of its own."""
    server = elasticsearch.start(release, heap="1g")
    connection = ElasticServer.connect(ElasticsearchSettings(url=server.url, timeout_ms=10_000))
    try:
        yield connection.engine("bench")
    finally:
        connection.close()
        server.stop()


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--elasticsearch", choices=sorted(elasticsearch.RELEASES))
    chosen = parser.parse_args(arguments)
    data = corpus(chosen.products)
    with tempfile.TemporaryDirectory() as folder:
        show(report("embedded", EmbeddedEngine.create(Path(folder)), data))
    if chosen.elasticsearch:
        with elastic_engine(chosen.elasticsearch) as engine:
            show(report(f"Elasticsearch {chosen.elasticsearch}", engine, data))


def show(lines: Iterator[str]) -> None:
    """Print each line as soon as it is known."""
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
