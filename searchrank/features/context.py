"""What only the list or the catalogue's habits can say: likeness to the best candidates, accessories, likeness of letters.

Formulas: SPEC 5.4 (`prf`, `acc_next`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.features.feature import feature
from searchrank.features.loops import accessories, common_bits, towards_best
from searchrank.query.ngrams import ngram_bitmap
from searchrank.query.normalise import has_han
from searchrank.query.worth import inverse_frequency
from searchrank.recall.bm25 import keyword_score
from searchrank.recall.matches import TITLE, Matches
from searchrank.recall.terms import HAN
from searchrank.records import FIELDS, Candidates, Floats, Query
from searchrank.store.arrays import spread
from searchrank.store.grown import Grown
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

FEEDBACK = 30
"""How many of the best titles make the centroid of `likeness`."""

ACCESSORIES = (
    *(("壳",), ("膜",), ("套",), ("包",), ("线",), ("支", "架"), ("配", "件"), ("保", "护"), ("钢", "化"), ("贴", "膜")),
    *(
        (word,)
        for word in [
            "case",
            "cover",
            "drum",
            "toner",
            "cable",
            "sleeve",
            "cartridge",
            "adapter",
            "charger",
            "mount",
            "stand",
            "strap",
            "bag",
            "backpack",
            "holder",
            "protector",
            "film",
            "skin",
            "lock",
            "dock",
            "docking",
            "pad",
            "filter",
            "tray",
        ]
    ),
)
"""Words that turn the product named before them into something that goes with it."""


@feature(unit="cosine", missing=0.0, monotone=1)
def likeness(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """Cosine of the title's idf vector with the score-weighted centroid of the best FEEDBACK titles of the list, itself excluded."""
    score = keyword_score(matches)
    best = np.lexsort((candidates.rows, -score))[:FEEDBACK]
    share = np.zeros(len(candidates), np.float64)
    share[best] = score[best] / max(float(score[best].sum()), 1e-9)
    squared, at = view.within("title.squared", candidates.rows)
    idf, (tokens, starts) = view.snapshot.kept("units.idf", all_idf), matches.titles
    return towards_best(tokens, starts, matches.title_lengths, idf, share, best, squared[at])


def _titles(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the title of each row begins among the units, and how many main tokens it has: int64 (n,)."""
    starts = snapshot.ragged("units.tokens").offsets[rows.astype(np.int64) * len(FIELDS)]
    return starts, snapshot.array("units.lengths")[rows, TITLE].sum(axis=1, dtype=np.int64)


def _title_vectors(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.int64]]:
    """The main title tokens of the rows one row after another, the idf of each, and where each row begins and the last ends (n + 1,)."""
    starts, lengths = _titles(snapshot, rows)
    flat = snapshot.ragged("units.tokens").values[spread(starts, lengths)].astype(np.intp)
    return flat, snapshot.kept("units.idf", all_idf)[flat], np.concatenate(([0], np.cumsum(lengths)))


def squared_lengths(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """The squared length of the idf vector of each title; a word that a title says c times has c times its weight, so it adds c^2 - c squares to
    its c.

    Publishing keeps it for all products (`title.squared`): sorting the words of 200 titles would cost a tenth of a search.
    """
    tokens, weight, edges = _title_vectors(snapshot, rows)
    size, idf = len(snapshot.vocabulary("units")), snapshot.kept("units.idf", all_idf)
    said = np.sort(np.repeat(np.arange(len(edges) - 1), np.diff(edges)) * size + tokens)
    again, times = np.unique(said[1:][said[1:] == said[:-1]], return_counts=True)
    repeats = np.bincount(again // max(size, 1), weights=times * (times + 1) * idf[again % max(size, 1)] ** 2.0, minlength=len(edges) - 1)
    return _sums(weight * weight, edges) + repeats


def _sums(values: npt.NDArray[Any], edges: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The sum of each run of values between neighbouring edges; 0 for an empty run."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.diff(total[edges])


def all_idf(snapshot: Snapshot) -> Floats:
    """The idf of every unit by its id; those that came since publishing count as said by one product."""
    if isinstance(snapshot, Grown):
        base = snapshot.base
        since = snapshot.vocabulary("units").texts[len(base.vocabulary("units")) :]
        script = np.array([has_han(text) for text in since], np.intp)
        new = inverse_frequency(np.ones(len(since), np.int32), base.array("units.products")[script])
        return np.concatenate((base.kept("units.idf", all_idf), new))
    script = snapshot.array("units.han").astype(np.intp)
    return inverse_frequency(snapshot.array("units.df"), snapshot.array("units.products")[script])


@feature(unit="flag", missing=0.0, monotone=-1)
def accessory(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where the title has the query's last unit and each time an accessory word that is not in the query follows (within two Latin words,
    at once in Chinese)."""
    matrix, terms = matches.units, matches.units.terms
    if not terms.units:
        return np.zeros(len(candidates), np.float32)
    single, pairs = view.snapshot.kept("accessories", _accessories)
    last, (values, starts) = terms.units - 1, matches.titles
    hits = (matrix.candidate, matrix.field, matrix.position, matrix.column)
    return accessories(*hits, last, values, starts, matches.title_lengths, terms.ids, single, pairs, terms.script[last] == HAN)


def _accessories(snapshot: Snapshot) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """A flag by unit (the last for "none") for the words that are accessories alone, and the pairs of characters that are (p, 2)."""
    vocabulary = snapshot.vocabulary("units")
    single = vocabulary.ids([words[0] for words in ACCESSORIES if len(words) == 1])
    flags = np.zeros(len(vocabulary) + 1, bool)
    flags[single[single >= 0]] = True
    pairs = [vocabulary.ids(words) for words in ACCESSORIES if len(words) == 2]
    known = [pair for pair in pairs if (pair >= 0).all()]
    return flags, np.array(known, np.int32).reshape(-1, 2)


@feature(unit="share", missing=0.0, monotone=1)
def letter_likeness(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The share of the query's character 3-grams that the title has, by bitmap (a common bit may be chance; it is the same chance for all)."""
    asked = ngram_bitmap(query.sought)
    common = common_bits(*view.within("title.ngrams", candidates.rows), asked)
    return np.asarray(common / max(int(np.bitwise_count(asked).sum()), 1), np.float32)
