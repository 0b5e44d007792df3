"""Measures on lists small enough to add up by hand; the sums are shown."""

from __future__ import annotations

import numpy as np
import pytest

from searchrank.errors import InvalidInput, UnknownName
from searchrank.evaluate.binary import AveragePrecision, Precision, Recall
from searchrank.evaluate.gain import EXPONENTIAL, LINEAR, NDCG, discounted_gain, gains
from searchrank.evaluate.judged import Judged
from searchrank.evaluate.measure import UNJUDGED, GradedList, Measure
from searchrank.evaluate.parse import parse_measure
from searchrank.evaluate.reciprocal import ExpectedReciprocalRank, ReciprocalRank

SIX = np.array([3, 2, 3, 0, 1, 2])


def listed(*grades: int, judged: tuple[int, ...] | None = None, highest: int = 3) -> GradedList:
    known = sorted((grade for grade in grades if grade != UNJUDGED) if judged is None else judged, reverse=True)
    return GradedList(np.array(grades, np.int64), np.array(known, np.int64), highest)


def test_six_graded_products_give_the_published_gains() -> None:
    assert discounted_gain(gains(SIX, EXPONENTIAL)) == pytest.approx(13.848264, abs=1e-6)
    assert discounted_gain(gains(SIX, LINEAR)) == pytest.approx(6.861127, abs=1e-6)


@pytest.mark.parametrize(("measure", "value"), [("nDCG@6", 0.948811), ("nDCG(dcg='log2')@6", 0.960808), ("ERR@6", 0.922002)])
def test_six_graded_products_give_the_published_measures(measure: str, value: float) -> None:
    assert parse_measure(measure).of(listed(*SIX)) == pytest.approx(value, abs=1e-6)


def test_plain_ndcg_has_exponential_gain_and_says_so() -> None:
    # gains 7 and 1 in the wrong order: (1 + 7 / log2 3) / (7 + 1 / log2 3) = 5.416508 / 7.630930
    assert NDCG(cutoff=10).of(listed(1, 3)) == pytest.approx(0.709810, abs=1e-6)
    assert "2^grade - 1" in NDCG(cutoff=10).formula
    assert "2^" not in NDCG(dcg=LINEAR).formula


def test_the_ideal_holds_judged_products_that_the_list_does_not_bring() -> None:
    # brought: 1 at rank 1; ideal: 7 + 1 / log2 3 = 7.630930
    assert NDCG(cutoff=10).of(listed(1, judged=(3, 1))) == pytest.approx(1 / 7.630930, abs=1e-6)


def test_one_relevant_product_at_rank_ten_beats_none_at_all() -> None:
    found = listed(*[0] * 9, 1, judged=(1,))
    nothing = listed(*[0] * 10, judged=(1,))
    assert NDCG(cutoff=10).of(found) == pytest.approx(0.289065, abs=1e-6)  # 1 / log2 11
    assert NDCG(cutoff=10).of(nothing) == 0


@pytest.mark.parametrize("measure", ["nDCG@10", "nDCG(dcg='log2')@10", "RR@10", "AP", "P@10", "R@10", "ERR@10"])
def test_a_query_without_a_relevant_product_is_worth_nothing(measure: str) -> None:
    assert parse_measure(measure).of(listed(0, 0, UNJUDGED, highest=0)) == 0


@pytest.mark.parametrize("measure", ["nDCG@10", "RR@10", "AP", "P@10", "R@10", "ERR@10", "Judged@10"])
def test_an_empty_list_is_worth_nothing(measure: str) -> None:
    assert parse_measure(measure).of(listed(judged=(3, 1))) == 0


def test_a_product_behind_the_cutoff_is_not_seen() -> None:
    late = listed(0, 0, 2, judged=(2,))
    assert [parse_measure(f"{name}@2").of(late) for name in ("nDCG", "RR", "AP", "P", "R", "ERR")] == [0] * 6
    assert ReciprocalRank(cutoff=3).of(late) == pytest.approx(1 / 3)


def test_precision_counts_empty_places_as_wrong_and_recall_does_not() -> None:
    short = listed(2, 1, judged=(2, 1))
    assert Precision(cutoff=10).of(short) == 0.2
    assert Recall(cutoff=10).of(short) == 1


def test_average_precision_divides_by_all_relevant_products() -> None:
    # relevant at ranks 2 and 4, a third one not found: (1/2 + 2/4) / 3
    assert AveragePrecision().of(listed(0, 1, 0, 3, judged=(3, 1, 1))) == pytest.approx(1 / 3)


def test_a_threshold_says_which_grades_are_relevant() -> None:
    mixed = listed(1, 2, 1, judged=(2, 2, 1, 1))
    assert Precision(rel=2, cutoff=2).of(mixed) == 0.5
    assert Recall(rel=2, cutoff=3).of(mixed) == 0.5
    assert ReciprocalRank(rel=2).of(mixed) == 0.5
    assert AveragePrecision(rel=2).of(mixed) == 0.25  # (1/2 + 0) / 2


def test_a_shopper_of_err_stops_at_the_first_perfect_product() -> None:
    # grade 1 of 1 satisfies with 1/2: 1/1 * 1/2 + 1/2 * 1/2 * 1/2
    assert ExpectedReciprocalRank().of(listed(1, 1, highest=1)) == pytest.approx(0.625)


def test_unjudged_products_gain_nothing_and_judged_says_how_many_they_are() -> None:
    holey = listed(UNJUDGED, 2, UNJUDGED, 0, judged=(2, 0))
    assert ReciprocalRank().of(holey) == 0.5
    assert Judged(cutoff=3).of(holey) == pytest.approx(1 / 3)
    assert Judged(cutoff=10).of(holey) == 0.5


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: NDCG(cutoff=0), "measure nDCG@0 looks at 0 products: the number after @ starts at 1"),
        (lambda: Precision(), "measure P does not say how many products to look at: write P@10"),
        (lambda: Recall(rel=0, cutoff=5), "measure R(rel=0)@5 calls grade 0 relevant: rel starts at 1"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(make: type[Measure], sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make()
    assert str(refused.value) == sentence


def test_an_unknown_gain_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="known are exp-log2, log2"):
        NDCG(dcg="ln")
