"""Completions in a log: takes what is typed and texts that are known, gives the column that was looked at and whether it was used.

The column is a plain one: known texts that begin like what was typed, the most frequent first, and what the shopper had in mind where it is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from searchrank.simulate.behaviour.parameters import Behaviour
from searchrank.simulate.log.floor import as_meant
from searchrank.simulate.log.words import COLUMN, COMPLETE, Listed, Rows
from searchrank.simulate.shopper.population import Population
from searchrank.simulate.typing.typist import Utterance

FIRST_ROW = 0.36
"""How often what is meant stands in the first row of a full column, and so on down; short columns lift it (40 to 55 % of what is taken is
reported)."""
OFFERED = 0.8
"""How often the column holds what the shopper has in mind, once enough of it is typed; general knowledge."""
BEGUN, KEPT = 3, 40
"""Characters by which texts are kept, and how many of one beginning."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Columns that were looked at: `shown` of the places of typed texts (in `visit`, to be replaced), texts row by row, prefixes, and what is
    submitted."""

    shown: Listed
    texts: list[str]
    prefixes: list[str]
    submitted: list[Utterance]


def known_texts(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The most frequent texts by their first characters.

    >>> known_texts(["跑鞋", "跑步", "跑鞋"])
    {'跑': ('跑鞋', '跑步'), '跑鞋': ('跑鞋',), '跑步': ('跑步',)}
    """
    by_begin: dict[str, list[str]] = {}
    for text, _ in sorted(Counter(texts).items(), key=lambda pair: (-pair[1], pair[0])):
        for size in range(1, min(BEGUN, len(text)) + 1):
            by_begin.setdefault(text[:size], []).append(text)
    return {begin: tuple(found[:KEPT]) for begin, found in by_begin.items()}


def complete(
    behaviour: Behaviour,
    population: Population,
    shopper: Rows,
    spoken: Sequence[Utterance],
    known: Mapping[str, tuple[str, ...]],
    chance: np.random.Generator,
) -> Columns:
    """Who looks while typing sees one column, at the prefix where it is used or else near the end of the text; used, it submits what was intended."""
    longer = np.array([len(one.typed.intended) > 1 for one in spoken], np.bool_)
    looks = np.flatnonzero(longer & (chance.random(len(spoken)) < population.suggestion_use[shopper]))
    used = chance.random(len(looks)) < OFFERED * behaviour.accept[COMPLETE]
    place = np.where(used, np.minimum(chance.geometric(FIRST_ROW, len(looks)) - 1, COLUMN - 1), -1)
    submitted, texts, prefixes, taken = list(spoken), list[str](), list[str](), list[int]()
    for row, at, share in zip(looks.tolist(), place.tolist(), chance.random(len(looks)).tolist(), strict=True):
        typed = spoken[row].typed
        prefix = _prefix(typed.intended if at >= 0 else typed.text, share)
        column = _column(known, prefix, typed.intended, at)
        texts += column + [""] * (COLUMN - len(column))
        prefixes.append(prefix)
        taken.append(column.index(typed.intended) if at >= 0 else -1)
        submitted[row] = as_meant(spoken[row]) if at >= 0 else spoken[row]
    words = np.full((len(looks), COLUMN), -1, np.int32)
    shown = Listed(COMPLETE, looks.astype(np.int32), words, words.astype(np.float32), np.array(taken, np.int64))
    return Columns(shown, texts, prefixes, submitted)


def _column(known: Mapping[str, tuple[str, ...]], prefix: str, wanted: str, at: int) -> list[str]:
    """Known texts that begin with the prefix, and the wanted one at this place, or above it where there are few; -1 leaves it out."""
    column = [text for text in known.get(prefix[:BEGUN], ()) if text.startswith(prefix) and text != wanted]
    return [*column[:at], wanted, *column[at:]][:COLUMN] if at >= 0 else column[:COLUMN]


def _prefix(text: str, share: float) -> str:
    """Two to four characters of Chinese, the half of what is longer."""
    return text[: max(1, min(len(text) - 1, round(len(text) * (0.3 + 0.4 * share))))]
