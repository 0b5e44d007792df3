"""What only the list or the catalogue's habits can say: likeness to the best candidates, accessories, likeness of letters.

Formulas: SPEC 5.4 (`prf`, `acc_next`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchrank.features.feature import feature
from searchrank.query.ngrams import ngram_bitmap
from searchrank.recall.bm25 import keyword_score
from searchrank.recall.matches import TITLE, Matches
from searchrank.recall.terms import inverse_frequency
from searchrank.records import FIELDS, Candidates, Floats, Query
from searchrank.store.arrays import spread
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
    tokens, weight, edges = _title_vectors(view.snapshot, candidates.rows)
    score = keyword_score(matches)
    best = np.lexsort((candidates.rows, -score))[:FEEDBACK]
    share = np.zeros(len(candidates), np.float64)
    share[best] = score[best] / max(float(score[best].sum()), 1e-9)
    centroid, length = _centroid(tokens, weight, edges, share, best, len(view.snapshot.vocabulary("units")))
    squared, towards = view.snapshot.array("title.squared")[candidates.rows], _sums(weight * centroid[tokens], edges)
    others = np.maximum(length - 2 * share * towards + share**2 * squared, 1e-9)
    cosine = (towards - share * squared) / np.sqrt(np.maximum(squared, 1e-9) * others)
    return np.asarray(np.clip(cosine, 0, 1), np.float32)


def _title_vectors(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.int64]]:
    """The main title tokens of the rows one row after another, the idf of each, and where each row begins and the last ends (n + 1,)."""
    tokens = snapshot.ragged("units.tokens")
    lengths = snapshot.array("units.lengths")[rows, TITLE].sum(axis=1, dtype=np.int64)
    flat = tokens.values[spread(tokens.offsets[rows.astype(np.int64) * len(FIELDS)], lengths)]
    flat = flat.astype(np.intp)
    return flat, snapshot.kept("units.idf", _all_idf)[flat], np.concatenate(([0], np.cumsum(lengths)))


def _centroid(
    tokens: npt.NDArray[np.intp], weight: Floats, edges: npt.NDArray[np.int64], share: npt.NDArray[np.float64], best: npt.NDArray[np.intp], size: int
) -> tuple[npt.NDArray[np.float64], float]:
    """The weighted sum of the best titles' vectors, by token, and its squared length. Only touched pages of the table cost anything."""
    at = spread(edges[best], edges[best + 1] - edges[best])
    table = np.zeros(size, np.float64)
    np.add.at(table, tokens[at], weight[at] * np.repeat(share[best], edges[best + 1] - edges[best]))
    # With counts asked for, numpy sorts; without, it hashes, which takes nine times as long for some hundred tokens.
    met, _ = np.unique(tokens[at], return_counts=True)
    return table, float((table[met] ** 2).sum())


def squared_lengths(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """The squared length of the idf vector of each title; a word that a title says c times has c times its weight, so it adds c^2 - c squares to
    its c.

    Publishing keeps it for all products (`title.squared`): sorting the words of 200 titles would cost a tenth of a search.
    """
    tokens, weight, edges = _title_vectors(snapshot, rows)
    size, idf = len(snapshot.vocabulary("units")), snapshot.kept("units.idf", _all_idf)
    said = np.sort(np.repeat(np.arange(len(edges) - 1), np.diff(edges)) * size + tokens)
    again, times = np.unique(said[1:][said[1:] == said[:-1]], return_counts=True)
    repeats = np.bincount(again // max(size, 1), weights=times * (times + 1) * idf[again % max(size, 1)] ** 2.0, minlength=len(edges) - 1)
    return _sums(weight * weight, edges) + repeats


def _sums(values: npt.NDArray[Any], edges: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The sum of each run of values between neighbouring edges; 0 for an empty run."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.diff(total[edges])


def _all_idf(snapshot: Snapshot) -> Floats:
    script = snapshot.array("units.han").astype(np.intp)
    return inverse_frequency(snapshot.array("units.df"), snapshot.array("units.products")[script])


@feature(unit="flag", missing=0.0, monotone=-1)
def accessory(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where the title has the query's last unit and each time an accessory word that is not in the query follows (within two Latin words,
    at once in Chinese)."""
    matrix = matches.units
    flag = np.zeros(len(candidates), np.float32)
    last = matrix.terms.units - 1
    at = np.flatnonzero(matrix.hit_column == last)
    if not len(at):
        return flag
    candidate, position = matrix.hit_candidate[at], matrix.hit_position[at]
    following = _following(view.snapshot, candidates.rows[candidate], position, matrix.lengths[candidate, TITLE].sum(axis=1))
    named = _is_accessory(view.snapshot, following, np.asarray(matrix.terms.ids), bool(matrix.terms.script[last]))
    times = np.bincount(candidate, minlength=len(flag))
    return np.asarray((times > 0) & (np.bincount(candidate, weights=named, minlength=len(flag)) == times), np.float32)


def _following(
    snapshot: Snapshot, rows: npt.NDArray[np.int32], position: npt.NDArray[np.int64], length: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """The two title tokens behind each position, -1 past the end: int32 (h, 2)."""
    tokens = snapshot.ragged("units.tokens")
    start = tokens.offsets[rows.astype(np.int64) * len(FIELDS)]
    ahead = position[:, None] + np.array([1, 2])
    inside = ahead < length[:, None]
    return np.where(inside, tokens.values[np.where(inside, start[:, None] + ahead, 0)], -1).astype(np.int32)


def _is_accessory(snapshot: Snapshot, following: npt.NDArray[np.int32], asked: npt.NDArray[np.int32], han: bool) -> npt.NDArray[np.bool_]:
    single, pairs = snapshot.kept("accessories", _accessories)
    unasked = (following[:, :, None] != asked).all(axis=2)
    alone = single[following] & unasked
    if not han:
        return np.asarray(alone.any(axis=1), bool)
    both = (following[:, None, :] == pairs).all(axis=2).any(axis=1)
    return np.asarray(alone[:, 0] | (both & unasked[:, 0]), bool)


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
    asked = ngram_bitmap(query.text)
    common = np.bitwise_count(view.snapshot.array("title.ngrams")[candidates.rows] & asked).sum(axis=1)
    return np.asarray(common / max(int(np.bitwise_count(asked).sum()), 1), np.float32)
