"""The dictionary of a shop, ready to be asked: takes what its entries say, gives for each kind the terms to look for in a query.

It is a value: a worker swaps it for a newer one between two requests (`publish.dictionary`), and a request asks one from its start to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from searchrank.query.entries import CORRECTION, ENTITY, NARROWER, PROTECTED, STOP, SYNONYM, WORD, Meaning
from searchrank.query.mentions import fold
from searchrank.query.spoken import Spoken


@dataclass(frozen=True, slots=True)
class Other:
    """What a term is found as besides: `text` in normal form; `kind` synonym or narrower."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a term names: `kind` of kinds.KINDS and the name in the shop, empty where no table holds it."""

    kind: str
    name: str


Others = tuple[Other, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """What operators say of words, by kind. `words` are for cutting at the next publishing; `known` are folded terms that are words of this shop
    and therefore never corrected."""

    synonyms: Spoken[Others] = field(default_factory=lambda: Spoken.of(()))
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
        >>> kept.synonyms.values["番茄"], sorted(kept.words)
        ((Other(text='西红柿', kind='synonym'),), ['冰丝'])
        """
        every = tuple(meanings)
        return Dictionary(
            Spoken.of((term, tuple(others)) for term, others in _others(every).items()),
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


def _others(every: Sequence[Meaning]) -> dict[str, list[Other]]:
    """What each term is found as besides, in the order of the entries; a term is known by its folded form."""
    found: dict[str, list[Other]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for one in every:
        for source, target in _pairs(one):
            others = found[spelled.setdefault(fold(source), source)]
            if all(other.text != target for other in others):
                others.append(Other(target, one.kind))
    return found


def _pairs(one: Meaning) -> Iterator[tuple[str, str]]:
    if one.kind in (SYNONYM, NARROWER):
        pairs = ((source, target) for source in one.left for target in (one.right or one.left))
        yield from (pair for pair in pairs if fold(pair[0]) != fold(pair[1]))


def _valid(one: Meaning) -> Sequence[str]:
    """The terms that an entry vouches for: all but what it calls a slip, and what names something elsewhere."""
    if one.kind == CORRECTION:
        return one.right
    return one.left if one.kind in (ENTITY, PROTECTED) else one.terms
