"""Training: judgments become a registered model, with out-of-fold measures that say whether it may serve."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from searchrank.errors import Conflict, InvalidInput
from searchrank.evaluate.compare import compare
from searchrank.evaluate.means import by_query, evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.study import query_key
from searchrank.evaluate.trec import Run, read_qrels, read_queries, write_run
from searchrank.learn.fit import MARGIN_FACTOR, TREES, fit, parameters_for
from searchrank.learn.lists import JudgedList, ListMaker, folds
from searchrank.query.normalise import normalise
from searchrank.query.understand import Understand
from searchrank.rank.day_one import day_one_score
from searchrank.rank.features import all_features
from searchrank.rank.fine import FineModel, margin_schema, save_model
from searchrank.recall.engines import Engines
from searchrank.recall.recall import Recall
from searchrank.records import Floats, Judgment
from searchrank.settings import Settings
from searchrank.store.snapshot import Snapshot, read_current
from searchrank.store.store import Store
from searchrank.store.view import View

MEASURES = "nDCG@10 RR@10 R@100"
DECIDING = "nDCG@10"
SCOPES = ("all", "judged")
RUN_FILE = "out_of_fold.run"
FEWEST = 20
"""Of fewer queries no difference between two orders can be told."""
UNMEASURED = "not measured: train with at least 2 folds to have it promoted"
Progress = Callable[[str, int, int | None], None]
Measured = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What training did: the registered model, whether it was promoted and why, and how it did on queries that it had not seen.

    `queries` judged ones that were learned from, `left_out` those for which nothing is in the published catalogue.
    `measures` {day_one, model, difference: {measure: {mean, low, high}}}, empty without folds; `run` the file of the out-of-fold run, None where
    there is none (no folds, or ids with blanks, which a run file cannot hold).
    """

    version: str
    promoted: bool
    reason: str
    queries: int
    measures: Mapping[str, Measured]
    run: str | None
    left_out: int = 0


def train(
    store: Store,
    settings: Settings,
    *,
    folds: int = 5,
    seed: int = 1,
    judgments: Path | None = None,
    queries: Path | None = None,
    scope: str = "all",
    judged: str = "",
    progress: Progress | None = None,
) -> TrainReport:
    """Measure out of fold, fit on everything, register the model, and promote it if it is not worse than day one over FEWEST queries at least.

    Judgments come from the two files, or from the store; `judged` says whose they are, for those who look at the model. With scope "judged",
    lists hold each query's judged products only. With fewer than two folds nothing is measured, and nothing promoted. Raises NothingPublished
    without a snapshot, Conflict without judgments.
    """
    if scope not in SCOPES:
        raise InvalidInput(f"scope is {scope!r}: use one of {', '.join(SCOPES)}", field="scope")
    tell = progress or _silent
    texts, graded = _judged(store, judgments, queries)
    lists = _lists(settings, texts, graded, scope, tell)
    folded = _out_of_fold(lists, folds, seed, scope, tell) if folds > 1 else None
    measured = [one for one in graded if one.query_id in texts]
    outcome = _measured(measured, folded) if folded else _Outcome({}, False, UNMEASURED)
    report = _register(store, settings, lists, seed, outcome, folded, judged, tell)
    return replace(report, left_out=len({one.query_id for one in measured}) - len(lists))


def _silent(phase: str, done: int, total: int | None) -> None:
    return None


def _judged(store: Store, judgments: Path | None, queries: Path | None) -> tuple[Mapping[str, str], list[Judgment]]:
    if judgments is not None and queries is not None:
        texts, graded = read_queries(queries), read_qrels(judgments)
    else:
        texts, stored = store.judgments.read()
        graded = list(stored)
    if not graded or not texts:
        raise Conflict("there are no judgments to learn from: run `searchrank import judgments QRELS --queries TSV` first")
    return texts, graded


def _lists(settings: Settings, texts: Mapping[str, str], graded: Sequence[Judgment], scope: str, tell: Progress) -> list[JudgedList]:
    engines = Engines(settings)
    view = View(Snapshot.open(settings.snapshots / read_current(settings.snapshots)))
    recall = Recall(engines.of, settings.recall) if scope == "all" else None
    maker = ListMaker(view, Understand(settings.query), recall, all_features(), settings.recall.ranked, float(view.snapshot.manifest["as_of"]))
    made = []
    for one in maker.lists(texts, by_query(graded)):
        made.append(one)
        tell("lists", len(made), len(texts))
    engines.close()
    if not any(one.grade.max() > one.grade.min() for one in made):
        raise Conflict("no judged query has both a relevant product and another in the published catalogue: check the ids of the judgments")
    return made


