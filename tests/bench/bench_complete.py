"""Completion over a large bank: how long the index takes to build, and what one keystroke costs.

    python tests/bench/bench_complete.py QUERIES [--entries N]

QUERIES holds a query a line (the measured set of queries_zh, plain or gzip; `query <tab> count` is read too). Counts are simulated where the file has
none: the n-th query gets 1/n of the first one's, in a shuffled order. A larger bank is made by adding a word behind the queries.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from searchrank.query.words import cutter
from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.suggest.bank import BankEntry, build_bank
from searchrank.suggest.blocked import Blocklist
from searchrank.suggest.complete import Completion
from searchrank.suggest.index import write_completion
from searchrank.suggest.names import CatalogueNames

SEED = 1
LETTERS = "abcdefghjklmnopqrstwxyz"
HEAVY = "女男手小大汽电儿水衣"
ENDINGS = ("", "男", "女", "儿童", "新款", "加厚", "大号", "小号", "家用", "便携")


def main(arguments: Sequence[str] = sys.argv[1:]) -> None:
    options = _options(arguments)
    logged = list(_logged(options.queries, options.entries))
    started = time.perf_counter()
    bank = build_bank(logged, CatalogueNames(), lambda _: 1, SuggestSettings(), cutter([]).all_words)
    say(f"bank of {len(bank):,} from {len(logged):,} queries in {time.perf_counter() - started:.1f} s (counts simulated)")
    with tempfile.TemporaryDirectory() as folder:
        completion = _index(bank, Path(folder))
        _report(bank, completion)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    return parser.parse_args(arguments)


def _logged(path: Path, wanted: int) -> Iterator[tuple[str, int]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as file:
        texts = [line.rstrip("\n").split("\t")[0] for line in file]
    random.Random(SEED).shuffle(texts)
    longer = (text + ending for ending in ENDINGS for text in texts)
    for place, text in zip(range(1, wanted + 1), longer, strict=False):
        yield text, 1 + wanted // place


def _index(bank: Sequence[BankEntry], root: Path) -> Completion:
    started = time.perf_counter()
    draft = Draft.begin(root, "bench")
    write_completion(draft, bank, SuggestSettings())
    snapshot = Snapshot.open(draft.seal({"products": 0}))
    seconds = time.perf_counter() - started
    megabytes = sum(file.stat().st_size for file in snapshot.path.rglob("*")) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    say(f"index in {seconds:.1f} s, {megabytes:.0f} MB on disk, peak memory {peak:.0f} MB")
    return Completion.open(snapshot)


def _report(bank: Sequence[BankEntry], completion: Completion) -> None:
    say(f"{'what is typed':38} {'p50 us':>8} {'p99 us':>8} {'rows':>6}")
    blocked = Blocklist.of(f"禁词{number}" for number in range(500)).blocks
    for name, prefixes in _workloads(bank, random.Random(SEED)).items():
        times, rows = _measured(completion, prefixes, blocked)
        p50, p99 = np.percentile(times, [50, 99])
        say(f"{name:38} {p50:8.1f} {p99:8.1f} {rows:6.1f}")


def _workloads(bank: Sequence[BankEntry], chance: random.Random) -> dict[str, list[str]]:
    texts = [entry.text for entry in chance.choices(bank, [entry.score for entry in bank], k=5000)]
    sessions = [text[: chance.randint(1, len(text))] for text in texts]
    letters = [chance.choice(LETTERS) + chance.choice(("", *LETTERS)) for _ in range(2000)]
    mixed = [text[:1] + chance.choice(LETTERS) for text in texts[:2000]]
    return {
        "prefixes of what people search": sessions,
        "one heavy letter": list(LETTERS) * 40,
        "one or two letters": letters,
        "one heavy Chinese character": list(HEAVY) * 100,
        "a character and the next one's initial": mixed,
        "nothing yet": [""] * 500,
    }


def _measured(completion: Completion, prefixes: Sequence[str], blocked: Callable[[str], bool]) -> tuple[list[float], float]:
    for prefix in prefixes[:200]:
        completion.complete(prefix, 10, blocked, len)
    times, rows = [], 0
    for prefix in prefixes:
        started = time.perf_counter()
        rows += len(completion.complete(prefix, 10, blocked, len))
        times.append((time.perf_counter() - started) * 1e6)
    return times, rows / len(prefixes)


if __name__ == "__main__":
    main()
