"""The keys of completion one by one, sorted as objects: what the keys that are made together are tested against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from searchrank.query.normalise import has_han
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import fold, word_starts
from searchrank.suggest.keys import INFIX, INFIX_PINYIN, INITIALS, PINYIN, PREFIX, probe
from searchrank.suggest.pinyin import initials, read_words, whole_readings

Plain = tuple[bytes, int, int]
"""A key as it is kept, the number of its entry, and where in the entry's folded text it begins."""


def syllables_of(entry: BankEntry) -> tuple[str, ...]:
    """A syllable a character of the folded text, nothing without Chinese."""
    folded = fold(entry.key)
    bounds = sorted({0, *word_starts(entry.key, entry.words), len(folded)})
    return read_words((folded[low:high] for low, high in pairwise(bounds)), {}) if has_han(folded) else ()


def all_keys(entries: Sequence[BankEntry]) -> list[Plain]:
    """Every key, ascending."""
    return sorted((probe(kind, key), number, at) for number, entry in enumerate(entries) for kind, key, at in _keys(entry))


def _keys(entry: BankEntry) -> Iterator[tuple[int, str, int]]:
    folded, starts, syllables = fold(entry.key), word_starts(entry.key, entry.words), syllables_of(entry)
    yield PREFIX, folded, 0
    yield from ((INFIX, folded[start:], start) for start in starts)
    if syllables:
        whole = whole_readings(folded, syllables)
        yield from ((PINYIN, "".join(reading), 0) for reading in whole)
        yield from ((INITIALS, letters, 0) for letters in dict.fromkeys(initials(folded, reading) for reading in whole))
        yield from ((INFIX_PINYIN, "".join(syllables[start:]), start) for start in starts if has_han(folded[start:]))


def heavy_spans(keys: Sequence[Plain], heavy: int) -> list[tuple[int, int]]:
    """The ranges of more than `heavy` keys with a common beginning, the kind of key included, ascending."""
    texts = [key for key, _, _ in keys]
    begins = {text[:end] for text in texts for end in range(1, len(text) + 1)}
    ranges = ([at for at, text in enumerate(texts) if text.startswith(begin)] for begin in begins)
    return sorted({(some[0], some[-1] + 1) for some in ranges if len(some) > heavy})
