"""An evaluation, told: as JSON for programs, as sentences and table rows for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from searchrank.evaluate.bootstrap import LEVEL
from searchrank.evaluate.compare import Difference
from searchrank.evaluate.means import Report
from searchrank.evaluate.run import MadeRun
from searchrank.evaluate.study import Oddities, Study

SURE = 0.05
"""A difference is called one where its corrected p is below this."""

MEASURE_COLUMNS = ("measure", "mean", "low", "high", "formula")
DIFFERENCE_COLUMNS = ("measure", "difference", "low", "high", "p", "p (Holm)", "better", "same", "worse", "verdict")

_SCOPE = {"all": "all products", "judged": "only the judged products of each query"}


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Everything an evaluation has to tell; `odd` is None where no shop was asked, `other` names the run that `differences` compare with."""

    report: Report
    made: MadeRun
    study: Study
    scope: str
    source: str
    odd: Oddities | None = None
    other: str | None = None
    differences: tuple[Difference, ...] = ()

    def against(self, other: str, differences: tuple[Difference, ...]) -> Finding:
        """The same with a comparison."""
        return replace(self, other=other, differences=differences)


def as_json(finding: Finding) -> dict[str, Any]:
    """The finding as JSON-able values: queries, left_out, measures {name: {mean, low, high}}, pipeline, model, and what qualifies them."""
    report, study = finding.report, finding.study
    document: dict[str, Any] = {
        "queries": len(report.queries),
        "left_out": report.left_out,
        "measures": {name: asdict(estimate) for name, estimate in report.estimates.items()},
        "pipeline": finding.made.pipeline,
        "model": finding.made.model,
        "rankers": finding.made.rankers,
        "scope": finding.scope,
        "source": finding.source,
        "formulas": {str(measure): measure.formula for measure in report.measures},
        "interval": {"method": "percentile bootstrap over queries", "level": LEVEL, "resamples": report.resamples, "seed": report.seed},
        "without_results": report.absent,
        "run_queries_without_judgments": report.unjudged,
        "queries_without_judgments": study.unjudged_queries,
        "unknown_queries": study.unknown_queries,
        "contradictions": study.contradictions,
        "unknown_products": finding.odd.unknown_products if finding.odd else None,
        "warnings": list(warnings(finding)),
    }
    if finding.other is not None:
        document["compared_with"] = {"run": finding.other, "measures": {one.measure: _difference(one) for one in finding.differences}}
    return document


def sentences(finding: Finding) -> Iterator[str]:
    """What was measured on what, for people; one line each."""
    report = finding.report
    rankers = ", ".join(f"{ranker} ({times} answers)" for ranker, times in finding.made.rankers.items())
    yield f"{finding.source}{f', ranked by {rankers}' if rankers else ''}, {_SCOPE[finding.scope]}"
    yield f"queries: {len(report.queries)}; left out, without a relevant product: {report.left_out}; without results, counted 0: {report.absent}"
    if report.unjudged:
        yield f"queries of the run without judgments, ignored: {report.unjudged}"
    yield f"low and high: 95 % interval by bootstrap over queries, {report.resamples} resamples, seed {report.seed}"


def warnings(finding: Finding) -> Iterator[str]:
    """What makes the figures doubtful, a sentence each."""
    study, odd = finding.study, finding.odd
    if study.unknown_queries:
        yield f"judged query ids without a text: {study.unknown_queries}; their judgments are not used"
    if study.contradictions:
        yield f"products judged again for a query with another grade: {study.contradictions}; the last judgment counts"
    if odd and odd.unknown_products:
        yield f"judged products that the shop does not have: {odd.unknown_products}; they count as not found"
    if odd and odd.trained_queries:
        yield f"queries that the model was trained on: {odd.trained_queries}; the figures flatter it, those of an out-of-fold run (--run) do not"
    for part, times in finding.made.degraded.items():
        yield f"answers made without {part}: {times}; the figures are not those of the whole shop"
    if len(finding.made.views) > 1:
        yield f"the shop was published anew meanwhile: answers came from {' and '.join(finding.made.views)}"


def measure_rows(finding: Finding) -> Iterator[tuple[Any, ...]]:
    """Rows for MEASURE_COLUMNS."""
    for measure in finding.report.measures:
        estimate = finding.report.estimates[str(measure)]
        yield str(measure), estimate.mean, estimate.low, estimate.high, measure.formula


def difference_rows(finding: Finding) -> Iterator[tuple[Any, ...]]:
    """Rows for DIFFERENCE_COLUMNS; differences are this run minus the other."""
    for one in finding.differences:
        yield one.measure, one.mean, one.low, one.high, one.p, one.p_holm, one.wins, one.ties, one.losses, verdict(one)


def verdict(difference: Difference) -> str:
    """The difference in a word: better, worse, or not told apart.

    >>> verdict(Difference("RR@10", 0.02, 0.01, 0.03, 0.01, 0.02, 9, 4, 1))
    'better'
    """
    if difference.p_holm >= SURE:
        return "not told apart"
    return "better" if difference.mean > 0 else "worse"


def _difference(one: Difference) -> dict[str, Any]:
    values = {name: value for name, value in asdict(one).items() if name not in ("measure", "mean")}
    return {"difference": one.mean, **values, "verdict": verdict(one)}
