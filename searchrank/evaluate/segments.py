"""Queries by how often they are searched: head, torso, tail, and those that nobody searched before."""

from __future__ import annotations

from collections.abc import Mapping

HEAD, TORSO, TAIL, UNSEEN = "head", "torso", "tail", "unseen"
SEGMENTS = (HEAD, TORSO, TAIL, UNSEEN)

HEAD_SHARE, TORSO_SHARE = 0.5, 0.9
"""The head are the most frequent texts that half of all searches begin in, the torso those behind them up to nine in ten."""


def segments(texts: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The queries (id -> text) of each segment, by the counts of searches by text; in the order of SEGMENTS, empty ones left out.

    >>> counts = {"shoe": 60, "red shoe": 35, "left shoe": 5}
    >>> segments({"q1": "left shoe", "q2": "shoe", "q3": "hat", "q4": "red shoe"}, counts)
    {'head': ('q2',), 'torso': ('q4',), 'tail': ('q1',), 'unseen': ('q3',)}
    """
    of_text = segment_of(counts)
    found: dict[str, list[str]] = {segment: [] for segment in SEGMENTS}
    for query, text in texts.items():
        found[of_text.get(text, UNSEEN)].append(query)
    return {segment: tuple(queries) for segment, queries in found.items() if queries}


def segment_of(counts: Mapping[str, int]) -> dict[str, str]:
    """The segment of each counted text: that in which its searches begin when all are laid end to end, the most frequent text first, ties by text."""
    total, before, found = sum(counts.values()), 0, {}
    for text, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        found[text] = HEAD if before < HEAD_SHARE * total else TORSO if before < TORSO_SHARE * total else TAIL
        before += count
    return found
