"""What only the list or the catalogue's habits can say: likeness to the best candidates, accessories, likeness of letters.

Formulas: SPEC 5.4 (`prf`, `acc_next`).
"""

from __future__ import annotations

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
    owner, weight, place, size = _title_vectors(view.snapshot, candidates.rows)
    score = keyword_score(matches)
    best = np.sort(np.lexsort((candidates.rows, -score))[:FEEDBACK])
    share = np.zeros(len(candidates), np.float64)
    share[best] = score[best] / max(float(score[best].sum()), 1e-9) if len(best) else 0
    centroid = np.bincount(place, weights=weight * share[owner], minlength=size)
    squared = np.bincount(owner, weights=weight**2, minlength=len(candidates))
    towards = np.bincount(owner, weights=weight * centroid[place], minlength=len(candidates))
    others = np.maximum((centroid**2).sum() - 2 * share * towards + share**2 * squared, 1e-9)
    cosine = (towards - share * squared) / np.sqrt(np.maximum(squared, 1e-9) * others)
    return np.asarray(np.clip(cosine, 0, 1), np.float32)


def _title_vectors(snapshot: Snapshot, rows: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.int64], int]:
    """Every main title token of the rows: whose it is, its idf, and its place among the tokens met; and how many those are."""
    tokens = snapshot.ragged("units.tokens")
    lengths = snapshot.array("units.lengths")[rows, TITLE].sum(axis=1, dtype=np.int64)
    flat = tokens.values[spread(tokens.offsets[rows.astype(np.int64) * len(FIELDS)], lengths)]
    met, place = _numbered(flat, len(snapshot.vocabulary("units")))
    return np.repeat(np.arange(len(rows)), lengths), snapshot.kept("units.idf", _all_idf)[flat], place, met


def _numbered(flat: npt.NDArray[np.int32], size: int) -> tuple[int, npt.NDArray[np.int64]]:
    # Only touched pages of the table cost anything; sorting the tokens would cost five times as much.
    table = np.zeros(size, np.int32)
    table[flat] = np.arange(len(flat), dtype=np.int32)
    return len(flat), table[flat].astype(np.int64)


def _all_idf(snapshot: Snapshot) -> Floats:
    script = snapshot.array("units.han").astype(np.intp)
    return inverse_frequency(snapshot.array("units.df"), snapshot.array("units.products")[script])


@feature(unit="flag", missing=0.0, monotone=-1)
def accessory(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where the title has the query's last unit and each time an accessory word that is not in the query follows (within two Latin words, at once in Chinese)."""
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
    single, pairs = snapshot.kept("accessories", _accessory_ids)
    first = np.isin(following[:, 0], single) & ~np.isin(following[:, 0], asked)
    if not han:
        return first | (np.isin(following[:, 1], single) & ~np.isin(following[:, 1], asked))
    both = (following[:, None, :] == pairs[None]).all(axis=2).any(axis=1)
    return np.asarray(first | (both & ~np.isin(following[:, 0], asked)), bool)


def _accessory_ids(snapshot: Snapshot) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    vocabulary = snapshot.vocabulary("units")
    single = vocabulary.ids([words[0] for words in ACCESSORIES if len(words) == 1])
    pairs = [vocabulary.ids(words) for words in ACCESSORIES if len(words) == 2]
    known = [pair for pair in pairs if (pair >= 0).all()]
    return single[single >= 0], np.array(known, np.int32).reshape(-1, 2)


@feature(unit="share", missing=0.0, monotone=1)
def letter_likeness(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The share of the query's character 3-grams that the title has, by bitmap (a common bit may be chance; it is the same chance for all)."""
    asked = ngram_bitmap(query.text)
    common = np.bitwise_count(view.snapshot.array("title.ngrams")[candidates.rows] & asked).sum(axis=1)
    return np.asarray(common / max(int(np.bitwise_count(asked).sum()), 1), np.float32)
