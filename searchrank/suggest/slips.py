"""Completion of what was mistyped: takes what stands in the box and nothing begins with, gives what was meant and how that goes on."""

from __future__ import annotations

from collections.abc import Callable

from searchrank.query.correct.correct import correct
from searchrank.query.normalise import has_han, normalise
from searchrank.query.understand import snapshot_cutter
from searchrank.records import Suggestion, changed
from searchrank.settings import QuerySettings
from searchrank.store.snapshot import Snapshot
from searchrank.suggest.bank import LONGEST
from searchrank.suggest.fold import fold
from searchrank.suggest.typed import MOST_CHARACTERS

CORRECTED = "corrected"
"""How such a suggestion matches what was typed."""
SHORTEST, SHORTEST_HAN = 4, 2
"""Characters below which too much is alike."""


def meant(typed: str, snapshot: Snapshot, settings: QuerySettings) -> str | None:
    """What was meant by a text in the box, in normal form; None where it is none that correction would offer another for, or longer than any query
    that is offered."""
    plain = normalise(typed[:MOST_CHARACTERS])
    if not settings.correct or not (SHORTEST_HAN if has_han(plain) else SHORTEST) <= len(plain) <= LONGEST:
        return None
    correction = correct(plain, snapshot, snapshot.kept("cutter", snapshot_cutter), settings)
    return correction.text if correction else None


def going_on(text: str, limit: int, complete: Callable[[str], tuple[Suggestion, ...]]) -> tuple[Suggestion, ...]:
    """A text that was not typed and how it goes on: the queries that `complete` gives, before them the text itself where it is one."""
    itself = (one for one in complete(text[:-1]) if fold(one.text) == fold(text))
    found = (*itself, *complete(text))[:limit]
    return tuple(changed(one, match=CORRECTED) for one in found)
