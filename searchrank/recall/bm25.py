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
    """a (k1 + 1) / (a + k1) with a = sum over fields of weight * tf / (1 - b + b * length / average), for each term.

    `weights` one a field, in the order of records.FIELDS; `k1` and `b` as in BM25.
    """

    weights: tuple[float, ...]
    k1: float
    b: float


LATIN_FIELDS = Saturation((4.0, 1.0, 2.0, 0.5, 1.0), 0.6, 0.5)
HAN_FIELDS = Saturation((1.0, 0.5, 0.5, 0.25, 0.0), 0.6, 0.5)
HAN_BIGRAMS = Saturation((1.0,), 1.2, 0.75)
BIGRAM_WEIGHT = 0.2


def keyword_score(matches: Matches) -> Floats:
    """The score of keyword order: BM25F of Latin units, of Han characters, and a fifth of that of Han bigrams; float32 (n,)."""
    return matches.once("keyword_score", _keyword_score)


def _keyword_score(matches: Matches) -> Floats:
    score = bm25f(matches.units, LATIN_FIELDS, HAN_FIELDS)
    return score + np.float32(BIGRAM_WEIGHT) * bigram_score(matches) if len(matches.bigrams.terms) else score


def bigram_score(matches: Matches) -> Floats:
    """BM25 over the Han bigrams of titles: float32 (n,); keyword order and rankers read the same."""
    return matches.once("bigram_score", lambda matches: bm25f(matches.bigrams, HAN_BIGRAMS, HAN_BIGRAMS))


def bm25f(matrix: TermMatrix, latin: Saturation, han: Saturation, counted: npt.NDArray[np.bool_] | None = None) -> Floats:
    """BM25F of each candidate, a unit by the better of itself and its alternatives, each column by the parameters of its script; of those units alone
    that are counted (all, if None): float32 (n,)."""
    terms, (weights, k1, b) = matrix.terms, parameters(latin, han)
    units = np.ones(terms.units, np.bool_) if counted is None else counted
    amounts = loops.amounts(matrix.candidate, matrix.field, matrix.column, matrix.lengths, matrix.average, terms.script, weights, b)
    return loops.bm25f(matrix.candidate, matrix.column, amounts, len(matrix), k1[terms.script], units, terms.idf, terms.ways)


@cache
def parameters(latin: Saturation, han: Saturation) -> tuple[Floats, Floats, Floats]:
    """weights float32 (2, F), k1 and b float32 (2,), by script: 0 Latin, 1 Han."""
    return tuple(np.array([getattr(one, name) for one in (latin, han)], np.float32) for name in ("weights", "k1", "b"))  # type: ignore[return-value]


def by_score(score: Floats, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """The order of falling score; equal scores by row, which is by product id."""
    return np.lexsort((rows, -score))
