"""How the query's words stand in the product: BM25, coverage, phrases. All scaled by their own bounds, so that they mean the same in every list.

Formulas: SPEC 5.4. A share is of the idf-weighted whole of the query, 0 to 1.
"""

from __future__ import annotations

import numpy as np

from searchrank.features.feature import feature
from searchrank.features.titles import longest_run, nearness, starts_title, tightest_window
from searchrank.recall.bm25 import HAN_BIGRAMS, Saturation, bigram_score, bm25f, keyword_score
from searchrank.recall.matches import TITLE, Matches
from searchrank.recall.terms import LATIN
from searchrank.records import FIELDS, Candidates, Floats, Query
from searchrank.store.view import View

NOTHING = Saturation((0.0, 0.0, 0.0, 0.0, 0.0), 0.6, 0.4)
WORD_FIELDS = Saturation((3.0, 2.0, 2.0, 0.5, 1.0), 0.6, 0.4)
TITLE_UNITS = Saturation((1.0, 0.0, 0.0, 0.0, 0.0), 1.2, 0.75)


@feature(unit="share", missing=0.0, monotone=1)
def bm25f_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """BM25F over words (Chinese) and stems (Latin), of the most it can be."""
    units, words = matches.units, matches.words
    latin = units.terms.script[: units.terms.units] == LATIN
    score, most = np.zeros(len(candidates), np.float32), float(words.terms.idf.sum())
    if latin.any():
        # A Chinese unit may be told by Latin ones (42码 by 42), but its whole is not among the most that there is here.
        score = bm25f(units, WORD_FIELDS, NOTHING, latin)
        most += float(units.terms.unit_idf[latin].sum())
    if len(words.terms):
        score = score + bm25f(words, WORD_FIELDS, WORD_FIELDS)
    return np.asarray(score / max((WORD_FIELDS.k1 + 1) * most, 1e-6), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def bigram_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """BM25 over the title's Han bigrams, of the most it can be; missing where the query has none."""
    bigrams = matches.bigrams
    if not len(bigrams.terms):
        return None
    return np.asarray(bigram_score(matches) / np.float32((HAN_BIGRAMS.k1 + 1) * bigrams.terms.total_idf), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def unit_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """BM25 over the title's units, of the most it can be."""
    score = bm25f(matches.units, TITLE_UNITS, TITLE_UNITS)
    return np.asarray(score / np.float32((TITLE_UNITS.k1 + 1) * matches.units.terms.total_idf), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def coverage(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units that any field has."""
    return matches.coverage


@feature(unit="share", missing=0.0, monotone=1)
def title_coverage(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The plain share of query units in the title."""
    return np.asarray(matches.units.covered[TITLE, 1] / np.float32(max(matches.units.terms.units, 1)), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def title_weight(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units in the title."""
    return _field_weight(matches, "title")


@feature(unit="flag", missing=0.0, monotone=1)
def all_terms(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where some field has every unit of the query."""
    return np.asarray(matches.units.covered[-1, 1] == matches.units.terms.units, np.float32)


@feature(unit="share", missing=0.0, monotone=-1)
def heaviest_missing(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """What the most telling unit that no field has is worth, of the whole query."""
    return np.asarray(matches.units.covered[-1, 2] / np.float32(matches.units.terms.total_idf), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def word_coverage(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """The idf-weighted share of the query's Chinese words that any field has whole; missing where there are none."""
    words = matches.words
    if not len(words.terms):
        return None
    return np.asarray(words.held_worth(words.terms.idf) / np.float32(words.terms.total_idf), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def bigram_coverage(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats | None:
    """The plain share of the query's Han bigrams in the title; missing where there are none."""
    count = len(matches.bigrams.terms)
    return matches.bigrams.held_worth(np.full(count, 1 / count, np.float32)) if count else None


def _field_weight(matches: Matches, name: str) -> Floats:
    return np.asarray(matches.units.covered[FIELDS.index(name), 0] / np.float32(matches.units.terms.total_idf), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def brand_weight(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units in the brand."""
    return _field_weight(matches, "brand")


@feature(unit="share", missing=0.0, monotone=1)
def category_weight(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units in the category path."""
    return _field_weight(matches, "category")


@feature(unit="share", missing=0.0)
def attribute_weight(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units among attribute values."""
    return _field_weight(matches, "attributes")


@feature(unit="share", missing=0.0)
def description_weight(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The idf-weighted share of query units in the description (of Chinese descriptions none: single characters are not kept)."""
    return _field_weight(matches, "description")


@feature(unit="share", missing=0.0, monotone=1)
def exact_phrase(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where the title has all units of the query next to each other in the query's order."""
    return np.asarray(longest_run(matches) >= max(matches.units.terms.units, 1), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def longest_run_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The longest run of neighbouring query units that the title repeats in order, of the query's length."""
    return np.asarray(longest_run(matches) / max(matches.units.terms.units, 1), np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def proximity(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """How near to each other matched units stand in the title: mean of 1 / distance^2 over neighbouring hits."""
    return nearness(matches)


@feature(unit="share", missing=0.0, monotone=1)
def window_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """Units of the title that the query has, divided by the shortest stretch of the title that holds them all."""
    return tightest_window(matches)


@feature(unit="flag", missing=0.0, monotone=1)
def title_start(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """1 where the title begins with the query's first unit."""
    return starts_title(matches)


@feature(unit="units", missing=0.0)
def title_length(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """Units in the title."""
    return matches.title_lengths.astype(np.float32)


@feature(unit="units", missing=0.0)
def query_length(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """Units in the query."""
    return np.full(len(candidates), matches.units.terms.units, np.float32)


@feature(unit="share", missing=0.0, monotone=1)
def keyword_share(query: Query, candidates: Candidates, view: View, matches: Matches) -> Floats:
    """The score of keyword order, of the best in the list."""
    score = keyword_score(matches)
    return np.asarray(score / max(float(score.max(initial=0)), 1e-6), np.float32)
