"""The stages that order candidates: the engine's own order, keyword order, day one, the learned ranker.

Each ranks the candidates that recall kept matches of (the first `ranked`) and leaves the rest behind them in keyword order; members of the match
set stay before looser ones; a sort that the shopper chose is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchrank.errors import FeatureMismatch, NotFound
from searchrank.features.feature import FeatureSet
from searchrank.pipeline import Search
from searchrank.rank.day_one import NAME as DAY_ONE
from searchrank.rank.day_one import columns as day_one_columns
from searchrank.rank.day_one import day_one_score
from searchrank.rank.fine import FineModel, open_model
from searchrank.recall.lacking import lacking
from searchrank.records import Floats, Missing
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import View

MODEL_FOLDER = "model"
"""Where a snapshot keeps its model."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What a ranker saw and said: the matrix (n, features) over the list as served, in the order it was scored, and the scores (n,).

    Columns that the ranker does not read are NaN, unless the query asks for explanations.
    """

    names: tuple[str, ...]
    matrix: Floats
    score: Floats
    rows: object


@dataclass(frozen=True, slots=True)
class EngineOrder:
    """The engine's own order, to compare with."""

    name: str = "engine_order"

    def run(self, search: Search) -> Search:
        if search.matches is None:
            return search
        place = search.candidates.ranks[:, 0]
        # What other channels alone brought has no place here (-1) and goes last.
        place = np.where(place < 0, len(place), place)
        order = np.argsort(place, kind="stable")
        relaxed = (*search.relaxed, *lacking(search.query, search.matches, np.argsort(place[: len(search.matches.rows)], kind="stable")))
        return search.with_(candidates=search.candidates.take(order), matches=None, ranker="engine", relaxed=relaxed)


@dataclass(frozen=True, slots=True)
class KeywordOrder:
    """The order that recall gives: our own BM25."""

    name: str = "keyword"

    def run(self, search: Search) -> Search:
        if search.matches is None:
            return search
        return search.with_(relaxed=(*search.relaxed, *lacking(search.query, search.matches, np.arange(len(search.matches.rows)))))


@dataclass(frozen=True, slots=True)
class DayOne:
    """The day-one order of the first `depth`: it was made for the first pages, and further down keyword order holds more of what is relevant."""

    features: FeatureSet
    depth: int = 100
    name: str = "day_one"

    def run(self, search: Search) -> Search:
        return _rank(_first(search, self.depth), self.features, None)


@dataclass(frozen=True, slots=True)
class Fine:
    """The learned order; day one where the snapshot has no model, and where it has one that does not fit, which the answer then says."""

    features: FeatureSet
    day_one_depth: int = 100
    name: str = "fine"

    def run(self, search: Search) -> Search:
        model = search.view.snapshot.kept("model", self._opened)
        if isinstance(model, Missing):
            search, model = search.with_(degraded=(*search.degraded, model)), None
        return _rank(_first(search, self.day_one_depth) if model is None else search, self.features, model)

    def model_of(self, view: View) -> FineModel | None:
        """The model that serves with this view, None where there is none that fits."""
        model = view.snapshot.kept("model", self._opened)
        return None if isinstance(model, Missing) else model

    def _opened(self, snapshot: Snapshot) -> FineModel | Missing | None:
        if not snapshot.has(MODEL_FOLDER):
            return None
        try:
            return open_model(snapshot.subfolder(MODEL_FOLDER), self.features)
        except (FeatureMismatch, NotFound) as error:
            return Missing("model", error.message)


def _first(search: Search, depth: int) -> Search:
    """The search with matches of its first `depth` candidates alone, so that these alone are ranked."""
    if search.matches is None or len(search.matches.rows) <= depth:
        return search
    return search.with_(matches=search.matches.take(np.arange(depth)))


def _rank(search: Search, features: FeatureSet, model: FineModel | None) -> Search:
    if search.matches is None or not len(search.candidates):
        return search
    # A list of judged products is ranked whole; recall keeps matches of the first `ranked` only.
    candidates = search.candidates.take(np.arange(len(search.matches.rows)))
    needed = day_one_columns(features.names) if model is None else model.needed
    # Who asks why a product stands where it does is shown the others too.
    matrix = features.matrix(search.query, candidates, search.view, search.matches, None if search.query.explain else needed)
    score = day_one_score(matrix, features.names) if model is None else model.score(matrix)
    scored = Scored(features.names, matrix, score, candidates.rows)
    ranker = DAY_ONE if model is None else f"fine:{model.version}"
    return _reordered(search, score, scored, ranker)


def _reordered(search: Search, score: Floats, scored: Scored, ranker: str) -> Search:
    count = len(score)
    places = np.arange(len(search.candidates))
    order = places.copy()
    order[:count] = np.lexsort((search.candidates.rows[:count], -score, places[:count] >= search.members))
    scores = np.full(len(order), score.min() - 1, np.float32)
    scores[:count] = score
    candidates = search.candidates.scored(scores).take(order)
    moved = np.count_nonzero(order != places)
    # Matches are aligned with the order of recall; behind the ranker nothing may read them by mistake.
    relaxed = (*search.relaxed, *lacking(search.query, search.matches, order[:count]))
    return search.with_(candidates=candidates, matches=None, scored=scored, ranker=ranker, relaxed=relaxed, note=f"{moved} of {count} moved")
