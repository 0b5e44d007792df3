"""Which way finds the nearest products: `python -m tests.bench.bench_nearest [--products 50000,200000] [--home HOME] [--share 1] [--ways scan]`.

Compared are all products by int8 codes (`scan`), the signs that recall looks at first in a large shop and then the codes (`signs`, at several times
the wanted number), and HNSW and Annoy where their packages are installed (`pip install hnswlib annoy usearch`; else they are skipped with a
sentence).
Printed: recall@100 against exact cosines, the least, p50 and p99 of a query in milliseconds and the seconds to build, all on one thread, and MB on
the disk. With --share, only that share of the products passes the filters: HNSW is given a function that says so, the others choose the rows first.

The vectors are those of the newest snapshot of HOME, as often as it takes with noise of a tenth of their length, or without HOME a mixture of 2,000
groups; the queries lie beside products drawn at random.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.recall.vector_loops import all_cosines, apart, coded, cosines, signs_of
from searchrank.recall.vectors import MOST, closest
from searchrank.settings import load_settings
from searchrank.store.snapshot import Snapshot, read_current

WANTED = 100
GROUPS = 2000
NOISE = 0.1
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
Search = Callable[[Floats], Rows]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the nearest: how it is called, its search, seconds to build, MB on the disk."""

    name: str
    search: Search
    built_s: float
    mb: float


@dataclass(frozen=True, slots=True)
class World:
    """Vectors of length 1, and which of them pass the filters."""

    vectors: Floats
    passing: npt.NDArray[np.bool_]

    @property
    def rows(self) -> Rows:
        """Those that pass, ascending."""
        return np.flatnonzero(self.passing).astype(np.int32)


def scan(world: World) -> Iterator[Way]:
    """Every product by its codes."""
    codes, scale = coded(world.vectors, MOST)
    rows, every = world.rows, bool(world.passing.all())

    def search(query: Floats) -> Rows:
        code, _ = coded(query[None], MOST)
        found = all_cosines(code[0], codes, scale)
        return first(rows, found if every else found[rows])

    yield Way("scan", search, 0.0, (codes.nbytes + scale.nbytes) / 1e6)


def signs(world: World) -> Iterator[Way]:
    """Those whose signs differ least, then their codes."""
    codes, scale = coded(world.vectors, MOST)
    begun = time.perf_counter()
    of_rows = signs_of(world.vectors)
    built, rows = time.perf_counter() - begun, world.rows

    def looking_at(times: int) -> Search:
        def search(query: Floats) -> Rows:
            some = closest(apart(signs_of(query[None])[0], of_rows), rows, times * WANTED)
            return first(some, cosines(query, codes, scale, some))

        return search

    for times in (5, 20, 50):
        yield Way(f"signs x{times}", looking_at(times), built, (codes.nbytes + scale.nbytes + of_rows.nbytes) / 1e6)


def hnswlib(world: World) -> Iterator[Way]:
    """HNSW over float32."""
    package, (products, dimensions) = imported("hnswlib"), world.vectors.shape
    if package is None:
        return
    begun = time.perf_counter()
    index = package.Index("ip", dimensions)
    index.init_index(products, M=16, ef_construction=100, random_seed=1)
    index.add_items(world.vectors, num_threads=1)
    built, passes = time.perf_counter() - begun, None if world.passing.all() else world.passing.__getitem__

    def within(ef: int) -> Search:
        def search(query: Floats) -> Rows:
            index.set_ef(ef)
            return np.asarray(index.knn_query(query, WANTED, num_threads=1, filter=passes)[0][0], np.int32)

        return search

    yield from (Way(f"hnswlib ef {ef}", within(ef), built, saved(index.save_index)) for ef in (100, 200, 400))


def usearch(world: World) -> Iterator[Way]:
    """HNSW over int8; it takes no filter, so it is left out with one."""
    package = imported("usearch.index")
    if package is None or not world.passing.all():
        return
    begun = time.perf_counter()
    index = package.Index(ndim=world.vectors.shape[1], metric="ip", dtype="i8", connectivity=16, expansion_add=100, expansion_search=200)
    index.add(np.arange(len(world.vectors)), world.vectors, threads=1)
    built = time.perf_counter() - begun
    yield Way("usearch int8 ef 200", lambda query: np.asarray(index.search(query, WANTED, threads=1).keys, np.int32), built, saved(index.save))


