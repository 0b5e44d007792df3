"""The dictionary of a shop, ready to be asked: takes what its entries say, gives for each kind the terms to look for in a query.

It is a value: a worker swaps it for a newer one between two requests (`publish.dictionary`), and a request asks one from its start to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from searchrank.query.entries import CORRECTION, ENTITY, NARROWER, PROTECTED, STOP, SYNONYM, WORD, Meaning
from searchrank.query.spoken import Spoken, folded


@dataclass(frozen=True, slots=True)
class Named:
    """What a term names: `kind` of kinds.KINDS and the name in the shop, empty where no table holds it."""

    kind: str
    name: str


Meanings = tuple[Meaning, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """What operators say of words, by kind. `words` are for cutting at the next publishing; `known` are folded terms that are words of this shop
    and therefore never corrected."""

    synonyms: Spoken[Meanings] = field(default_factory=lambda: Spoken.of(()))
    corrections: Spoken[str] = field(default_factory=lambda: Spoken.of(()))
    stops: Spoken[None] = field(default_factory=lambda: Spoken.of(()))
    entities: Spoken[Named] = field(default_factory=lambda: Spoken.of(()))
    known: Spoken[None] = field(default_factory=lambda: Spoken.of(()))
    words: frozenset[str] = frozenset()

    @staticmethod
    def of(meanings: Iterable[Meaning]) -> Dictionary:
        """The dictionary of these entries.

        >>> from searchrank.query.entries import meaning
        >>> kept = Dictionary.of([meaning("synonym", "番茄, 西红柿"), meaning("word", "冰丝")])
        >>> [others(one, "番茄") for one in kept.synonyms.values["番茄"]], sorted(kept.words)
        ([('西红柿',)], ['冰丝'])
        """
        every = tuple(meanings)
        return Dictionary(
            Spoken.of((term, tuple(found)) for term, found in _synonyms(every).items()),
            Spoken.of((term, one.right[0]) for one in every if one.kind == CORRECTION for term in one.left),
            Spoken.of((term, None) for one in every if one.kind == STOP for term in one.left),
            Spoken.of((term, Named(one.of, one.right[0] if one.right else "")) for one in every if one.kind == ENTITY for term in one.left),
            Spoken.of((term, None) for one in every for term in _valid(one)),
            frozenset(one.left[0] for one in every if one.kind == WORD),
        )


Kept = Callable[[], Dictionary]
"""Gives the dictionary of now."""
NO_ENTRIES = Dictionary()


def no_dictionary() -> Dictionary:
    """The dictionary of a shop that has none."""
    return NO_ENTRIES


def others(one: Meaning, source: str) -> tuple[str, ...]:
    """What a folded term is found as besides, by one entry: what the arrow leads to, or without one all others."""
    return tuple(term for term in (one.right or one.left) if folded(term) != source)


def _synonyms(every: Sequence[Meaning]) -> dict[str, list[Meaning]]:
    """The entries by each folded term that they lead on from: what means the same before what is narrower, each in the order of the entries."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for kind in (SYNONYM, NARROWER):
        for one in every:
            for source in one.left if one.kind == kind else ():
                found[folded(source)].append(one)
    return found


def _valid(one: Meaning) -> Sequence[str]:
    """The terms that an entry vouches for: all but what it calls a slip, and what names something elsewhere."""
    if one.kind == CORRECTION:
        return one.right
    return one.left if one.kind in (ENTITY, PROTECTED) else one.terms
