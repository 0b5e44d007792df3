"""Texts divided and cut stretch by stretch say what each says as a whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchrank.publish.pieces import Pieces
from searchrank.publish.stretch_loops import ALONE, part_ends, parted
from searchrank.query.normal_loops import SEPARATOR, codes_of
from searchrank.query.normalise import normalise
from searchrank.query.run_loops import kinds
from searchrank.query.words import cutter
from searchrank.suggest.survey import title_parts

CUTTER = cutter(["大灯罩", "跑步鞋"])
SOME = st.sampled_from(["跑步鞋", "启辰r50", "大灯罩", "usb-c", "2.5", " - ", " ", "%", "+", "…", "é", "𠀀", "shoes", *ALONE])
TEXTS = st.lists(st.lists(SOME | st.characters(), max_size=9).map("".join).map(normalise), max_size=6)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_pieces_of_stretches_are_those_of_the_whole(texts: list[str]) -> None:
    pieces = Pieces(CUTTER)
    numbers, counts = pieces.of(codes_of(texts))
    whole = list(map(CUTTER.pieces, texts))
    assert [pieces.known.texts[number] for number in numbers.tolist()] == [piece for some in whole for piece in some]
    assert counts.tolist() == list(map(len, whole))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_titles_are_parted_at_their_punctuation(texts: list[str]) -> None:
    parts, counts = parted(codes_of(texts), kinds(), part_ends())
    assert parts.tobytes().decode("utf-32-le").split(SEPARATOR)[:-1] == [part for text in texts for part in title_parts(text)]
    assert counts.tolist() == [len(title_parts(text)) for text in texts]
