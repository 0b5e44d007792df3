"""Completion: takes a prefix, gives the queries that somebody who types it may want, from the mapped index that `index` wrote.

Five kinds of match, merged by score times a weight (MATCHES): what is typed begins the text, its pinyin, or its initials; or it begins a later
word. So exact script stands first, pinyin and initials behind, unless they are so many times as popular. What was typed itself is left out, in any
spelling of its blanks and capitals: the shopper has it already. Its pinyin is not the same: `paoxie` brings 跑鞋. Of texts that bring the same
products (女跑鞋, 女款跑鞋) the best is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from searchrank.query.normalise import has_han
from searchrank.records import Suggestion
from searchrank.store.snapshot import Snapshot
from searchrank.store.view import NONE
from searchrank.suggest.fold import fold
from searchrank.suggest.index import REASONS, TYPES, shelves_of, write_completion
from searchrank.suggest.keys import INFIX, INFIX_PINYIN, INITIALS, PINYIN, PREFIX, MappedBytes, mapped, probe
from searchrank.suggest.lookup import Asked, Candidate, KeyTable
from searchrank.suggest.lookup_loops import KIND_BITS
from searchrank.suggest.typed import Typed, read

__all__ = ["MATCHES", "MIXED", "Completion", "write_completion"]

MATCHES = ("", "prefix", "pinyin", "initials", "infix", "infix")
"""The name of each kind of match."""
MIXED = "mixed"
"""Han characters and pinyin together are what an input method shows half-way: weighed like the text itself."""

_KIND = (1 << KIND_BITS) - 1
_MIXED_KINDS, _LETTER_KINDS, _INITIAL_KINDS = (PINYIN,), (PINYIN, INITIALS, INFIX_PINYIN), (INITIALS, INFIX_PINYIN)
_MIXED_MATCHES = ("", "prefix", MIXED, MIXED, "infix", "infix")
FIRST_READ = 50
"""Of each kind of match so many are read at first (no more than `suggest.top_k` are kept ready); where too many of these fall out, MOST_READ."""
MOST_READ = 1000
"""Of each kind of match this many are tried before a short list is accepted."""
SPARE = 2
"""So many more candidates are looked up than are wanted, for some fall out."""
MOST_ABBREVIATED = 200
MOST_REMEMBERED, LONGEST_REMEMBERED = 4000, 20
"""Answers kept, and suggestions of such a one: what people type begins alike, and the shortest prefixes, which cost most, come most often. About 3 kB
each."""
Blocked = Callable[[str], bool]
Supply = Callable[[str], int]


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
    readings: MappedBytes
    characters: npt.NDArray[np.uint32]
    paths: Sequence[str]
    shelves: Sequence[int]
    scores: memoryview[float]
    hits: memoryview[int]
    categories: memoryview[int]
    types: memoryview[int]
    reasons: memoryview[int]
    spoken: dict[str, Sequence[str]] = field(default_factory=dict)
    remembered: dict[tuple[str, int, Blocked], tuple[Suggestion, ...]] = field(default_factory=dict)

    @staticmethod
    def open(snapshot: Snapshot) -> Completion:
        """The index of this snapshot; raises SnapshotDamaged where a part of it cannot be read."""
        texts, readings, paths = (MappedBytes.over(snapshot.ragged(f"suggest.{name}")) for name in ("text", "reading", "path"))
        scores: Any
        numbers = ("score", "hits", "category", "type", "reason")
        scores, hits, categories, types, reasons = (mapped(snapshot.array(f"suggest.{name}")) for name in numbers)
        lists = (texts, readings, snapshot.array("suggest.character"), [paths.text(place) for place in range(len(paths))])
        return Completion(KeyTable.open(snapshot), *lists, shelves_of(snapshot), scores, hits, categories, types, reasons)

    def __len__(self) -> int:
        return len(self.texts)

    def complete(self, prefix: str, limit: int, blocked: Blocked, supply: Supply | None = None) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, best first, ties by text; for an empty prefix the best of all.

        `blocked` says of a normalised text that it must not be shown, `supply` how many products in stock have all words of it (by default the
        count of publishing, which is true as long as the snapshot's own products are served); what is blocked or has none falls out, and the next
        ones take its place. `highlight` is HTML with the part that was not typed in <mark>.
        """
        if supply is not None or limit > LONGEST_REMEMBERED:
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
            self._collect(self._front(), MATCHES, wanted, found)
        elif wanted.limit > 0:
            self._search(wanted, found)
        return tuple(found.values())

    def _search(self, wanted: _Wanted, found: dict[int, Suggestion]) -> None:
        asked = self._asked(wanted.typed)
        for most in (FIRST_READ, MOST_READ):
            found.clear()
            if self._read(asked, most, wanted, found):
                break
        if len(found) < wanted.limit:
            for abbreviated in self._abbreviated(wanted.typed):
                self._read(abbreviated, MOST_ABBREVIATED, wanted, found)

    def _asked(self, typed: Typed) -> Asked:
        """The kinds of match, the better first."""
        probes = [probe(PREFIX, typed.key), probe(INFIX, typed.key)]
        if typed.letters:
            # One letter is an initial; as half a syllable it would bring the same texts again.
            kinds = _MIXED_KINDS if typed.mixed else _LETTER_KINDS if len(typed.sounds) > 1 else _INITIAL_KINDS
            probes += [probe(kind, spelling) for spelling in typed.spellings(self._readings) for kind in kinds]
        return _asked_of(probes, typed, _MIXED_MATCHES if typed.mixed else MATCHES)

    def _abbreviated(self, typed: Typed) -> Iterator[Asked]:
        """Entries whose initials fit what mixes initials and syllables; they are looked at closely before they are shown."""
        for letters in typed.abbreviations(self._readings):
            yield _asked_of([probe(INITIALS, letters)], typed, _MIXED_MATCHES)

    def _read(self, asked: Asked, most: int, wanted: _Wanted, found: dict[int, Suggestion]) -> bool:
        """Add the best that pass; whether no more can be had by reading more than `most` of each kind of match."""
        skip, size = 0, wanted.limit + SPARE
        while True:
            rows, whole = self.table.best(asked, most, skip, size, stocked=wanted.supply is None)
            self._collect(rows, asked.names, wanted, found)
            if len(found) == wanted.limit or len(rows) < size:
                return whole or len(found) == wanted.limit
            skip, size = skip + size, size * 4

    def _front(self) -> Iterator[Candidate]:
        texts = map(self.texts.text, range(min(len(self), MOST_READ)))
        return ((entry << KIND_BITS | PREFIX, text, escape(text)) for entry, text in enumerate(texts))

    def _collect(self, candidates: Iterable[Candidate], names: Sequence[str], wanted: _Wanted, found: dict[int, Suggestion]) -> None:
        """Add what passes, one for each shelf, until there is enough."""
        for number, text, shown in candidates:
            entry, match = number >> KIND_BITS, names[number & _KIND]
            shelf = self.shelves[entry]
            if shelf not in found and (suggestion := self._suggestion(entry, match, text, shown, wanted)):
                found[shelf] = suggestion
                if len(found) == wanted.limit:
                    return

    def _suggestion(self, entry: int, match: str, text: str, shown: str, wanted: _Wanted) -> Suggestion | None:
        normal = text.lower()
        hits = self.hits[entry] if wanted.supply is None else wanted.supply(normal)
        # What was typed itself is no candidate by its letters; by its pinyin it may be one.
        if hits <= 0 or wanted.blocked(normal) or (wanted.typed.mixed and fold(normal) == wanted.typed.key):
            return None
        category = self.paths[place] if (place := self.categories[entry]) != NONE else None
        return Suggestion(text, shown, TYPES[self.types[entry]], match, self.scores[entry], hits, category, REASONS[self.reasons[entry]])

    def _readings(self, character: str) -> Sequence[str]:
        if character in self.spoken:
            return self.spoken[character]
        at = int(self.characters.searchsorted(ord(character)))
        if at == len(self.characters) or self.characters[at] != ord(character):
            return ()
        return self.spoken.setdefault(character, self.readings.text(at).split())


def _asked_of(probes: Sequence[bytes], typed: Typed, names: Sequence[str]) -> Asked:
    """Without its first character, one Han character before a letter would be followed through all that sound alike."""
    begins = ord(typed.key[0]) if typed.letters and has_han(typed.key[0]) else 0
    return Asked(b"\0".join([*probes, b""]), typed.sounds.encode(), len(typed.key), begins, typed.mixed, names)