@dataclass(frozen=True, slots=True)
class _Folded:
    """Runs over all lists, each scored by a model that had not seen it, and by day one."""

    model: Run
    day_one: Run


def _out_of_fold(lists: Sequence[JudgedList], count: int, seed: int, scope: str, tell: Progress) -> _Folded:
    features = all_features()
    parts = folds(lists, min(count, len(lists)), seed)
    model_run: dict[str, list[tuple[str, float]]] = {}
    day_one_run: dict[str, list[tuple[str, float]]] = {}
    for number, part in enumerate(parts):
        others = [one for place, other in enumerate(parts) if place != number for one in other]
        model = FineModel("fold", fit(others, features, seed), features, MARGIN_FACTOR, {})
        for one in part:
            matrix = one.served if scope == "all" else one.learned
            model_run[one.query_id] = _listed(one, model.score(matrix))
            day_one_run[one.query_id] = _listed(one, day_one_score(matrix, features.names))
        tell("folds", number + 1, len(parts))
    return _Folded(model_run, day_one_run)


def _listed(one: JudgedList, score: Floats) -> list[tuple[str, float]]:
    """The served list in the order of these scores, as serving orders it: looser matches behind the match set."""
    loose = (np.arange(len(score)) >= one.members) & (one.members > 0)
    order = np.lexsort((one.rows[: len(score)], -score, loose))
    return [(one.ids[place], float(score[place])) for place in order]


@dataclass(frozen=True, slots=True)
class _Outcome:
    measures: Mapping[str, Measured]
    promoted: bool
    reason: str


def _measured(graded: Sequence[Judgment], folded: _Folded) -> _Outcome:
    asked = parse_measures(MEASURES)
    model, day_one = (evaluate(asked, graded, run) for run in (folded.model, folded.day_one))
    differences = {one.measure: one for one in compare(model, day_one)}
    measures = {
        "day_one": {name: _ends(one) for name, one in day_one.estimates.items()},
        "model": {name: _ends(one) for name, one in model.estimates.items()},
        "difference": {name: _ends(one) for name, one in differences.items()},
    }
    deciding = differences[DECIDING]
    ends = f"{deciding.mean:+.4f} [{deciding.low:+.4f}, {deciding.high:+.4f}]"
    said = f"out of fold {DECIDING} differs from day one by {ends} over {len(model.queries)} queries"
    if len(model.queries) < FEWEST:
        return _Outcome(measures, False, f"too few judged queries to tell: {said}; judge at least {FEWEST}, or promote it by hand")
    return _Outcome(measures, deciding.high >= 0, said if deciding.high >= 0 else f"worse than day one: {said}")


def _ends(one: Any) -> Mapping[str, float]:
    return {"mean": one.mean, "low": one.low, "high": one.high}


def _register(
    store: Store, settings: Settings, lists: Sequence[JudgedList], seed: int, outcome: _Outcome, folded: _Folded | None, judged: str, tell: Progress
) -> TrainReport:
    features = all_features()
    booster = fit(lists, features, seed, lambda done: tell("trees", done, TREES))
    version = _next_version(store, settings)
    folder = settings.models / version
    schema = {
        "version": version,
        "features": features.schema,
        "margin": margin_schema(MARGIN_FACTOR),
        "parameters": {**parameters_for(len(lists)), "trees": TREES, "seed": seed},
        "trained_at": time.time(),
        "trained_on": sorted({query_key(normalise(one.text)) for one in lists}),
        "judged": judged,
        "measures": outcome.measures,
    }
    save_model(folder, booster, schema)
    run = _kept_run(folder / RUN_FILE, folded, version)
    store.models.register(version, str(folder.name), outcome.measures, outcome.reason)
    if outcome.promoted:
        store.models.promote(version)
    return TrainReport(version, outcome.promoted, outcome.reason, len(lists), outcome.measures, run)


def _kept_run(path: Path, folded: _Folded | None, version: str) -> str | None:
    """The file of the out-of-fold run; None without folds, and where an id holds a blank, which the format cannot keep and training can."""
    if folded is None:
        return None
    try:
        write_run(path, folded.model, version)
    except InvalidInput:
        path.unlink(missing_ok=True)
        return None
    return str(path)


def _next_version(store: Store, settings: Settings) -> str:
    """The number behind the highest that is registered or lies on disk (a killed training leaves a folder)."""
    names = [row.version for row in store.models.list()] + [path.name for path in settings.models.glob("m*")]
    numbers = [int(name[1:]) for name in names if name[1:].isdigit()]
    return f"m{max(numbers, default=0) + 1:06d}"
