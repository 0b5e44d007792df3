"""What entries of a dictionary say to one another: takes meanings in order, gives what the next one contradicts.

`a => b` and `b => a` are a circle, also over several steps: who means both ways writes `a, b`. A term has one correction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from searchrank.query.entries import CORRECTION, NARROWER, PROTECTED, SYNONYM, Meaning
from searchrank.query.mentions import fold

Arrows = Mapping[str, Iterable[str]]


class Consistent:
    """The entries taken so far, none of which contradicts another."""

    def __init__(self) -> None:
        self._arrows: dict[str, set[str]] = defaultdict(set)
        self._corrections: dict[str, str] = {}
        self._protected: set[str] = set()

    def take(self, one: Meaning) -> str | None:
        """Take one more entry; where it contradicts those before, say how, and leave it.

        >>> from searchrank.query.entries import meaning
        >>> taken = Consistent()
        >>> taken.take(meaning("synonym", "a => b")), taken.take(meaning("synonym", "b => a"))
        (None, "closes a circle (b => a => b): write 'a, b' if both mean the same")
        """
        fault = self._contradicted(one)
        if fault is None:
            self._keep(one)
        return fault

    def _contradicted(self, one: Meaning) -> str | None:
        if one.kind == PROTECTED and fold(one.left[0]) in self._corrections:
            return f"is to be corrected to {self._corrections[fold(one.left[0])]!r} as well: remove one of the two"
        if one.kind == CORRECTION and (said := self._corrected_otherwise(one)):
            return said
        return self._circle(one)

    def _corrected_otherwise(self, one: Meaning) -> str | None:
        for term in map(fold, one.left):
            if term in self._protected:
                return f"corrects {term!r}, which is protected: remove one of the two"
            if (known := self._corrections.get(term, one.right[0])) != one.right[0]:
                return f"corrects {term!r}, which is corrected to {known!r} already: keep one of the two"
        return None

    def _circle(self, one: Meaning) -> str | None:
        for start, end in _arrows(one):
            if way := _way(self._arrows, end, start):
                return f"closes a circle ({' => '.join((start, *way))}): write '{', '.join(sorted(way))}' if both mean the same"
        return None

    def _keep(self, one: Meaning) -> None:
        for start, end in _arrows(one):
            self._arrows[start].add(end)
        if one.kind == CORRECTION:
            self._corrections.update((fold(term), one.right[0]) for term in one.left)
        if one.kind == PROTECTED:
            self._protected.add(fold(one.left[0]))


def _arrows(one: Meaning) -> Iterator[tuple[str, str]]:
    """The one-way steps of an entry. Corrections and synonyms go separate ways: what is corrected is not searched."""
    if one.kind in (SYNONYM, NARROWER, CORRECTION) and one.right:
        mark = "\0" if one.kind == CORRECTION else ""
        yield from ((mark + fold(start), mark + fold(end)) for start in one.left for end in one.right)


def _way(arrows: Arrows, start: str, end: str) -> list[str]:
    """The terms from start to end along the arrows, both included; none where no way leads there."""
    came: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting and end not in came:
        here = waiting.pop()
        for there in arrows.get(here, ()):
            if there not in came:
                came[there] = here
                waiting.append(there)
    way: list[str] = []
    at = end if end in came else None
    while at is not None:
        way.append(at.removeprefix("\0"))
        at = came[at]
    return way[::-1]
