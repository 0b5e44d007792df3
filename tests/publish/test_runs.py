"""Units of many texts together are those of each."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.runs import Runs
from searchrank.publish.tables import Table
from searchrank.query.normal_loops import SEPARATOR, codes_of
from searchrank.query.normalise import normalise
from searchrank.query.tokens import latin_units, units

PIECES = st.sampled_from(["跑鞋", "启", "r50", "wh-1000xm4", "2.5", "shoes", " ", "-", "/", "a.b", "_", "é", SEPARATOR, "the", "𠀀"])
TEXTS = st.lists(st.lists(PIECES, max_size=6).map("".join).map(normalise), max_size=8)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_units_together_are_those_of_each(before: list[str], texts: list[str]) -> None:
    table = Table()
    runs = Runs(table)
    runs.of(codes_of(before), chinese=True)
    for chinese, one_by_one in ((True, units), (False, latin_units)):
        said, cut = runs.of(codes_of(texts), chinese=chinese), [one_by_one(text) for text in texts]
        assert [table.texts[number] for number in said.values.tolist()] == [unit for some in cut for unit in (*some.main, *some.extra)]
        assert said.counts.tolist() == [len(some.main) + len(some.extra) for some in cut]
        assert said.mains.tolist() == [len(some.main) for some in cut]
