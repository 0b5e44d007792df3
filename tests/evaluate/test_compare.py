"""Two runs on the same queries."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from searchrank.errors import InvalidInput
from searchrank.evaluate.bootstrap import holm, sign_test
from searchrank.evaluate.compare import Difference, compare
from searchrank.evaluate.means import Report, evaluate
from searchrank.evaluate.parse import parse_measures
from searchrank.evaluate.report import verdict
from searchrank.records import Judgment


def ranked(ranks: list[int], measures: str = "RR@10 P@1") -> Report:
    """The report of a run that shows the one relevant product of query i at rank `ranks[i]`."""
    judgments = [Judgment(f"q{query:03}", "right", 1) for query in range(len(ranks))]
    lists = ([*(f"wrong{place}" for place in range(rank - 1)), "right"] for rank in ranks)
    run = {f"q{query:03}": [(product_id, -float(place)) for place, product_id in enumerate(ids)] for query, ids in enumerate(lists)}
    return evaluate(parse_measures(measures), judgments, run)


def test_wins_ties_and_losses_are_counted_by_query() -> None:
    better = compare(ranked([1, 1, 2, 4]), ranked([2, 1, 1, 5]))[0]
    assert (better.measure, better.wins, better.ties, better.losses) == ("RR@10", 2, 1, 1)
    assert better.mean == pytest.approx((0.5 + 0 - 0.5 + 0.05) / 4)


def test_a_run_compared_with_itself_does_not_differ() -> None:
    report = ranked([1, 2, 3])
    same = compare(report, report)[0]
    assert (same.mean, same.low, same.high, same.p, same.p_holm) == (0, 0, 0, 1, 1)
    assert (same.wins, same.ties, same.losses) == (0, 3, 0)
    assert verdict(same) == "not told apart"


def test_a_small_steady_gain_is_told_apart_although_queries_differ_widely() -> None:
    ranks = [1 + query % 9 for query in range(18)]
    gain = compare(ranked(ranks), ranked([rank + 1 for rank in ranks]))[0]
    assert gain.low > 0
    assert gain.p_holm < 0.01
    assert verdict(gain) == "better"
    assert ranked(ranks).estimates["RR@10"].low < ranked([rank + 1 for rank in ranks]).estimates["RR@10"].high  # unpaired they overlap


def test_turning_the_comparison_round_turns_its_signs() -> None:
    one, other = ranked([1, 2, 3, 1, 5]), ranked([2, 2, 1, 3, 6])
    forth, back = compare(one, other)[0], compare(other, one)[0]
    assert forth.mean == pytest.approx(-back.mean)
    assert (forth.wins, forth.losses) == (back.losses, back.wins)
    assert forth.p == back.p


def test_few_queries_are_tested_with_every_pattern_of_signs() -> None:
    differences = np.array([0.3, -0.1, 0.2, 0.0, 0.4])
    sums = [abs(sum(sign * one for sign, one in zip(signs, differences, strict=True))) for signs in product((1, -1), repeat=5)]
    expected = sum(one >= 0.8 - 1e-9 for one in sums) / 32
    assert sign_test(differences[:, None], seed=0)[0] == pytest.approx(expected)


def test_many_queries_are_tested_with_drawn_signs_as_scipy_does() -> None:
    differences = np.random.default_rng(2).normal(0.15, 1, 100)
    ours = sign_test(differences[:, None], seed=0)[0]
    theirs = stats.permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=20_000, rng=np.random.default_rng(1)).pvalue
    assert ours == pytest.approx(theirs, abs=0.015)
    assert 0.01 < ours < 0.5


def test_a_drawn_p_is_never_nought() -> None:
    assert sign_test(np.full((100, 1), 0.5), seed=0)[0] == pytest.approx(1 / 10_001)


def test_holm_corrects_for_the_number_of_measures_and_keeps_their_order() -> None:
    # sorted .01 .02 .03 .04 times 4 3 2 1 = .04 .06 .06 .04, never falling: .04 .06 .06 .06
    assert holm(np.array([0.04, 0.01, 0.03, 0.02])).tolist() == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm(np.array([0.6, 0.9])).tolist() == [1, 1]


def test_all_measures_of_a_comparison_are_corrected_together() -> None:
    together = compare(ranked([1] * 12), ranked([2] * 12))
    assert [one.p for one in together] == [2 / 4096, 2 / 4096]
    assert [one.p_holm for one in together] == [4 / 4096, 4 / 4096]


def test_reports_of_other_queries_are_not_paired() -> None:
    with pytest.raises(InvalidInput, match="not of the same queries and measures"):
        compare(ranked([1, 2]), ranked([1, 2, 3]))
    with pytest.raises(InvalidInput, match="not of the same queries and measures"):
        compare(ranked([1, 2]), ranked([1, 2], "P@1"))


def test_a_sure_loss_is_called_worse() -> None:
    assert verdict(Difference("RR", -0.1, -0.2, -0.05, 0.001, 0.002, 1, 0, 9)) == "worse"
