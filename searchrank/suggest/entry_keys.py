"""The keys of all entries of the bank together: takes their texts and words, gives the keys of each kind as parts of a few buffers of bytes.

An entry has its folded text as a key, that text from each later word on, and where it has Chinese the pinyin of both and the initials of the whole.
Texts with characters that are read in several ways have as many keys of the whole; these are read one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.query.tokens import STOP_WORDS
from searchrank.store.arrays import distinct, edges_of, numbered, spread
from searchrank.suggest import key_loops as loops
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import fold
from searchrank.suggest.keys import INFIX, INFIX_PINYIN, INITIALS, PINYIN, PREFIX, Bytes, Ints, Keys, pack
from searchrank.suggest.pinyin import POLYPHONES, SEPARATOR, initials, read_words, whole_readings


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts one behind the other, and where each begins (and the last ends)."""

    joined: str
    edges: Ints

    @staticmethod
    def of(texts: Sequence[str]) -> Texts:
        """These texts."""
        return Texts("".join(texts), edges_of(np.fromiter(map(len, texts), np.int64, len(texts))))

    def codes(self) -> npt.NDArray[np.uint32]:
        """All characters as numbers."""
        return np.frombuffer(self.joined.encode("utf-32-le"), np.uint32)

    def bytes(self) -> tuple[Bytes, Ints]:
        """The texts as UTF-8, and where each character begins there (and the last ends)."""
        values = np.frombuffer(self.joined.encode(), np.uint8)
        return values, np.append(np.flatnonzero((values & 0xC0) != 0x80), len(values))

    def before(self, tell: Callable[[str], int]) -> Ints:
        """What is told of all characters before each, added up, and of all; each different one is looked at once."""
        codes = self.codes()
        different = distinct(codes)
        told = np.zeros(int(different.max(initial=0)) + 1, np.int64)
        told[different] = [tell(chr(code)) for code in different.tolist()]
        return edges_of(told[codes])

    def spelled(self, numbers: Ints) -> tuple[Bytes, Ints]:
        """The texts of these numbers as UTF-8, and where each begins there (and the last ends)."""
        values, begins = self.bytes()
        return loops.spelled(numbers, begins[self.edges], values)


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """The words behind the first of each text that a key begins at: the number of the text, and the character of its folded form; ascending."""

    texts: Ints
    starts: Ints

    @staticmethod
    def of(entries: Sequence[BankEntry]) -> Later:
        """Those of these entries, as `fold.word_starts` has them."""
        texts, places = Texts.of([entry.key for entry in entries]), dict[str, int]()
        said = np.array(numbered([word for entry in entries for word in entry.words], places), np.int64)
        lists = edges_of(np.fromiter((len(entry.words) for entry in entries), np.int64, len(entries)))
        words, stop = Texts.of(list(places)), np.array([word in STOP_WORDS for word in places], bool)
        folded = texts.before(lambda character: len(fold(character)))
        return Later(*loops.word_starts(texts.codes(), texts.edges, folded, said, lists, words.codes(), words.edges, stop))

    def among(self, texts: Ints, count: int) -> Later:
        """Those of these texts, numbered by their place among them; `count` is how many there are in all."""
        places = np.full(count, -1, np.int64)
        places[texts] = np.arange(len(texts))
        kept = places[self.texts] >= 0
        return Later(places[self.texts[kept]], self.starts[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Chinese:
    """The entries that have Chinese: their `numbers`, their folded texts, where later words begin in these (`later`), and a syllable a character, as
    the number of one of `names`."""

    numbers: Ints
    texts: Texts
    later: Later
    syllables: Ints
    names: Sequence[str]

    @staticmethod
    def of(folded: Sequence[str], later: Later) -> Chinese:
        """Those of these texts, read word by word."""
        numbers = np.array([number for number, text in enumerate(folded) if has_han(text)], np.int64)
        texts, behind = Texts.of([folded[number] for number in numbers.tolist()]), later.among(numbers, len(folded))
        cuts = distinct(np.concatenate((texts.edges, texts.edges[behind.texts] + behind.starts)))
        return Chinese(numbers, texts, behind, *_read([texts.joined[begin:end] for begin, end in pairwise(cuts.tolist())]))

    def spoken(self, count: int) -> tuple[Ints, Bytes]:
        """The syllables of each of so many entries with separators between them, none for those without Chinese: how many bytes, and these."""
        last = np.zeros(len(self.syllables), np.int64)
        last[self.texts.edges[1:] - 1] = len(self.names)
        table = Texts.of([*(name + SEPARATOR for name in self.names), *self.names])
        values, begins = table.spelled(self.syllables + last)
        lengths = np.zeros(count, np.int64)
        lengths[self.numbers] = np.diff(begins[self.texts.edges])
        return lengths, values

    def readings(self) -> Iterator[tuple[str, str]]:
        """Each character with each syllable that it is read as."""
        pairs = distinct(self.texts.codes().astype(np.int64) * max(len(self.names), 1) + self.syllables)
        return ((chr(code), self.names[name]) for code, name in (divmod(pair, len(self.names)) for pair in pairs.tolist()))

    def keys(self) -> Mapping[int, Keys]:
        """All keys by pinyin."""
        letters, begins = Texts.of(self.names).spelled(self.syllables)
        whole, edges, later = begins[self.texts.edges], self.texts.edges, self.later
        starts, han = edges[later.texts] + later.starts, self.texts.before(has_han)
        kept = han[starts] < han[edges[later.texts + 1]]
        behind = Keys(letters, begins[starts], whole[later.texts + 1], pack(self.numbers[later.texts], later.starts)).some(kept)
        first, firsts = Texts.of([name[0] for name in self.names]).spelled(self.syllables)
        short, packed, others = firsts[edges], pack(self.numbers), list(self._others())
        return {
            PINYIN: Keys(letters, whole[:-1], whole[1:], packed).also([(number, key) for number, keys, _ in others for key in keys]),
            INITIALS: Keys(first, short[:-1], short[1:], packed).also([(number, key) for number, _, keys in others for key in keys]),
            INFIX_PINYIN: behind,
        }

    def _others(self) -> Iterator[tuple[int, Sequence[str], Sequence[str]]]:
        """The entries that may be read otherwise: number, pinyin and initials of all readings but the likeliest."""
        edges, several = self.texts.edges.tolist(), self.texts.before(POLYPHONES.__contains__)
        for place in np.flatnonzero(np.diff(several[self.texts.edges])).tolist():
            begin, end = edges[place], edges[place + 1]
            text, syllables = self.texts.joined[begin:end], [self.names[name] for name in self.syllables[begin:end].tolist()]
            readings = whole_readings(text, syllables)
            letters = dict.fromkeys(initials(text, reading) for reading in readings)
            yield self.numbers.item(place), list(map("".join, readings[1:])), list(letters)[1:]


def _read(words: Sequence[str]) -> tuple[Ints, Sequence[str]]:
    """The syllables of these words behind one another, as numbers, and the syllable of each number."""
    places, names = dict[str, int](), dict[str, int]()
    numbers = np.array(numbered(words, places), np.int64)
    read = [read_words((word,), {}) for word in places]
    syllables, edges = np.array(numbered(list(chain.from_iterable(read)), names), np.int64), edges_of(list(map(len, read)))
    return syllables[spread(edges[numbers], np.diff(edges)[numbers])], list(names)


def plain_keys(folded: Sequence[str], later: Later) -> Mapping[int, Keys]:
    """The keys that are the texts themselves, and their ends."""
    texts = Texts.of(folded)
    values, characters = texts.bytes()
    edges = characters[texts.edges]
    begins = characters[texts.edges[later.texts] + later.starts]
    return {
        PREFIX: Keys(values, edges[:-1], edges[1:], pack(np.arange(len(folded)))),
        INFIX: Keys(values, begins, edges[later.texts + 1], pack(later.texts, later.starts)),
    }
