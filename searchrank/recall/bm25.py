"""Our own BM25, over the matches of a request: the same on both engines, and the same in training and serving.

Every saturation is in [0, k1 + 1) before idf; fields are combined before saturation (BM25F). A script's terms are measured against the lengths of
that script.
Parameters: SPEC 5.1 (Chinese: characters .6/.5 and bigrams 1.2/.75 at .2), 5.2 (English: title 4, brand 1, category 2, attributes .5, description
1, .6/.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from searchrank.recall import loops
from searchrank.recall.matches import Matches, TermMatrix
from searchrank.records import Floats


@dataclass(frozen=True, slots=True)
class Saturation:
    """`weights` one a field, in the order of records.FIELDS; `k1` and `b` as in BM25."""

    weights: tuple[float, ...]
    k1: float
    b: float

    def of(self, matrix: TermMatrix) -> Floats:
        """a (k1 + 1) / (a + k1) with a = sum over fields of weight * tf / (1 - b + b * length / average): float32 (n, K)."""
        return by_script(matrix, self, self)


LATIN_FIELDS = Saturation((4.0, 1.0, 2.0, 0.5, 1.0), 0.6, 0.5)
HAN_FIELDS = Saturation((1.0, 0.5, 0.5, 0.25, 0.0), 0.6, 0.5)
HAN_BIGRAMS = Saturation((1.0,), 1.2, 0.75)
BIGRAM_WEIGHT = 0.2


def keyword_score(matches: Matches) -> Floats:
    """The score of keyword order: BM25F of Latin units, of Han characters, and a fifth of that of Han bigrams; float32 (n,)."""
    return matches.once("keyword_score", _keyword_score)


def _keyword_score(matches: Matches) -> Floats:
    units = matches.units
    score = units.terms.best_of(by_script(units, LATIN_FIELDS, HAN_FIELDS)).sum(axis=1)
    if len(matches.bigrams.terms):
        score = score + BIGRAM_WEIGHT * (HAN_BIGRAMS.of(matches.bigrams) @ matches.bigrams.terms.idf)
    return np.asarray(score, np.float32)


def by_script(matrix: TermMatrix, latin: Saturation, han: Saturation) -> Floats:
    """Each column by the parameters of its script: float32 (n, K)."""
    weights, k1, b = _parameters(latin, han)
    script = matrix.terms.script
    return loops.saturated(matrix.candidate, matrix.field, matrix.column, matrix.lengths, matrix.average, script, weights, k1, b)


@cache
def _parameters(latin: Saturation, han: Saturation) -> tuple[Floats, Floats, Floats]:
    """weights float32 (2, F), k1 and b float32 (2,), by script."""
    return tuple(np.array([getattr(one, name) for one in (latin, han)], np.float32) for name in ("weights", "k1", "b"))  # type: ignore[return-value]


def by_score(score: Floats, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The order of falling score; equal scores by row, which is by product id."""
    return np.lexsort((rows, -score))
