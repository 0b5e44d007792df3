"""What comes again and again in a catalogue, numbered, with what was made of it: takes texts, gives numbers, and arrays by those."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from searchrank.store.arrays import numbered

Ints = npt.NDArray[np.int64]
Cut = Callable[[str], tuple[Sequence[str], Sequence[str]]]
"""Gives the main and the other units of a text."""


@dataclass(slots=True)
class Lists:
    """A list of numbers for each number from 0 on, one behind the other."""

    lengths: array[int] = field(default_factory=lambda: array("q"))
    values: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.lengths)

    def add(self, values: Sequence[int]) -> None:
        """The list of the next number."""
        self.lengths.append(len(values))
        self.values.extend(values)

    def add_all(self, lengths: Iterable[int], values: Iterable[int]) -> None:
        """The lists of the next numbers, one behind the other."""
        self.lengths.extend(lengths)
        self.values.extend(values)

    def arrays(self) -> tuple[Ints, Ints]:
        """Where the list of each number begins (and the last ends), and all values."""
        ends = np.zeros(len(self.lengths) + 1, np.int64)
        np.cumsum(np.array(self.lengths, np.int64), out=ends[1:])
        return ends, np.array(self.values, np.int64)


@dataclass(slots=True)
class Table:
    """Texts by number, in the order in which they first came."""

    places: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    _letters: array[int] = field(default_factory=lambda: array("I"))
    _ends: array[int] = field(default_factory=lambda: array("q", [0]))

    def __len__(self) -> int:
        return len(self.texts)

    def numbers(self, texts: Sequence[str]) -> list[int]:
        """The number of each text; new ones are numbered."""
        found = numbered(texts, self.places)
        self.texts += list(islice(reversed(self.places), len(self.places) - len(self.texts)))[::-1]
        return found

    def letters(self) -> tuple[Ints, npt.NDArray[np.uint32]]:
        """Where the text of each number begins (and the last ends) among the characters of all, and these."""
        for text in self.texts[len(self._ends) - 1 :]:
            self._letters.frombytes(text.encode("utf-32-le"))
            self._ends.append(len(self._letters))
        return np.array(self._ends, np.int64), np.array(self._letters, np.uint32)


@dataclass(slots=True)
class Units:
    """The units that runs or names say by their number, `mainly` and `besides` (numbers of `units`)."""

    units: Table
    mainly: Lists = field(default_factory=Lists)
    besides: Lists = field(default_factory=Lists)

    def add(self, texts: Iterable[str], cut: Cut) -> None:
        """The texts of the next numbers."""
        told = list(map(cut, texts))
        for place, lists in enumerate((self.mainly, self.besides)):
            units = [some[place] for some in told]
            lists.add_all(map(len, units), self.units.numbers(flat(units)))

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Ends and values of what each says mainly, and besides."""
        return (*self.mainly.arrays(), *self.besides.arrays())


@dataclass(slots=True)
class Named(Units):
    """Names by number, with the units that each says."""

    known: Table = field(default_factory=Table)

    def numbers(self, texts: Sequence[str], cut: Cut) -> Ints:
        """The number of each name; `cut` gives the main and other units of a new one."""
        found = self.known.numbers(texts)
        self.add(self.known.texts[len(self.mainly.lengths) :], cut)
        return np.array(found, np.int64)


def flat(lists: Iterable[Sequence[str]]) -> list[str]:
    """The texts of all lists."""
    return list(chain.from_iterable(lists))
