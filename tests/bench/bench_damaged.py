"""What one damaged character a query costs: `python -m tests.bench.bench_damaged HOME --queries FILE --judgments FILE [--measure RR@10] [--seeds 5]`.

Every query is searched as it is, and damaged once in each way and from each seed: one character at random (a Han character where the query has one,
else a Latin letter) is replaced by any other of the catalogue's titles as often as they say it (`other`) or by one that is read alike
(`homophone`; queries without such a one stay out), left out (`missing`), typed twice (`doubled`), or changes places with the next (`swapped`).
Printed for each pipeline and way: the mean with its interval, what it lost against the clean queries (paired, of means by query over seeds), how
many of the damaged texts were brought back to the text of the clean query by correction, and how many were changed to another. `same` replaces
nothing: what correction does to it is done to clean queries. With --off the same is asked again under other settings (`query.readings=0`), and the
paired difference is told.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.evaluate.bootstrap import interval
from searchrank.evaluate.means import evaluate
from searchrank.evaluate.measure import Measure
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.trec import read_qrels, read_queries
from searchrank.query.normalise import has_han, normalise
from searchrank.query.pinyin import read_words
from searchrank.records import Judgment, Page
from searchrank.settings import load_settings
from searchrank.shop import Shop, open_shop

PIPELINES = ("keyword", "day_one")
Values = npt.NDArray[np.float64]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letters:
    """What a character may be replaced by: those of titles, each as often as they say it, and the different ones by how they are read."""

    said: str
    alike: Mapping[str, Sequence[str]]

    @staticmethod
    def of(titles: Sequence[str]) -> Letters:
        said = "".join(letter for title in titles for letter in normalise(title) if is_letter(letter))
        alike = defaultdict(list)
        for letter in sorted(set(filter(has_han, said))):
            alike[read_words([letter], {})[0]].append(letter)
        return Letters(said, alike)


def is_letter(character: str) -> bool:
    """Whether a slip may hit this character: no digit, no mark."""
    return has_han(character) or (character.isascii() and character.isalpha())


def other(text: str, at: int, letters: Letters, chance: Random) -> str | None:
    """The text with any other letter of the same script there."""
    drawn = (chance.choice(letters.said) for _ in range(1000))
    new = next((one for one in drawn if has_han(one) == has_han(text[at]) and one != text[at]), None)
    return None if new is None else text[:at] + new + text[at + 1 :]


def homophone(text: str, at: int, letters: Letters, chance: Random) -> str | None:
    """The text with a character there that is read alike."""
    alike = [one for one in letters.alike.get(read_words([text[at]], {})[0], ()) if one != text[at]]
    return text[:at] + chance.choice(alike) + text[at + 1 :] if alike else None


def missing(text: str, at: int, letters: Letters, chance: Random) -> str | None:
    """The text without that character."""
    return (text[:at] + text[at + 1 :]).strip() or None


def doubled(text: str, at: int, letters: Letters, chance: Random) -> str | None:
    """The text with that character twice."""
    return text[: at + 1] + text[at:]


def swapped(text: str, at: int, letters: Letters, chance: Random) -> str | None:
    """The text with that character behind the next one."""
    if at + 1 == len(text) or not is_letter(text[at + 1]) or text[at] == text[at + 1]:
        return None
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


WAYS: tuple[Callable[[str, int, Letters, Random], str | None], ...] = (other, homophone, missing, doubled, swapped)


def damaged(texts: Texts, way: Callable[[str, int, Letters, Random], str | None], letters: Letters, seed: int) -> Texts:
    """Every query that can be damaged this way, damaged."""
    found = {}
    for query_id, text in texts.items():
        chance = Random(f"{way.__name__}/{seed}/{query_id}")
        places = [at for at, letter in enumerate(text) if is_letter(letter)]
        han = [at for at in places if has_han(text[at])]
        for at in chance.sample(han or places, len(han or places)):
            if (new := way(text, at, letters, chance)) is not None:
                found[query_id] = new
                break
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One measure of every query by pipeline (averaged over seeds), and what correction did."""

    queries: tuple[str, ...]
    values: Mapping[str, Values]
    texts: int
    mended: int
    changed: int


Answers = Mapping[str, Asked]


def asked(shop: Shop, clean: Texts, rounds: Sequence[Texts], judgments: Sequence[Judgment], measure: Measure) -> Asked:
    """What the shop answers to these rounds of texts."""
    sums, did, queries = dict[str, list[Values]](), [0, 0, 0], ()
    for texts in rounds:
        judged = [one for one in judgments if one.query_id in texts]
        for pipeline in PIPELINES:
            pages = {query_id: shop.search(text, pipeline=pipeline, per_page=20) for query_id, text in texts.items()}
            report = evaluate([measure], judged, {query_id: _run(page) for query_id, page in pages.items()})
            queries = report.queries
            sums.setdefault(pipeline, []).append(report.values[:, 0])
        did = [so_far + one for so_far, one in zip(did, _done(pages, clean, texts), strict=True)]
    return Asked(queries, {pipeline: np.mean(values, axis=0) for pipeline, values in sums.items()}, *did)


