"""Completion: takes a prefix, gives the queries that somebody who types it may want, from the mapped index that `index` wrote.

Five kinds of match, merged by score times a weight (MATCHES): what is typed begins the text, its pinyin, or its initials; or it begins a later
word. So exact script stands first, pinyin and initials behind, unless they are so many times as popular. What was typed itself is left out, in any
spelling of its blanks and capitals: the shopper has it already. Its pinyin is not the same: `paoxie` brings 跑鞋.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.records import Suggestion
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.fold import fold
from searchrank.suggest.highlight import marked
from searchrank.suggest.index import REASONS, TYPES, write_completion
from searchrank.suggest.keys import (
    AT_BITS,
    INFIX,
    INFIX_PINYIN,
    INITIALS,
    PINYIN,
    PREFIX,
    KeyTable,
    MappedBytes,
    mapped,
    pack,
    probe,
    smallest,
    unpack,
)
from searchrank.suggest.pinyin import covered
from searchrank.suggest.typed import Typed, read

__all__ = ["MATCHES", "MIXED", "Completion", "write_completion"]

MATCHES = {
    PREFIX: ("prefix", 1.0),
    PINYIN: ("pinyin", 1 / 8),
    INITIALS: ("initials", 1 / 16),
    INFIX: ("infix", 1 / 32),
    INFIX_PINYIN: ("infix", 1 / 64),
}
"""The name of each kind of match, and what its scores are multiplied with: a pinyin match eight times as popular precedes a prefix match."""
MIXED = "mixed"
"""Han characters and pinyin together are what an input method shows half-way: weighed like the text itself."""

FIRST_READ = 50
"""Of each kind of match so many are read at first (no more than `suggest.top_k` are kept ready); where too many of these fall out, MOST_READ."""
MOST_READ = 1000
"""Of each kind of match this many are tried before a short list is accepted."""
MOST_ABBREVIATED = 200
MOST_REMEMBERED = 4000
"""Answers kept: what people type begins alike, and the shortest prefixes, which cost most, come most often. About 3 kB each."""
Blocked = Callable[[str], bool]
Supply = Callable[[str], int]


class _Range(NamedTuple):
    """Keys that begin with what was typed: one kind of match. `first` is the character that the text must begin with (its number), or 0.

    Without it, one Han character before a letter would be followed through all that sound alike.
    """

    kind: int
    match: str
    weight: float
    low: int
    high: int
    first: int = 0


Candidate = tuple[int, str, int]
"""The kind of key, the name of the match, the packed entry."""


class _Wanted(NamedTuple):
    """What one request asks for."""

    typed: Typed
    limit: int
    blocked: Blocked
    supply: Supply | None


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """The completion index of a snapshot, mapped; safe to share between threads."""

    table: KeyTable
    texts: MappedBytes
    syllables: MappedBytes
    paths: MappedBytes
    readings: MappedBytes
    characters: npt.NDArray[np.uint32]
    firsts: npt.NDArray[np.uint32]
    scores: memoryview[float]
    hits: memoryview[int]
    categories: memoryview[int]
    types: memoryview[int]
    reasons: memoryview[int]
    remembered: dict[tuple[str, int, Blocked], tuple[Suggestion, ...]] = field(default_factory=dict)

    @staticmethod
    def open(snapshot: Snapshot) -> Completion:
        """The index of this snapshot; raises SnapshotDamaged where a part of it cannot be read."""
        texts, syllables, paths, readings = (
            MappedBytes.over(snapshot.ragged(f"suggest.{name}")) for name in ("text", "syllables", "path", "reading")
        )
        characters, firsts = snapshot.array("suggest.character"), snapshot.array("suggest.first")
        scores: Any
        numbers = ("score", "hits", "category", "type", "reason")
        scores, hits, categories, types, reasons = (mapped(snapshot.array(f"suggest.{name}")) for name in numbers)
        lists = (texts, syllables, paths, readings, characters, firsts)
        return Completion(KeyTable.open(snapshot), *lists, scores, hits, categories, types, reasons)

    def __len__(self) -> int:
        return len(self.texts)

    def complete(self, prefix: str, limit: int, blocked: Blocked, supply: Supply | None = None) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, best first, ties by text; for an empty prefix the best of all.

        `blocked` says of a normalised text that it must not be shown, `supply` how many products in stock have all words of it (by default the
        count of publishing, which is true as long as the snapshot's own products are served); what is blocked or has none falls out, and the next
        ones take its place. `highlight` is HTML with the part that was not typed in <mark>.
        """
        if supply is not None:
            return self._completed(_Wanted(read(prefix), limit, blocked, supply))
        asked = (prefix, limit, blocked)
        if (known := self.remembered.get(asked)) is not None:
            return known
        if len(self.remembered) >= MOST_REMEMBERED:
            self.remembered.clear()
        return self.remembered.setdefault(asked, self._completed(_Wanted(read(prefix), limit, blocked, None)))

    def _completed(self, wanted: _Wanted) -> tuple[Suggestion, ...]:
        found: dict[int, Suggestion] = {}
        if not wanted.typed.key:
            self._collect(self._front(), wanted, found)
        elif wanted.limit > 0:
            self._search(wanted, found)
        return tuple(found.values())

    def _search(self, wanted: _Wanted, found: dict[int, Suggestion]) -> None:
        ranges = self._ranges(wanted.typed)
        for most in (FIRST_READ, MOST_READ):
            found.clear()
            self._collect(self._merged(ranges, most), wanted, found)
            if len(found) == wanted.limit or all(each.high - each.low <= most for each in ranges):
                break
        if len(found) < wanted.limit:
            self._collect(self._abbreviated(wanted.typed), wanted, found)

    def _ranges(self, typed: Typed) -> list[_Range]:
        """The kinds of match that have any key, with their keys."""
        asked = [(probe(kind, typed.key), kind, *MATCHES[kind]) for kind in (PREFIX, INFIX)]
        if typed.letters:
            asked += _spoken(typed, typed.spellings(self._readings))
        found = self.table.ranges([each[0] for each in asked])
        begins = ord(typed.key[0]) if typed.mixed and has_han(typed.key[0]) else 0
        return [
            _Range(kind, match, weight, low, high, begins if match == MIXED else 0)
            for (_, kind, match, weight), (low, high) in zip(asked, found, strict=True)
            if low < high
        ]

    def _merged(self, ranges: Sequence[_Range], most: int) -> Iterator[Candidate]:
        """The best of all ranges in one order; ties in the order of the ranges. Only as much is merged as is asked for."""
        waiting = []
        for place, each in enumerate(ranges):
            best = iter(self._best(each, most))
            if (packed := next(best, NONE)) != NONE:
                waiting.append((-each.weight * self.scores[packed >> AT_BITS], place, packed, best))
        heapify(waiting)
        while waiting:
            _, place, packed, best = waiting[0]
            each = ranges[place]
            yield each.kind, each.match, packed
            if (packed := next(best, NONE)) == NONE:
                heappop(waiting)
            else:
                heapreplace(waiting, (-each.weight * self.scores[packed >> AT_BITS], place, packed, best))

    def _best(self, each: _Range, most: int) -> list[int]:
        if not each.first:
            return self.table.best(each.low, each.high, most)
        packed = self.table.entries[each.low : each.high]
        return smallest(packed[self.firsts[packed >> AT_BITS] == each.first], most)

    def _front(self) -> Iterator[Candidate]:
        return ((PREFIX, MATCHES[PREFIX][0], pack(entry)) for entry in range(min(len(self), MOST_READ)))

    def _abbreviated(self, typed: Typed) -> Iterator[Candidate]:
        """Entries whose initials fit what mixes initials and syllables; they are looked at closely before they are shown."""
        letters = typed.abbreviations(self._readings)
        begins = ord(typed.key[0]) if has_han(typed.key[0]) else 0
        for low, high in self.table.ranges([probe(INITIALS, each) for each in letters]) if letters else ():
            best = self._best(_Range(INITIALS, MIXED, 1.0, low, high, begins), MOST_ABBREVIATED)
            yield from ((INITIALS, MIXED, packed) for packed in best)

    def _collect(self, candidates: Iterator[Candidate], wanted: _Wanted, found: dict[int, Suggestion]) -> None:
        """Add what passes, until there is enough."""
        for kind, match, packed in candidates:
            if len(found) >= wanted.limit:
                return
            entry, at = unpack(packed)
            if entry not in found and (suggestion := self._suggestion(kind, match, entry, at, wanted)):
                found[entry] = suggestion

    def _suggestion(self, kind: int, match: str, entry: int, at: int, wanted: _Wanted) -> Suggestion | None:
        text = self.texts.text(entry)
        normal = text.lower()
        folded = normal if normal.isalnum() else fold(normal)
        end = self._end(kind, folded, entry, at, wanted.typed)
        if end is None or folded == wanted.typed.key or wanted.blocked(normal) or (hits := self._supplied(entry, normal, wanted)) <= 0:
            return None
        category = self.paths.text(place) if (place := self.categories[entry]) != NONE else None
        about = (TYPES[self.types[entry]], match, self.scores[entry], hits, category, REASONS[self.reasons[entry]])
        return Suggestion(text, marked(text, at, end), *about)

    def _supplied(self, entry: int, normal: str, wanted: _Wanted) -> int:
        return self.hits[entry] if wanted.supply is None else wanted.supply(normal)

    def _end(self, kind: int, folded: str, entry: int, at: int, typed: Typed) -> int | None:
        """Where the typed part ends in the folded text; None where it does not fit after all (a syllable across a separator, another character)."""
        if not typed.key:
            return len(folded)
        if kind in (PREFIX, INFIX):
            return at + len(typed.key)
        return covered(typed.sounds, folded, self.syllables.text(entry), start=at, short=kind == INITIALS)

    def _readings(self, character: str) -> Sequence[str]:
        at = int(self.characters.searchsorted(ord(character)))
        known = at < len(self.characters) and self.characters[at] == ord(character)
        return self.readings.text(at).split() if known else ()


def _spoken(typed: Typed, spellings: Sequence[str]) -> list[tuple[bytes, int, str, float]]:
    if typed.mixed:
        return [(probe(PINYIN, spelling), PINYIN, MIXED, MATCHES[PREFIX][1]) for spelling in spellings]
    # One letter is an initial; as half a syllable it would bring the same texts again.
    kinds = (PINYIN, INITIALS, INFIX_PINYIN) if len(typed.sounds) > 1 else (INITIALS, INFIX_PINYIN)
    return [(probe(kind, spelling), kind, *MATCHES[kind]) for spelling in spellings for kind in kinds]
