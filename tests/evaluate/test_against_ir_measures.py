"""The same figures as the ir-measures package, query by query, on random judgments and runs, wherever the definitions agree.

Scores are distinct: ir-measures breaks ties by falling product id, we by the run's ranks.
"""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest

from searchrank.evaluate.means import evaluate
from searchrank.evaluate.parse import parse_measure
from searchrank.evaluate.trec import Run
from searchrank.records import Judgment

SAME_NAME = ("RR", "RR@5", "RR(rel=2)@10", "AP", "AP@7", "AP(rel=2)", "P@5", "P(rel=2)@3", "R@5", "R@40", "Judged@4", "Judged@40")
OTHER_NAME = {
    "nDCG@10": ir_measures.nDCG(gains={1: 1, 2: 3, 3: 7}) @ 10,
    "nDCG": ir_measures.nDCG(gains={1: 1, 2: 3, 3: 7}),
    "nDCG(dcg='log2')@10": ir_measures.nDCG @ 10,
    "nDCG(dcg='log2')": ir_measures.nDCG,
}
PAIRS = {**{name: ir_measures.parse_measure(name) for name in SAME_NAME}, **OTHER_NAME}


def random_study(seed: int, queries: int = 30) -> tuple[list[Judgment], Run]:
    """Judgments with at least one relevant product a query, and a run that lists 1 to 25 of 40 products, some without judgment."""
    rng = np.random.default_rng(seed)
    judgments, run = [], {}
    for query in map("q{}".format, range(queries)):
        graded = rng.choice(40, rng.integers(2, 20), replace=False)
        grades = [3, *rng.integers(0, 4, len(graded) - 1)]
        judgments += [Judgment(query, f"p{one}", int(grade)) for one, grade in zip(graded, grades, strict=True)]
        shown = rng.choice(40, rng.integers(1, 26), replace=False)
        run[query] = [(f"p{one}", 100.0 - place) for place, one in enumerate(shown)]
    return judgments, run


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", PAIRS)
def test_random_lists_measure_the_same(name: str, seed: int) -> None:
    judgments, run = random_study(seed)
    theirs = ir_measures.iter_calc(
        [PAIRS[name]],
        [ir_measures.Qrel(one.query_id, one.product_id, one.grade) for one in judgments],
        [ir_measures.ScoredDoc(query, product_id, score) for query, listed in run.items() for product_id, score in listed],
    )
    ours = evaluate([parse_measure(name)], judgments, run, resamples=10).of(name)
    assert {metric.query_id: metric.value for metric in theirs} == pytest.approx(ours)
    assert len(set(ours.values())) > 2
