"""The dictionary of a snapshot: what letters and sounds may stand for. Mapped arrays, see `write_words`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from searchrank.query.correct import counts, letters
from searchrank.query.correct.write_words import FIRST_HAN, HAN_CHARACTERS
from searchrank.query.pinyin import folded_sound
from searchrank.store.arrays import Strings, text_hashes
from searchrank.store.snapshot import Snapshot

MOST_NEAR = 10
LONGEST_PART = 18
PART = 12.0
"""What another part of a split run costs in ln, so that few long parts are preferred; short ones cost more, for they fit anything."""
NO_ENTRIES = (np.empty(0, np.uint64), np.empty(0, np.int32))
SHORT_PARTS = (8.0, 4.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The entries of one snapshot."""

    texts: Strings
    spellings: tuple[Any, Any]
    forms: tuple[Any, Any]
    whole: tuple[Any, Any]
    sound: tuple[Any, Any]
    initial: tuple[Any, Any]
    worth: Any
    part: Any
    reading: Any
    syllables: Sequence[str]
    numbers: Mapping[str, int]

    @staticmethod
    def open(snapshot: Snapshot) -> Dictionary:
        """The dictionary of this snapshot."""
        spelled = snapshot.ragged("correct.spelling")
        form, whole, sound = ((snapshot.array(f"correct.{name}"), snapshot.array(f"correct.{name}.entry")) for name in ("form", "whole", "sound"))
        initial = (snapshot.array("correct.initial"), snapshot.array("correct.initial.entry")) if snapshot.has("correct.initial") else NO_ENTRIES
        syllables = tuple(snapshot.strings("correct.syllable"))
        return Dictionary(
            snapshot.strings("correct.text"),
            (spelled.offsets, spelled.values),
            form,
            whole,
            sound,
            initial,
            snapshot.array("correct.worth"),
            snapshot.array("correct.part"),
            snapshot.array("correct.reading"),
            syllables,
            {syllable: number for number, syllable in enumerate(syllables) if syllable},
        )

    def near(self, run: str) -> list[tuple[str, float]]:
        """Words spelled like this run of letters, and the cost of the slips between: 0 for what is spelled just so."""
        found, costs = letters.nearest(_bytes(run), MOST_NEAR, self.forms[0], self.forms[1], *self.spellings, self.worth)
        return [(self.texts[entry], cost) for entry, cost in zip(found.tolist(), costs.tolist(), strict=True)]

    def parts(self, run: str) -> list[str]:
        """The words that make up this run of letters, one behind the other; none where there are no such."""
        offsets = self.spellings[0]
        found = letters.parted(_bytes(run), _prices(), self.whole[0], self.whole[1], offsets, self.part)
        return [self.texts[entry] for entry in found.tolist()]

    def sounding(self, spoken: Sequence[str]) -> list[list[str]]:
        """For each of these pinyin texts the Chinese words that sound alike."""
        found = _entries(self.sound, [folded_sound(one) for one in spoken])
        return [[self.texts[entry] for entry in entries] for entries in found]

    def abbreviated(self, run: str) -> list[str]:
        """The Chinese words whose syllables begin with these letters, the most frequent first."""
        (entries,) = _entries(self.initial, [run])
        found = sorted(entries, key=lambda entry: -self.worth[entry])
        return [self.texts[entry] for entry in found[:MOST_NEAR]]

    def sounds(self, text: str) -> list[int]:
        """The numbers of the sounds of a Han character, or of one syllable in letters; none for other texts."""
        at = ord(text[0]) - FIRST_HAN
        if 0 <= at < HAN_CHARACTERS:
            return [sound for sound in self.reading[at].tolist() if sound]
        number = self.numbers.get(folded_sound(text))
        return [number] if number else []

    def spoken(self, text: str) -> str:
        """A piece in letters: a Han character by its first reading, letters as they are."""
        sounds = self.sounds(text) if not text.isascii() else ()
        return self.syllables[sounds[0]] if sounds else text


def _entries(table: tuple[Any, Any], texts: Sequence[str]) -> list[list[int]]:
    """The entries that a table of hashes and entries has under each of these texts."""
    hashes, entries = table
    ranges = counts.hash_ranges(hashes, text_hashes(texts)).tolist()
    return [entries[first:end].tolist() if first < end else [] for first, end in ranges]


def _bytes(run: str) -> Any:
    return np.frombuffer(run.encode(), np.uint8)


@lru_cache(maxsize=1)
def _prices() -> Any:
    prices = np.full(LONGEST_PART, PART)
    prices[: len(SHORT_PARTS)] += SHORT_PARTS
    return prices
