"""The completion index at publish: takes the bank, best entry first, writes everything that completion reads as mapped arrays under `suggest.*`.

`suggest.text` the queries; beside them `suggest.score`, `suggest.type`, `suggest.reason`, `suggest.category` (a row of `suggest.path`),
`suggest.shelf` the best entry that brings the same products (`fold.same_shelf`); `suggest.first` the first character of `fold(text)` and
`suggest.syllables` its reading, a syllable a character, empty without Chinese;
`suggest.reading` the readings of each `suggest.character` that occurs; the keys as `keys` says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from searchrank.settings import SuggestSettings
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.bank import BankEntry
from searchrank.suggest.entry_keys import Chinese, Later, plain_keys
from searchrank.suggest.fold import fold, same_shelf
from searchrank.suggest.keys import mapped, write_keys
from searchrank.suggest.pinyin import readings

TYPES = ("query", "category", "product")
REASONS = ("log", "catalogue")


def write_completion(draft: Draft, entries: Sequence[BankEntry], settings: SuggestSettings) -> None:
    """Write the index of these entries (in any order; kept best score first, ties by text)."""
    ranked = sorted(entries, key=lambda entry: (-entry.score, entry.text))
    _write_entries(draft, ranked)
    folded, later = [fold(entry.key) for entry in ranked], Later.of(ranked)
    chinese = Chinese.of(folded, later)
    draft.ragged("suggest.syllables", *chinese.spoken(len(ranked)))
    _write_readings(draft, _readings(chinese.readings()))
    write_keys(draft, {**plain_keys(folded, later), **chinese.keys()}, settings.heavy_prefix, settings.top_k)


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
