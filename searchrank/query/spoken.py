"""Terms that a text may hold: takes terms with what each stands for, finds them in the pieces of a query, the longest first.

Kept by folded form, so that `Running  Shoes` is found in `running shoe`. A text that holds the first piece of no term costs one look a piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from searchrank.query.mentions import Pieces, pieces_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Value]):
    """A term in a text: `start` and `end` are characters of the text, `text` the folded term and `pieces` its pieces, `value` what it
    stands for."""

    start: int
    end: int
    text: str
    pieces: tuple[str, ...]
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Spoken(Generic[Value]):
    """`values` by the folded term; `longest` {first piece: pieces of the longest term that begins with it}."""

    values: Mapping[str, Value]
    longest: Mapping[str, int]

    @staticmethod
    def of(pairs: Iterable[tuple[str, Value]]) -> Spoken[Value]:
        """The table of these normalised terms; the last of equal ones stays.

        >>> colours = Spoken.of([("navy blue", 1), ("blue", 2)])
        >>> [(hit.pieces, hit.value) for hit in colours.found(pieces_of("a navy blue shirt, blue"))]
        [(('navy', 'blue'), 1), (('blue',), 2)]
        """
        values: dict[str, Value] = {}
        longest: dict[str, int] = {}
        for term, value in pairs:
            folded, first, size = _read(term)
            if size:
                values[folded] = value
                longest[first] = max(longest.get(first, 0), size)
        return Spoken(values, longest)

    def __len__(self) -> int:
        return len(self.values)

    def found(self, pieces: Pieces) -> Iterator[Hit[Value]]:
        """Every term of the text from left to right, the longest at each place; none overlaps another."""
        at = 0
        while at < len(pieces):
            last = self._last(pieces, at)
            if last is not None:
                texts = tuple(pieces.folded[begin:finish] for begin, finish in _edges(pieces, at, last))
                term = pieces.folded[pieces.begins[at] : pieces.finishes[last]]
                yield Hit(pieces.starts[at], pieces.ends[last], term, texts, self.values[term])
            at = at + 1 if last is None else last + 1

    def _last(self, pieces: Pieces, first: int) -> int | None:
        begin = pieces.begins[first]
        most = self.longest.get(pieces.folded[begin : pieces.finishes[first]], 0)
        for last in range(min(first + most, len(pieces)) - 1, first - 1, -1):
            if pieces.folded[begin : pieces.finishes[last]] in self.values:
                return last
        return None


@lru_cache(maxsize=1 << 17)
def _read(term: str) -> tuple[str, str, int]:
    """The folded term, its first piece, how many it has; remembered, because a dictionary is read again whole when one entry changes."""
    pieces = pieces_of(term)
    return pieces.folded, pieces.folded[: pieces.finishes[0]] if len(pieces) else "", len(pieces)


def folded(term: str) -> str:
    """The folded form of a normalised term: `mentions.fold`, remembered."""
    return _read(term)[0]


def _edges(pieces: Pieces, first: int, last: int) -> Iterator[tuple[int, int]]:
    return zip(pieces.begins[first : last + 1], pieces.finishes[first : last + 1], strict=True)