def annoy(world: World) -> Iterator[Way]:
    """A forest of 20 trees; it takes no filter, so it is left out with one."""
    package = imported("annoy")
    if package is None or not world.passing.all():
        return
    begun = time.perf_counter()
    index = package.AnnoyIndex(world.vectors.shape[1], "dot")
    index.set_seed(1)
    for row, vector in enumerate(world.vectors):
        index.add_item(row, vector)
    index.build(20, n_jobs=1)
    built = time.perf_counter() - begun

    def looking_at(nodes: int) -> Search:
        return lambda query: np.array(index.get_nns_by_vector(query, WANTED, search_k=nodes), np.int32)

    yield from (Way(f"annoy {nodes}", looking_at(nodes), built, saved(index.save)) for nodes in (2_000, 10_000))


WAYS: tuple[Callable[[World], Iterator[Way]], ...] = (scan, signs, hnswlib, usearch, annoy)


def imported(name: str) -> ModuleType | None:
    """The package, None where it is missing, which is said."""
    try:
        return import_module(name)
    except ImportError:
        sys.stdout.write(f"{name.partition('.')[0]} is skipped: `pip install {name.partition('.')[0]}` brings it\n")
        return None


def saved(save: Callable[[str], Any]) -> float:
    """The MB of an index on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        save(f"{folder}/index")
        return Path(f"{folder}/index").stat().st_size / 1e6


def first(rows: Rows, found: Floats) -> Rows:
    """The WANTED rows with the greatest cosines, in no order."""
    if len(rows) <= WANTED:
        return rows
    return rows[np.argpartition(-found, WANTED)[:WANTED]]


def made(products: int, dimensions: int, home: Path | None) -> Floats:
    """The vectors to search."""
    random = np.random.default_rng(1)
    if home is None:
        groups = unit(random.normal(size=(GROUPS, dimensions)).astype(np.float32))
        return unit(groups[random.integers(0, GROUPS, products)] + noise(random, products, dimensions, 1.0))
    root = load_settings(home).snapshots
    snapshot = Snapshot.open(root / read_current(root))
    kept = unit(snapshot.array("vector.codes").astype(np.float32))
    times = -(-products // len(kept))
    copies = np.tile(kept, (times, 1))[:products]
    copies[len(kept) :] += noise(random, max(0, products - len(kept)), kept.shape[1], NOISE)
    return unit(copies)


def noise(random: np.random.Generator, count: int, dimensions: int, length: float) -> Floats:
    """Random vectors of about this length."""
    return random.normal(size=(count, dimensions)).astype(np.float32) * np.float32(length / np.sqrt(dimensions))


def unit(vectors: Floats) -> Floats:
    """Each of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))


def told(way: Way, asked: Floats, exact: list[set[int]]) -> str:
    """A line of the table."""
    times, shares = [], []
    for query, true in zip(asked, exact, strict=True):
        begun = time.perf_counter()
        rows = way.search(query)
        times.append((time.perf_counter() - begun) * 1000)
        shares.append(len(true & set(rows.tolist())) / max(len(true), 1))
    least, p50, p99 = np.percentile(times, (0, 50, 99))
    line = f"  {way.name:20} recall@{WANTED} {np.mean(shares):.3f}  least {least:7.3f} ms  p50 {p50:7.3f} ms  p99 {p99:7.3f} ms"
    return f"{line}  built in {way.built_s:6.1f} s  {way.mb:7.1f} MB\n"


def main() -> None:
    """Print a table a size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", default="50000,200000")
    parser.add_argument("--dimensions", type=int, default=128)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--ways", default=",".join(way.__name__ for way in WAYS))
    given = parser.parse_args()
    for products in map(int, given.products.split(",")):
        vectors, random = made(products, given.dimensions, given.home), np.random.default_rng(2)
        beside = random.integers(0, products, given.queries)
        asked = unit(vectors[beside] + noise(random, given.queries, vectors.shape[1], 0.8))
        world = World(vectors, random.random(products) < given.share)
        exact = [set(first(world.rows, (vectors @ query)[world.rows]).tolist()) for query in asked]
        sys.stdout.write(f"{products:,} products of {vectors.shape[1]} numbers, {given.share:.1%} pass, {given.queries} queries\n")
        chosen = [ways for ways in WAYS if ways.__name__ in given.ways.split(",")]
        for way in (one for ways in chosen for one in ways(world)):
            sys.stdout.write(told(way, asked, exact))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
