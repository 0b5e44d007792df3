"""The pieces of many texts: takes normalised texts, gives their words, and titles as streams of words, as `Cutter.words`, `stretches` and
`suggest.survey` do text by text."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.publish.spans import Codes, Spans
from searchrank.publish.stretch_loops import alone, as_text, part_ends, parted, stretches
from searchrank.publish.stretches import said
from searchrank.publish.tables import Lists, Table, flat
from searchrank.query import run_loops as loops
from searchrank.query.normalise import has_han
from searchrank.query.words import Cutter, read_word
from searchrank.store.arrays import edges_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Texts as words in stretches: all words, how many each text has, the length of each stretch, how many stretches each text has."""

    words: Ints
    counts: Ints
    lengths: Ints
    stretches: Ints


@dataclass(slots=True)
class Pieces:
    """Pieces by number, with the `stretches` that are cut into them: whether each holds Chinese, the words that it says as
    `publish.stretches` has it, whether it ends a stretch, and as it is read."""

    cutter: Cutter
    known: Table = field(default_factory=Table)
    stretches: Spans = field(default_factory=Spans)
    words_said: Table = field(default_factory=Table)
    _chinese: array[int] = field(default_factory=lambda: array("b"))
    _closing: array[int] = field(default_factory=lambda: array("b"))
    _divided: Lists = field(default_factory=Lists)
    _said: Lists = field(default_factory=Lists)
    _read: Lists = field(default_factory=Lists)

    def numbers(self, pieces: Sequence[str]) -> list[int]:
        """The number of each piece."""
        found = self.known.numbers(pieces)
        new = self.known.texts[len(self._chinese) :]
        told, read = list(map(said, new)), [(word,) if (word := read_word(piece)) else () for piece in new]
        self._chinese.extend(map(has_han, new))
        self._closing.extend(ends for _, ends in told)
        for lists, words in ((self._said, [words for words, _ in told]), (self._read, read)):
            lists.add_all(map(len, words), self.words_said.numbers(flat(words)))
        return found

    def of(self, codes: Codes) -> tuple[Ints, Ints]:
        """The pieces of each text of these characters, as `Cutter.pieces` has them: numbers of all, and how many each has.

        Words do not go over the ends of stretches, which come again and again: each different one is cut once.
        """
        begins, ends, counts = stretches(codes, loops.kinds(), alone())
        before = len(self.stretches)
        numbers = self.stretches.numbers(codes, begins, ends)
        self._cut(self.stretches.texts(before))
        divided, pieces = self._divided.arrays()
        values, every, _ = loops.said(edges_of(counts), numbers, divided, pieces, np.zeros_like(divided), pieces[:0])
        return values, every

    def _cut(self, new: Sequence[str]) -> None:
        cut = [self.cutter.divided(stretch) if (piece := as_text(stretch)) is None else (piece,) for stretch in new]
        self._divided.add_all(map(len, cut), self.numbers(flat(cut)))

    def words(self, numbers: Ints, counts: Ints) -> tuple[Ints, Ints]:
        """The Chinese words among the pieces of each text."""
        chinese = np.frombuffer(self._chinese, np.int8).astype(bool)[numbers]
        before = edges_of(chinese)
        edges = edges_of(counts)
        return numbers[chinese], np.diff(before[edges])

    def phrases(self, numbers: Ints, counts: Ints) -> Stream:
        """The texts as phrases are read from."""
        edges, closing = edges_of(counts), np.frombuffer(self._closing, np.int8).astype(bool)
        return Stream(*loops.streamed(np.ones(len(counts), np.int64), edges[:-1], edges[1:], numbers, *self._said.arrays(), closing))

    def spoken(self, titles: Codes) -> Stream:
        """The texts of these characters as people read them, between punctuation."""
        parts, many = parted(titles, loops.kinds(), part_ends())
        numbers, counts = self.of(parts)
        edges, never = edges_of(counts), np.zeros(len(self.known), bool)
        return Stream(*loops.streamed(many, edges[:-1], edges[1:], numbers, *self._read.arrays(), never))
