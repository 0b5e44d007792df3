"""What an unknown English word may have been on its way to, where nothing else is found: takes a text and a snapshot, gives texts, likeliest first.

It goes on as the most frequent word that begins so (moistur: moisturising), or is two words glued, of which the shop knows the first (airfrier: air
frier, which correction then makes air fryer of).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from searchrank.query.correct.beginnings import Beginnings
from searchrank.store.snapshot import Snapshot

SHORTEST = 6
"""Of a shorter word too much begins so, and too much ends so."""
SHORTEST_PART = 3
MOST = 3
"""Texts that are tried at most."""
UNFINISHED, GLUED = "unfinished", "joined"


def guesses(text: str, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The texts in which the one word that no product says is another, each with the kind of the guess; none where several are unknown."""
    words = text.split() if text.isascii() and snapshot.has("correct.worth") else []
    unknown = [at for at, place in enumerate(snapshot.places("units", words)) if place < 0]
    if len(unknown) != 1 or len(word := words[unknown[0]]) < SHORTEST or not word.isalpha():
        return
    known = snapshot.kept("correct.beginnings", Beginnings.open)
    before, behind = words[: unknown[0]], words[unknown[0] + 1 :]
    for meant, kind in islice(_meant(word, known), MOST):
        yield " ".join((*before, meant, *behind)), kind


def _meant(word: str, known: Beginnings) -> Iterator[tuple[str, str]]:
    yield from ((whole, UNFINISHED) for whole in known.words(word)[:1])
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    yield from ((f"{word[:at]} {word[at:]}", GLUED) for at in reversed(cuts) if known.has(word[:at]))
