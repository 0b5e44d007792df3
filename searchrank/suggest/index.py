"""The completion index at publish: takes the bank, best entry first, writes everything that completion reads as mapped arrays under `suggest.*`.

`suggest.text` the queries; beside them `suggest.score`, `suggest.type`, `suggest.reason`, `suggest.category` (a row of `suggest.path`),
`suggest.shelf` the best entry that brings the same products (`fold.same_shelf`); `suggest.first` the first character of `fold(text)` and
`suggest.syllables` its reading, a syllable a character, empty without Chinese;
`suggest.reading` the readings of each `suggest.character` that occurs; the keys as `keys` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from searchrank.query.normalise import has_han
from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.fold import fold, same_shelf, word_starts
from searchrank.suggest.keys import INFIX, INFIX_PINYIN, INITIALS, KINDS, PINYIN, PREFIX, Keys, mapped, pack, write_keys
from searchrank.suggest.pinyin import SEPARATOR, initials, read_words, readings, whole_readings

TYPES = ("query", "category", "product")
REASONS = ("log", "catalogue")


def write_completion(draft: Draft, entries: Sequence[BankEntry], settings: SuggestSettings) -> None:
    """Write the index of these entries (in any order; kept best score first, ties by text)."""
    ranked = sorted(entries, key=lambda entry: (-entry.score, entry.text))
    _write_entries(draft, ranked)
    known: dict[str, tuple[str, ...]] = {}
    kinds = {kind: Keys() for kind in KINDS}
    spoken: list[str] = []
    read = set[tuple[str, str]]()
    for number, entry in enumerate(ranked):
        folded, starts = fold(entry.key), word_starts(entry.key, entry.words)
        syllables = _syllables(folded, starts, known)
        for kind, key, at in entry_keys(folded, starts, syllables):
            kinds[kind].add(key, pack(number, at))
        spoken.append(SEPARATOR.join(syllables))
        read.update(zip(folded, syllables, strict=False))
    draft.strings("suggest.syllables", spoken)
    _write_readings(draft, _readings(read))
    write_keys(draft, kinds, settings.heavy_prefix, settings.top_k)


def entry_keys(folded: str, starts: Sequence[int], syllables: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """The keys of one entry: their kind, the key, and the character of the folded text at which it begins.

    >>> [key for _, key, _ in entry_keys("男士跑鞋", (2,), ("nan", "shi", "pao", "xie"))]
    ['男士跑鞋', '跑鞋', 'nanshipaoxie', 'nspx', 'paoxie']
    """
    yield PREFIX, folded, 0
    for start in starts:
        yield INFIX, folded[start:], start
    if syllables:
        whole = whole_readings(folded, syllables)
        yield from ((PINYIN, "".join(reading), 0) for reading in whole)
        yield from ((INITIALS, letters, 0) for letters in dict.fromkeys(initials(folded, reading) for reading in whole))
        later = (start for start in starts if has_han(folded[start:]))
        yield from ((INFIX_PINYIN, "".join(syllables[start:]), start) for start in later)


def _syllables(folded: str, starts: Sequence[int], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if not has_han(folded):
        return ()
    bounds = sorted({0, *starts, len(folded)})
    return read_words((folded[low:high] for low, high in pairwise(bounds)), known)


def _readings(read: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    """All readings of each character that was read so in some entry."""
    characters: dict[str, set[str]] = defaultdict(set)
    for character, syllable in read:
        if character != syllable:
            characters[character].update(readings(character, syllable))
    return characters


def _write_entries(draft: Draft, ranked: Sequence[BankEntry]) -> None:
    draft.strings("suggest.text", (entry.text for entry in ranked))
    draft.array("suggest.first", np.array([ord(fold(entry.key)[0]) for entry in ranked], np.uint32))
    draft.array("suggest.shelf", np.array(_shelves(ranked), np.int32))
    draft.array("suggest.score", np.array([entry.score for entry in ranked], np.float32))
    draft.array("suggest.hits", np.array([entry.hits for entry in ranked], np.int32))
    draft.array("suggest.type", np.array([TYPES.index(entry.type) for entry in ranked], np.uint8))
    draft.array("suggest.reason", np.array([REASONS.index(entry.reason) for entry in ranked], np.uint8))
    _write_categories(draft, [entry.category for entry in ranked])


def _shelves(ranked: Sequence[BankEntry]) -> list[int]:
    first: dict[tuple[str, ...], int] = {}
    return [first.setdefault(same_shelf(entry.key, entry.words), number) for number, entry in enumerate(ranked)]


def shelves_of(snapshot: Snapshot) -> Sequence[int]:
    """For each entry the best one that brings the same products; itself in a snapshot that was published without."""
    return mapped(snapshot.array("suggest.shelf")) if snapshot.has("suggest.shelf") else range(len(snapshot.strings("suggest.text")))


def _write_categories(draft: Draft, categories: Sequence[str | None]) -> None:
    paths = sorted({category for category in categories if category is not None})
    places = {path: place for place, path in enumerate(paths)}
    draft.strings("suggest.path", paths)
    draft.array("suggest.category", np.array([NONE if path is None else places[path] for path in categories], np.int32))


def _write_readings(draft: Draft, characters: Mapping[str, set[str]]) -> None:
    ordered = sorted(characters)
    draft.array("suggest.character", np.array([ord(character) for character in ordered], np.uint32))
    draft.strings("suggest.reading", (" ".join(sorted(characters[character])) for character in ordered))
