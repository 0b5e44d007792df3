"""From judgments and a run to a report: each measure of each query, its mean over queries, and how sure that mean is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.errors import InvalidInput
from searchrank.evaluate.bootstrap import RESAMPLES, Values, interval
from searchrank.evaluate.measure import GradedList, Measure
from searchrank.evaluate.trec import Run
from searchrank.records import Judgment

Grades = Mapping[str, Mapping[str, int]]
"""Query id -> product id -> grade."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What an evaluation found.

    `queries` ids that entered the means, sorted; `values` float64 (queries, measures); `estimates` one a measure, by its printed form, in order.
    `left_out` judged queries without a relevant product, which the means do not hold; `absent` evaluated queries that the run does not know or lists
    nothing for, which count 0; `unjudged` queries of the run without any judgment, which are ignored.
    """

    queries: tuple[str, ...]
    measures: tuple[Measure, ...]
    values: Values
    estimates: Mapping[str, Estimate]
    left_out: int
    absent: int
    unjudged: int
    resamples: int
    seed: int

    def of(self, measure: str) -> Mapping[str, float]:
        """Query id -> value of the measure with this printed form."""
        column = [str(one) for one in self.measures].index(measure)
        return dict(zip(self.queries, self.values[:, column].tolist(), strict=True))


def evaluate(
    measures: Sequence[Measure],
    judgments: Iterable[Judgment],
    run: Run,
    *,
    count_empty_as_zero: bool = False,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Report:
    """The measures of a run under these judgments, averaged over queries that have a product of grade 1 or more.

    A judged query that the run misses counts with an empty list. `count_empty_as_zero` takes in the queries without a relevant product.
    Of a product judged again for the same query the last judgment counts. Raises InvalidInput where the run lists a product twice for a query, and
    where no query is left to average over.

    >>> from searchrank.evaluate.parse import parse_measures
    >>> judgments = [Judgment("q1", "a", 1), Judgment("q2", "b", 1), Judgment("q3", "c", 0)]
    >>> report = evaluate(parse_measures("RR@10"), judgments, {"q1": [("x", 2.0), ("a", 1.0)]})
    >>> report.estimates["RR@10"].mean, len(report.queries), report.left_out  # (1/2 + 0) / 2
    (0.25, 2, 1)
    """
    graded = by_query(judgments)
    queries = _evaluated(graded, count_empty_as_zero)
    values = _values(measures, queries, graded, run)
    return Report(
        queries=queries,
        measures=tuple(measures),
        values=values,
        estimates=_estimates(measures, values, seed, resamples),
        left_out=len(graded) - len(queries),
        absent=sum(not run.get(query_id) for query_id in queries),
        unjudged=sum(query_id not in graded for query_id in run),
        resamples=resamples,
        seed=seed,
    )


def by_query(judgments: Iterable[Judgment]) -> dict[str, dict[str, int]]:
    """Query id -> product id -> grade; of a product judged again for the same query, the last judgment.

    >>> by_query([Judgment("q", "a", 2), Judgment("q", "b", 0), Judgment("q", "a", 1)])
    {'q': {'a': 1, 'b': 0}}
    """
    graded: dict[str, dict[str, int]] = {}
    for judgment in judgments:
        graded.setdefault(judgment.query_id, {})[judgment.product_id] = judgment.grade
    return graded


def _evaluated(graded: Grades, count_empty_as_zero: bool) -> tuple[str, ...]:
    queries = sorted(query_id for query_id, grades in graded.items() if count_empty_as_zero or max(grades.values()) > 0)
    if not queries:
        raise InvalidInput(f"none of the {len(graded)} judged queries has a relevant product: a mean needs at least one query", field="judgments")
    return tuple(queries)


def _values(measures: Sequence[Measure], queries: Sequence[str], graded: Grades, run: Run) -> Values:
    highest = max(grade for grades in graded.values() for grade in grades.values())
    lists = (GradedList.of(graded[query_id], _products(run, query_id), highest) for query_id in queries)
    return np.array([[measure.of(one) for measure in measures] for one in lists], np.float64)


def _products(run: Run, query_id: str) -> list[str]:
    products = [product_id for product_id, _ in run.get(query_id, ())]
    if len(set(products)) != len(products):
        raise InvalidInput(f"the run lists a product twice for query {query_id!r}: a list to measure holds each product once", field="run")
    return products


def _estimates(measures: Sequence[Measure], values: Values, seed: int, resamples: int) -> dict[str, Estimate]:
    low, high = interval(values, seed=seed, resamples=resamples)
    columns = zip(measures, values.mean(axis=0), low, high, strict=True)
    return {str(measure): Estimate(float(mean), float(least), float(most)) for measure, mean, least, most in columns}
