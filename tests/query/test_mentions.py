"""A text in pieces that names can be made of, and where each stands."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.query.correct import pieces as corrected
from searchrank.query.mentions import MAX_PIECES, pieces_of
from searchrank.query.normalise import normalise
from searchrank.query.tokens import stem

TEXTS = st.text(alphabet=st.sampled_from(list("ab1 2-./跑步鞋sxеñ_漢字")), max_size=24)
CHINESE = st.text(alphabet=st.sampled_from(list("跑步鞋的〇")), max_size=2 * MAX_PIECES)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_each_piece_is_the_stem_of_what_stands_in_the_text(text: str) -> None:
    normal = normalise(text)
    pieces = pieces_of(normal)
    places = zip(pieces.starts, pieces.ends, pieces.begins, pieces.finishes, strict=True)
    assert all(pieces.folded[begin:finish] == stem(normal[start:end]) for start, end, begin, finish in places)
    assert "".join(pieces.folded[begin:finish] for begin, finish in zip(pieces.begins, pieces.finishes, strict=True)) == pieces.folded.replace(
        " ", ""
    )


@given(CHINESE)
@settings(max_examples=100, deadline=None)
def test_what_is_all_chinese_has_the_same_pieces_as_beside_anything_else(text: str) -> None:
    assert pieces_of(text) == pieces_of(f"{text} ")
    assert corrected.pieces_of(text) == corrected.pieces_of(f"{text} ")
