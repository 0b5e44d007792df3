"""What correction does to simulated slips: `python -m tests.bench.bench_typos HOME [--queries 20000] [--seed 99] [--wrong 0]`.

For the home of a demo shop. Queries of the simulator's labels with what was meant by each: of those that a slip hit or that were left in pinyin, how
many are brought to the text that was meant, and of the texts that were changed how many are (precision); of the clean ones how many are changed.
Texts are the same where they differ in blanks only. What is only offered is not counted as a change.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from searchrank.evaluate.bootstrap import interval
from searchrank.pipeline import Search
from searchrank.query.normalise import normalise
from searchrank.query.understand import Understand
from searchrank.records import Query
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop
from searchrank.simulate.truth.asking import asking
from searchrank.simulate.world.folder import open_world
from searchrank.simulate.world.reading import fixtures, load_lexicon

VERDICTS = ("brought", "wrong", "left")


def corrected(shop: Shop, text: str) -> str:
    """The text that understanding goes on with."""
    return Understand(shop.settings.query).run(Search(Query(text), shop.watch.view())).query.text


def verdict(typed: str, meant: str, found: str) -> str:
    """What was done to a typed text, all in normal form: brought to what was meant (or left where it says that), made another, or left."""
    if _glued(found) == _glued(meant):
        return "brought"
    return "left" if _glued(found) == _glued(typed) else "wrong"


def _glued(text: str) -> str:
    return text.replace(" ", "")


def judged(home: Path, shop: Shop, seed: int, count: int, shown: int) -> Mapping[tuple[str, str], int]:
    """How many queries of each kind of slip (`clean`: none) had each verdict."""
    world, found = open_world(home / "world"), Counter[tuple[str, str]]()
    for label in asking(load_lexicon(fixtures()), world.places, world.today, seed).labels(count):
        if label["kind"] != "correction":
            continue
        typed, meant = normalise(label["text"]), normalise(label["intended"])
        kind = label["error"] or ("clean" if typed == meant else label["input"])
        if kind != "clean" and _glued(typed) == _glued(meant):
            kind = "blank"
        said = verdict(typed, meant, corrected(shop, label["text"]))
        found[kind, said] += 1
        if (said == "wrong" or (kind != "clean" and said != "brought")) and found[kind, said] <= shown:
            _tell(f"  {kind} {said}: {label['text']} -> {corrected(shop, label['text'])} (meant {meant})")
    return found


def main() -> None:
    """Print the verdicts by kind of slip, and the shares."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--queries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--wrong", type=int, default=0)
    asked = parser.parse_args()
    shop = open_shop(load_settings(asked.home))
    found = judged(asked.home, shop, asked.seed, asked.queries, asked.wrong)
    shop.close()
    for kind in sorted({kind for kind, _ in found}):
        _tell(f"{kind:13} " + "  ".join(f"{one} {found[kind, one]:5}" for one in VERDICTS))
    slips = [kind for kind in {kind for kind, _ in found} if kind not in ("clean", "blank")]
    brought, wrong, left = (sum(found[kind, one] for kind in slips) for one in VERDICTS)
    _tell(f"of {brought + wrong + left} corrupted brought {_share(brought, wrong + left)}; precision of changes {_share(brought, wrong)}")
    changed = found["clean", "wrong"]
    _tell(f"of {changed + found['clean', 'brought']} clean changed {_share(changed, found['clean', 'brought'])}")


def _share(some: int, others: int) -> str:
    low, high = interval(np.repeat([1.0, 0.0], [some, others])[:, None], seed=0)
    return f"{some / max(some + others, 1):.4f} [{low[0]:.4f}, {high[0]:.4f}]"


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