def _run(page: Page) -> list[tuple[str, float]]:
    ids = [hit.id for hit in page.hits if hit.type == "product"]
    return [(one, float(-place)) for place, one in enumerate(ids)]


def _done(pages: Mapping[str, Page], clean: Texts, texts: Texts) -> tuple[int, int, int]:
    to = {query_id: meant["to"] for query_id, page in pages.items() if (meant := page.did_you_mean) and meant["auto_applied"]}
    right = sum(text.replace(" ", "") == normalise(clean[query_id]).replace(" ", "") for query_id, text in to.items())
    return len(texts), right, len(to) - right


def compared(values: Values, before: Values) -> str:
    """The mean of paired differences with its interval."""
    low, high = interval((values - before)[:, None], seed=0)
    return f"{float((values - before).mean()):+.4f} [{float(low[0]):+.4f}, {float(high[0]):+.4f}]"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--judgments", type=Path, required=True)
    parser.add_argument("--measure", default="RR@10")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--off", action="append", default=[], help="SECTION.NAME=VALUE: asked again under this, and compared")
    given = parser.parse_args()
    judgments, texts, measure = read_qrels(given.judgments), read_queries(given.queries), parse_measures(given.measure)[0]
    graded = {one.query_id for one in judgments if one.grade > 0}
    texts = {query_id: text for query_id, text in texts.items() if query_id in graded}
    rounds = damaged_rounds(given.home, texts, given.seeds)
    answers = answered(given.home, (), rounds, judgments, measure)
    others = answered(given.home, given.off, rounds, judgments, measure) if given.off else {}
    _tell(answers, others, measure, given.off)


def damaged_rounds(home: Path, texts: Texts, seeds: int) -> Mapping[str, Sequence[Texts]]:
    """The texts as they are, and damaged in every way that any of them can be, from every seed."""
    shop = open_shop(load_settings(home))
    letters = Letters.of(list(titles(shop)))
    shop.close()
    rounds = {way.__name__: [damaged(texts, way, letters, seed) for seed in range(seeds)] for way in WAYS}
    return {"same": [texts], **{name: one for name, one in rounds.items() if any(one)}}


def answered(home: Path, off: Sequence[str], rounds: Mapping[str, Sequence[Texts]], judgments: Sequence[Judgment], measure: Measure) -> Answers:
    """What the shop of this home answers to every round, under its settings or with some of them changed."""
    shop = open_shop(load_settings(home, **overridden(off)))
    (clean,) = rounds["same"]
    answers = {name: asked(shop, clean, one, judgments, measure) for name, one in rounds.items()}
    shop.close()
    return answers


def titles(shop: Shop) -> Iterator[str]:
    """The units of the title of each product."""
    snapshot = shop.watch.view().snapshot
    units, tokens = snapshot.vocabulary("units").texts, snapshot.ragged("units.tokens")
    lengths = snapshot.array("units.lengths")[:, 0].sum(axis=1)
    fields = (len(tokens.offsets) - 1) // snapshot.count
    for row in range(snapshot.count):
        begin = int(tokens.offsets[row * fields])
        yield " ".join(units[unit] for unit in tokens.values[begin : begin + int(lengths[row])].tolist())


def overridden(off: Sequence[str]) -> Mapping[str, Any]:
    """`query.correct=false` as settings."""
    found: dict[str, Any] = {}
    for one in off:
        name, _, value = one.partition("=")
        *sections, last = name.split(".")
        place = found
        for section in sections:
            place = place.setdefault(section, {})
        place[last] = value
    return found


def _tell(answers: Answers, others: Answers, measure: Measure, off: Sequence[str]) -> None:
    clean = answers["same"]
    for name, one in answers.items():
        sys.stdout.write(f"{name}: {one.texts} texts, {one.mended} brought back by correction, {one.changed} changed to another\n")
        at = [clean.queries.index(query_id) for query_id in one.queries]
        for pipeline, values in one.values.items():
            low, high = interval(values[:, None], seed=0)
            line = f"  {pipeline:8} {measure} {values.mean():.4f} [{float(low[0]):.4f}, {float(high[0]):.4f}] n {len(values)}"
            line += f"  against clean {compared(values, clean.values[pipeline][at])}" if name != "same" else ""
            line += f"  against {' '.join(off)} {compared(values, others[name].values[pipeline])}" if others else ""
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
