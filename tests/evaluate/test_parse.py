"""A measure is a value whose printed form is what its parser reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchrank.errors import InvalidInput, UnknownName
from searchrank.evaluate.binary import Precision
from searchrank.evaluate.gain import NDCG
from searchrank.evaluate.measure import Measure
from searchrank.evaluate.parse import MEASURES, parse_measure, parse_measures


@st.composite
def any_measure(draw: st.DrawFn) -> Measure:
    kind = draw(st.sampled_from(list(MEASURES.values())))
    parameters = {"dcg": st.sampled_from(["exp-log2", "log2"]), "rel": st.integers(1, 31)}
    chosen = {name: draw(values) for name, values in parameters.items() if name in kind.__dataclass_fields__}
    return kind(**chosen, cutoff=draw(st.integers(1, 999_999)))


@given(any_measure())
def test_what_a_measure_prints_is_read_as_the_same_measure(measure: Measure) -> None:
    assert parse_measure(str(measure)) == measure


def test_names_are_those_of_ir_measures() -> None:
    import ir_measures

    assert {name: ir_measures.parse_measure(f"{name}@10").NAME for name in MEASURES} == {name: name for name in MEASURES}
    assert str(ir_measures.parse_measure("nDCG(dcg='log2')@10")) == "nDCG@10"
    assert str(NDCG(dcg="log2", cutoff=10)) == "nDCG(dcg='log2')@10"


def test_a_line_of_measures_is_read_in_order_and_each_once() -> None:
    measures = parse_measures(' nDCG@10,RR@10  P(rel=2)@5 RR@10\tnDCG(dcg="exp-log2")@10 AP ')
    assert [str(measure) for measure in measures] == ["nDCG@10", "RR@10", "P(rel=2)@5", "AP"]


def test_blanks_inside_parentheses_do_not_part_a_measure() -> None:
    assert parse_measures("P( rel = 2 )@5") == (Precision(rel=2, cutoff=5),)


def test_an_unknown_measure_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownName) as refused:
        parse_measures("nDCG@10 mrr@10")
    assert str(refused.value) == "unknown measure 'mrr': known are nDCG, RR, AP, P, R, ERR, Judged"


def test_an_unknown_parameter_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownName) as refused:
        parse_measure("P(relevant=2)@5")
    assert str(refused.value) == "unknown parameter of P 'relevant': known are rel"


@pytest.mark.parametrize(
    "text",
    ["", " , ", "nDCG@", "nDCG@ten", "@10", "nDCG@0", "P", "P@-5", "P(2)@5", "P(rel=)@5", "P(rel=2.5)@5", "P(rel='2')@5", "P(rel=True)@5",
     "P(rel=0)@5", "P(rel=2", "nDCG(dcg=2)@5", "nDCG(**{})@5", "nDCG(dcg=__import__('os'))@5", "P(rel=2, rel=3)@5", "nDCG@10;RR@10"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_measures(text)
    assert "\n" not in str(refused.value)
    assert refused.value.field == "measures"
