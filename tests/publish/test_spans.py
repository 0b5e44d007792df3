"""Stretches of characters are known again, however many there are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.spans import Spans
from searchrank.publish.tables import Table
from searchrank.query.normal_loops import codes_of
from searchrank.store.arrays import edges_of


def numbers(spans: Spans, texts: list[str]) -> list[int]:
    edges = edges_of(list(map(len, texts)))
    found: list[int] = spans.numbers(codes_of(["".join(texts)]), edges[:-1].copy(), edges[1:].copy()).tolist()
    return found


@given(st.lists(st.lists(st.text("ab鞋𠀀", max_size=3), max_size=8), max_size=4))
@settings(deadline=None)
def test_each_different_stretch_has_the_number_of_its_first_coming(calls: list[list[str]]) -> None:
    spans, table = Spans(), Table()
    for texts in calls:
        assert numbers(spans, texts) == table.numbers(texts)
    assert spans.texts(0) == table.texts


def test_twenty_thousand_stretches_keep_their_numbers() -> None:
    spans, texts = Spans(), [f"{number:x}" for number in range(20_000)]
    for begin, end in pairwise([0, 3, 5000, 20_000]):
        assert numbers(spans, texts[begin:end]) == list(range(begin, end))
    assert numbers(spans, texts[::-1]) == list(range(20_000))[::-1]
    assert spans.texts(19_999) == [f"{19_999:x}"]
    assert numbers(spans, []) == []
    assert np.array(spans.texts(0)).tolist() == texts
