"""The pieces of many texts: takes normalised texts, gives their words, and titles as streams of words, as `Cutter.words`, `stretches` and
`suggest.survey` do text by text."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from searchrank.publish.stretches import said
from searchrank.publish.tables import Lists, Table, flat
from searchrank.query import run_loops as loops
from searchrank.query.normalise import has_han
from searchrank.query.words import Cutter, read_word
from searchrank.store.arrays import edges_of, spread
from searchrank.suggest.survey import title_parts

Ints = npt.NDArray[np.int64]
LINE = "\n"
"""Stands between texts that are cut together; a normal form holds none, and no word goes over its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Texts as words in stretches: all words, how many each text has, the length of each stretch, how many stretches each text has."""

    words: Ints
    counts: Ints
    lengths: Ints
    stretches: Ints


@dataclass(slots=True)
class Pieces:
    """Pieces by number: whether each holds Chinese, the words that it says as `stretches` has it, whether it ends a stretch, and as it is read."""

    cutter: Cutter
    known: Table = field(default_factory=Table)
    words_said: Table = field(default_factory=Table)
    _chinese: array[int] = field(default_factory=lambda: array("b"))
    _closing: array[int] = field(default_factory=lambda: array("b"))
    _said: Lists = field(default_factory=Lists)
    _read: Lists = field(default_factory=Lists)

    def __post_init__(self) -> None:
        self.numbers([LINE])

    def numbers(self, pieces: Sequence[str]) -> list[int]:
        """The number of each piece."""
        found = self.known.numbers(pieces)
        for piece in self.known.texts[len(self._chinese) :]:
            words, ends = said(piece)
            read = read_word(piece)
            self._chinese.append(has_han(piece))
            self._closing.append(ends)
            self._said.add(self.words_said.numbers(words))
            self._read.add(self.words_said.numbers((read,) if read else ()))
        return found

    def of(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """The pieces of each text, as `Cutter.pieces` has them: numbers of all, and how many each has."""
        chinese = np.array([has_han(text) for text in texts], bool)
        numbers, counts = self._cut([text for text, han in zip(texts, chinese.tolist(), strict=True) if han])
        if chinese.all():
            return numbers, counts
        parted = [text.split() for text, han in zip(texts, chinese.tolist(), strict=True) if not han]
        every = np.empty(len(texts), np.int64)
        every[chinese], every[~chinese] = counts, list(map(len, parted))
        starts, values = edges_of(every)[:-1], np.empty(int(every.sum()), np.int64)
        values[spread(starts[chinese], counts)] = numbers
        values[spread(starts[~chinese], every[~chinese])] = self.numbers(flat(parted))
        return values, every

    def _cut(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        if not texts:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        numbers = np.array(self.numbers(self.cutter.pieces(LINE.join(texts))), np.int64)
        ends = np.append(np.flatnonzero(numbers == 0), len(numbers))
        return numbers[numbers != 0], np.diff(ends, prepend=-1) - 1

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

    def spoken(self, texts: Sequence[str], numbers: Ints, counts: Ints) -> Stream:
        """The texts as people read them; `numbers` and `counts` are their pieces. What punctuation parts is cut anew, part by part."""
        parts = [title_parts(text) for text in texts]
        parted = np.array([some != [text] for some, text in zip(parts, texts, strict=True)], bool)
        others, other_counts = self.of(flat([some for some, apart in zip(parts, parted.tolist(), strict=True) if apart]))
        many = np.where(parted, np.array(list(map(len, parts)), np.int64), 1)
        whole = np.repeat(~parted, many)
        begins, ends = np.empty(len(whole), np.int64), np.empty(len(whole), np.int64)
        edges, other_edges = edges_of(counts), len(numbers) + edges_of(other_counts)
        begins[whole], ends[whole] = edges[:-1][~parted], edges[1:][~parted]
        begins[~whole], ends[~whole] = other_edges[:-1], other_edges[1:]
        never = np.zeros(len(self.known.texts), bool)
        return Stream(*loops.streamed(many, begins, ends, np.concatenate((numbers, others)), *self._read.arrays(), never))
