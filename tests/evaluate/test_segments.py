"""Queries by how often they are searched, by hand."""

from __future__ import annotations

from searchrank.evaluate.segments import segment_of, segments

COUNTS = {"a": 40, "b": 20, "c": 25, "d": 10, "e": 5}


def test_half_of_all_searches_begin_in_the_head_and_nine_in_ten_in_head_and_torso() -> None:
    # Laid end to end: a 0-40, c 40-65, b 65-85, d 85-95, e 95-100.
    assert segment_of(COUNTS) == {"a": "head", "c": "head", "b": "torso", "d": "torso", "e": "tail"}


def test_texts_with_equal_counts_are_told_apart_by_their_letters() -> None:
    assert segment_of({"b": 1, "a": 1}) == segment_of({"a": 1, "b": 1}) == {"a": "head", "b": "torso"}


def test_what_nobody_searched_is_unseen_and_empty_segments_are_left_out() -> None:
    assert segments({"q2": "z", "q1": "a"}, COUNTS) == {"head": ("q1",), "unseen": ("q2",)}
    assert segments({"q": "a"}, {}) == {"unseen": ("q",)}
