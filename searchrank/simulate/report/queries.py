"""Which queries were asked, how often, and what they look like: counts texts day by day, gives their frequency curve and what they are made of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import rjieba

from searchrank.simulate.report.counting import Counted
from searchrank.simulate.report.day import Day, among, where
from searchrank.simulate.report.measure import Curve, Measure, curve, share
from searchrank.simulate.report.zipf import fit_zipf

HEAD, TORSO, TAIL = 300, 1000, 3
"""The head are the first 300 queries, the torso the 1,000 behind them, the tail all that came up to three times."""
QUANTILES = (5, 25, 50, 75, 95)
HAN, LATIN, BLANK, DIGIT = r"[\x{3400}-\x{9FFF}]", "[A-Za-z]", " ", "[0-9]"
LETTER_DIGIT = "[A-Za-z][0-9]|[0-9][A-Za-z]"
PRICE = "便宜|[0-9]元|[0-9]块|以内|以下|以上"


@dataclass(frozen=True, slots=True, eq=False)
class QueryTally:
    """Texts of new lists with their counts; `fresh` and `asked` are of the last day that was added, 0 on the first."""

    counted: Counted
    fresh: int = 0
    asked: int = 0

    @staticmethod
    def none() -> QueryTally:
        """Nothing counted."""
        return QueryTally(Counted.none())

    def add(self, day: Day) -> QueryTally:
        """This tally and the day."""
        texts = where(day.searches.text, day.searches.first)
        fresh = int((among(texts, self.counted.texts) < 0).sum()) if len(self.counted) else 0
        return replace(self, counted=self.counted + Counted.of(texts), fresh=fresh, asked=len(texts) if len(self.counted) else 0)

    def measures(self) -> Iterator[Measure]:
        """The frequency curve, then lengths and make-up of the different texts."""
        yield from _frequencies(self.counted)
        yield share("queries.fresh", self.fresh, self.asked)
        yield from _texts(self.counted)

    def curves(self) -> Iterator[Curve]:
        """Count by rank, and lengths in characters."""
        counts = self.counted.largest()
        ranks = np.unique(np.geomspace(1, max(1, len(counts)), 120).astype(np.int64))[: len(counts)]
        yield curve("queries.frequency", "searches", ranks, counts[ranks - 1])
        law = fit_zipf(counts)
        if law:
            fitted = (np.arange(1, law.ranks + 1) + law.shift) ** -law.exponent
            fitted *= law.n / fitted.sum()
            kept = ranks[ranks <= law.ranks]
            yield curve("queries.frequency", f"{law.n:,} searches fitted: exponent {law.exponent:.2f}, shift {law.shift:.1f}", kept, fitted[kept - 1])
        for name, chosen in _languages(self.counted).items():
            lengths = np.bincount(pc.utf8_length(chosen.texts).to_numpy(), minlength=1)[:60]
            yield curve("queries.characters", name, range(len(lengths)), lengths / max(1, lengths.sum()))


def _frequencies(counted: Counted) -> Iterator[Measure]:
    counts, total = counted.largest(), counted.total
    law, plain = fit_zipf(counts), fit_zipf(counts, shifted=False)
    yield Measure("queries.slope", plain.exponent if plain else math.nan, plain.n if plain else 0)
    yield Measure("queries.exponent", law.exponent if law else math.nan, law.n if law else 0)
    yield Measure("queries.shift", law.shift if law else math.nan, law.n if law else 0)
    yield share("queries.different", len(counts), total)
    for most in (100, 1000, 10_000):
        yield share(f"queries.top_{most}", counts[:most].sum(), total)
    yield share("queries.top_fifth", counts[: math.ceil(len(counts) / 5)].sum(), total)
    yield share("queries.head", counts[:HEAD].sum(), total)
    yield share("queries.torso", counts[HEAD : HEAD + TORSO].sum(), total)
    yield share("queries.tail", counts[counts <= TAIL].sum(), total)


def _languages(counted: Counted) -> dict[str, Counted]:
    chinese = holds(counted, HAN)
    return {"Chinese": _only(counted, chinese), "Latin alone": _only(counted, ~chinese)}


def _only(counted: Counted, chosen: npt.NDArray[np.bool_]) -> Counted:
    return Counted(where(counted.texts, chosen), counted.counts[chosen])


def holds(counted: Counted, pattern: str) -> npt.NDArray[np.bool_]:
    """Where a text has a match of the pattern (RE2)."""
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(counted.texts, pattern).to_numpy(zero_copy_only=False)
    return found.astype(bool)


def _texts(counted: Counted) -> Iterator[Measure]:
    chinese, latin = _languages(counted).values()
    yield share("queries.chinese", chinese.total, counted.total)
    lengths = pc.utf8_length(chinese.texts).to_numpy()
    for percent in QUANTILES:
        yield Measure(f"queries.characters_p{percent}", float(np.percentile(lengths, percent)) if len(lengths) else math.nan, len(lengths))
    yield _weighted("queries.characters_asked", lengths, chinese.counts)
    yield _words(chinese)
    for name, pattern in {"latin": LATIN, "blank": BLANK, "digit": DIGIT, "letter_digit": LETTER_DIGIT, "price": PRICE}.items():
        yield share(f"queries.{name}", holds(chinese, pattern).sum(), len(chinese))
    words = np.array([len(re.findall(r"\S+", text)) for text in latin.texts.to_pylist()], np.int64)
    yield _weighted("queries.english_words", words, latin.counts)
    yield share("queries.english_under_four", latin.counts[words < 4].sum(), latin.total)
    yield share("queries.english_one_word", latin.counts[words == 1].sum(), latin.total)


def _words(chinese: Counted) -> Measure:
    cut = rjieba.Jieba().cut
    words = sum(sum(not word.isspace() for word in cut(text, False)) for text in chinese.texts.to_pylist())
    return share("queries.words", words, len(chinese))


def _weighted(name: str, values: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> Measure:
    total = int(counts.sum())
    return Measure(name, float(values @ counts) / total if total else math.nan, total)
