"""Two runs on the same queries: how far apart, how sure, who wins where. Paired throughout, because queries differ more than rankers do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from searchrank.errors import InvalidInput
from searchrank.evaluate.bootstrap import RESAMPLES, SAME, Values, holm, interval, sign_test
from searchrank.evaluate.means import Report


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of a run minus that of another.

    `low` and `high` end the paired 95 % bootstrap interval; `p` is of the paired randomisation test, `p_holm` the same corrected for all measures of
    the comparison; `wins`, `ties`, `losses` count queries.
    """

    measure: str
    mean: float
    low: float
    high: float
    p: float
    p_holm: float
    wins: int
    ties: int
    losses: int


def compare(report: Report, other: Report, *, seed: int = 0, resamples: int = RESAMPLES) -> tuple[Difference, ...]:
    """How `report` differs from `other`, one Difference a measure, in order.

    Raises InvalidInput unless both are of the same queries and measures: evaluate both runs under the same judgments.
    """
    _refuse_unpaired(report, other)
    differences = report.values - other.values
    differences[np.abs(differences) < SAME] = 0
    low, high = interval(differences, seed=seed, resamples=resamples)
    p = sign_test(differences, seed=seed, resamples=resamples)
    columns = zip(report.measures, differences.T, low, high, p, holm(p), strict=True)
    return tuple(_difference(str(measure), of_query, *map(float, ends_and_p)) for measure, of_query, *ends_and_p in columns)


def _difference(measure: str, of_query: Values, low: float, high: float, p: float, p_holm: float) -> Difference:
    wins, losses = int((of_query > 0).sum()), int((of_query < 0).sum())
    return Difference(measure, float(of_query.mean()), low, high, p, p_holm, wins, len(of_query) - wins - losses, losses)


def _refuse_unpaired(report: Report, other: Report) -> None:
    if report.queries != other.queries or report.measures != other.measures:
        seen = f"{len(report.queries)} queries and {len(other.queries)} queries"
        raise InvalidInput(f"two reports that are not of the same queries and measures ({seen}): evaluate both runs under the same judgments")
