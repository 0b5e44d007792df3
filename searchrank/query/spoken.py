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
        texts, rest = pieces.texts, 0
        for first, text in enumerate(texts):
            most = self.longest.get(text, 0) if first >= rest else 0
            last = self._last(pieces, first, most) if most else None
            if last is not None:
                rest = last + 1
                term = pieces.folded[pieces.begins[first] : pieces.finishes[last]]
                yield Hit(pieces.starts[first], pieces.ends[last], term, texts[first:rest], self.values[term])

    def _last(self, pieces: Pieces, first: int, most: int) -> int | None:
        """The last piece of the longest term of at most so many pieces that begins with this one."""
        begin = pieces.begins[first]
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
